/** From a sentence to a response request on one person: resolve them, look at the account, refuse or ask the approvers. */
import type { CommandContext } from '../domain/commands.ts';
import type { IntentName } from '../domain/intents.ts';
import type { ActionDefinition } from '../domain/actions/action.ts';
import { sameId } from '../domain/approvals/rules.ts';
import type { Reply, Subject } from '../domain/questions/answer.ts';
import { resolveUser } from '../domain/questions/resolve-user.ts';
import { slotsWithTerms } from './order-terms.ts';
import { requestApproval } from './request-approval.ts';

export async function requestUserAction(action: ActionDefinition, context: CommandContext): Promise<Reply> {
  const { tenant, clock, actor } = context;
  const { user: typed, ...slots } = slotsWithTerms(context);
  const name = `action.${action.verb}` as IntentName;
  const found = await resolveUser(tenant, clock, typed ?? '', { intent: name, slots });
  if (found.kind === 'reply') return found.reply;
  const { user } = found;
  const subject: Subject = { kind: 'user', name: user.displayName, reference: user.id };
  return requestApproval(
    action,
    {
      subject,
      target: { kind: 'user', id: user.id, name: user.displayName, aadDeviceId: null },
      given: slots,
      reason: slots.reason ?? null,
      evidence: sameId(user.id, actor.id)
        ? [{ label: 'Warning', value: 'It is the own account of the person who asks.' }]
        : [],
    },
    context,
  );
}
