/** What the bot needs of cards/: pure functions, joined in compose.ts. */
import type { ResponseRequest } from '../domain/approvals/request.ts';
import type { Viewer, Yielded } from '../domain/approvals/service.ts';
import type { Reply, RequestReply, Table } from '../domain/questions/answer.ts';
import type { JsonObject } from '../domain/tenant/access-policies.ts';
import type { RequestNote } from '../domain/ports/people-caller.ts';
import type { CardMessage } from './outgoing.ts';

type HandoverView = Yielded & {
  readonly requestId: string;
  /** The verb of the action. */
  readonly action: string;
  readonly what: string;
  readonly target: string;
};

interface ReplyView {
  /** IANA zone of the reader, where the client says it. */
  readonly timeZone: string | null;
  readonly now: Date;
}

interface RequestView extends ReplyView {
  /** Whose view it is; null = everybody's. */
  readonly viewer: Viewer | null;
  /**
   * Teams user ids whose clients ask for their own view on opening; null = everybody's client does (Teams does so in
   * conversations of at most 60 people).
   */
  readonly refreshFor: readonly string[] | null;
}

export interface BotCards {
  /** A line about a request, for people who are told by nothing else. */
  note(
    request: ResponseRequest,
    note: RequestNote,
    view: { readonly now: Date; readonly mention: { readonly id: string; readonly name: string } | null },
  ): CardMessage;
  reply(reply: Exclude<Reply, RequestReply>, view: ReplyView): CardMessage;
  request(request: ResponseRequest, view: RequestView): CardMessage;
  /** A link or a secret that only the person who clicked sees. */
  handover(view: HandoverView): JsonObject;
  /** The list behind an answer, as a file that a spreadsheet reads. */
  table(table: Table): string;
}
