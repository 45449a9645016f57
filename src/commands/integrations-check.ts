import type { Command, CommandContext } from '../domain/commands.ts';
import type { Offer, Reply } from '../domain/questions/answer.ts';
import { accessPolicyReview } from '../domain/questions/access-policy-review.ts';
import { notAvailable } from './not-available.ts';

export const integrationsCheckCommand: Command = {
  intent: 'integrations.check',
  role: 'reader',
  summary: 'Looks over the Conditional Access policies for what usually goes wrong.',
  examples: [
    'review our conditional access policies',
    'any holes in our CA policies',
    'check conditional access',
    'are there misconfigured conditional access policies',
  ],
  async run(context: CommandContext): Promise<Reply> {
    const { only } = context.intent.slots;
    if (only !== undefined && /\bconditional access\b|^ca\b/i.test(only)) {
      return accessPolicyReview(context.tenant, context.clock);
    }
    // The checks of the other integrations are not there yet, and it says so.
    const notice = await notAvailable('integrations.check').run(context);
    return notice.kind === 'notice' ? { ...notice, offers: [REVIEW, ...notice.offers] } : notice;
  },
};

const REVIEW: Offer = {
  title: 'Review Conditional Access',
  intent: 'integrations.check',
  slots: { only: 'conditional access' },
};
