/** "pull the stop switch": from then on nothing new is sent, whoever approved it. Acts at once. */
import type { Command } from '../domain/commands.ts';
import type { Notice, Reply } from '../domain/questions/answer.ts';
import { held, pulledText } from './stop-switch-words.ts';

export const responseStopCommand: Command = {
  intent: 'response.stop',
  examples: [
    'pull the stop switch',
    'pull the stop switch because the wrong tenant is targeted',
    'stop all response actions',
    'stop all response actions because of a wrong rule',
    'halt all response actions',
  ],
  summary: 'Stop everything that is not sent yet, until an approver releases it',
  // Whoever may ask or decide may stop; the service looks.
  role: 'reader',
  async run({ intent, responses, actor, clock, correlationId }): Promise<Reply> {
    const outcome = await responses.pullStop(actor, intent.slots.reason ?? null, correlationId);
    if (!outcome.ok) return notDone(outcome.message);
    const { stop, changed, waiting } = outcome;
    return {
      kind: 'notice',
      tone: 'warning',
      headline: changed
        ? 'The stop switch is pulled: nothing new is sent'
        : 'The stop switch was pulled already',
      lines: [
        pulledText(stop, clock.now()),
        'What was sent already goes on and is followed to its end.',
        held(waiting),
        'An approver releases it with “release the stop switch”.',
      ],
      gaps: [],
      offers: [{ title: 'What is waiting?', intent: 'approvals.list', slots: {} }],
    };
  },
};

function notDone(message: string): Notice {
  return {
    kind: 'notice',
    tone: 'warning',
    headline: 'The stop switch was not pulled',
    lines: [message],
    gaps: [],
    offers: [],
  };
}
