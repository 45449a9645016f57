/** "show R-7F3K2": the card of one request, as it stands. */
import type { Command } from '../domain/commands.ts';
import { parseRequestId } from '../domain/approvals/request-id.ts';
import type { Reply } from '../domain/questions/answer.ts';
import { noSuchRequest } from './no-such-request.ts';

export const approvalShowCommand: Command = {
  intent: 'approval.show',
  examples: ['show R-7F3K2', 'show request R-7F3K2', 'what about R-7F3K2?', 'status of R-7F3K2', 'R-7F3K2'],
  summary: 'One request with its decisions and what became of it',
  role: 'reader',
  async run({ intent, responses }): Promise<Reply> {
    const typed = intent.slots.requestId ?? '';
    const id = parseRequestId(typed);
    const request = id === null ? null : await responses.find(id);
    return request === null ? noSuchRequest(typed) : { kind: 'request', requestId: request.id };
  },
};
