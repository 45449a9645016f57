/** Details of lists: severity, status, product, number of devices. Each says which tokens it accounts for. */
import { PRODUCTS } from './apps.ts';
import { phraseSet } from './phrases.ts';
import { longest, span, word, type Sentence } from './sentence.ts';
import { readTime } from './times.ts';

export interface Detail {
  readonly slots: Readonly<Record<string, string>>;
  readonly tokens: readonly number[];
}

const NONE: Detail = { slots: {}, tokens: [] };

/** Defender and Sentinel know no "critical": high is the highest they have. */
const SEVERITIES: Readonly<Record<string, string>> = {
  high: 'high',
  highs: 'high',
  critical: 'high',
  severe: 'high',
  medium: 'medium',
  mediums: 'medium',
  moderate: 'medium',
  low: 'low',
  lows: 'low',
  informational: 'informational',
  info: 'informational',
  information: 'informational',
};

/** `high`, or `high,medium` when several are named. */
function readSeverity(sentence: Sentence): Detail {
  const found: string[] = [];
  const tokens: number[] = [];
  sentence.tokens.forEach((token, i) => {
    if (token.kind !== 'word') return;
    const severity = Object.hasOwn(SEVERITIES, token.word) ? SEVERITIES[token.word] : undefined;
    // "info on incidents" asks for information.
    const asked = token.word !== 'info' && token.word !== 'information';
    if (severity !== undefined && (asked || word(sentence, i + 1) === 'severity')) {
      if (!found.includes(severity)) found.push(severity);
      tokens.push(i);
    }
    if (token.word === 'severity' || token.word === 'sev' || token.word === 'priority') tokens.push(i);
  });
  return found.length === 0 ? { slots: {}, tokens } : { slots: { severity: found.join(',') }, tokens };
}

/** Alerts are new, inProgress or resolved; `open` is everything that is not resolved. */
function alertStatus(name: string): string | null {
  if (/^(?:new|unassigned|untriaged)$/.test(name)) return 'new';
  if (/^(?:resolved|closed|fixed|done)$/.test(name)) return 'resolved';
  if (/^(?:investigating|inprogress)$/.test(name)) return 'inProgress';
  if (/^(?:open|active|unresolved|ongoing|outstanding|current|unclosed)$/.test(name)) return 'open';
  return null;
}

function incidentStatus(name: string): string | null {
  if (name === 'active') return 'active';
  return alertStatus(name);
}

function readStatus(sentence: Sentence, of: (name: string) => string | null): Detail {
  for (let i = 0; i < sentence.tokens.length; i += 1) {
    const name = word(sentence, i);
    if (name === 'in' && word(sentence, i + 1) === 'progress')
      return { slots: { status: 'inProgress' }, tokens: [i, i + 1] };
    if (name === 'not' && /^(?:resolved|closed)$/.test(word(sentence, i + 1)))
      return { slots: { status: 'open' }, tokens: [i, i + 1] };
    if (name === 'being' && word(sentence, i + 1) === 'investigated')
      return { slots: { status: 'inProgress' }, tokens: [i, i + 1] };
    // "anything new" and "current" say little; an adjective before the noun says it.
    if (name === 'current' || name === 'done') continue;
    // "open the incident list": the verb.
    if (name === 'open' && ['the', 'my', 'our', 'up'].includes(word(sentence, i + 1))) continue;
    const status = of(name);
    if (status !== null) return { slots: { status }, tokens: [i] };
  }
  return NONE;
}

const products = phraseSet(PRODUCTS);

/** Products named in the sentence, as typed, in their order. */
export function productsIn(sentence: Sentence): {
  readonly names: readonly string[];
  readonly tokens: readonly number[];
} {
  const names: string[] = [];
  const known = new Set<string>();
  const tokens: number[] = [];
  for (let i = 0; i < sentence.tokens.length;) {
    const found = longest(products, sentence, i);
    if (found === null) {
      i += 1;
      continue;
    }
    // Named twice, it is one product; what counts is how it was typed first.
    if (!known.has(found.end)) names.push(span(sentence, i, found.next).replace(/^(?:microsoft|ms) /i, ''));
    known.add(found.end);
    for (let k = i; k < found.next; k += 1) tokens.push(k);
    i = found.next;
  }
  return { names, tokens };
}

/** One product by its name; two joined by a hyphen, as the check between them (`defender-sentinel`). */
function readOnly(sentence: Sentence): Detail {
  const { names, tokens } = productsIn(sentence);
  return names.length === 0 ? NONE : { slots: { only: names.slice(0, 2).join('-') }, tokens };
}

function readDevices(sentence: Sentence): Detail {
  for (let i = 0; i < sentence.tokens.length; i += 1) {
    const token = sentence.tokens[i];
    if (token === undefined) break;
    if (token.literal === 'number')
      return { slots: { devices: token.text.replaceAll(',', '') }, tokens: [i] };
    const thousands = /^(\d{1,4})k$/.exec(token.word)?.[1];
    if (thousands !== undefined) return { slots: { devices: `${thousands}000` }, tokens: [i] };
  }
  return NONE;
}

function readSince(sentence: Sentence): Detail {
  const time = readTime(sentence);
  return time === null ? NONE : { slots: { since: time.since }, tokens: range(time.from, time.next) };
}

function readHours(sentence: Sentence): Detail {
  const time = readTime(sentence);
  if (time === null || time.hours === null) return NONE;
  return { slots: { hours: String(time.hours) }, tokens: range(time.from, time.next) };
}

export function range(from: number, next: number): readonly number[] {
  return Array.from({ length: Math.max(0, next - from) }, (_, k) => from + k);
}

export const DETAIL_READERS = {
  severity: readSeverity,
  alertStatus: (sentence: Sentence) => readStatus(sentence, alertStatus),
  incidentStatus: (sentence: Sentence) => readStatus(sentence, incidentStatus),
  only: readOnly,
  devices: readDevices,
  since: readSince,
  hours: readHours,
} as const;
