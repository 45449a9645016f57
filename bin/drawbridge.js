#!/usr/bin/env node
// The `drawbridge` command. Modules are compiled once and kept beside the installed packages (only who may change
// those can write there; where nothing can be written nothing is kept). This file is JavaScript so that Node's type
// stripper, 17 MB, is not even loaded from the second start on.
import { enableCompileCache } from 'node:module';
import path from 'node:path';

// What runs for weeks starts with settings that a process can only be given from outside: fewer and tidier heaps of the
// C library (25 MB less, measured in docs/performance.md), and room for what a single answer leaves behind. The
// process replaces itself before anything is loaded; where that cannot be done, or the operator has set his own, it goes on.
const stays = ['serve', 'demo'].includes(process.argv[2]);
if (stays && process.env.MALLOC_ARENA_MAX === undefined && typeof process.execve === 'function') {
  const tidy = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' };
  const roomy = ['--min-semi-space-size=4', ...process.execArgv];
  process.execve(process.execPath, [process.execPath, ...roomy, ...process.argv.slice(1)], {
    ...process.env,
    ...tidy,
  });
}

enableCompileCache(path.join(import.meta.dirname, '..', 'node_modules', '.cache', 'drawbridge', 'compiled'));
await import('../src/cli.ts');
