/**
 * How this process treats memory and start-up; called before anything large is loaded. V8 sizes its heap for the
 * machine and lets garbage grow to hundreds of megabytes before it looks: a bot that answers a question now and then
 * does better with a small heap. What was compiled once is kept beside the installed packages, where only who may
 * change those can write. Figures: docs/performance.md.
 */
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';

const COMPILED = path.join(
  import.meta.dirname,
  '..',
  '..',
  'node_modules',
  '.cache',
  'drawbridge',
  'compiled',
);

export function leanProcess(): void {
  setFlagsFromString('--optimize-for-size');
  // Where the folder cannot be written nothing is kept and nothing fails.
  enableCompileCache(COMPILED);
}
