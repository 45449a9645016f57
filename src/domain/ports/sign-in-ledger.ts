/** Where successful sign-ins are counted. Adapter: src/storage/sign-in-ledger-store.ts. */
import type { LedgerCoverage, LedgerEntry, NamedSignIn } from '../tenant/sign-in-ledger.ts';

/** A page of the log, and how far reading has come with it. */
export interface LedgerPage {
  readonly signIns: readonly NamedSignIn[];
  /** Everything from the old mark to here has been read. */
  readonly readTo?: Date;
  /** Everything from here to the old mark has been read. */
  readonly readFrom?: Date;
}

export interface LedgerEntries {
  readonly entries: readonly LedgerEntry[];
  /** False = there are more than were asked for. */
  readonly complete: boolean;
}

export interface SignInLedger {
  /** null = nothing was read yet. */
  coverage(): Promise<LedgerCoverage | null>;
  /** Sign-ins of these devices (`deviceId` in lower case) since then, the most frequent first, at most `most`. */
  entriesOf(deviceIds: readonly string[], since: Date, most: number): Promise<LedgerEntries>;
  /** Successful sign-ins since then that carried no device identity. */
  withoutDevice(since: Date): Promise<number>;
  /**
   * Only one reads at a time, whatever the number of processes: true when `owner` may until then. Asked again, it is
   * extended.
   */
  claim(owner: string, until: Date): Promise<boolean>;
  release(owner: string): Promise<void>;
  /**
   * Counts a page and moves the marks in one transaction; a sign-in that was counted before is not counted again.
   * False = `owner` no longer holds the claim, and nothing was written.
   */
  record(owner: string, page: LedgerPage): Promise<boolean>;
  /** Drops what is older than `LEDGER_DAYS`; a ledger whose newest mark is older than that starts anew. */
  prune(): Promise<void>;
}
