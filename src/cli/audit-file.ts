/** `drawbridge audit verify --file`: an export in JSON lines proved by itself, without the database. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { z } from 'zod/v4';
import type { AuditEntry } from '../domain/ports/stores.ts';
import { UsageError } from '../errors.ts';
import type { Breach, ChainEnd, ChainWalk } from '../storage/audit-chain.ts';
import { GENESIS, auditHash, walkChain } from '../storage/audit-chain.ts';
import type { Write } from './audit.ts';
import { counted } from './audit.ts';

const text = z.string().nullable();
/** Nothing beside the fields: what no hash covers proves nothing. */
const Entry = z.strictObject({
  seq: z.int(),
  at: z.string(),
  event: z.string(),
  actorId: text,
  actorName: text,
  requestId: text,
  target: text,
  details: z.record(z.string(), z.unknown()),
  previousHash: z.string(),
  hash: z.string(),
}) satisfies z.ZodType<AuditEntry>;

/** Exit code 1 names the first line that does not fit. The first line's previous hash is taken as it is, unless it is row 1. */
export async function verifyFile(path: string, write: Write, anchor?: ChainEnd): Promise<0 | 1> {
  let walk: ChainWalk | null = null;
  let first = 0;
  let line = 0;
  let anchored = anchor === undefined;
  const broken = async ({ fault, message }: Omit<Breach, 'seq'>): Promise<1> => {
    await write(`broken at line ${line} (${fault}): ${message}\n`);
    return 1;
  };
  for await (const content of linesOf(path)) {
    line += 1;
    const entry = entryOf(content);
    if (entry === null) return broken({ fault: 'changed', message: 'this is not a row of the record' });
    if (walk === null) {
      first = entry.seq;
      walk = walkChain(first === 1 ? GENESIS : { seq: first - 1, hash: entry.previousHash });
    }
    const breach = walk.next({ ...entry, actual: auditHash(entry) });
    if (breach !== null) return broken(breach);
    if (anchor?.seq === entry.seq) {
      if (anchor.hash !== entry.hash) {
        return broken({ fault: 'changed', message: `row ${entry.seq} is not the row that was noted` });
      }
      anchored = true;
    }
  }
  const last = walk?.last ?? null;
  if (last === null) {
    await write('broken: the file has no rows\n');
    return 1;
  }
  if (!anchored) {
    await write(
      `broken after row ${last.seq} (removed): row ${anchor?.seq}, which was noted, is not among rows ${first} to ${last.seq}\n`,
    );
    return 1;
  }
  await write(`ok: ${counted(line)}, ${first} to ${last.seq}, unbroken; last hash ${last.hash}\n`);
  return 0;
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path, 'utf8');
  try {
    // A file that is not there is a wrong argument, not a broken record.
    await once(stream, 'open');
  } catch {
    throw new UsageError(`the file \`${path.slice(0, 200)}\` cannot be read`, 'give an export in JSON lines');
  }
  // node:readline also ends a line at U+2028, which JSON leaves as it is.
  let begun = '';
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = `${begun}${chunk}`.split('\n');
    begun = lines.pop() ?? '';
    yield* lines;
  }
  if (begun !== '') yield begun;
}

function entryOf(line: string): AuditEntry | null {
  try {
    return Entry.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
