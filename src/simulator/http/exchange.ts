import type { Json } from '../json.ts';

/** One request as it came in. Header names are lower case. */
export interface SimRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly path: string;
  readonly query: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** `http://127.0.0.1:3980`: links in answers start with it. */
  readonly origin: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: Json;
  /** Instead of `json`: sent as it is. */
  readonly text?: string;
}

export function ok(json: Json, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, headers, json };
}
