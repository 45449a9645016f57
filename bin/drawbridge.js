#!/usr/bin/env node
// The `drawbridge` command. Modules are compiled once and kept beside the installed packages (only who may change
// those can write there; where nothing can be written nothing is kept). This file is JavaScript so that Node's type
// stripper, 17 MB, is not even loaded from the second start on.
import { enableCompileCache } from 'node:module';
import path from 'node:path';

enableCompileCache(path.join(import.meta.dirname, '..', 'node_modules', '.cache', 'drawbridge', 'compiled'));
await import('../src/cli.ts');
