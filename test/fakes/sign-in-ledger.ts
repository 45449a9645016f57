/** A ledger that holds what it is given, and remembers what was recorded. */
import type { LedgerPage, SignInLedger } from '../../src/domain/ports/sign-in-ledger.ts';
import type { LedgerCoverage, LedgerEntry } from '../../src/domain/tenant/sign-in-ledger.ts';

export interface LedgerData {
  readonly coverage?: LedgerCoverage | null;
  readonly entries?: readonly LedgerEntry[];
  readonly withoutDevice?: number;
}

export function fakeLedger(data: LedgerData = {}): SignInLedger & { readonly recorded: LedgerPage[] } {
  const recorded: LedgerPage[] = [];
  let coverage = data.coverage ?? null;
  return {
    recorded,
    coverage: () => Promise.resolve(coverage),
    entriesOf: (deviceIds, since, most) => {
      const found = (data.entries ?? []).filter(
        (entry) => deviceIds.includes(entry.deviceId) && new Date(entry.lastAt) >= since,
      );
      return Promise.resolve({ entries: found.slice(0, most), complete: found.length <= most });
    },
    withoutDevice: () => Promise.resolve(data.withoutDevice ?? 0),
    claim: () => Promise.resolve(true),
    release: () => Promise.resolve(),
    record: (_owner, page) => {
      recorded.push(page);
      const from = page.readFrom?.toISOString() ?? coverage?.from;
      const to = page.readTo?.toISOString() ?? coverage?.to;
      if (from !== undefined && to !== undefined) coverage = { from, to };
      return Promise.resolve(true);
    },
    prune: () => Promise.resolve(),
  };
}
