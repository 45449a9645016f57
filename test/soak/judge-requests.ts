/** Whether every request ended in its true state: by what was clicked, what Microsoft has, and what is on the record. */
import type { ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { StoredRequest } from '../../src/domain/ports/response-store.ts';
import type { AuditEntry } from '../../src/domain/ports/stores.ts';
import type { Answered } from './crowd.ts';
import { idOf } from './fleet-tenant.ts';
import { APPROVERS, BOTH } from './plan.ts';

export interface MachineAction {
  readonly id: string;
  readonly type: string;
  readonly machineId: string;
  readonly requestorComment: string | null;
  readonly status: string;
  readonly creationDateTimeUtc: string;
}

export interface Exchange {
  readonly at: string;
  readonly method: string;
  readonly url: string;
  readonly requestBody: unknown;
  readonly status: number | null;
}

/** What is wrong, in sentences; empty = nothing. */
export type Findings = readonly string[];

const UPSTREAM_TYPE: Readonly<Record<string, string>> = {
  isolate: 'Isolate',
  restrict: 'RestrictCodeExecution',
  scan: 'RunAntiVirusScan',
  collect: 'CollectInvestigationPackage',
};
const NEVER_SENT: ReadonlySet<string> = new Set(['denied', 'expired', 'cancelled']);

export function judgeUpstream(
  { request, book }: StoredRequest,
  actions: readonly MachineAction[],
  exchanges: readonly Exchange[],
): Findings {
  const { id, state, execution } = request;
  const own = actions.filter((action) => action.requestorComment?.includes(id) === true);
  const sent = exchanges.filter(
    (one) => one.method === 'POST' && JSON.stringify(one.requestBody).includes(id),
  );
  const found: string[] = [];
  const wrong = (what: string): void => void found.push(`${id} (${request.action}, ${state}): ${what}`);
  if (NEVER_SENT.has(state) && sent.length > 0) wrong(`${sent.length} calls were sent for it`);
  if (own.length > 1) wrong(`${own.length} actions were started`);
  const [action] = own;
  if (action !== undefined) {
    // A call that leaves after one has taken effect is one too many, whatever it is answered.
    const after = sent.filter((one) => one.at >= action.creationDateTimeUtc);
    if (after.length !== 1) wrong(`${after.length} calls, the one that took effect included, instead of 1`);
    if (action.type !== UPSTREAM_TYPE[request.action] || action.machineId !== request.target.id)
      wrong(`a ${action.type} of ${action.machineId} was started`);
  }
  if (sent.length > book.sends) wrong(`${sent.length} calls were sent, ${book.sends} are noted`);
  switch (state) {
    case 'succeeded':
    case 'submitted':
      if (execution.adopted) {
        if (own.length !== 0) wrong('it was taken over although it has an action of its own');
        if (!actions.some((one) => one.id === execution.upstreamId))
          wrong('nobody has the action that was taken over');
      } else if (action === undefined || action.id !== execution.upstreamId) {
        wrong(
          `Microsoft has ${action?.id ?? 'nothing'} of it, stored is ${execution.upstreamId ?? 'nothing'}`,
        );
      }
      if (
        actions.find((one) => one.id === execution.upstreamId)?.status !==
        (state === 'succeeded' ? 'Succeeded' : 'Pending')
      )
        wrong('Microsoft says something else of its action');
      if (state === 'succeeded' && request.verification.verified === 'no')
        wrong('it is said not to be in effect');
      break;
    case 'denied':
    case 'expired':
    case 'cancelled':
      break;
    default:
      wrong(`it should have come to an end: ${execution.problem ?? 'no problem is noted'}`);
  }
  return found;
}

export function judgeVotes(request: ResponseRequest, answers: readonly Answered[]): Findings {
  const { id, decisions, requester, state } = request;
  const found: string[] = [];
  const wrong = (what: string): void => void found.push(`${id} (${state}): ${what}`);
  const deciders = [...APPROVERS, ...BOTH].map(idOf);
  const about = answers.filter((answer) => answer.requestId === id);
  for (const { actor, verdict } of decisions) {
    if (actor.id === requester.id) wrong('the requester has a vote');
    if (!deciders.includes(actor.id)) wrong(`${actor.name} has a vote and no role`);
    if (!about.some((one) => idOf(one.by) === actor.id && one.verb === verdict))
      wrong(`${actor.name} did not ${verdict}`);
  }
  if (new Set(decisions.map(({ actor }) => actor.id)).size !== decisions.length)
    wrong('somebody voted twice');
  const denials = decisions.filter(({ verdict }) => verdict === 'deny').length;
  const approvals = decisions.length - denials;
  const decided = denials > 0 ? 'denied' : approvals >= request.approvalsNeeded ? 'approved' : 'open';
  const fits =
    decided === 'denied'
      ? state === 'denied'
      : decided === 'open'
        ? ['requested', 'expired', 'cancelled'].includes(state)
        : !['requested', 'denied', 'expired', 'cancelled'].includes(state);
  if (!fits) wrong(`with ${approvals} of ${request.approvalsNeeded} approvals and ${denials} denials`);
  if (denials > 1 || (denials === 1 && decisions.at(-1)?.verdict !== 'deny'))
    wrong('somebody voted after it was denied');
  if (approvals > request.approvalsNeeded) wrong('somebody voted after it was approved');
  for (const answer of about) {
    // Of an activity that had to be delivered again nobody knows which delivery counted.
    if (answer.kind !== 'card' || answer.deliveries > 1 || answer.verb === 'refresh') continue;
    const kept =
      answer.verb === 'cancel'
        ? state === 'cancelled' && idOf(answer.by) === requester.id
        : decisions.some(({ actor, verdict }) => actor.id === idOf(answer.by) && verdict === answer.verb);
    if (!kept) wrong(`${answer.by} was told that ${answer.verb} counts, and it is lost`);
  }
  return found;
}

/** Entries by which a request came to where it is; each exactly as often as it must be. */
export function judgeRecord(
  { request, book }: StoredRequest,
  entries: readonly AuditEntry[],
  answers: readonly Answered[],
): Findings {
  const { id, state, decisions, execution, verification } = request;
  const count = (...events: string[]): number =>
    entries.filter((entry) => events.includes(entry.event)).length;
  const approved = !['requested', 'denied', 'expired', 'cancelled'].includes(state);
  const expected: readonly (readonly [events: string[], times: number])[] = [
    [['request.created'], 1],
    [['decision.recorded', 'request.approved', 'request.denied'], decisions.length],
    [['request.approved'], approved ? 1 : 0],
    [['request.denied'], state === 'denied' ? 1 : 0],
    [['request.expired'], state === 'expired' ? 1 : 0],
    [['request.cancelled'], state === 'cancelled' ? 1 : 0],
    [['execution.started'], execution.startedAt === null ? 0 : 1],
    [['execution.sending'], book.sends],
    [['execution.adopted'], execution.adopted ? 1 : 0],
    [['execution.submitted'], execution.submittedAt === null || execution.adopted ? 0 : 1],
    [['execution.succeeded'], state === 'succeeded' ? 1 : 0],
    [['execution.failed'], state === 'failed' ? 1 : 0],
  ];
  const found = expected
    .filter(([events, times]) => count(...events) !== times)
    .map(
      ([events, times]) =>
        `${id} (${state}): ${events.join(' or ')} stands ${count(...events)} times on the record instead of ${times}`,
    );
  if (state === 'succeeded' && verification.verified === 'yes' && count('execution.verified') === 0)
    found.push(`${id}: its proof is not on the record`);
  const order = entries.map((entry) => entry.event);
  const before = (first: string, then: string): void => {
    const at = order.indexOf(then);
    if (at >= 0 && order.indexOf(first) > at) found.push(`${id}: ${then} stands before ${first}`);
  };
  before('request.created', 'request.approved');
  before('request.approved', 'execution.started');
  before('execution.started', 'execution.sending');
  before('execution.sending', 'execution.submitted');
  before('execution.submitted', 'execution.succeeded');
  return [...found, ...judgeRefusals(id, entries, answers)];
}

/** Every refused attempt is on the record: of a vote, of a cancellation, at a card that was posted elsewhere. */
function judgeRefusals(id: string, entries: readonly AuditEntry[], answers: readonly Answered[]): Findings {
  const refused = answers.filter(
    (answer) =>
      answer.requestId === id && answer.kind === 'sentence' && answer.deliveries === 1 && !isLate(answer),
  );
  const people = new Map<string, number>();
  for (const { by } of refused) people.set(by, (people.get(by) ?? 0) + 1);
  return [...people].flatMap(([by, times]) => {
    const noted = entries.filter(
      (entry) => entry.event.endsWith('.refused') && entry.actorId === idOf(by),
    ).length;
    return noted >= times ? [] : [`${id}: ${by} was refused ${times} times, on the record are ${noted}`];
  });
}

export function isLate({ text }: Answered): boolean {
  return text.startsWith('Still working on it');
}
