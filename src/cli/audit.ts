/** `drawbridge audit verify` and `audit export`, given an open database. */
import { csvField } from '../cards/csv.ts';
import type { ChainEnd } from '../storage/audit-chain.ts';
import type { Database } from '../storage/database.ts';
import { readAudit, verifyAudit } from '../storage/audit-log.ts';
import type { AuditEntry } from '../domain/ports/stores.ts';
import { UsageError } from '../errors.ts';

export type Write = (text: string) => void | Promise<void>;

/** Exit code: 1 when a row was changed, removed or inserted (the first such row is named), or could be. */
export async function verifyRecord(database: Database, write: Write, anchor?: ChainEnd): Promise<0 | 1> {
  const verdict = await verifyAudit(database.kysely, anchor);
  if (!verdict.ok) {
    await write(
      `broken at row ${verdict.seq} (${verdict.fault}): ${verdict.message}; ${verdict.rows} rows before it are in order\n`,
    );
    return 1;
  }
  const found = `${counted(verdict.rows)}, unbroken; last hash ${verdict.head}`;
  if (verdict.unguarded.length === 0) {
    await write(`ok: ${found}\n`);
    return 0;
  }
  const missing = verdict.unguarded.map((name) => `\`${name}\``).join(', ');
  await write(
    `not append-only: ${found}; but the database would let it be changed: ${missing} missing or off\n`,
  );
  return 1;
}

export function counted(rows: number): string {
  return `${rows} ${rows === 1 ? 'row' : 'rows'}`;
}

/** A row that was noted elsewhere: `SEQ:HASH`, the number of rows and the last hash of an earlier verification. */
export function parseAnchor(text: string): ChainEnd {
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined) {
    throw new UsageError(
      `--anchor is \`${text.slice(0, 90)}\``,
      'give ROWS:HASH as an earlier `audit verify` said them, the hash with its 64 digits',
    );
  }
  return { seq: Number(seq), hash };
}

/** `since` is an ISO time. Rows are written one by one: the record may be larger than memory. */
export async function exportRecord(
  database: Database,
  options: { readonly since?: string; readonly format: string },
  write: Write,
): Promise<0> {
  const { format, since } = options;
  if (format !== 'jsonl' && format !== 'csv') {
    throw new UsageError(`--format is \`${format.slice(0, 20)}\``, 'give jsonl or csv');
  }
  if (since !== undefined && Number.isNaN(Date.parse(since))) {
    throw new UsageError(`--since is \`${since.slice(0, 40)}\``, 'give an ISO time, as 2026-11-22T05:00:00Z');
  }
  if (format === 'csv') await write(`${AUDIT_FIELDS.join(',')}\r\n`);
  for await (const entry of readAudit(database.kysely, since)) {
    await write(format === 'csv' ? `${csvRow(entry)}\r\n` : `${JSON.stringify(entry)}\n`);
  }
  return 0;
}

const AUDIT_FIELDS = [
  'seq',
  'at',
  'event',
  'actorId',
  'actorName',
  'requestId',
  'target',
  'details',
  'previousHash',
  'hash',
] as const satisfies readonly (keyof AuditEntry)[];

function csvRow(entry: AuditEntry): string {
  return AUDIT_FIELDS.map((column) => {
    const value = entry[column];
    return csvField(typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value));
  }).join(',');
}
