/** "is the stop switch pulled?" */
import type { Command } from '../domain/commands.ts';
import type { Reply } from '../domain/questions/answer.ts';
import { pulledText } from './stop-switch-words.ts';

export const responseStatusCommand: Command = {
  intent: 'response.status',
  examples: [
    'is the stop switch pulled?',
    'who pulled the stop switch?',
    'stop switch status',
    'status of the stop switch',
    'is the stop switch on?',
  ],
  summary: 'Whether response actions are stopped, by whom and why',
  role: 'reader',
  async run({ responses, clock }): Promise<Reply> {
    const stop = await responses.stopSwitch();
    return {
      kind: 'notice',
      tone: stop.pulled ? 'warning' : 'neutral',
      headline: stop.pulled
        ? 'The stop switch is pulled: nothing new is sent'
        : 'The stop switch is not pulled',
      lines: [pulledText(stop, clock.now())],
      gaps: [],
      offers: [{ title: 'What is open?', intent: 'approvals.list', slots: {} }],
    };
  },
};
