/**
 * The response store with a span around every transaction. Which request it was about, its action and its state are
 * also said of the click or the job around it.
 */
import type { ResponseStore, ResponseTransaction, StoredRequest } from '../domain/ports/response-store.ts';
import type { SpanAttributes, Tracer } from '../domain/ports/telemetry.ts';

export function tracedStore(store: ResponseStore, tracer: Tracer): ResponseStore {
  return {
    ...store,
    async transaction(work) {
      let about: SpanAttributes = {};
      const noting = (tx: ResponseTransaction): ResponseTransaction => {
        const note = (stored: StoredRequest): void => {
          about = aboutRequest(stored);
        };
        return {
          ...tx,
          async find(requestId) {
            const found = await tx.find(requestId);
            if (found !== null) note(found);
            return found;
          },
          async insert(stored) {
            const insertion = await tx.insert(stored);
            if (insertion.kind === 'inserted') note(stored);
            return insertion;
          },
          async save(stored) {
            const saved = await tx.save(stored);
            note(saved);
            return saved;
          },
        };
      };
      const result = await tracer.span(TRANSACTION, async () => {
        const done = await store.transaction((tx) => work(noting(tx)));
        tracer.annotate(about);
        return done;
      });
      tracer.annotate(about);
      return result;
    },
    async find(requestId) {
      const found = await store.find(requestId);
      if (found !== null) tracer.annotate(aboutRequest(found));
      return found;
    },
  };
}

const TRANSACTION = {
  name: 'transaction drawbridge.requests',
  kind: 'client',
  attributes: { 'db.system.name': 'postgresql' },
} as const;

function aboutRequest({ request }: StoredRequest): SpanAttributes {
  return {
    'drawbridge.request.action': request.action,
    'drawbridge.request.id': request.id,
    'drawbridge.request.state': request.state,
  };
}
