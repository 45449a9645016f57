/** A short message about a request: how it ended, for the person who asked, or that nobody could be called. */
import type { ResponseRequest } from '../domain/approvals/request.ts';
import { namesText, shiftsUnreadText } from '../domain/approvals/whom-to-ask.ts';
import type { RequestNote } from '../domain/ports/people-caller.ts';
import type { Notice, Tone } from '../domain/questions/answer.ts';
import type { JsonObject } from '../domain/tenant/access-policies.ts';
import { fit } from './fit.ts';
import { noticeCard } from './notice-card.ts';
import { stateLook, titleOf } from './request-state.ts';
import { bare, visible } from './text.ts';

export interface RequestNoteView {
  readonly now: Date;
  /** Whose name stands in it, so that Teams tells them; null = the conversation is theirs alone. */
  readonly mention: { readonly id: string; readonly name: string } | null;
}

export function requestNote(
  request: ResponseRequest,
  note: RequestNote,
  view: RequestNoteView,
): { readonly card: JsonObject; readonly summary: string } {
  const told = note === 'result' ? resultNotice(request, view.now) : nobodyNotice(request);
  const card = fit((limits) => noticeCard(told, limits));
  return {
    card: view.mention === null ? card : withMention(card, view.mention),
    summary: bare(`${stateLook(request, view.now).icon} ${told.headline}`, 200),
  };
}

function resultNotice(request: ResponseRequest, now: Date): Notice {
  const { execution, verification, decisions } = request;
  const last = decisions.at(-1);
  const lines = [
    ...(request.state === 'denied' && last !== undefined
      ? [`Denied by ${last.actor.name}${last.reason === null ? '.' : `: ${last.reason}`}`]
      : []),
    ...(execution.problem === null ? [] : [execution.problem]),
    ...(request.state === 'succeeded' && verification.evidence !== null ? [verification.evidence] : []),
    ...(request.supersededBy === null ? [] : [`Asked again as ${request.supersededBy}.`]),
  ];
  return {
    kind: 'notice',
    tone: toneOf(request),
    headline: `${request.id} ${titleOf(request)}: ${stateLook(request, now).sentence}`,
    lines,
    gaps: [],
    offers: [show(request)],
  };
}

function nobodyNotice(request: ResponseRequest): Notice {
  const unreached = request.escalatedTo?.unreached ?? [];
  const unread = request.escalatedTo === null ? '' : shiftsUnreadText(request.escalatedTo);
  return {
    kind: 'notice',
    tone: 'warning',
    headline: `${request.id} ${titleOf(request)}: nobody has decided, and nobody could be called`,
    lines: [
      unreached.length === 0
        ? 'Nobody on call or known to Drawbridge may decide it.'
        : `${namesText(unreached)} may decide it but cannot be reached: they have to open Drawbridge in Teams once.`,
      ...(unread === '' ? [] : [`${unread}.`]),
      'Ask an approver yourself; they can write the request id to Drawbridge.',
    ],
    gaps: [],
    offers: [show(request)],
  };
}

function toneOf(request: ResponseRequest): Tone {
  switch (request.state) {
    case 'succeeded':
      return { yes: 'good', no: 'bad', pending: 'neutral' }[request.verification.verified] as Tone;
    case 'failed':
    case 'timedOut':
      return 'bad';
    case 'unknown':
      return 'unknown';
    default:
      return 'neutral';
  }
}

function show(request: ResponseRequest): Notice['offers'][number] {
  return { title: `Show ${request.id}`, intent: 'approval.show', slots: { requestId: request.id } };
}

/** Teams wants the same text in the card and in the entity; Entra's object id names the person (reference sheet teams-bot, section 5: UNCONFIRMED). */
function withMention(
  card: JsonObject,
  { id, name }: { readonly id: string; readonly name: string },
): JsonObject {
  const safe = visible(name, 100)
    .replace(/[<>&*_[\]`~\\{}$]/g, ' ')
    .trim();
  const text = `<at>${safe === '' ? 'you' : safe}</at>`;
  const { body, msteams } = card as { body: JsonObject[]; msteams?: JsonObject };
  return {
    ...card,
    msteams: {
      ...msteams,
      entities: [{ type: 'mention', text, mentioned: { id, name: safe } }],
    },
    body: [{ type: 'TextBlock', text, wrap: true }, ...body],
  };
}
