/**
 * Carries an approved request out: at most one upstream call that takes effect, whatever dies on the way. Before the
 * call leaves, a transaction notes that it may arrive; after a crash the call is looked for by the request id in its
 * comment, and only sent again when Microsoft's list has had time to show it and does not.
 */
import type { ActionDefinition, Receipt } from '../domain/actions/action.ts';
import { blockerOf, upstreamComment } from '../domain/actions/action.ts';
import { actingService } from '../domain/actions/acting-service.ts';
import { TARGET_WORDS } from '../domain/approvals/request.ts';
import { familyOf } from '../domain/actions/families.ts';
import { isPaced } from '../domain/approvals/pacing.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import { ConflictError, UpstreamError } from '../errors.ts';
import { askAgain } from './ask-again.ts';
import { fateOf } from './call-fate.ts';
import { end } from './end.ts';
import { firstStepIsOver } from './first-step.ts';
import { recordInstead } from './drill.ts';
import { lastGate, passing } from './gates.ts';
import { passGuardrails } from './hold-back.ts';
import { lookAgain, stillLooking } from './look-again.ts';
import { onlyDecisive } from './only-decisive.ts';
import { stillBound } from './still-bound.ts';
import { leaseFor, noteSending, takeUp } from './take-up.ts';
import { hasTurn } from './turns.ts';
import { waitForRequester } from './wait-for-requester.ts';
import { withdraw } from './withdraw.ts';
import type { RunDeps, WorkflowDeps } from './workflow.ts';
import {
  approversOf,
  definitionOf,
  delayAfter,
  logFault,
  moved,
  orderOf,
  portsFor,
  problemOf,
  record,
  RELEASED,
} from './workflow.ts';

export async function execute(requestId: string, deps: RunDeps): Promise<void> {
  const run = deps.newRunId();
  const taken = await begin(requestId, run, deps);
  if (taken === null) return;
  try {
    await carryOut(taken, run, deps);
  } catch (error) {
    // Another run took the request over while this one was away; it goes on from what is stored.
    if (!(error instanceof ConflictError)) throw error;
    deps.log.warn('execute.overtaken', { requestId });
  }
}

/** Takes the lease; null when there is nothing to do for this run. */
async function begin(requestId: string, run: string, deps: RunDeps): Promise<StoredRequest | null> {
  const now = deps.clock.now();
  return passing(deps, async (tx, stop) => {
    const found = await tx.find(requestId);
    if (found === null) return null;
    if (found.request.state === 'approved') {
      const stored = await passGuardrails(tx, found, stop, deps);
      if (stored === null) return null;
      if (definitionOf(stored.request).fetched !== undefined) {
        await waitForRequester(tx, stored, deps);
        return null;
      }
      if (!(await firstStepIsOver(tx, stored, deps))) return null;
      if (!(await hasTurn(tx, stored, deps))) return null;
      return takeUp(tx, stored, run, deps);
    }
    if (found.request.state !== 'executing') return null;
    const { book } = found;
    const heldFor = (book.leaseUntil?.getTime() ?? 0) - now.getTime();
    const waitFor = Math.max(heldFor, (book.lookAgainAt?.getTime() ?? 0) - now.getTime());
    if (waitFor > 0) {
      await tx.enqueue('execute', requestId, waitFor);
      return null;
    }
    // What may be on its way is followed to its end, whatever was stopped meanwhile.
    const free = book.sendStartedAt === null ? await passGuardrails(tx, found, stop, deps) : found;
    if (free === null) return null;
    deps.log.info('execute.resumed', { requestId, sends: book.sends });
    const saved = await tx.save({
      request: free.request,
      book: { ...book, ...leaseFor(run, deps) },
    });
    await tx.enqueue('execute', requestId, deps.timings.lease);
    return saved;
  });
}

async function carryOut(stored: StoredRequest, run: string, deps: RunDeps): Promise<void> {
  const { request } = stored;
  const action = definitionOf(request);
  const order = orderOf(stored);
  const ports = deps.together.join(portsFor(stored, deps));
  // Its call leaves with a click alone, and what nobody was shown of its answer is taken away.
  if (action.fetched !== undefined && !request.drill) {
    await withdraw(stored, action.fetched, deps);
    return;
  }
  try {
    const own = await action.findOwn(order, request.id, ports);
    if (own !== null) {
      await submitted(stored, own, { adopted: false, reconciled: true }, deps);
      return;
    }
    if (stored.book.sendStartedAt !== null && stored.book.lookAgainAt === null) {
      const problem = 'the process ended while the call was on its way';
      await lookAgain(stored, { problem }, deps.timings.settle, deps);
      return;
    }
    const preflight = await action.preflight(order, onlyDecisive(ports), deps.clock);
    if (preflight.underWay !== null && request.drill) {
      // What others did meanwhile is no part of a drill, and no reason to break it off.
      await send(stored, run, deps);
      return;
    }
    if (preflight.underWay !== null) {
      const own = action.byState === true && stored.book.sends > 0;
      await submitted(stored, preflight.underWay, { adopted: !own, reconciled: own }, deps);
      return;
    }
    if (stored.book.sendStartedAt !== null && action.resend === 'never') {
      await neverTwice(stored, stored.book.sendStartedAt, action, deps);
      return;
    }
    const blocker = blockerOf(preflight, request);
    if (blocker !== undefined) {
      await failed(stored, `Not sent: ${blocker.message}`, { blocker: blocker.code }, deps);
      return;
    }
    const bound = await stillBound(stored, action, preflight, ports, deps);
    if (bound.kind === 'changed') {
      // The same readings, with what people need to decide anew.
      const shown = await action.preflight(order, ports, deps.clock);
      await askAgain(stored, action, shown, bound, deps);
      return;
    }
    if (bound.kind === 'broken') {
      await failed(stored, `Not sent: ${bound.what}. Ask for it anew.`, { binding: bound.kind }, deps);
      return;
    }
    if (bound.kind === 'unreadable') {
      await tryLater(stored, unreadable(bound.names, deps), stored.book.sendStartedAt !== null, deps);
      return;
    }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    await tryLater(stored, unanswered(error, deps), stored.book.sendStartedAt !== null, deps);
    return;
  }
  // One that was turned away for now is none that was lost: as often as that is, patience alone ends it.
  if (stored.book.sendStartedAt !== null && stored.book.sends >= deps.timings.maxSends) {
    await failed(
      stored,
      `Sent ${stored.book.sends} times, the last time without an answer, and ${nothingSeen(stored, action)}.`,
      { sends: stored.book.sends },
      deps,
    );
    return;
  }
  await send(stored, run, deps);
}

async function send(stored: StoredRequest, run: string, deps: WorkflowDeps): Promise<void> {
  const action = definitionOf(stored.request);
  const comment = upstreamComment(
    stored.request.id,
    approversOf(stored.request).map(({ name }) => name),
    stored.request.requester.name,
    stored.request.reason,
    stored.request.coveredBy,
  );
  if (stored.request.drill) {
    await recordInstead(stored, run, { ...action.call(orderOf(stored)), comment }, deps);
    return;
  }
  const marked = await lastGate(stored, run, deps, (tx, current) => noteSending(tx, current, deps));
  if (marked === null) return;
  let receipt: Receipt;
  try {
    receipt = await action.start(orderOf(marked), comment, portsFor(stored, deps));
  } catch (error) {
    await afterFailedCall(marked, error, deps);
    return;
  }
  if (receipt.ours) await submitted(marked, receipt, { adopted: false, reconciled: false }, deps);
  else await takeOver(marked, 'it answered with an action that was under way already', deps);
}

async function afterFailedCall(stored: StoredRequest, error: unknown, deps: WorkflowDeps): Promise<void> {
  switch (fateOf(error)) {
    case 'refused':
      await failed(stored, problemOf(error), { refused: true }, deps);
      return;
    case 'notSent':
      if (!(error instanceof UpstreamError)) throw error;
      // Earlier calls were seen not to have arrived before this one left.
      await tryLater(stored, unanswered(error, deps), false, deps);
      return;
    case 'exists':
      await takeOver(stored, problemOf(error), deps);
      return;
    case 'unknown':
      logFault(error, stored, deps);
      await lookAgain(stored, { problem: problemOf(error) }, deps.timings.settle, deps);
  }
}

/** The same is under way for somebody else: asked anew, as what was read before the call did not show it. */
async function takeOver(stored: StoredRequest, problem: string, deps: WorkflowDeps): Promise<void> {
  const live = await definitionOf(stored.request)
    .findLive(orderOf(stored), portsFor(stored, deps))
    .catch((error: unknown) => {
      if (error instanceof UpstreamError) return null;
      throw error;
    });
  if (live === null) await lookAgain(stored, { problem }, deps.timings.settle, deps);
  else await submitted(stored, live, { adopted: !live.ours, reconciled: false }, deps);
}

async function submitted(
  stored: StoredRequest,
  receipt: Receipt,
  how: { readonly adopted: boolean; readonly reconciled: boolean },
  deps: WorkflowDeps,
): Promise<void> {
  const next = moved(stored.request, 'submit');
  await deps.store.transaction(async (tx) => {
    await record(tx, stored, {
      request: {
        ...next,
        execution: {
          ...next.execution,
          upstreamId: receipt.upstreamId,
          upstreamStatus: receipt.status,
          submittedAt: deps.clock.now().toISOString(),
          adopted: how.adopted,
          problem: null,
        },
      },
      book: RELEASED,
      event: how.adopted ? 'execution.adopted' : 'execution.submitted',
      details: { upstreamId: receipt.upstreamId, status: receipt.status, reconciled: how.reconciled },
    });
    await tx.enqueue('follow', familyOf(definitionOf(stored.request)), 0);
  });
}

async function failed(
  stored: StoredRequest,
  problem: string,
  details: Readonly<Record<string, unknown>>,
  deps: WorkflowDeps,
): Promise<void> {
  await end(stored, 'fail', problem, details, deps);
}

/** Where it was looked for in vain. */
function nothingSeen({ request }: StoredRequest, action: ActionDefinition): string {
  return request.target.kind === 'device' && action.byState !== true
    ? "none of them is among the device's actions"
    : `the ${TARGET_WORDS[request.target.kind]} shows nothing of it`;
}

/** It may have arrived, nothing is seen of it, and doing it twice does harm: looked for while that is any use, then said. */
async function neverTwice(
  stored: StoredRequest,
  sentAt: Date,
  action: ActionDefinition,
  deps: WorkflowDeps,
): Promise<void> {
  if (deps.clock.now().getTime() - sentAt.getTime() < deps.timings.missingGrace) {
    await stillLooking(stored, deps.timings.settle, deps);
    return;
  }
  const { portal } = actingService(action);
  await end(
    stored,
    'lose',
    `It was sent once, no answer told whether it arrived, and nothing is seen of it. It is not sent twice: look in the ${portal} before it is asked for again.`,
    { sends: stored.book.sends },
    deps,
  );
}

/** Why nothing can be sent at the moment. */
interface Hindrance {
  readonly problem: string;
  readonly delay: number;
  /** Waiting does not help. */
  readonly refused: boolean;
  /** The service asks everybody to wait. */
  readonly throttled?: boolean;
}

function unanswered(error: UpstreamError, deps: WorkflowDeps): Hindrance {
  return {
    problem: problemOf(error),
    delay: delayAfter(error, deps.timings.retry),
    refused: fateOf(error) === 'refused',
    throttled: error.details.status === 429,
  };
}

/** What was known when the approvers decided cannot be compared with what is so now. */
function unreadable(names: readonly string[], deps: WorkflowDeps): Hindrance {
  const problem = `Whether it is still as its approvers saw it cannot be told: ${names.join(', ')} could not be read.`;
  return { problem, delay: deps.timings.retry, refused: false };
}

/** Microsoft could not be asked: later, until patience ends. A plain refusal is not waited out. */
async function tryLater(
  stored: StoredRequest,
  { problem, delay, refused, throttled }: Hindrance,
  mayHaveArrived: boolean,
  deps: WorkflowDeps,
): Promise<void> {
  const { request, book } = stored;
  const started = Date.parse(request.execution.startedAt ?? request.createdAt);
  const patienceOver = deps.clock.now().getTime() - started >= deps.timings.executeGiveUp;
  if (patienceOver && mayHaveArrived) {
    await end(stored, 'lose', `Whether the call arrived could not be found out. ${problem}`, {}, deps);
    return;
  }
  if (!mayHaveArrived && (patienceOver || refused)) {
    await failed(stored, `Nothing was sent. ${problem}`, {}, deps);
    return;
  }
  await deps.store.transaction(async (tx) => {
    if (throttled === true && isPaced(definitionOf(request)))
      await tx.pauseTurns(new Date(deps.clock.now().getTime() + delay));
    await record(tx, stored, {
      request: { ...request, execution: { ...request.execution, problem } },
      book: {
        leaseOwner: null,
        leaseUntil: null,
        sendStartedAt: mayHaveArrived ? book.sendStartedAt : null,
      },
      event: 'execution.delayed',
      details: { problem, retryInSeconds: Math.ceil(delay / 1000) },
    });
    await tx.enqueue('execute', request.id, delay);
  });
}
