/** Reading devices and people out of a sentence, as they were typed. */
import {
  DEVICE_ADJECTIVES,
  DEVICE_NOUNS,
  FUNCTION_WORDS,
  GIVEN_NAMES,
  NAME_PARTICLES,
  ORDINARY_WORDS,
  SYMPTOMS,
  USER_NOUNS,
} from './lexicon.ts';
import { literalKind, type LiteralKind } from './literals.ts';
import { isMark, span, word, type Sentence } from './sentence.ts';
import type { Token } from './tokens.ts';
import { isVocabulary } from './vocabulary.ts';

export interface NameReading {
  /** Index of the token after it. */
  readonly next: number;
  readonly value: string;
  /**
   * `sure`: its form, its noun or its quotes say what it is; `name`: a plain word, device or person alike;
   * `context`: the conversation's last one; `self`: the person who asks.
   */
  readonly how: 'sure' | 'name' | 'context' | 'self';
}

const DEVICE_LITERALS: ReadonlySet<LiteralKind> = new Set([
  'host',
  'fqdn',
  'guid',
  'hex40',
  'ip',
  'domain',
  'mac',
]);
const USER_LITERALS: ReadonlySet<LiteralKind> = new Set(['upn', 'sam', 'guid']);
const MAX_NAME_WORDS = 5;
const DETERMINERS = new Set(['the', 'this', 'that', 'our', 'a', 'an']);
const THAT_ONE = new Set(['that', 'this', 'same']);
const OF = new Set(['of', 'from']);
const LINKS = new Set(['named', 'called', 'name', 'id', 'with']);
const HIS = new Set(['his', 'her', 'their', 'hers', 'theirs']);
const HIM = new Set(['he', 'she', 'him', 'her', 'his', 'their', 'them', 'they', 'hers', 'theirs']);

/** A device at this place, or null. */
export function readDevice(sentence: Sentence, at: number): NameReading | null {
  let i = at;
  const determined = DETERMINERS.has(word(sentence, i));
  if (determined) i += 1;
  if (['same', 'following'].includes(word(sentence, i))) i += 1;
  return (
    literalDevice(sentence, i) ??
    quotedDevice(sentence, i) ??
    ownedDevice(sentence, i) ??
    nounDevice(sentence, i, determined) ??
    (determined ? null : pronounDevice(sentence, i)) ??
    pronounDevice(sentence, at) ??
    namedDevice(sentence, i)
  );
}

function literalDevice(sentence: Sentence, i: number): NameReading | null {
  const token = sentence.tokens[i];
  if (token?.kind !== 'literal' || token.literal === null) return null;
  const computer = token.literal === 'sam' && token.text.endsWith('$');
  if (!DEVICE_LITERALS.has(token.literal) && !computer) return null;
  return { next: afterNoun(sentence, i + 1), value: token.text, how: 'sure' };
}

/** "FIN-LT-042 laptop": the noun adds nothing. */
function afterNoun(sentence: Sentence, i: number): number {
  return DEVICE_NOUNS.has(word(sentence, i)) && !sentence.tokens[i]?.possessive ? i + 1 : i;
}

function quotedDevice(sentence: Sentence, i: number): NameReading | null {
  const token = sentence.tokens[i];
  if (token?.kind !== 'quoted' || token.text.length > 256) return null;
  const how = looksLikeDevice(token) ? 'sure' : 'name';
  return { next: afterNoun(sentence, i + 1), value: token.text, how };
}

export function looksLikeDevice(token: Token): boolean {
  if (token.literal !== null) return DEVICE_LITERALS.has(token.literal);
  const parts = token.text.split(/\s+/);
  const nouns = parts.map((part) => DEVICE_NOUNS.has(part.toLowerCase()));
  const model = nouns.includes(true) && /['’]|\d/.test(token.text);
  return nouns.at(-1) === true || model || parts.some((part) => literalKind(unmarked(part)) === 'host');
}

/** Without the marks of Markdown and the target of a link: `**FAKE**-[x](…)` is `FAKE-x`. */
function unmarked(part: string): string {
  return part.includes('](')
    ? part
        .replace(/\]\(.*$/, '')
        .replace(/[*[\]_`]/g, '')
        .toUpperCase()
    : part;
}

/** "adele's new laptop", "her phone", "the laptop of Adele Vance", "my laptop". */
function ownedDevice(sentence: Sentence, i: number): NameReading | null {
  const owner = word(sentence, i);
  if (HIS.has(owner) || owner === 'my') {
    const end = nounPhraseEnd(sentence, i + 1);
    if (end === null) return null;
    if (owner === 'my') return { next: end, value: span(sentence, i, end), how: 'sure' };
    const user = sentence.context.user;
    if (user === undefined) return null;
    return { next: end, value: `${user}'s ${span(sentence, i + 1, end)}`, how: 'context' };
  }
  const person = nameEnd(sentence, i, true);
  const literal = sentence.tokens[i];
  const ownerEnd =
    literal?.possessive === true && literal.kind !== 'word' && !looksLikeDevice(literal) ? i + 1 : person;
  if (ownerEnd !== null && sentence.tokens[ownerEnd - 1]?.possessive === true) {
    const end = nounPhraseEnd(sentence, ownerEnd);
    if (end === null) return null;
    // "adele's laptop FIN-LT-042": its name is said too.
    return (
      literalDevice(sentence, end) ?? { next: end, value: owned(sentence, i, ownerEnd, end), how: 'sure' }
    );
  }
  return null;
}

/** As typed; the apostrophe that was left out ("adeles laptop") is put where whoever looks the owner up expects it. */
function owned(sentence: Sentence, from: number, ownerEnd: number, next: number): string {
  const owner = sentence.tokens[ownerEnd - 1];
  const lost = owner?.kind === 'word' && /^s\b/i.test(sentence.text.slice(owner.end));
  return lost
    ? `${span(sentence, from, ownerEnd)}'s ${span(sentence, ownerEnd, next)}`
    : span(sentence, from, next);
}

/** End of "[new work] laptop [12]", or null. */
function nounPhraseEnd(sentence: Sentence, at: number): number | null {
  let i = at;
  while (DEVICE_ADJECTIVES.has(word(sentence, i)) && i < at + 3) i += 1;
  if (DEVICE_NOUNS.has(word(sentence, i)) && word(sentence, i) !== 'host') {
    while (DEVICE_NOUNS.has(word(sentence, i + 1)) && !sentence.tokens[i]?.possessive) i += 1;
    return modelEnd(sentence, i + 1);
  }
  // "her android", "adele's windows": the adjective alone.
  return null;
}

const UNITS = /^(?:h|hrs?|hours?|min|minutes?|days?|weeks?|months?|times?)$/;

/** "iPhone 12", "MacBook Pro", "Galaxy S23" */
function modelEnd(sentence: Sentence, at: number): number {
  if (sentence.tokens[at - 1]?.possessive === true) return at;
  let i = at;
  const token = sentence.tokens[i];
  const unit = UNITS.test(word(sentence, i + 1));
  if (token?.literal === 'number' && token.text.length <= 2 && !unit) i += 1;
  else if (token?.literal === 'host' && /^[as]\d{1,2}$/i.test(token.text)) i += 1;
  while (/^(?:pro|max|plus|mini|air|ultra|se)$/.test(word(sentence, i))) i += 1;
  return i;
}

/** "device FIN-LT-042", "the machine called Kiosk 7", "laptop of adele", "that laptop". */
function nounDevice(sentence: Sentence, i: number, determined: boolean): NameReading | null {
  let j = i;
  let described = false;
  while ((DEVICE_ADJECTIVES.has(word(sentence, j)) || SYMPTOMS.has(word(sentence, j))) && j < i + 3) {
    described ||= SYMPTOMS.has(word(sentence, j));
    j += 1;
  }
  if (!DEVICE_NOUNS.has(word(sentence, j)) || sentence.tokens[j]?.possessive === true) {
    if (determined && DEVICE_NOUNS.has(word(sentence, j)) && j === i) return contextDevice(sentence, j + 1);
    return null;
  }
  const noun = j;
  j += 1;
  if (OF.has(word(sentence, j)) || word(sentence, j) === 'belonging') {
    const from = j + (word(sentence, j + 1) === 'to' ? 2 : 1);
    const owner = readUser(sentence, from);
    if (owner !== null && owner.how !== 'self') {
      return owner.how === 'context'
        ? { next: owner.next, value: `${owner.value}'s ${span(sentence, noun, noun + 1)}`, how: 'context' }
        : { next: owner.next, value: span(sentence, noun, owner.next), how: 'sure' };
    }
  }
  let linked = false;
  let called = false;
  while (LINKS.has(word(sentence, j)) || isMark(sentence, j, ':=-')) {
    linked = true;
    called ||= word(sentence, j) === 'called' || word(sentence, j) === 'named';
    j += 1;
  }
  const exact = literalDevice(sentence, j) ?? quotedDevice(sentence, j);
  if (exact !== null) return { ...exact, how: 'sure' };
  // "the infected laptop" may be any; "the infected laptop FIN-LT-042" is one.
  if (described) return null;
  const end = called ? calledEnd(sentence, j) : nameEnd(sentence, j, linked);
  if (end !== null && sentence.tokens[end - 1]?.possessive !== true) {
    return { next: end, value: span(sentence, j, end), how: 'sure' };
  }
  return determined ? contextDevice(sentence, noun + 1) : null;
}

/** After "called" come the words of the name, whatever they are. */
function calledEnd(sentence: Sentence, at: number): number | null {
  let end = at;
  while (end < at + MAX_NAME_WORDS) {
    const token = sentence.tokens[end];
    if (
      token === undefined ||
      token.kind === 'mark' ||
      token.kind === 'quoted' ||
      FUNCTION_WORDS.has(token.word)
    )
      break;
    end += 1;
  }
  return end === at ? null : end;
}

function contextDevice(sentence: Sentence, next: number): NameReading | null {
  const device = sentence.context.device;
  return device === undefined ? null : { next, value: device, how: 'context' };
}

function pronounDevice(sentence: Sentence, i: number): NameReading | null {
  const pronoun = word(sentence, i);
  if (pronoun === 'it' || pronoun === 'its') return contextDevice(sentence, i + 1);
  if (pronoun === 'there' && ['on', 'in'].includes(word(sentence, i - 1)))
    return contextDevice(sentence, i + 1);
  if (!THAT_ONE.has(pronoun)) return null;
  const next = word(sentence, i + 1);
  if (next === 'one') return contextDevice(sentence, i + 2);
  return !isVocabulary(next) && next !== '' ? null : contextDevice(sentence, i + 1);
}

/** A plain name, perhaps with a noun after it: "kiosk", "the finance server". */
function namedDevice(sentence: Sentence, i: number): NameReading | null {
  const end = nameEnd(sentence, i, false);
  if (end !== null) {
    if (sentence.tokens[end - 1]?.possessive === true) return null;
    const noun = nounPhraseEnd(sentence, end);
    return noun === null
      ? { next: end, value: span(sentence, i, end), how: 'name' }
      : { next: noun, value: span(sentence, i, noun), how: 'sure' };
  }
  let j = i;
  while (j < i + 3 && ORDINARY_WORDS.has(word(sentence, j)) && !FUNCTION_WORDS.has(word(sentence, j))) j += 1;
  if (j === i) return null;
  const noun = nounPhraseEnd(sentence, j);
  return noun === null ? null : { next: noun, value: span(sentence, i, noun), how: 'sure' };
}

/** A person at this place, or null. */
export function readUser(sentence: Sentence, at: number): NameReading | null {
  let i = at;
  let explicit = false;
  let linked = false;
  if (DETERMINERS.has(word(sentence, i))) i += 1;
  while (USER_NOUNS.has(word(sentence, i)) && sentence.tokens[i]?.possessive !== true) {
    explicit = true;
    i += 1;
    if (OF.has(word(sentence, i)) || word(sentence, i) === 'for') {
      linked = true;
      i += 1;
    }
    while (LINKS.has(word(sentence, i)) || isMark(sentence, i, ':=')) i += 1;
    if (['user', 'account'].includes(word(sentence, i))) continue;
    break;
  }
  // "the user of FIN-LT-042" is not called FIN-LT-042.
  const found = person(sentence, i, explicit && !(linked && sentence.tokens[i]?.literal === 'host'));
  if (found === null) return explicit ? contextUser(sentence, i) : null;
  return {
    ...found,
    how: explicit && found.how === 'name' ? 'sure' : found.how,
    next: afterAccount(sentence, found),
  };
}

function person(sentence: Sentence, i: number, explicit: boolean): NameReading | null {
  const token = sentence.tokens[i];
  if (token === undefined) return null;
  if (token.kind === 'literal' && token.literal !== null) {
    if (token.text.endsWith('$')) return null;
    const fits = USER_LITERALS.has(token.literal) || (explicit && token.literal === 'host');
    return fits ? { next: i + 1, value: token.text, how: 'sure' } : null;
  }
  if (token.kind === 'quoted') {
    if (token.text.length > 256 || looksLikeDevice(token)) return null;
    return { next: i + 1, value: token.text, how: token.literal === 'upn' || explicit ? 'sure' : 'name' };
  }
  if (HIM.has(token.word)) return contextUser(sentence, i + 1);
  if (token.word === 'me' || token.word === 'my' || token.word === 'myself') {
    return { next: i + 1, value: 'me', how: 'self' };
  }
  const end = nameEnd(sentence, i, true);
  return end === null ? null : { next: end, value: span(sentence, i, end), how: 'name' };
}

function contextUser(sentence: Sentence, next: number): NameReading | null {
  const user = sentence.context.user;
  return user === undefined ? null : { next, value: user, how: 'context' };
}

/** "adele's account", "adele's user account": the noun adds nothing. */
function afterAccount(sentence: Sentence, found: NameReading): number {
  const last = sentence.tokens[found.next - 1];
  if (last?.possessive !== true && !HIS.has(word(sentence, found.next - 1)) && found.how !== 'self')
    return found.next;
  let i = found.next;
  while (['entra', 'ad', 'azure', 'user', 'microsoft', 'work'].includes(word(sentence, i))) i += 1;
  return USER_NOUNS.has(word(sentence, i)) || word(sentence, i) === 'account' ? i + 1 : found.next;
}

/**
 * Where a name that begins here ends: words that are none of the grammar's. A name that is also a word counts with a
 * capital letter in the middle of a sentence, as an owner ("mark's"), or where only a name can stand.
 */
export function nameEnd(sentence: Sentence, at: number, nameExpected: boolean): number | null {
  if (!startsName(sentence, at, nameExpected)) return null;
  let end = at + 1;
  let candidate = end;
  while (candidate - at < MAX_NAME_WORDS && sentence.tokens[end - 1]?.possessive !== true) {
    const next = sentence.tokens[candidate];
    if (next?.kind !== 'word') break;
    if (NAME_PARTICLES.has(next.word)) {
      candidate += 1;
      continue;
    }
    if (isUnknown(next) || isCapitalName(sentence, candidate) || isSurname(sentence, candidate)) {
      candidate += 1;
      end = candidate;
      continue;
    }
    break;
  }
  return numbered(sentence, at, end) ? end + 1 : end;
}

/** "Emergency 1", "Kiosk 7": a capital letter before, no unit behind. */
function numbered(sentence: Sentence, at: number, end: number): boolean {
  const name = sentence.tokens[end - 1];
  const number = sentence.tokens[end];
  if (!sentence.casing || at === 0 || name?.kind !== 'word' || name.possessive) return false;
  if (number?.literal !== 'number' || number.text.length > 2 || !/^\p{Lu}\p{Ll}/u.test(name.text))
    return false;
  return number.start === name.end + 1 && !UNITS.test(word(sentence, end + 1));
}

/** Words that with a number and a capital letter are the name of an account. */
const NUMBERED = new Set(
  'emergency test admin guest office room sales finance marketing reception lobby'.split(' '),
);

function startsName(sentence: Sentence, at: number, nameExpected: boolean): boolean {
  const token = sentence.tokens[at];
  if (token?.kind !== 'word') return false;
  if (isUnknown(token)) return true;
  if (isCapitalName(sentence, at)) return true;
  if (NUMBERED.has(token.word)) return numbered(sentence, at, at + 1);
  if (NAME_PARTICLES.has(token.word) && sentence.tokens[at + 1] !== undefined) {
    const next = sentence.tokens[at + 1];
    return next?.kind === 'word' && isUnknown(next);
  }
  // A part of a contraction ("won't") is no name.
  if (!GIVEN_NAMES.has(token.word) || token.text.length !== token.word.length) return false;
  return token.possessive || nameExpected;
}

function isUnknown(token: Token): boolean {
  return token.kind === 'word' && !isVocabulary(token.word);
}

/** "Mark" in "posture of Mark": a given name with a capital where a word would have none. */
function isCapitalName(sentence: Sentence, at: number): boolean {
  const token = sentence.tokens[at];
  if (!sentence.casing || at === 0 || token?.kind !== 'word') return false;
  return GIVEN_NAMES.has(token.word) && /^\p{Lu}\p{Ll}/u.test(token.text);
}

/** "Fish" in "John Fish": an everyday word with a capital right after a name with one. */
function isSurname(sentence: Sentence, at: number): boolean {
  const token = sentence.tokens[at];
  const before = sentence.tokens[at - 1];
  if (!sentence.casing || token?.kind !== 'word' || before?.kind !== 'word') return false;
  const capital = /^\p{Lu}\p{Ll}/u;
  return ORDINARY_WORDS.has(token.word) && capital.test(token.text) && capital.test(before.text);
}
