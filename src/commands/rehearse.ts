/**
 * An action that is asked for as a dry run or a drill goes the way of the real one: the same command reads the same
 * sentence and looks at the same target. Only what it hands over at the end is taken elsewhere.
 */
import type { Command, CommandContext } from '../domain/commands.ts';
import type { IntentName } from '../domain/intents.ts';
import type { NewRequest, Outcome } from '../domain/approvals/service.ts';
import type { Offer, Reply } from '../domain/questions/answer.ts';
import { clean } from './understanding/clean.ts';
import { rehearsalOf } from './understanding/response-control.ts';

/** `request` is called instead of the service's. Buttons of the answer lead back to the rehearsal, never to the real action. */
export async function rehearse(
  context: CommandContext,
  commandFor: (intent: IntentName) => Command,
  request: (order: NewRequest) => Promise<Outcome>,
): Promise<Reply> {
  const { action = '', ...slots } = context.intent.slots;
  const { intent: rehearsal } = context.intent;
  const { text, ...rest } = context;
  const order = text === undefined ? undefined : rehearsalOf(clean(text))?.order;
  const reply = await commandFor(`action.${action}` as IntentName).run({
    ...rest,
    ...(order === undefined ? {} : { text: order }),
    intent: { ...context.intent, intent: `action.${action}` as IntentName, slots },
    responses: { ...context.responses, request },
  });
  const back = (offer: Offer): Offer =>
    offer.intent.startsWith('action.')
      ? {
          ...offer,
          intent: rehearsal,
          slots: { action: offer.intent.slice('action.'.length), ...offer.slots },
        }
      : offer;
  switch (reply.kind) {
    case 'request':
      return reply;
    case 'choice':
      return {
        ...reply,
        candidates: reply.candidates.map((one) => ({ ...one, offer: back(one.offer) })),
      };
    default:
      return { ...reply, offers: reply.offers.map(back) };
  }
}
