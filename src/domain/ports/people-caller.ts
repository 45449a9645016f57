/**
 * Calls people where they talk to the bot: by new messages, as Teams tells nobody of a card that changed. What carries the
 * same purpose is posted once for each conversation, whoever asks and however often. Adapter: src/bot/call-people.ts.
 */
import type { Actor } from '../approvals/request.ts';

/** What a short message about a request says: how it ended or that it waits for them, or that nobody was called. */
export type RequestNote = 'result' | 'nobodyCalled';

export interface PeopleCaller {
  /** People with a personal conversation, those who talked to the bot last first. */
  known(limit: number): Promise<readonly Actor[]>;
  /** Those of them who have a personal conversation with the bot, in the same order. */
  reachable(personIds: readonly string[]): Promise<readonly string[]>;
  /** The request's card, with an alert. Rejects when a message was certainly not posted, so that a job may try again. */
  showCard(
    requestId: string,
    to: { readonly people: readonly string[]; readonly channel: boolean },
    purpose: string,
  ): Promise<void>;
  /**
   * A short message with an alert: to the requester personally or, where they have no conversation, where they asked
   * with their name in it; to the approvals channel if there is one.
   */
  sayNote(requestId: string, to: 'requester' | 'channel', note: RequestNote, purpose: string): Promise<void>;
}
