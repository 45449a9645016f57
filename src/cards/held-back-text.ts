/** Why a request is held back, on its card. */
import { guardrailText } from '../domain/approvals/guardrails.ts';
import { turnText } from '../domain/approvals/pacing.ts';
import type { Guardrail } from '../domain/approvals/guardrails.ts';
import type { ResponseRequest } from '../domain/approvals/request.ts';
import { plain } from './text.ts';
import { when } from './times.ts';

/** A line where one is due: it waits, or would wait if it were approved now. */
export function heldBackLines(request: ResponseRequest, now: Date, limit: number): readonly string[] {
  const { heldBack, state, action } = request;
  if (heldBack === null) return [];
  if (state === 'requested')
    return [`Would be held if approved now: ${textOf(heldBack, action, now, limit)}`];
  if (heldBack.kind === 'turn') return [`Waiting for its turn: ${turnText(heldBack)}.`];
  return state === 'approved' || state === 'executing'
    ? [`Held: ${textOf(heldBack, action, now, limit)}`]
    : [];
}

function textOf(guardrail: Guardrail, action: string, now: Date, limit: number): string {
  return guardrail.kind === 'stopSwitch'
    ? `${plain(guardrail.by, 100)} pulled the stop switch ${when(guardrail.at, now)}: ${plain(guardrail.reason ?? 'no reason given', limit)}`
    : plain(guardrailText(guardrail, action), limit);
}
