/**
 * The click that fetches what only the answer to a call holds. Everything that stands before any other call stands before
 * this one; then it leaves, once, and its answer goes to whoever clicked. Whatever keeps it from being shown (a late
 * answer, the end of the process) ends with what was made being taken away: withdraw.ts.
 */
import type { ActionDefinition, Preflight } from '../domain/actions/action.ts';
import { blockerOf } from '../domain/actions/action.ts';
import { guardrailText } from '../domain/approvals/guardrails.ts';
import type { Actor } from '../domain/approvals/request.ts';
import type { Judgement } from '../domain/approvals/rules.ts';
import { judgeFetching } from '../domain/approvals/rules.ts';
import type { Handover, Refusal } from '../domain/approvals/service.ts';
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import type { TenantPorts } from '../domain/ports/tenant.ts';
import { upstreamWords } from '../domain/ports/upstream-words.ts';
import { ConflictError, UpstreamError } from '../errors.ts';
import { askAgain } from './ask-again.ts';
import { fateOf } from './call-fate.ts';
import { recordInstead } from './drill.ts';
import { end } from './end.ts';
import { passing } from './gates.ts';
import { passGuardrails } from './hold-back.ts';
import { lookAgain } from './look-again.ts';
import { refuse } from './refuse.ts';
import { checkRoles } from './role-check.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { notFound, refusal, ruleOf, SHOWN_MS } from './service-parts.ts';
import { stillBound } from './still-bound.ts';
import { noteSending, takeUp } from './take-up.ts';
import { leftText, withdraw, withdrawnText } from './withdraw.ts';
import type { WorkflowDeps } from './workflow.ts';
import { logFault, moved, orderOf, problemOf, record, RELEASED } from './workflow.ts';

type Fetched = NonNullable<ActionDefinition['fetched']>;

/** One click, as far as its steps need it. */
interface Fetching {
  readonly action: ActionDefinition;
  readonly fetched: Fetched;
  readonly actor: Actor;
  /** Names this click as the holder of the request's lease. */
  readonly run: string;
  /** False once nobody would see what is answered. */
  readonly isWanted: () => boolean;
  readonly ports: TenantPorts;
  /** Puts on the record that this click was for nothing. */
  readonly refused: (why: Pick<Refusal, 'code' | 'message'>) => Promise<Refusal>;
  readonly deps: WorkflowDeps;
}

/** Nobody would have seen it, so it does not count as given. */
class TooLate extends Error {}

export async function handOut(
  stored: StoredRequest,
  action: ActionDefinition,
  fetched: Fetched,
  by: { readonly actor: Actor; readonly isWanted: () => boolean; readonly correlationId: string },
  deps: ResponseServiceDeps,
): Promise<Handover> {
  const { actor, isWanted, correlationId } = by;
  const workflow: WorkflowDeps = { ...deps, newRunId: () => correlationId };
  const ports = deps.tenant.open({ correlationId });
  const refused = (why: Pick<Refusal, 'code' | 'message'>): Promise<Refusal> =>
    refuse(stored, actor, 'handover.refused', why, { action: action.verb }, deps);
  const fetching = { action, fetched, actor, run: correlationId, isWanted, ports, refused, deps: workflow };
  const early = judgeFetching(stored.request, fetched.what, actor.id, deps.clock.now());
  if (!early.ok) return refused(early);
  // Both at once: whoever clicked waits, and not for long.
  const looking = action.preflight(orderOf(stored), ports, deps.clock);
  looking.catch(() => undefined);
  const allowed = await checkRoles(deps.policy, ports.directory, actor, ruleOf(stored, deps.policy).ask);
  if (!allowed.ok) return refused(allowed);
  try {
    const stopped = await lookFirst(stored, await looking, fetching);
    return stopped === null ? await takeUpAndSend(stored, fetching) : await refused(stopped);
  } catch (error) {
    if (error instanceof ConflictError) {
      return refused(
        refusal('unavailable', 'The request changed meanwhile. Nothing was handed over: look at its card.'),
      );
    }
    if (!(error instanceof UpstreamError)) throw error;
    return refused(
      refusal('unavailable', `Nothing was sent. ${upstreamWords(error)}. Try again in a minute.`),
    );
  }
}

/** What is so now, against what its approvers saw. null = it may be sent. */
async function lookFirst(stored: StoredRequest, preflight: Preflight, by: Fetching): Promise<Refusal | null> {
  const { action, ports, deps } = by;
  const blocker = blockerOf(preflight, stored.request);
  if (blocker !== undefined) {
    return failed(stored, `Not sent: ${blocker.message}`, { blocker: blocker.code }, deps);
  }
  const bound = await stillBound(stored, action, preflight, ports, deps);
  switch (bound.kind) {
    case 'same':
      return null;
    case 'changed':
      await askAgain(stored, action, preflight, bound, deps);
      return refusal('blocked', 'Not sent: what its approvers saw has changed, so they are asked again.');
    case 'broken':
      return failed(stored, `Not sent: ${bound.what}. Ask for it anew.`, { binding: bound.kind }, deps);
    case 'unreadable':
      return refusal(
        'unavailable',
        `Nothing was sent: ${bound.names.join(', ')} could not be read. Try again in a minute.`,
      );
  }
}

async function takeUpAndSend(stored: StoredRequest, by: Fetching): Promise<Handover> {
  const { actor, deps, fetched, refused } = by;
  if (!by.isWanted()) {
    return refused(
      refusal('unavailable', 'It took too long to look at the account. Nothing was sent: try again.'),
    );
  }
  const late: Exclude<Judgement, { ok: true }>[] = [];
  const taken = await passing(deps, async (tx, stop) => {
    const current = await tx.find(stored.request.id);
    if (current === null) return null;
    // Another click may have come first.
    const again = judgeFetching(current.request, fetched.what, actor.id, deps.clock.now());
    if (!again.ok) {
      late.push(again);
      return null;
    }
    const free = await passGuardrails(tx, current, stop, deps);
    return free === null ? null : begin(tx, free, by);
  });
  const [why] = late;
  if (why !== undefined) return refused(why);
  if (taken === null) return refused(await heldBack(stored.request.id, deps));
  if (!taken.request.drill) return send(taken, by);
  const call = { ...by.action.call(orderOf(taken)), comment: '' };
  await recordInstead(taken, by.run, call, deps);
  return refusal('notReady', `This is a drill: nothing was sent, and there is no ${fetched.what}.`);
}

/**
 * From this commit on the call may have arrived; with it a job is there that looks after what may be left of it. The card
 * stays as it is for a while: whoever clicked has the answer in its place.
 */
async function begin(
  tx: ResponseTransaction,
  current: StoredRequest,
  { actor, run, deps }: Fetching,
): Promise<StoredRequest> {
  const { id, action, target, drill } = current.request;
  await tx.audit({
    event: 'handover.asked',
    actor,
    requestId: id,
    target: target.name,
    details: { action },
  });
  const started = await takeUp(tx, current, run, deps);
  const saved = drill ? started : await noteSending(tx, started, deps);
  await tx.enqueue('publish', id, SHOWN_MS);
  return saved;
}

async function send(taken: StoredRequest, by: Fetching): Promise<Handover> {
  const { fetched, isWanted, deps, ports } = by;
  let answer: Awaited<ReturnType<Fetched['send']>>;
  try {
    answer = await fetched.send(orderOf(taken), ports);
  } catch (error) {
    return afterFailedCall(taken, error, by);
  }
  let given: StoredRequest;
  try {
    given = await note(taken, answer.receipt.upstreamId, by);
  } catch (error) {
    if (!(error instanceof TooLate)) throw error;
    await withdraw(taken, fetched, deps);
    return outcomeOf(taken.request.id, deps);
  }
  // The last moment at which that can be told: what follows takes no time.
  if (!isWanted()) return tooLateAfterAll(given, by);
  return { ok: true, yielded: { lines: answer.lines }, what: fetched.what, request: given.request };
}

/** Nothing is shown that is not on the record. Proof is looked for when it is off the screen of whoever has it. */
function note(taken: StoredRequest, upstreamId: string, by: Fetching): Promise<StoredRequest> {
  const { actor, fetched, deps } = by;
  const at = deps.clock.now().toISOString();
  const next = moved(moved(taken.request, 'submit'), 'succeed');
  const evidence = `Accepted, not proven yet. ${actor.name} was shown the ${fetched.what}. It is shown once.`;
  return deps.store.transaction(async (tx) => {
    const saved = await record(tx, taken, {
      request: {
        ...next,
        execution: {
          ...next.execution,
          upstreamId,
          upstreamStatus: 'Succeeded',
          submittedAt: at,
          endedAt: at,
          problem: null,
        },
        verification: { verified: 'pending', evidence, at },
      },
      book: RELEASED,
      event: 'execution.submitted',
      details: { upstreamId, status: 'Succeeded', reconciled: false },
    });
    const { id, action, target } = saved.request;
    const about = { actor, requestId: id, target: target.name };
    await tx.audit({ ...about, event: 'handover.done', details: { action, upstreamId } });
    await tx.enqueue('verify', id, SHOWN_MS);
    await tx.enqueue('tell', id, SHOWN_MS);
    await tx.enqueue('publish', id, SHOWN_MS);
    if (!by.isWanted()) throw new TooLate();
    return saved;
  });
}

/** It counts as given, and nobody saw it: success stays, as states only move forward, and is said not to be in effect. */
async function tooLateAfterAll(given: StoredRequest, { fetched, ports, deps }: Fetching): Promise<Refusal> {
  const gone = await fetched.withdraw(orderOf(given), ports).catch(() => false);
  const evidence = gone
    ? withdrawnText(fetched)
    : `A ${fetched.what} was made but could not be shown. ${leftText(fetched, given)}`;
  const at = deps.clock.now().toISOString();
  const saved = await deps.store.transaction((tx) =>
    record(tx, given, {
      request: { ...given.request, verification: { verified: 'no', evidence, at } },
      event: 'handover.failed',
      details: { problem: evidence },
    }),
  );
  return { ...refusal('unavailable', evidence), request: saved.request };
}

async function afterFailedCall(
  taken: StoredRequest,
  error: unknown,
  { fetched, deps }: Fetching,
): Promise<Refusal> {
  const fate = fateOf(error);
  if (fate === 'refused' || fate === 'notSent') {
    return failed(taken, `Nothing was made. ${problemOf(error)} Ask for it anew.`, { refused: true }, deps);
  }
  logFault(error, taken, deps);
  const problem = `No answer told whether a ${fetched.what} was made, and nobody was shown one: it is looked for and deleted.`;
  await lookAgain(taken, { problem, why: problemOf(error) }, deps.timings.settle, deps);
  return refusal('unavailable', problem);
}

async function failed(
  stored: StoredRequest,
  problem: string,
  details: Readonly<Record<string, unknown>>,
  deps: WorkflowDeps,
): Promise<Refusal> {
  const { request } = await end(stored, 'fail', problem, details, deps);
  return { ...refusal('blocked', problem), request };
}

async function heldBack(requestId: string, deps: WorkflowDeps): Promise<Refusal> {
  const found = await deps.store.find(requestId);
  if (found === null) return notFound(requestId);
  const { heldBack: guardrail, execution, action } = found.request;
  const message =
    guardrail === null || execution.problem !== null
      ? (execution.problem ?? 'Nothing was sent.')
      : `Nothing was sent: ${guardrailText(guardrail, action)}.`;
  return { ...refusal('blocked', message), request: found.request };
}

async function outcomeOf(requestId: string, deps: WorkflowDeps): Promise<Refusal> {
  const found = await deps.store.find(requestId);
  const message = found?.request.execution.problem ?? 'It came too late to be shown, and is being deleted.';
  return { ...refusal('unavailable', message), request: found?.request ?? null };
}
