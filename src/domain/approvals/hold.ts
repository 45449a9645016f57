/**
 * Actions that are taken back by themselves after a time. The approval of the action covers its end too, as long as
 * nothing speaks against it then; otherwise people are asked. Pure.
 */
import type { ActionDefinition } from '../actions/action.ts';
import { reversalOf } from '../actions/action.ts';
import type { ChangedFact } from './binding.ts';
import type { ResponseRequest } from './request.ts';

const LEAST_MINUTES = 5;
const MOST_MINUTES = 30 * 24 * 60;

/** Why it cannot be held for so long, in a sentence; null = it can. */
export function whyNoHold(action: ActionDefinition, minutes: number): string | null {
  if (reversalOf(action) === null || action.risk === 'harmless') {
    return `"${action.title}" cannot be limited to a time.`;
  }
  return Number.isInteger(minutes) && minutes >= LEAST_MINUTES && minutes <= MOST_MINUTES
    ? null
    : `A time between ${durationText(LEAST_MINUTES)} and ${durationText(MOST_MINUTES)} is possible.`;
}

/** `4 h`, `90 min`, `2 days`. */
export function durationText(minutes: number): string {
  if (minutes >= 2880 && minutes % 1440 === 0) return `${minutes / 1440} days`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

const RISK = ['None', 'Informational', 'Low', 'Medium', 'High'];

/** Whether what changed since the approval is nothing but a lower risk: then the end is covered by it. */
export function endIsCovered(changed: readonly ChangedFact[]): boolean {
  return changed.every(({ name, before, now }) => {
    const was = RISK.indexOf(before);
    const is = RISK.indexOf(now);
    return name === 'Risk score' && was >= 0 && is >= 0 && is < was;
  });
}

/** Whether the time of a request is still running. */
export function isHeld(request: ResponseRequest): boolean {
  return request.state === 'succeeded' && (request.hold?.until ?? null) !== null && request.undoneBy === null;
}
