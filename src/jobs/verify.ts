/** Looks for proof that a succeeded action took hold. "Accepted" is not proof: it stays `pending` until there is some. */
import type { Verification } from '../domain/approvals/request.ts';
import { ConflictError, UpstreamError } from '../errors.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';
import type { RunDeps, WorkflowDeps } from './workflow.ts';
import { definitionOf, delayAfter, orderOf, portsFor, problemOf, record } from './workflow.ts';

export async function verify(requestId: string, deps: RunDeps): Promise<void> {
  const stored = await deps.store.find(requestId);
  if (stored?.request.state !== 'succeeded' || stored.request.verification.verified !== 'pending') return;
  const { upstreamId, endedAt } = stored.request.execution;
  if (upstreamId === null || endedAt === null) return;
  try {
    const found = await definitionOf(stored.request).verify(
      orderOf(stored),
      upstreamId,
      endedAt,
      deps.together.join(portsFor(stored, deps)),
      deps.clock,
    );
    const { lookAgainInMs = Infinity, ...verification } = found;
    await write(stored, verification, Math.min(lookAgainInMs, deps.timings.verifyRetry), deps);
  } catch (error) {
    if (error instanceof ConflictError) return;
    if (!(error instanceof UpstreamError)) throw error;
    const pending: Verification = {
      verified: 'pending',
      evidence: `Accepted, not proven: the proof could not be read. ${problemOf(error)}`,
      at: deps.clock.now().toISOString(),
    };
    await write(stored, pending, delayAfter(error, deps.timings.retry), deps);
  }
}

async function write(
  stored: StoredRequest,
  found: Verification,
  retryIn: number,
  deps: WorkflowDeps,
): Promise<void> {
  const { request } = stored;
  const before = request.verification;
  const since = deps.clock.now().getTime() - Date.parse(request.execution.endedAt ?? request.createdAt);
  // Where no API shows the effect, asking again is no use.
  const provable = typeof definitionOf(request).proof === 'string';
  const more = provable && found.verified === 'pending' && since < deps.timings.verifyGiveUp;
  await deps.store.transaction(async (tx) => {
    if (found.verified !== before.verified || found.evidence !== before.evidence) {
      await record(tx, stored, {
        request: { ...request, verification: found },
        event: 'execution.verified',
        details: { verified: found.verified, evidence: found.evidence },
      });
    }
    if (more) await tx.enqueue('verify', request.id, retryIn);
  });
}
