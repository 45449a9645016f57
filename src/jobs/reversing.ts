/** The action that takes a request back, with the parameters that follow from what the request did. */
import type { ActionDefinition } from '../domain/actions/action.ts';
import { readParameters, reversalOf } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { StoredRequest } from '../domain/ports/response-store.ts';

/** null = nothing takes it back, as far as this version knows. */
export function reversing({ request, book }: StoredRequest): {
  readonly action: ActionDefinition;
  readonly parameters: Readonly<Record<string, string>>;
} | null {
  const own = actionFor(request.action);
  const action = own === null ? null : actionFor(reversalOf(own) ?? '');
  if (own === null || action === null || !('verb' in own.reversal)) return null;
  const given = own.reversal.parameters?.(request.parameters, {
    facts: book.binding?.facts ?? {},
    upstreamId: request.execution.upstreamId,
  });
  const read = readParameters(action, given ?? {});
  return read.ok ? { action, parameters: read.parameters } : null;
}
