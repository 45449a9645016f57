/** Walks a list to its end, or until enough has been read. */
import { z } from 'zod/v4';
import type { Call } from './call.ts';
import { malformed, readAs } from './wire.ts';

const page = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() });

/** Far above anything that a question needs. */
const MAX_PAGES = 100;

/**
 * The pages of a list, one after the other.
 * @param next fetches the page at an address that has been checked to lie at `call`'s own origin
 */
export async function* pagesOf(
  call: Call,
  first: unknown,
  next: (address: URL) => Promise<unknown>,
): AsyncGenerator<readonly unknown[], void, undefined> {
  const seen = new Set<string>();
  for (let body = first; ;) {
    const { value, '@odata.nextLink': link } = readAs(page, body, call);
    yield value;
    if (link === undefined) return;
    if (seen.has(link) || seen.size >= MAX_PAGES) throw malformed(call, 'its pages do not end');
    seen.add(link);
    body = await next(ownAddress(call, link));
  }
}

/** All items, or the first `enough` of them. */
export async function allPages(
  call: Call,
  first: unknown,
  next: (address: URL) => Promise<unknown>,
  enough: number = Number.POSITIVE_INFINITY,
): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for await (const value of pagesOf(call, first, next)) {
    items.push(...value);
    if (items.length >= enough) break;
  }
  return items.slice(0, Math.min(items.length, enough));
}

/** The next page is asked for with our token: it must lie where the first one did. */
function ownAddress(call: Call, link: string): URL {
  const address = URL.parse(link);
  if (address === null) throw malformed(call, 'the next page has no address');
  if (address.origin !== new URL(call.url).origin) {
    throw malformed(call, 'the next page lies at a foreign host');
  }
  return address;
}
