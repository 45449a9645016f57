/**
 * Reads the sign-in log into the ledger: forward from the newest mark, then backward to the window's start. Each page
 * is counted together with the mark that it moves, so that a reader that dies is continued where it was. How fast it
 * goes is the shared limiter's business.
 */
import type { LedgerPage, SignInLedger } from '../ports/sign-in-ledger.ts';
import type { Clock, Directory, SignInPage, SuccessfulSignIns } from '../ports/tenant.ts';
import { LATE_MS, LEDGER_DAYS } from '../tenant/sign-in-ledger.ts';
import { DAY_MS } from './elapsed.ts';

export interface SignInReading {
  readonly ledger: SignInLedger;
  readonly directory: Pick<Directory, 'successfulSignIns'>;
  readonly clock: Clock;
  /** Who reads; names the claim. */
  readonly owner: string;
  readonly background: boolean;
}

/** How a round ended; `behind` = there is more to read. */
type RoundEnd = 'done' | 'behind' | 'notMine';

const PAGE = 1_000;
/** For a second in which more happened than a page holds. */
const LARGE_PAGE = 10_000;
/** Somebody who holds the claim and does not go on for so long is gone. */
const CLAIM_MS = 2 * 60_000;

/** Reads at most so many pages. Rejects when the log does not answer; what was read until then is kept. */
export async function readSignIns(reading: SignInReading, pages: number): Promise<RoundEnd> {
  const { ledger, clock, owner } = reading;
  if (!(await claim(reading))) return 'notMine';
  try {
    await ledger.prune();
    const coverage = await ledger.coverage();
    const now = clock.now();
    const start = new Date(now.getTime() - LEDGER_DAYS * DAY_MS);
    const budget = { pages };
    if (coverage === null) return await backward(reading, { start, end: now, readTo: now }, budget);
    const from = new Date(Date.parse(coverage.to) - LATE_MS);
    const end = await forward(reading, { from, to: now }, budget);
    if (end !== 'done' || new Date(coverage.from) <= start) return end;
    return await backward(reading, { start, end: new Date(coverage.from) }, budget);
  } finally {
    await ledger.release(owner);
  }
}

interface Budget {
  pages: number;
}

async function forward(
  reading: SignInReading,
  { from, to }: { readonly from: Date; readonly to: Date },
  budget: Budget,
): Promise<RoundEnd> {
  let cursor = from;
  for (; budget.pages > 0; budget.pages -= 1) {
    const { page, mark } = await nextPage(reading, { from: cursor, to, order: 'oldestFirst' });
    if (!(await keep(reading, { signIns: page.signIns, readTo: mark ?? to }))) return 'notMine';
    if (mark === null) return 'done';
    cursor = mark;
  }
  return 'behind';
}

async function backward(
  reading: SignInReading,
  stretch: { readonly start: Date; readonly end: Date; readonly readTo?: Date },
  budget: Budget,
): Promise<RoundEnd> {
  const { start, end, ...newest } = stretch;
  let cursor = end;
  for (; budget.pages > 0; budget.pages -= 1) {
    const { page, mark } = await nextPage(reading, { from: start, to: cursor, order: 'newestFirst' });
    const kept = await keep(reading, { signIns: page.signIns, readFrom: mark ?? start, ...newest });
    if (!kept) return 'notMine';
    if (mark === null) return 'done';
    cursor = mark;
  }
  return 'behind';
}

type Stretch = Pick<SuccessfulSignIns, 'from' | 'to' | 'order'>;

/**
 * A page, and from where the next one goes on; null = the stretch is at its end. Times are asked for by the second, so a
 * page that lies within one second leads nowhere: then much of that second is read at once.
 */
async function nextPage(
  { directory, background }: SignInReading,
  stretch: Stretch,
): Promise<{ readonly page: SignInPage; readonly mark: Date | null }> {
  const page = await directory.successfulSignIns({ ...stretch, most: PAGE, background });
  if (!page.more) return { page, mark: null };
  const mark = markOf(page, stretch);
  if (leadsOn(mark, stretch)) return { page, mark };
  const large = await directory.successfulSignIns({ ...stretch, most: LARGE_PAGE, background });
  if (!large.more) return { page: large, mark: null };
  const further = markOf(large, stretch);
  const onwards = stretch.order === 'oldestFirst' ? 1_000 : -1_000;
  // More than that in one second: a reader never stands still.
  return {
    page: large,
    mark: leadsOn(further, stretch) ? further : new Date(further.getTime() + onwards),
  };
}

function markOf(page: SignInPage, { order }: Stretch): Date {
  const times = page.signIns.map((signIn) => Date.parse(signIn.createdDateTime));
  return new Date(order === 'oldestFirst' ? Math.max(...times) : Math.min(...times));
}

function leadsOn(mark: Date, { from, to, order }: Stretch): boolean {
  return order === 'oldestFirst'
    ? Math.floor(mark.getTime() / 1_000) > Math.floor(from.getTime() / 1_000)
    : Math.ceil(mark.getTime() / 1_000) < Math.ceil(to.getTime() / 1_000);
}

async function keep(reading: SignInReading, page: LedgerPage): Promise<boolean> {
  if (!(await claim(reading))) return false;
  return reading.ledger.record(reading.owner, page);
}

function claim({ ledger, owner, clock }: SignInReading): Promise<boolean> {
  return ledger.claim(owner, new Date(clock.now().getTime() + CLAIM_MS));
}
