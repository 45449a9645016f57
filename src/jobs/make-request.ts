/** Making a response request, for an action that somebody asks for: in words, or by a click on the card of another one. */
import { UpstreamError } from '../errors.ts';
import type { ActionDefinition } from '../domain/actions/action.ts';
import { blockerOf } from '../domain/actions/action.ts';
import { judgeAgain, reasonAgain } from '../domain/approvals/again.ts';
import type { RecentCounts } from '../domain/approvals/guardrails.ts';
import { CEILING_WINDOW_MS, hasCeilings, stopGuardrail } from '../domain/approvals/guardrails.ts';
import type { ResponseRequest } from '../domain/approvals/request.ts';
import { TARGET_WORDS } from '../domain/approvals/request.ts';
import { judgeOwnAccount, judgeOwnApproval, judgeRequest } from '../domain/approvals/rules.ts';
import type { NewRequest, Outcome, Refusal } from '../domain/approvals/service.ts';
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import { approvingGroups } from './approving-groups.ts';
import type { Inserted } from './insert-request.ts';
import { bind, insertRequest, underRule } from './insert-request.ts';
import { readOrder } from './read-order.ts';
import { checkRoles } from './role-check.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { refusal, saveByPerson, trimmed } from './service-parts.ts';

/** What a new request has to do with one before it. */
export interface Origin {
  readonly undoes: string | null;
  /** Asked for again: it has ended, and the new one takes its place. */
  readonly again: ResponseRequest | null;
}

export async function makeRequest(
  order: NewRequest,
  { undoes, again }: Origin,
  deps: ResponseServiceDeps,
): Promise<Outcome> {
  const { policy, clock } = deps;
  const read = await readOrder(order, deps);
  if ('code' in read) {
    // What is refused of a sentence is noted where the sentence was read.
    if (again !== null || undoes !== null) await auditRefusal(order, again, read, deps);
    return read;
  }
  const { action, parameters, terms, protection, facts, rule } = read;
  const drill = order.drill ?? false;
  const account = judgeOwnAccount(action, order);
  const own = account.ok ? judgeOwnApproval(rule, order) : account;
  const allowed = own.ok
    ? await checkRoles(policy, read.directory, order.requester, rule.ask)
    : { ...own, request: null };
  if (!allowed.ok) {
    await auditRefusal(order, again, allowed, deps);
    return allowed;
  }
  const eachOf = await approvingGroups(rule, read.directory);
  const outcome = await deps.store.transaction(async (tx): Promise<Outcome> => {
    const now = clock.now();
    const guardrail = stopGuardrail(await tx.stopSwitch('read'));
    // Looked at again under the lock: another click may have come first.
    const old = again === null ? null : await tx.find(again.id);
    const open = old === null ? null : judgeAgain(old.request);
    if (open?.ok === false) return { ...open, request: old?.request ?? null };
    const recent = await countRecent(tx, order, now, deps);
    const verdict = judgeRequest(policy, rule, order, recent, now);
    if (!verdict.ok) return { ...verdict, request: null };
    const evidence = [...terms.evidence, ...order.evidence];
    const inserted = await insertRequest(
      tx,
      {
        action: order.action,
        target: order.target,
        parameters,
        reason: trimmed(order.reason) ?? (again === null ? null : trimmed(reasonAgain(again))),
        requester: order.requester,
        conversationId: order.conversationId,
        evidence,
        ...underRule(rule, now),
        eachOf,
        undoes,
        supersedes: again?.id ?? null,
        askedAgain: again !== null,
        hold: terms.hold,
        first: terms.first,
        drill,
        heldBack: guardrail === null ? null : { ...guardrail, since: null },
      },
      {
        correlationId: order.correlationId,
        protection,
        binding: bind(action.call({ target: order.target, parameters }), facts, { ...terms, evidence }),
      },
      deps,
    );
    if (old !== null && inserted.kind === 'inserted') {
      const { id: supersededBy, requester } = inserted.stored.request;
      const next = { ...old, request: { ...old.request, supersededBy } };
      await saveByPerson(tx, next, requester, 'request.askedAgain', { supersededBy });
    }
    return outcomeOf(inserted);
  });
  if (!outcome.ok) await auditRefusal(order, again, outcome, deps);
  return outcome;
}

/** The same action on the target of a stored request, or the one that takes it back: its target is looked at anew. */
export async function requestAfter(
  { request }: StoredRequest,
  order: Pick<NewRequest, 'parameters' | 'reason' | 'holdMinutes' | 'first'> & {
    readonly action: ActionDefinition;
  },
  by: Pick<NewRequest, 'requester' | 'conversationId' | 'correlationId'>,
  origin: Origin,
  deps: ResponseServiceDeps,
  refused: (why: Pick<Refusal, 'code' | 'message'>) => Promise<Refusal>,
): Promise<Outcome> {
  const { target, drill } = request;
  const { action, parameters } = order;
  try {
    const ports = deps.tenant.open({ correlationId: by.correlationId });
    const preflight = await action.preflight({ target, parameters }, ports, deps.clock);
    const blocker = blockerOf(preflight, { drill, undoes: origin.undoes });
    if (blocker !== undefined) return await refused(refusal('blocked', blocker.message));
    const { evidence, protection, facts } = preflight;
    const asked = { ...order, ...by, action: action.verb, target, drill, evidence, protection, facts };
    return await makeRequest(asked, origin, deps);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return refused(
      refusal(
        'unavailable',
        `The ${TARGET_WORDS[target.kind]} could not be looked at, so nothing was requested. Try again in a minute.`,
      ),
    );
  }
}

/** A drill is no part of any count: it keeps nobody from a real request. */
async function countRecent(
  tx: ResponseTransaction,
  { action, requester, drill }: NewRequest,
  now: Date,
  { policy }: ResponseServiceDeps,
): Promise<RecentCounts | null> {
  if (drill === true || !hasCeilings(policy.limits)) return null;
  await tx.lockCounts();
  return tx.recent(new Date(now.getTime() - CEILING_WINDOW_MS), action, requester.id);
}

function outcomeOf(inserted: Inserted): Outcome {
  switch (inserted.kind) {
    case 'inserted':
      return { ok: true, request: inserted.stored.request };
    case 'duplicate': {
      const { of } = inserted;
      const message = `${of.requester.name} asked for the same already: ${of.id} is ${of.state}.`;
      return { ok: false, code: 'duplicate', message, request: of };
    }
    case 'noFreeId':
      return refusal('unavailable', 'No free request id was found; try again.');
  }
}

async function auditRefusal(
  order: NewRequest,
  again: ResponseRequest | null,
  why: Refusal,
  deps: ResponseServiceDeps,
): Promise<void> {
  await deps.store.transaction((tx) =>
    tx.audit({
      event: 'request.refused',
      actor: order.requester,
      requestId: why.request?.id ?? null,
      target: order.target.name,
      details: {
        action: order.action,
        code: why.code,
        ...(again === null ? {} : { again: again.id }),
        ...(order.drill === true ? { drill: true } : {}),
      },
    }),
  );
}
