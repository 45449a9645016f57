/** A request told whole: who asked and why, who agreed, on what evidence, what was sent, what proved it. Pure. */
import type { Actor, Decision, Escalation, ResponseRequest } from '../approvals/request.ts';
import { countsForNow, groupText } from '../approvals/places.ts';
import { namesText, shiftsUnreadText } from '../approvals/whom-to-ask.ts';
import type { IsoTime } from '../tenant/evidence.ts';
import type { Fact, Section } from './answer.ts';

export function requestStory(request: ResponseRequest, askedAt: IsoTime): readonly Section[] {
  const part = (title: string, facts: readonly Fact[]): Section[] =>
    facts.length === 0
      ? []
      : [{ title, source: 'Drawbridge', askedAt, facts, items: [], more: 0, folded: false }];
  return [
    ...part('Who asked and who agreed', [...askedFacts(request), ...decidedFacts(request)]),
    ...part('What came of it', outcomeFacts(request)),
    ...part(
      'On what evidence',
      request.evidence.map(({ label, value }) => fact(label, value, request.createdAt)),
    ),
  ];
}

/** `Iris Ek asked, Tomas Ng and Maya Roy agreed`; foreign text. */
export function whoText({ requester, decisions, breakGlass }: ResponseRequest): string {
  const by = (verdict: Decision['verdict']): readonly Actor[] =>
    decisions.filter((decision) => decision.verdict === verdict).map(({ actor }) => actor);
  const said = [
    ...(by('approve').length === 0 ? [] : [`${namesText(by('approve'))} agreed`]),
    ...(by('deny').length === 0 ? [] : [`${namesText(by('deny'))} denied`]),
    ...(breakGlass === null ? [] : [`${breakGlass.actor.name} let it through alone (break-glass)`]),
  ];
  const decided = said.length === 0 ? 'nobody has decided' : said.join(', ');
  return `${requester.name} asked, ${decided}`;
}

/** How far it came: continues `R-7F3K2`. */
export function endText({ state, verification, undoneBy, expiresAt }: ResponseRequest, now: Date): string {
  switch (state) {
    case 'requested':
      return now.getTime() >= Date.parse(expiresAt)
        ? 'was not decided in time: nothing was done'
        : 'waits for a decision: nothing was done';
    case 'denied':
      return 'was denied: nothing was done';
    case 'expired':
      return 'was not decided in time: nothing was done';
    case 'cancelled':
      return 'was cancelled: nothing was done';
    case 'approved':
    case 'executing':
      return 'is approved, and not confirmed as sent';
    case 'submitted':
      return 'was sent, and is not confirmed by the device';
    case 'failed':
      return 'failed';
    case 'timedOut':
      return 'was not taken up by the device in time';
    case 'unknown':
      return 'has an end that is not known';
    case 'succeeded':
      return undoneBy === null
        ? `was carried out, ${{ yes: 'and proved', no: 'yet was not in effect', pending: 'and is not proven' }[verification.verified]}`
        : `was carried out, and undone by ${undoneBy}`;
  }
}

function askedFacts({ id, requester, reason, createdAt, undoes }: ResponseRequest): readonly Fact[] {
  return [
    fact('Request', id, null),
    fact('Asked by', requester.name, createdAt),
    fact('Reason', reason ?? 'none given', null),
    ...(undoes === null ? [] : [fact('Undoes', undoes, null)]),
  ];
}

function decidedFacts(request: ResponseRequest): readonly Fact[] {
  const { decisions, breakGlass, escalatedAt, escalatedTo } = request;
  const review = breakGlass?.review ?? null;
  return [
    ...decisions.map((decision) => {
      const { verdict, actor, reason, at } = decision;
      const group = countsForNow(request, decision);
      const who = group === null ? actor.name : `${actor.name} for ${groupText(group)}`;
      return fact(verdict === 'approve' ? 'Approved by' : 'Denied by', withWhy(who, reason), at);
    }),
    ...(escalatedAt === null ? [] : [fact('Escalated to', escalatedText(escalatedTo), escalatedAt)]),
    ...(breakGlass === null
      ? []
      : [fact('Break-glass', withWhy(breakGlass.actor.name, breakGlass.reason), breakGlass.at)]),
    ...(breakGlass !== null && review === null ? [fact('Reviewed', 'not yet', null)] : []),
    ...(review === null
      ? []
      : [
          fact('Reviewed by', withWhy(`${review.actor.name}, who ${review.verdict}`, review.note), review.at),
        ]),
  ];
}

function escalatedText(to: Escalation | null): string {
  if (to === null) return namesText([]);
  const unread = shiftsUnreadText(to);
  return `${namesText(to.called)}${unread === '' ? '' : `. ${unread}`}`;
}

function outcomeFacts({ execution, verification, undoneBy, supersededBy }: ResponseRequest): readonly Fact[] {
  const { upstreamId, upstreamStatus, submittedAt, adopted, problem } = execution;
  return [
    ...(submittedAt === null
      ? [fact('Sent', 'no', null)]
      : [fact(adopted ? 'Taken over' : 'Sent', upstreamStatus ?? 'no status yet', submittedAt)]),
    ...(upstreamId === null ? [] : [fact('Id at Microsoft', upstreamId, null)]),
    ...(problem === null ? [] : [fact('Problem', problem, execution.endedAt)]),
    ...(verification.evidence === null
      ? []
      : [fact(`Proof then: ${verification.verified}`, verification.evidence, verification.at)]),
    ...(undoneBy === null ? [] : [fact('Undone by', undoneBy, null)]),
    ...(supersededBy === null ? [] : [fact('Asked again as', supersededBy, null)]),
  ];
}

function withWhy(name: string, reason: string | null): string {
  return reason === null ? name : `${name}: ${reason}`;
}

function fact(label: string, value: string, asOf: IsoTime | null): Fact {
  return { label, value, source: 'Drawbridge', asOf };
}
