/** Numbers: percentiles, and how they are printed. */

export interface Line {
  readonly what: string;
  readonly figure: string;
  /** What the figure must keep to; absent = for information. */
  readonly target?: { readonly text: string; readonly met: boolean };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function atMost(what: string, value: number, limit: number, unit: string, digits = 0): Line {
  return {
    what,
    figure: `${value.toFixed(digits)}${unit}`,
    target: { text: `≤ ${limit}${unit}`, met: value <= limit },
  };
}

export function atLeast(what: string, value: number, limit: number, unit: string): Line {
  return {
    what,
    figure: `${Math.round(value).toLocaleString('en-US')}${unit}`,
    target: { text: `≥ ${limit.toLocaleString('en-US')}${unit}`, met: value >= limit },
  };
}

export function info(what: string, figure: string): Line {
  return { what, figure };
}

/** A table in Markdown, so that it can be put into the documentation as it is. */
export function table(title: string, lines: readonly Line[]): string {
  return [
    `### ${title}`,
    '',
    '| what | measured | target |',
    '|---|---|---|',
    ...lines.map(({ what, figure, target }) => {
      const wanted = target === undefined ? '' : `${target.text} ${target.met ? 'met' : '**missed**'}`;
      return `| ${what} | ${figure} | ${wanted} |`;
    }),
    '',
  ].join('\n');
}
