/** "cancel R-7F3K2": by the person who asked, before it is decided. */
import type { Command } from '../domain/commands.ts';
import { parseRequestId } from '../domain/approvals/request-id.ts';
import type { Reply } from '../domain/questions/answer.ts';
import { noSuchRequest } from './no-such-request.ts';

export const approvalCancelCommand: Command = {
  intent: 'approval.cancel',
  examples: [
    'cancel R-7F3K2',
    'withdraw R-7F3K2',
    'cancel request R-7F3K2',
    'cancel my request R-7F3K2',
    'please cancel R-7F3K2',
  ],
  summary: 'Take back a request of yours that is not decided yet',
  role: 'reader',
  async run({ intent, responses, actor, correlationId }): Promise<Reply> {
    const typed = intent.slots.requestId ?? '';
    const id = parseRequestId(typed);
    if (id === null) return noSuchRequest(typed);
    const outcome = await responses.cancel(id, actor, correlationId);
    if (outcome.ok) return { kind: 'request', requestId: outcome.request.id };
    if (outcome.code === 'notFound') return noSuchRequest(typed);
    return {
      kind: 'notice',
      tone: 'warning',
      headline: `${id} was not cancelled`,
      lines: [outcome.message],
      gaps: [],
      offers: [{ title: `Show ${id}`, intent: 'approval.show', slots: { requestId: id } }],
    };
  },
};
