/**
 * Times as people write them. `since` is kept compact: `30m`, `24h`, `7d`, `today`, `yesterday`, a weekday, or a date;
 * `hours` is a whole number of hours.
 */
import { word, type Sentence } from './sentence.ts';

export interface TimeReading {
  readonly from: number;
  readonly next: number;
  readonly since: string;
  readonly hours: number | null;
}

const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  couple: 2,
  three: 3,
  few: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  twenty: 20,
  thirty: 30,
  sixty: 60,
};
const MINUTES: readonly (readonly [RegExp, number, 'm' | 'h' | 'd'])[] = [
  [/^(?:m|min|mins|minutes?)$/, 1, 'm'],
  [/^(?:h|hr|hrs|hours?)$/, 60, 'h'],
  [/^(?:d|days?)$/, 1440, 'd'],
  [/^(?:w|wks?|weeks?|fortnight)$/, 10080, 'd'],
  [/^months?$/, 43200, 'd'],
];
const DAYS = new Set('monday tuesday wednesday thursday friday saturday sunday'.split(' '));
const LAST = new Set(['last', 'past', 'previous', 'this', 'recent', 'latest']);
const PREPOSITIONS = new Set([
  'since',
  'from',
  'in',
  'over',
  'within',
  'during',
  'for',
  'the',
  'on',
  'of',
  'going',
  'back',
]);

/** The first time named in the sentence. */
export function readTime(sentence: Sentence): TimeReading | null {
  for (let i = 0; i < sentence.tokens.length; i += 1) {
    const found = timeAt(sentence, i);
    if (found === null) continue;
    let from = i;
    while (from > 0 && PREPOSITIONS.has(word(sentence, from - 1))) from -= 1;
    return { ...found, from };
  }
  return null;
}

/** "4 h", "two hours", "an hour", "half an hour", "90 minutes": how long, in minutes. */
export function durationAt(
  sentence: Sentence,
  at: number,
): { readonly next: number; readonly minutes: number } | null {
  if (word(sentence, at) === 'half' && /^an?$/.test(word(sentence, at + 1))) {
    const whole = durationAt(sentence, at + 1);
    return whole === null ? null : { ...whole, minutes: whole.minutes / 2 };
  }
  if (LAST.has(word(sentence, at))) return null;
  const found = timeAt(sentence, at);
  const [, size, unit] = /^([\d.]+)([mhd])$/.exec(found?.since ?? '') ?? [];
  if (found === null || unit === undefined || word(sentence, found.next - 1) === 'ago') return null;
  return { next: found.next, minutes: Number(size) * (unit === 'm' ? 1 : unit === 'h' ? 60 : 1440) };
}

function timeAt(sentence: Sentence, i: number): TimeReading | null {
  const token = sentence.tokens[i];
  if (token === undefined) return null;
  if (token.literal === 'duration') {
    const [, count, unit] = /^(\d+)-?([a-z]+)$/i.exec(token.text) ?? [];
    return amount(i, i + 1, Number(count), unit ?? '');
  }
  if (token.literal === 'date') return { from: i, next: i + 1, since: token.text, hours: null };
  if (token.word === 'today' || token.word === 'tonight') return day(i, i + 1, 'today', 24);
  if (token.word === 'overnight') return day(i, i + 1, '24h', 24);
  if (token.word === 'yesterday') return day(i, i + 1, 'yesterday', 48);
  if (DAYS.has(token.word) && ['since', 'on', 'last', 'from'].includes(word(sentence, i - 1))) {
    return { from: i, next: i + 1, since: token.word, hours: null };
  }
  if (token.word === 'this' && ['morning', 'afternoon', 'evening'].includes(word(sentence, i + 1))) {
    return day(i, i + 2, 'today', 24);
  }
  if (token.word === 'last' && ['night', 'evening'].includes(word(sentence, i + 1)))
    return day(i, i + 2, '24h', 24);
  return lastSome(sentence, i);
}

/** "last 48 hours", "past two days", "last week", "3 days ago", "a couple of days". */
function lastSome(sentence: Sentence, i: number): TimeReading | null {
  let at = i;
  const relative = LAST.has(word(sentence, at));
  if (relative) at += 1;
  let count = 1;
  let counted = false;
  if (word(sentence, at) === 'a' && ['couple', 'few'].includes(word(sentence, at + 1))) at += 1;
  const token = sentence.tokens[at];
  if (token?.literal === 'number') {
    count = Number(token.text.replaceAll(',', ''));
    counted = true;
    at += 1;
  } else if (token?.kind === 'word' && Object.hasOwn(NUMBERS, token.word)) {
    count = NUMBERS[token.word] ?? 1;
    counted = true;
    at += 1;
    if (word(sentence, at) === 'of') at += 1;
  } else if (token?.literal === 'duration' && relative) {
    return timeAt(sentence, at);
  }
  if (!relative && !counted) return null;
  const unit = word(sentence, at);
  const found = amount(i, at + 1, count, unit);
  if (found === null) return null;
  return word(sentence, at + 1) === 'ago' ? { ...found, next: at + 2 } : found;
}

function amount(from: number, next: number, count: number, unit: string): TimeReading | null {
  const known = MINUTES.find(([form]) => form.test(unit.toLowerCase()));
  if (known === undefined || !(count > 0) || count > 100_000) return null;
  const [, minutes, letter] = known;
  const total = count * minutes;
  const size = letter === 'm' ? total : letter === 'h' ? total / 60 : total / 1440;
  return { from, next, since: `${size}${letter}`, hours: Math.max(1, Math.ceil(total / 60)) };
}

function day(from: number, next: number, since: string, hours: number): TimeReading {
  return { from, next, since, hours };
}
