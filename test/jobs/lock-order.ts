/**
 * Requests are locked before the end of the record is: two transactions that do it in different orders wait for each
 * other. Says which one did.
 */
import type { ResponseStore, ResponseTransaction } from '../../src/domain/ports/response-store.ts';

export function watchLockOrder(store: ResponseStore): {
  readonly store: ResponseStore;
  /** Requests that were locked too late. */
  readonly tooLate: readonly string[];
} {
  const tooLate: string[] = [];
  const watched: ResponseStore = {
    ...store,
    transaction: (work) => store.transaction((tx) => work(watch(tx, tooLate))),
  };
  return { store: watched, tooLate };
}

function watch(tx: ResponseTransaction, tooLate: string[]): ResponseTransaction {
  const locked = new Set<string>();
  let recorded = false;
  const lock = (id: string): void => {
    if (recorded && !locked.has(id)) tooLate.push(id);
    locked.add(id);
  };
  return {
    ...tx,
    find(id) {
      lock(id);
      return tx.find(id);
    },
    save(stored) {
      lock(stored.request.id);
      return tx.save(stored);
    },
    async insert(stored) {
      const inserted = await tx.insert(stored);
      // Nobody else can have locked what was not there.
      locked.add(stored.request.id);
      return inserted;
    },
    audit(entry) {
      recorded = true;
      return tx.audit(entry);
    },
  };
}
