import { badRequest } from '../graph-errors.ts';
import type { Expression, Step } from './kql-syntax.ts';
import { readInstant } from './kql-tokens.ts';

/** Which rows can matter: both ends included, in milliseconds. Without `devices` every device's. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
  readonly devices: ReadonlySet<string> | undefined;
}

const LOOK_BACK_MS = 30 * 86_400_000;

/** The last thirty days, or what `Timespan` leaves of them. */
export function openWindow(timespan: string | undefined, now: number): RowWindow {
  const asked = timespan === undefined ? undefined : readTimespan(timespan, now);
  return {
    from: Math.max(asked?.from ?? Number.NEGATIVE_INFINITY, now - LOOK_BACK_MS),
    to: Math.min(asked?.to ?? Number.POSITIVE_INFINITY, now),
    devices: undefined,
  };
}

/** ISO 8601: `P7D`, `start/end`, `P7D/end`, `start/P7D`, or a start alone. */
function readTimespan(text: string, now: number): { from: number; to: number } {
  const [first = '', second, ...more] = text.split('/');
  const [length, start] = [readDuration(first), readInstant(first)];
  if (more.length === 0 && second === undefined) {
    if (length !== undefined) return { from: now - length, to: now };
    if (start !== undefined) return { from: start, to: now };
  }
  if (more.length === 0 && second !== undefined) {
    const [after, end] = [readDuration(second), readInstant(second)];
    if (start !== undefined && end !== undefined && start <= end) return { from: start, to: end };
    if (start !== undefined && after !== undefined) return { from: start, to: start + after };
    if (length !== undefined && end !== undefined) return { from: end - length, to: end };
  }
  throw badRequest(`The timespan '${text}' is not an ISO 8601 duration or interval.`);
}

const DURATION = /^P(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?$/;

/** Days, hours, minutes and seconds; weeks, months and years have no fixed length here. */
function readDuration(text: string): number | undefined {
  const parts = DURATION.exec(text);
  if (parts === null || text === 'P') return undefined;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part: string | undefined) => Number(part ?? 0));
  return (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60_000 + (seconds ?? 0) * 1000;
}

/** What the first filters of a query leave of the window. The filters themselves are applied all the same. */
export function narrow(window: RowWindow, steps: readonly Step[]): RowWindow {
  let narrowed = window;
  for (const step of steps) {
    if (step.operator !== 'where') break;
    const { condition } = step;
    for (const term of condition.kind === 'and' ? condition.terms : [condition]) {
      narrowed = narrowBy(narrowed, term);
    }
  }
  return narrowed;
}

function narrowBy(window: RowWindow, term: Expression): RowWindow {
  if (term.kind === 'in' && isColumn(term.of, 'DeviceId') && !term.ignoreCase) {
    return onlyDevices(
      window,
      term.values.map((one) => String(one.value)),
    );
  }
  if (term.kind !== 'compare' || term.right.kind !== 'literal') return window;
  const { value } = term.right;
  if (isColumn(term.left, 'DeviceId') && term.operator === '==') return onlyDevices(window, [String(value)]);
  if (!isColumn(term.left, 'Timestamp') || typeof value !== 'number') return window;
  switch (term.operator) {
    case '>':
    case '>=':
      return { ...window, from: Math.max(window.from, value) };
    case '<':
    case '<=':
      return { ...window, to: Math.min(window.to, value) };
    default:
      return window;
  }
}

function isColumn(expression: Expression, name: string): boolean {
  return expression.kind === 'column' && expression.name === name;
}

function onlyDevices(window: RowWindow, ids: readonly string[]): RowWindow {
  const { devices } = window;
  return { ...window, devices: new Set(devices === undefined ? ids : ids.filter((id) => devices.has(id))) };
}
