/**
 * The typing indicator of one turn. teams-ai keeps one timer per application: parallel turns share it and any turn's
 * end stops it, and it sends every second, which counts against Teams' limits. This one belongs to its turn.
 */
import type { Timers } from './timers.ts';

const FIRST_AFTER_MS = 1000;
/** Teams shows it for some seconds. */
const AGAIN_AFTER_MS = 4000;

/** @returns stops it */
export function startTyping(timers: Timers, send: () => Promise<void>): () => void {
  let cancel = timers.after(FIRST_AFTER_MS, tick);
  function tick(): void {
    void send();
    cancel = timers.after(AGAIN_AFTER_MS, tick);
  }
  return () => {
    cancel();
  };
}
