/** What is said of the stop switch in chat. */
import type { StopSwitch } from '../domain/approvals/guardrails.ts';
import type { ResponseRequest } from '../domain/approvals/request.ts';
import { agoText } from '../domain/questions/elapsed.ts';

/** `Iris Ek pulled it 5 min ago: wrong tenant.`; foreign text. */
export function pulledText({ pulled, by, at, reason }: StopSwitch, now: Date): string {
  if (by === null || at === null) return 'Nobody has ever pulled it.';
  const did = pulled ? 'pulled' : 'released';
  return `${by.name} ${did} it ${agoText(now, at)}: ${reason ?? 'no reason given'}`;
}

export function held(waiting: readonly ResponseRequest[]): string {
  return waiting.length === 0 ? 'No approved action waits for it.' : `Held: ${listed(waiting)}.`;
}

export function goesOn(waiting: readonly ResponseRequest[]): string {
  return waiting.length === 0
    ? 'No approved action waited behind it.'
    : `Each is looked at again and then goes on, unless its approval has become too old: ${listed(waiting)}.`;
}

const MOST = 10;

function listed(waiting: readonly ResponseRequest[]): string {
  const named = waiting.slice(0, MOST).map(({ id, action, target }) => `${id} (${action} ${target.name})`);
  const more = waiting.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
