/**
 * The end of an action that was approved for a time. Its approval covers that end too: a request of its own is made,
 * approved by reference, and carried out like every other. When what the approvers saw got worse meanwhile, or cannot
 * be read, people are asked instead.
 */
import type { ActionDefinition, Preflight } from '../domain/actions/action.ts';
import { changeText, compareFacts } from '../domain/approvals/binding.ts';
import { durationText, endIsCovered, isHeld } from '../domain/approvals/hold.ts';
import type { ActionRule } from '../domain/approvals/policy.ts';
import { ruleFor } from '../domain/approvals/policy.ts';
import type { ApprovingGroup, EvidenceLine } from '../domain/approvals/request.ts';
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import { UpstreamError } from '../errors.ts';
import { approvingGroups } from './approving-groups.ts';
import { bind, insertRequest, underRule } from './insert-request.ts';
import { readProtectedGroups, withGroups } from './protected-groups.ts';
import { reversing } from './reversing.ts';
import type { WorkflowDeps } from './workflow.ts';
import { delayAfter, moved, portsFor, record } from './workflow.ts';

interface End {
  readonly action: ActionDefinition;
  readonly parameters: Readonly<Record<string, string>>;
  readonly preflight: Preflight;
  readonly facts: Preflight['facts'];
  readonly groups: readonly string[];
  readonly rule: ActionRule;
  readonly eachOf: readonly ApprovingGroup[];
  /** Why people have to decide; empty = the first approval covers it. */
  readonly against: readonly string[];
}

export async function takeBack(requestId: string, deps: WorkflowDeps): Promise<void> {
  const stored = await deps.store.find(requestId);
  if (stored === null || !isHeld(stored.request)) return;
  const left = Date.parse(stored.request.hold?.until ?? '') - deps.clock.now().getTime();
  if (left > 0) {
    await deps.store.transaction((tx) => tx.enqueue('takeBack', requestId, left));
    return;
  }
  try {
    const end = await lookAt(stored, deps);
    if (end === null) return;
    await deps.store.transaction(async (tx) => {
      const current = await tx.find(requestId);
      if (current === null || !isHeld(current.request)) return;
      // Let go on meanwhile, by a process whose clock is behind.
      if (current.request.hold?.until !== stored.request.hold?.until) return;
      await makeEnd(tx, current, end, deps);
    });
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const delay = delayAfter(error, deps.timings.retry);
    await deps.store.transaction((tx) => tx.enqueue('takeBack', requestId, delay));
  }
}

/** null = this version does not know how. */
async function lookAt(stored: StoredRequest, deps: WorkflowDeps): Promise<End | null> {
  const { request, book } = stored;
  const back = reversing(stored);
  if (back === null) return null;
  const { action, parameters } = back;
  const ports = portsFor(stored, deps);
  const order = { target: request.target, parameters };
  const [preflight, groups] = await Promise.all([
    action.preflight(order, ports, deps.clock),
    readProtectedGroups(request.target, deps.policy, ports.directory),
  ]);
  const facts = withGroups(preflight.facts, groups, deps.policy);
  const { changed, unreadable } = compareFacts(book.binding?.facts ?? {}, facts);
  const against = endIsCovered(changed)
    ? unreadable.map((name) => `${name} cannot be read any more`)
    : changed.map(changeText);
  const protection = { ...preflight.protection, groups };
  const rule = ruleFor(deps.policy, action.verb, { name: request.target.name, ...protection });
  const eachOf = await approvingGroups(rule, ports.directory);
  return { action, parameters, preflight, facts, groups, rule, eachOf, against };
}

async function makeEnd(
  tx: ResponseTransaction,
  held: StoredRequest,
  end: End,
  deps: WorkflowDeps,
): Promise<void> {
  const { request } = held;
  const now = deps.clock.now();
  const time = durationText(request.hold?.minutes ?? 0);
  const over: EvidenceLine[] = [
    { label: 'Time', value: `The ${time} that ${request.id} was approved for are over` },
  ];
  const evidence = [
    ...end.against.map((value) => ({ label: 'Warning', value: `Changed since ${request.id}: ${value}` })),
    ...over,
    ...end.preflight.evidence,
  ];
  const protection = { ...end.preflight.protection, groups: end.groups };
  const covered = end.against.length === 0;
  const order = { target: request.target, parameters: end.parameters };
  const inserted = await insertRequest(
    tx,
    {
      action: end.action.verb,
      target: request.target,
      parameters: end.parameters,
      reason: `End of ${time} after ${request.id}`,
      requester: request.requester,
      conversationId: request.conversationId,
      evidence,
      ...underRule(end.rule, now),
      eachOf: end.eachOf,
      undoes: request.id,
      coveredBy: covered ? request.id : null,
      drill: request.drill,
    },
    {
      correlationId: held.book.correlationId,
      protection,
      binding: bind(end.action.call(order), end.facts, { evidence }),
    },
    deps,
  );
  // Somebody asked for it already: their request is the end.
  if (inserted.kind !== 'inserted') return;
  await tx.enqueue('publish', request.id, 0);
  if (covered) await approveByReference(tx, inserted.stored);
}

/** Approved with the request that covers it; the record names that one, and with it who approved. */
export async function approveByReference(tx: ResponseTransaction, stored: StoredRequest): Promise<void> {
  await record(tx, stored, {
    request: moved(stored.request, 'approve'),
    event: 'request.approved',
    details: { action: stored.request.action, coveredBy: stored.request.coveredBy },
  });
  await tx.enqueue('execute', stored.request.id, 0);
}
