/** Instants on a card: relative for the eye, absolute in the reader's own time zone, which the client fills in. */
import type { IsoTime } from '../domain/tenant/evidence.ts';
import { agoText, untilText } from '../domain/questions/elapsed.ts';

/**
 * `{{DATE(2026-11-20T09:00:00Z,SHORT)}} {{TIME(2026-11-20T09:00:00Z)}}`; clients understand no fraction of a second.
 * An instant that cannot be read is `at an unknown time`.
 */
function localTime(iso: IsoTime): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return 'at an unknown time';
  const whole = `${new Date(at).toISOString().slice(0, 19)}Z`;
  return `{{DATE(${whole},SHORT)}} {{TIME(${whole})}}`;
}

/** `3 h ago (<local date and time>)`. */
export function when(iso: IsoTime, now: Date): string {
  return told(iso, agoText(now, iso));
}

/** The same for an instant that somebody has to be in time for: `in 30 min (<local date and time>)`. */
export function deadline(iso: IsoTime, now: Date): string {
  return told(iso, untilText(now, iso));
}

function told(iso: IsoTime, relative: string): string {
  return Number.isNaN(Date.parse(iso)) ? 'at an unknown time' : `${relative} (${localTime(iso)})`;
}
