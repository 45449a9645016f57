/**
 * A drill where it is to be carried out. Everything before is as real as in any other request; here, instead of a call, a
 * record says which call would have left.
 */
import type { UpstreamCall } from '../domain/actions/action.ts';
import { familyOf } from '../domain/actions/families.ts';
import type { Verification } from '../domain/approvals/request.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import { lastGate } from './gates.ts';
import type { WorkflowDeps } from './workflow.ts';
import { definitionOf, moved, record, RELEASED } from './workflow.ts';

/** There is neither an id nor a status of Microsoft's: none is made up. */
export async function recordInstead(
  stored: StoredRequest,
  run: string,
  call: UpstreamCall & { readonly comment: string },
  deps: WorkflowDeps,
): Promise<void> {
  await lastGate(stored, run, deps, async (tx, current) => {
    const next = moved(current.request, 'submit');
    const submittedAt = deps.clock.now().toISOString();
    const written = await record(tx, current, {
      request: { ...next, execution: { ...next.execution, submittedAt, problem: null } },
      book: RELEASED,
      event: 'execution.drilled',
      details: { notSent: call },
    });
    await tx.enqueue('follow', familyOf(definitionOf(next)), 0);
    return written;
  });
}

/**
 * It neither took hold nor failed to: `yes` would claim an effect and `no` would deny one of something that was sent. It
 * stays pending, and nothing looks for proof.
 */
export function drilled(at: Date): Verification {
  return { verified: 'pending', evidence: 'Drill: nothing was sent.', at: at.toISOString() };
}
