import { createHash } from 'node:crypto';
import { formatQueryString, type QueryOptions } from './query-string.ts';

/** An opaque continuation: good only for the very query that it was issued for. */
export function issueSkipToken(path: string, options: QueryOptions, offset: number): string {
  return Buffer.from(`${mark(path, options)}.${offset.toString(36)}`).toString('base64url');
}

/** The offset to go on from; undefined for a token that was not issued for this query. */
export function readSkipToken(path: string, options: QueryOptions, token: string): number | undefined {
  const [kept, offset] = Buffer.from(token, 'base64url').toString().split('.');
  if (kept !== mark(path, options) || offset === undefined || !/^[0-9a-z]+$/.test(offset)) return undefined;
  return Number.parseInt(offset, 36);
}

function mark(path: string, options: QueryOptions): string {
  const others = new Map([...options].filter(([name]) => name !== '$skiptoken'));
  return createHash('sha256')
    .update(`${path}?${formatQueryString(others)}`)
    .digest('base64url')
    .slice(0, 16);
}
