/** From a value that was typed to a response request on an indicator. */
import type { CommandContext } from '../domain/commands.ts';
import type { ActionDefinition } from '../domain/actions/action.ts';
import type { ReadValue } from '../domain/actions/indicator-value.ts';
import { harmless } from '../domain/actions/indicator-value.ts';
import type { Reply } from '../domain/questions/answer.ts';
import { requestApproval } from './request-approval.ts';
import type { ActedOn } from './request-replies.ts';
import { notInThisForm } from './request-replies.ts';

/** `read` = what was made of the text; `given` = the action's own parameters. */
export function requestIndicatorAction(
  action: ActionDefinition,
  read: ReadValue,
  given: Readonly<Record<string, string>>,
  context: CommandContext,
): Promise<Reply> {
  const { reason = null, value: typed = '' } = context.intent.slots;
  if ('why' in read) return Promise.resolve(notInThisForm(action, subjectOf(typed), read.why));
  return requestApproval(
    action,
    {
      subject: subjectOf(read.value),
      target: { kind: 'indicator', id: read.value, name: harmless(read.value), aadDeviceId: null },
      given,
      reason,
      evidence: [],
    },
    context,
  );
}

export function subjectOf(value: string): ActedOn {
  return { kind: 'indicator', name: harmless(value), reference: value };
}
