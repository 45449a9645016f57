/**
 * The chain of the audit record, wherever its rows come from: what a row's hash is taken over, and the walk along the
 * rows that names the first one that does not fit.
 */
import { hash } from 'node:crypto';
import type { AuditEntry } from '../domain/ports/stores.ts';
import { canonicalJson } from './canonical-json.ts';

export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** The end of a record without rows. */
export const GENESIS: ChainEnd = { seq: 0, hash: '0'.repeat(64) };

/**
 * What the next row's `previousHash` must be. Rows that were written once are verified by this for ever: it never
 * changes. `details` is given as `canonicalJson` writes it.
 */
export function chainHash(row: Omit<AuditEntry, 'hash' | 'details'>, details: string): string {
  return hash(
    'sha256',
    `${row.previousHash}\n{"actorId":${json(row.actorId)},"actorName":${json(row.actorName)},"at":${json(row.at)},"details":${details},"event":${json(row.event)},"requestId":${json(row.requestId)},"seq":${row.seq},"target":${json(row.target)}}`,
  );
}

function json(text: string | null): string {
  return JSON.stringify(text);
}

export function auditHash(entry: Omit<AuditEntry, 'hash'>): string {
  return chainHash(entry, canonicalJson(entry.details));
}

/** One row as the walk sees it. */
export interface Link {
  readonly seq: number;
  readonly at: string;
  readonly event: string;
  readonly requestId: string | null;
  readonly previousHash: string;
  readonly hash: string;
  /** The hash of what the row holds now. */
  readonly actual: string;
}

export interface Breach {
  readonly seq: number;
  readonly fault: 'changed' | 'removed' | 'inserted';
  readonly message: string;
}

export interface ChainWalk {
  /** The row after the last one; null when it fits. After a breach the walk is over. */
  next(link: Link): Breach | null;
  /** The last row that fitted; null before the first. */
  readonly last: Link | null;
  readonly rows: number;
}

/** From the row after `start`. */
export function walkChain(start: ChainEnd): ChainWalk {
  let end = start;
  let last: Link | null = null;
  let rows = 0;
  return {
    next(link) {
      const breach = misfit(end, last, link);
      if (breach !== null) return breach;
      end = link;
      last = link;
      rows += 1;
      return null;
    },
    get last() {
      return last;
    },
    get rows() {
      return rows;
    },
  };
}

function misfit(end: ChainEnd, last: Link | null, link: Link): Breach | null {
  const expected = end.seq + 1;
  const { seq } = link;
  const found = (fault: Breach['fault'], what: string): Breach => ({
    seq,
    fault,
    message: `${nameOf(link)} ${what}`,
  });
  if (seq === end.seq && last !== null) return found('inserted', 'is there twice');
  if (seq < expected) return found('inserted', 'was inserted before the first one');
  if (seq > expected) {
    const which = seq - 1 === expected ? `row ${expected} was` : `rows ${expected} to ${seq - 1} were`;
    const between = last === null ? `before ${nameOf(link)}` : `between ${nameOf(last)} and ${nameOf(link)}`;
    return { seq: expected, fault: 'removed', message: `${which} removed ${between}` };
  }
  if (link.actual !== link.hash) return found('changed', 'was changed');
  if (link.previousHash !== end.hash) {
    return found(
      'inserted',
      'does not follow the row before it: one of the two was inserted, or rewritten together with its hash',
    );
  }
  return null;
}

/** The row for people. What it holds may be anybody's by now: nothing that a terminal would obey. */
export function nameOf({ seq, at, event, requestId }: Link): string {
  const about = requestId === null ? '' : `, request ${printable(requestId)}`;
  return `row ${seq} (\`${printable(event)}\` at ${printable(at)}${about})`;
}

function printable(text: string): string {
  return text.slice(0, 60).replace(/[^\x20-\x7e]/g, '?');
}
