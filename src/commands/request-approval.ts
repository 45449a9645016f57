/** From a target that was found to a response request on it: look at it, refuse, or ask the approvers. */
import type { CommandContext } from '../domain/commands.ts';
import type { ActionDefinition } from '../domain/actions/action.ts';
import { readParameters } from '../domain/actions/action.ts';
import type { ActionTarget, EvidenceLine } from '../domain/approvals/request.ts';
import type { Reply } from '../domain/questions/answer.ts';
import type { ActedOn } from './request-replies.ts';
import { lookAt, notInThisForm, notKnown, notPossible, refusalReply } from './request-replies.ts';

export interface ApprovalAsked {
  readonly subject: ActedOn;
  readonly target: ActionTarget;
  /** As typed, or chosen; `reason` may be among them. */
  readonly given: Readonly<Record<string, string>>;
  readonly reason: string | null;
  /** Why it became this action: stands before what is known. */
  readonly because?: readonly EvidenceLine[];
  /** What is known beyond the preflight. */
  readonly evidence: readonly EvidenceLine[];
}

export async function requestApproval(
  action: ActionDefinition,
  { subject, target, given, reason, because = [], evidence }: ApprovalAsked,
  context: CommandContext,
): Promise<Reply> {
  const read = readParameters(action, given);
  if (!read.ok) return notInThisForm(action, subject, read.why);
  const { parameters } = read;
  const preflight = await lookAt(action, subject, () =>
    action.preflight({ target, parameters }, context.tenant, context.clock),
  );
  if ('gap' in preflight) return notKnown(action, subject, [preflight.gap]);
  if (preflight.blockers.length > 0) {
    return notPossible(
      action,
      subject,
      preflight.blockers.map((blocker) => blocker.message),
    );
  }
  const outcome = await context.responses.request({
    action: action.verb,
    target,
    parameters,
    reason,
    evidence: [...because, ...preflight.evidence, ...evidence],
    protection: preflight.protection,
    facts: preflight.facts,
    ...(given.hold === undefined ? {} : { holdMinutes: Number(given.hold) }),
    ...(given.first === undefined ? {} : { first: given.first }),
    requester: context.actor,
    conversationId: context.conversationId,
    correlationId: context.correlationId,
  });
  return outcome.ok
    ? { kind: 'request', requestId: outcome.request.id }
    : refusalReply(action, parameters, subject, outcome);
}
