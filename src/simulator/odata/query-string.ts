/** The options of a query string in order. `+` is a space, as every Microsoft service reads it. */
export type QueryOptions = ReadonlyMap<string, string>;

export type QueryStringFault =
  | { readonly kind: 'repeated'; readonly name: string }
  | { readonly kind: 'malformed'; readonly name: string };

/** Option name to value, or what is wrong with the query string. `$skipToken` is read as `$skiptoken`. */
export function parseQueryString(query: string): QueryOptions | QueryStringFault {
  const options = new Map<string, string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const cut = part.indexOf('=');
    const rawName = cut < 0 ? part : part.slice(0, cut);
    const decodedName = decode(rawName);
    const value = cut < 0 ? '' : decode(part.slice(cut + 1));
    if (decodedName === undefined || value === undefined) return { kind: 'malformed', name: rawName };
    const name = decodedName === '$skipToken' ? '$skiptoken' : decodedName;
    if (options.has(name)) return { kind: 'repeated', name };
    options.set(name, value);
  }
  return options;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

export function formatQueryString(options: QueryOptions): string {
  return [...options].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}
