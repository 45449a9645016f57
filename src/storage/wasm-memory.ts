/**
 * PGlite is a WebAssembly module of nine megabytes. V8 compiles what is called often a second time, with its
 * optimizing compiler, which for this module takes half a gigabyte that is not given back and both cores for seconds.
 * The first compilation is fast enough for a bot: these flags leave it at that. They hold for what is compiled from
 * now on, so this is called before the first PGlite. Figures: docs/performance.md.
 */
import { setFlagsFromString } from 'node:v8';

export function compileWasmOnce(): void {
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
}
