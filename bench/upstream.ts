/** What the simulated services saw of one question: how long they were at work, and how many calls came one after another. */

interface Call {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

export interface Upstream {
  readonly calls: readonly Call[];
  /** The most calls of which each began after the one before had ended: a bound on the steps that depend on each other. */
  readonly chain: readonly Call[];
  /** Milliseconds in which at least one call was being answered. */
  readonly busyMs: number;
}

export interface Services {
  forget(): Promise<void>;
  seen(): Promise<Upstream>;
  /** Lets the windows of Microsoft's limits pass. */
  advance(seconds: number): Promise<void>;
}

export function services(url: string): Services {
  const control = async (method: string, what: string, body?: unknown): Promise<string> => {
    const response = await fetch(`${url}/_sim/${what}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`_sim/${what}: ${response.status}`);
    return response.text();
  };
  return {
    forget: async () => {
      await control('DELETE', 'exchanges');
    },
    advance: async (seconds) => {
      await control('POST', 'advance', { seconds });
    },
    seen: async () => judge(parse(await control('GET', 'exchanges'))),
  };
}

function parse(lines: string): readonly Call[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { at, ms, method, url } = JSON.parse(line) as {
        at: string;
        ms: number;
        method: string;
        url: string;
      };
      const to = Date.parse(at);
      return { path: `${method} ${new URL(url, 'http://any').pathname}`, from: to - ms, to };
    });
}

/** Times are whole milliseconds: a call counts as later when it began no earlier than the other ended. */
function judge(calls: readonly Call[]): Upstream {
  const chain: Call[] = [];
  for (const call of calls.toSorted((a, b) => a.to - b.to)) {
    const last = chain.at(-1);
    if (last === undefined || call.from >= last.to) chain.push(call);
  }
  let busyMs = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of calls.toSorted((a, b) => a.from - b.from)) {
    busyMs += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return { calls, chain, busyMs };
}
