/** What people did about a request beside deciding it: who was called, who let it through alone, who looked at that. */
import type { ResponseRequest } from '../domain/approvals/request.ts';
import { groupsText, missingGroups } from '../domain/approvals/places.ts';
import { namesText, shiftsUnreadText } from '../domain/approvals/whom-to-ask.ts';
import { plain } from './text.ts';
import { when } from './times.ts';

export interface Step {
  readonly icon: string;
  readonly text: string;
}

/** Stands on top of every copy for good; null when there is nothing to mark. */
export function breakGlassMark(request: ResponseRequest): string | null {
  const { breakGlass } = request;
  if (breakGlass === null) return null;
  const missing = missingGroups(request);
  const without = missing.length === 0 ? '' : `, without an approval of ${groupsText(missing)}`;
  const { actor, review } = breakGlass;
  const since =
    review === null
      ? 'not reviewed yet'
      : `reviewed by ${review.actor.name}, who ${review.verdict === 'agreed' ? 'agreed' : 'objected'}`;
  return `Break-glass: ${actor.name} let this through alone${without}; ${since}.`;
}

/** After the decisions that came before. */
export function callingSteps(request: ResponseRequest, now: Date, limit: number): readonly Step[] {
  const { escalatedAt, escalatedTo, breakGlass } = request;
  const steps: Step[] = [];
  if (escalatedAt !== null && escalatedTo !== null) {
    const { called, unreached } = escalatedTo;
    const to =
      called.length === 0
        ? 'Nobody decided, and nobody could be called'
        : `Escalated to ${plain(namesText(called), limit)}`;
    const missed =
      unreached.length === 0
        ? ''
        : `. Without the app, so not reached: ${plain(namesText(unreached), limit)}`;
    const unread = plain(shiftsUnreadText(escalatedTo), limit);
    const shifts = unread === '' ? '' : `. ${unread}`;
    steps.push({ icon: '📣', text: `${to}, ${when(escalatedAt, now)}${missed}${shifts}` });
  }
  if (breakGlass !== null) {
    const who = plain(breakGlass.actor.name, 100);
    const why = plain(breakGlass.reason, limit);
    steps.push({ icon: '🔓', text: `${who} let it through alone, ${when(breakGlass.at, now)}: ${why}` });
  }
  return steps;
}

/** Comes last, whatever became of the request before. */
export function reviewSteps({ breakGlass }: ResponseRequest, now: Date, limit: number): readonly Step[] {
  const review = breakGlass?.review ?? null;
  if (review === null) return [];
  const note = review.note === null ? '' : `: ${plain(review.note, limit)}`;
  const did = review.verdict === 'agreed' ? 'agreed afterwards' : 'objected afterwards';
  return [
    {
      icon: review.verdict === 'agreed' ? '✅' : '⛔',
      text: `${plain(review.actor.name, 100)} ${did}, ${when(review.at, now)}${note}`,
    },
  ];
}
