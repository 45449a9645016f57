/** The judgement of a round: what is wrong, and how much of what there was. */
import type { RequestState } from '../../src/domain/approvals/request.ts';
import type { StoredRequest } from '../../src/domain/ports/response-store.ts';
import type { TeamsConnector } from '../fakes/teams-connector.ts';
import { judgeCards, judgePosts, shownCards } from './judge-cards.ts';
import { isLate, judgeRecord, judgeUpstream, judgeVotes } from './judge-requests.ts';
import type { Exchange, Findings, MachineAction } from './judge-requests.ts';
import type { Round, RoundParts } from './round.ts';

export interface SoakResult {
  readonly findings: Findings;
  readonly states: Readonly<Partial<Record<RequestState, number>>>;
  readonly counts: Readonly<Record<string, number>>;
}

/** `verified`: what `drawbridge audit verify` said. */
export async function judgeRound(
  round: Round,
  parts: RoundParts,
  exchanges: readonly Exchange[],
  verified: { readonly code: number | null; readonly output: string },
): Promise<SoakResult> {
  const { connector, microsoft, replicas, size } = parts;
  const stored = await round.ledger.stored();
  const requests = stored.map(({ request }) => request);
  const actions = await microsoft.state<readonly MachineAction[]>('machineActions');
  const entries = await round.ledger.record();
  const { answers } = round.crowd;
  const copies = await round.ledger.copies();
  const shown = shownCards(connector);
  const unknownCards = shown.filter(
    (card) =>
      !copies.some(
        (copy) => copy.activityId === card.activityId && copy.conversationId === card.conversationId,
      ),
  );
  const findings = [
    ...round.early,
    ...(verified.code === 0 && verified.output.startsWith('ok:') ? [] : [`the record: ${verified.output}`]),
    ...replicas.deaths.map((death) => `a process ended by itself: ${death}`),
    ...(requests.length < size.requests ? [`${requests.length} requests instead of ${size.requests}`] : []),
    ...stored.flatMap((one) => judgeUpstream(one, actions, exchanges)),
    ...requests.flatMap((request) => judgeVotes(request, answers)),
    ...stored.flatMap((one) =>
      judgeRecord(
        one,
        entries.filter((entry) => entry.requestId === one.request.id),
        answers,
      ),
    ),
    ...judgeCards(requests, shown, copies, new Date()),
    ...(await postFindings(connector, round)),
    ...unknownCards.map(
      (card) =>
        `${card.requestId}: its message in ${card.conversationId} was shown to somebody and is still nobody's`,
    ),
    ...answers
      .filter(({ kind }) => kind === 'error')
      .map((answer) => `${answer.by} was answered an error: ${answer.text}`),
  ];
  return {
    findings,
    states: statesOf(stored),
    counts: summary(round, parts, requests.length, entries.length, shown.length),
  };
}

function summary(
  round: Round,
  { replicas, connector }: RoundParts,
  requests: number,
  entries: number,
  messages: number,
): Record<string, number> {
  const { answers, sentences } = round.crowd;
  const clicks = answers.filter(({ verb }) => verb !== 'refresh');
  return {
    seconds: round.seconds,
    requests,
    sentences: [...sentences.values()].reduce((sum, times) => sum + times, 0),
    clicks: clicks.length,
    'clicks done': clicks.filter(({ kind }) => kind === 'card').length,
    'clicks refused': clicks.filter((one) => one.kind === 'sentence' && !isLate(one)).length,
    'clicks answered late': clicks.filter(isLate).length,
    'clicks delivered again': clicks.filter(({ deliveries }) => deliveries > 1).length,
    kills: replicas.kills,
    'rows of the record': entries,
    'messages with cards': messages,
    'card posts and updates': connector.sent.length,
    'posts unconfirmed': round.unconfirmed,
    ...Object.fromEntries([...replicas.said].map(([event, times]) => [`log: ${event.slice(0, 120)}`, times])),
  };
}

/** Before anybody opens a chat, and after. */
export async function postFindings(
  connector: TeamsConnector,
  { ledger, crowd }: Pick<Round, 'ledger' | 'crowd'>,
): Promise<Findings> {
  const noted = (await ledger.record()).filter(({ event }) => event === 'card.unconfirmed');
  const stored = await ledger.stored();
  return judgePosts(shownCards(connector), await ledger.copies(), await ledger.posts(), {
    devices: new Map(stored.map(({ request }) => [request.id, request.target.name])),
    sentences: crowd.sentences,
    noted: new Set(
      noted.map(({ requestId, details }) => `${requestId ?? ''} ${String(details['conversationId'])}`),
    ),
  });
}

function statesOf(stored: readonly StoredRequest[]): Partial<Record<RequestState, number>> {
  const states: Partial<Record<RequestState, number>> = {};
  for (const { request } of stored) states[request.state] = (states[request.state] ?? 0) + 1;
  return states;
}
