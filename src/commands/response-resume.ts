/** "release the stop switch": what waits goes on, each after another look at its target. Acts at once. */
import type { Command } from '../domain/commands.ts';
import type { Reply } from '../domain/questions/answer.ts';
import { goesOn } from './stop-switch-words.ts';

export const responseResumeCommand: Command = {
  intent: 'response.resume',
  examples: [
    'release the stop switch',
    'release the stop switch because the rule is corrected',
    'reset the stop switch',
    'resume all response actions',
    'please release the stop switch',
  ],
  summary: 'Let response actions go on after a stop; approvers only',
  // Only approvers may; the service looks, and puts a refused attempt on the record.
  role: 'reader',
  async run({ intent, responses, actor, correlationId }): Promise<Reply> {
    const outcome = await responses.releaseStop(actor, intent.slots.reason ?? null, correlationId);
    return {
      kind: 'notice',
      tone: outcome.ok ? 'good' : 'warning',
      headline: outcome.ok ? 'The stop switch is released' : 'The stop switch was not released',
      lines: outcome.ok ? [goesOn(outcome.waiting)] : [outcome.message],
      gaps: [],
      offers: [{ title: 'What is open?', intent: 'approvals.list', slots: {} }],
    };
  },
};
