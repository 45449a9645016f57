/** The two transactions that let an approved request go on: taking it up, and the last one before its call leaves. */
import type { StopSwitch } from '../domain/approvals/guardrails.ts';
import type { ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import { ConflictError } from '../errors.ts';
import { passGuardrails } from './hold-back.ts';
import type { WorkflowDeps } from './workflow.ts';

/**
 * The stop switch is read first: whoever pulls it waits until this
 * transaction has ended, and what comes after sees it pulled. null = it does not go on for now.
 */
export async function passing(
  deps: WorkflowDeps,
  work: (tx: ResponseTransaction, stop: StopSwitch) => Promise<StoredRequest | null>,
): Promise<StoredRequest | null> {
  return deps.store.transaction(async (tx) => work(tx, await tx.stopSwitch('read')));
}

/** Only for the run that holds the request's lease, and past all guardrails. null = it does not go on for now. */
export function lastGate(
  stored: StoredRequest,
  run: string,
  deps: WorkflowDeps,
  work: (tx: ResponseTransaction, current: StoredRequest) => Promise<StoredRequest>,
): Promise<StoredRequest | null> {
  return passing(deps, async (tx, stop) => {
    const current = await tx.find(stored.request.id);
    if (current?.book.leaseOwner !== run || current.request.state !== 'executing') {
      throw new ConflictError(`request ${stored.request.id} was taken over`);
    }
    const free = await passGuardrails(tx, current, stop, deps);
    return free === null ? null : work(tx, free);
  });
}
