/** From a reply to a Teams card. Pure: the present is an argument. */
import type { JsonObject } from '../domain/tenant/access-policies.ts';
import type { Reply, RequestReply } from '../domain/questions/answer.ts';
import { answerCard } from './answer-card.ts';
import { choiceCard } from './choice-card.ts';
import { fit } from './fit.ts';
import { noticeCard } from './notice-card.ts';
import { withReading } from './reading-note.ts';
import { bare } from './text.ts';
import { TONES } from './tones.ts';

export interface ReplyCardView {
  readonly now: Date;
}

export interface ReplyCard {
  readonly card: JsonObject;
  /** One line for notifications: `Bad: High risk and compliant …`. */
  readonly summary: string;
}

export function renderReply(reply: Exclude<Reply, RequestReply>, view: ReplyCardView): ReplyCard {
  switch (reply.kind) {
    case 'answer': {
      const about = reply.subject === null ? '' : `${reply.subject.name}: `;
      return {
        card: fit((limits) => withReading(reply.readAs, answerCard(reply, view.now, limits))),
        summary: bare(`${TONES[reply.tone].icon} ${about}${reply.headline}`, 200),
      };
    }
    case 'choice':
      return {
        card: fit((limits) => withReading(reply.readAs, choiceCard(reply, limits))),
        summary: bare(reply.headline, 200),
      };
    case 'notice':
      return {
        card: fit((limits) => withReading(reply.readAs, noticeCard(reply, limits))),
        summary: bare(`${TONES[reply.tone].icon} ${reply.headline}`, 200),
      };
  }
}
