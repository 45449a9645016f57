/** Writes a new request together with its record and its jobs, in the caller's transaction. */
import { hash } from 'node:crypto';
import type { Facts, UpstreamCall } from '../domain/actions/action.ts';
import type { Agreed, Binding } from '../domain/approvals/binding.ts';
import { bindingText } from '../domain/approvals/binding.ts';
import type { ActionRule, ResponsePolicy } from '../domain/approvals/policy.ts';
import { newRequestId } from '../domain/approvals/request-id.ts';
import type { MadeRequest, ResponseRequest } from '../domain/approvals/request.ts';
import { newRequest } from '../domain/approvals/request.ts';
import { escalationDueAt } from '../domain/approvals/whom-to-ask.ts';
import type { Bookkeeping, ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';

const ID_TRIES = 20;

export type Inserted =
  | { readonly kind: 'inserted'; readonly stored: StoredRequest }
  /** A request for the same action on the same target is still open. */
  | { readonly kind: 'duplicate'; readonly of: ResponseRequest }
  | { readonly kind: 'noFreeId' };

export async function insertRequest(
  tx: ResponseTransaction,
  made: Omit<MadeRequest, 'id'>,
  book: Pick<Bookkeeping, 'correlationId' | 'protection' | 'binding'> &
    Partial<Pick<Bookkeeping, 'reissues'>>,
  deps: {
    readonly randomBytes: (count: number) => Uint8Array;
    readonly policy: Pick<ResponsePolicy, 'approvals'>;
  },
): Promise<Inserted> {
  for (let attempt = 0; attempt < ID_TRIES; attempt += 1) {
    const stored: StoredRequest = {
      request: newRequest({ ...made, id: newRequestId(deps.randomBytes) }),
      book: {
        ...book,
        leaseOwner: null,
        leaseUntil: null,
        sendStartedAt: null,
        sends: 0,
        lookAgainAt: null,
        reissues: book.reissues ?? 0,
      },
    };
    const inserted = await tx.insert(stored);
    if (inserted.kind === 'idTaken') continue;
    if (inserted.kind === 'duplicate') return inserted;
    const { request } = stored;
    await tx.audit({
      event: 'request.created',
      actor: request.requester,
      requestId: request.id,
      target: request.target.name,
      details: {
        action: request.action,
        target: request.target,
        parameters: request.parameters,
        reason: request.reason,
        evidence: request.evidence,
        facts: book.binding?.facts,
        binding: book.binding?.hash,
        approvalsNeeded: request.approvalsNeeded,
        ...(request.eachOf.length === 0 ? {} : { eachOf: request.eachOf }),
        expiresAt: request.expiresAt,
        undoes: request.undoes,
        ...(request.supersedes === null ? {} : { supersedes: request.supersedes }),
        ...(request.askedAgain ? { askedAgain: true } : {}),
        ...(request.coveredBy === null ? {} : { coveredBy: request.coveredBy }),
        ...(request.hold === null ? {} : { holdMinutes: request.hold.minutes }),
        ...(request.first === null ? {} : { first: request.first.action }),
      },
    });
    const lifeMs = Date.parse(request.expiresAt) - Date.parse(request.createdAt);
    await tx.enqueue('expire', request.id, lifeMs);
    const callAt = escalationDueAt(request, deps.policy.approvals.escalateAfterMinutes);
    if (callAt !== null) {
      await tx.enqueue('escalate', request.id, callAt.getTime() - Date.parse(request.createdAt));
    }
    await tx.enqueue('publish', request.id, 0);
    return { kind: 'inserted', stored };
  }
  return { kind: 'noFreeId' };
}

/** What a request that people decide on takes from the rule that holds for it now. */
export function underRule(
  rule: ActionRule,
  now: Date,
): Pick<MadeRequest, 'approvalsNeeded' | 'createdAt' | 'expiresAt'> {
  return {
    approvalsNeeded: Math.max(1, rule.approvals),
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + rule.expiresMinutes * 60_000).toISOString(),
  };
}

export function bind(call: UpstreamCall, facts: Facts, agreed: Agreed): Binding {
  return { call, facts, hash: bindingHash(call, facts, agreed) };
}

export function bindingHash(call: UpstreamCall, facts: Facts, agreed: Agreed): string {
  return hash('sha256', bindingText(call, facts, agreed));
}
