/** Slot readers of request phrases: what may stand at a place, and where it ends. Several readings are tried in order. */
import { CLASSIFICATIONS } from './families/classifications.ts';
import { looksLikeDevice, readDevice, readUser, type NameReading } from './names.ts';
import { phraseSet, type SlotReading } from './phrases.ts';
import { SUFFIXES } from './politeness.ts';
import { isMark, longest, span, word, type Sentence } from './sentence.ts';
import type { LiteralKind } from './literals.ts';
import { SYMPTOMS } from './lexicon.ts';

type SlotReader = (sentence: Sentence, at: number) => readonly SlotReading[];

/** A plain word may be a device or a person: said, but with less certainty. */
const CERTAINTY = { sure: 1, context: 0.95, self: 1, name: 0.75 } as const;

function named(slot: string, found: NameReading | null): readonly SlotReading[] {
  if (found === null) return [];
  return [{ next: found.next, slots: { [slot]: found.value }, certainty: CERTAINTY[found.how] }];
}

function skipColons(sentence: Sentence, at: number): number {
  let i = at;
  while (isMark(sentence, i, ':=-→')) i += 1;
  return i;
}

/** "the horizon" is called by no name, and "the oldest laptop" has to be found first. */
function isNoName(sentence: Sentence, at: number, found: NameReading): boolean {
  const determined = ['the', 'this', 'that', 'our', 'a', 'an', 'my'].includes(word(sentence, at));
  if (found.how === 'name') return determined && sentence.tokens[at + 1]?.kind === 'word';
  if (found.how !== 'sure') return false;
  const tokens = sentence.tokens.slice(at, found.next);
  if (tokens.some((token) => token.kind !== 'word')) return false;
  return tokens.some((token) => !token.possessive && describes(token.word));
}

function describes(typed: string): boolean {
  return SYMPTOMS.has(typed) || DESCRIPTIONS.has(typed);
}
const DESCRIPTIONS = new Set(
  `wrong right best worst least most only unknown unmanaged managed noncompliant compliant inactive stale oldest newest latest
  riskiest slowest weakest dirtiest biggest nearest highest lowest smallest largest cheapest usual whole entire
  coffee vending washing slot fax`.split(/\s+/),
);

function readMachine(sentence: Sentence, at: number): readonly SlotReading[] {
  const found = readDevice(sentence, at);
  return found === null || found.how === 'name' ? [] : named('device', found);
}

/** A person, said to be one: "user adele", "adele's account", a UPN. */
function readAccount(sentence: Sentence, at: number): readonly SlotReading[] {
  const found = readUser(sentence, at);
  if (found === null || found.how === 'self') return [];
  const last = word(sentence, found.next - 1);
  const said = found.how === 'sure' || last === 'account' || last === 'user' || last === 'login';
  return said ? [{ next: found.next, slots: { user: found.value }, certainty: 1 }] : [];
}

/** "the drain": nobody is called that. */
function isNoPerson(sentence: Sentence, at: number, found: NameReading): boolean {
  return (
    found.how === 'name' &&
    ['the', 'this', 'that', 'a', 'an'].includes(word(sentence, at)) &&
    found.next === at + 2 &&
    sentence.tokens[at + 1]?.kind === 'word' &&
    /^\p{Ll}/u.test(sentence.tokens[at + 1]?.text ?? '')
  );
}

function readPerson(sentence: Sentence, at: number): readonly SlotReading[] {
  const found = readUser(sentence, at);
  if (found === null || found.how === 'self' || isNoPerson(sentence, at, found)) return [];
  // A person's name is a plain word most of the time: no doubt in that.
  return [{ next: found.next, slots: { user: found.value }, certainty: found.how === 'context' ? 0.95 : 1 }];
}

function readAssignee(sentence: Sentence, at: number): readonly SlotReading[] {
  const found = readUser(sentence, at);
  return found === null ? [] : [{ next: found.next, slots: { assignee: found.value }, certainty: 1 }];
}

function readIncident(sentence: Sentence, at: number): readonly SlotReading[] {
  let i = at;
  while (['the', 'this', 'that', 'defender', 'sentinel', 'security', 'my', 'xdr'].includes(word(sentence, i)))
    i += 1;
  while (['incident', 'case', 'inc', 'number', 'no', 'id'].includes(word(sentence, i))) i += 1;
  while (isMark(sentence, i, '#:.')) i += 1;
  const token = sentence.tokens[i];
  if (token?.literal !== 'number' && token?.literal !== 'incident') return [];
  const id = /\d+$/.exec(token.text)?.[0] ?? '';
  return [{ next: skipColons(sentence, i + 1), slots: { incidentId: id }, certainty: 1 }];
}

const classifications = phraseSet(CLASSIFICATIONS);

function readClassification(sentence: Sentence, at: number): readonly SlotReading[] {
  let i = at;
  while (isMark(sentence, i, '-:,(')) i += 1;
  const found = longest(classifications, sentence, i);
  return found === null ? [] : [{ next: found.next, slots: { classification: found.end }, certainty: 1 }];
}

/** Everything to the end, without the quotes around it. */
function readRest(sentence: Sentence, at: number): readonly SlotReading[] {
  const i = skipColons(sentence, at);
  const tokens = sentence.tokens;
  const first = tokens[i];
  if (first === undefined) return [];
  const text =
    i === tokens.length - 1 && first.kind === 'quoted' ? first.text : sentence.text.slice(first.start).trim();
  return text === '' ? [] : [{ next: tokens.length, slots: { text }, certainty: 1 }];
}

const suffixes = phraseSet(SUFFIXES.map((phrase) => [phrase, true] as const));

/** Where a closing politeness that begins here ends, or null. */
export function suffixEnd(sentence: Sentence, at: number): number | null {
  return longest(suffixes, sentence, at)?.next ?? null;
}

const MAX_HUNT_NAME = 12;

/** The name of a saved hunt: quoted, or everything up to the closing politeness. */
function readHuntName(sentence: Sentence, at: number): readonly SlotReading[] {
  const i = skipColons(sentence, at);
  const first = sentence.tokens[i];
  if (first?.kind === 'quoted') return [{ next: i + 1, slots: { name: first.text }, certainty: 1 }];
  let end = i;
  while (end < sentence.tokens.length && end - i < MAX_HUNT_NAME) {
    const token = sentence.tokens[end];
    if (token === undefined || token.kind === 'quoted') break;
    if (token.kind === 'mark' && !/[-_/.]/.test(token.word)) break;
    if (suffixEnd(sentence, end) !== null) break;
    end += 1;
  }
  if (end === i || ['on', 'if', 'when', 'and'].includes(word(sentence, i))) return [];
  return [{ next: end, slots: { name: span(sentence, i, end) }, certainty: 0.9 }];
}

/** The name before "hunt": one to five words. */
function readNameBefore(sentence: Sentence, at: number): readonly SlotReading[] {
  const first = sentence.tokens[at];
  if (first?.kind === 'quoted') return [{ next: at + 1, slots: { name: first.text }, certainty: 1 }];
  const readings: SlotReading[] = [];
  for (let next = at + 1; next <= at + 5; next += 1) {
    const token = sentence.tokens[next - 1];
    if (token === undefined || token.kind === 'mark' || token.kind === 'quoted') break;
    readings.push({ next, slots: { name: span(sentence, at, next) }, certainty: 0.9 });
  }
  return readings;
}

function readLiteral(slot: string, kinds: readonly LiteralKind[]): SlotReader {
  return (sentence, at) => {
    const token = sentence.tokens[skipColons(sentence, at)];
    if (token === undefined || token.literal === null || !kinds.includes(token.literal)) return [];
    return [{ next: skipColons(sentence, at) + 1, slots: { [slot]: token.text }, certainty: 1 }];
  };
}

function readScript(sentence: Sentence, at: number): readonly SlotReading[] {
  const i = skipColons(sentence, at);
  const token = sentence.tokens[i];
  if (token === undefined) return [];
  if (token.literal !== 'file' && token.kind !== 'quoted') return [];
  return [{ next: i + 1, slots: { script: token.text }, certainty: 1 }];
}

/** After "script" the next word is its name, whatever it looks like. */
function readScriptName(sentence: Sentence, at: number): readonly SlotReading[] {
  const token = sentence.tokens[at];
  if (token === undefined || token.kind === 'mark' || ['on', 'against'].includes(token.word)) return [];
  return [{ next: at + 1, slots: { script: token.text }, certainty: 0.9 }];
}

/** A whole path: on a Windows drive as it stands, any other in quotation marks. */
function readPath(sentence: Sentence, at: number): readonly SlotReading[] {
  const i = skipColons(sentence, at);
  const token = sentence.tokens[i];
  if (token === undefined) return [];
  const quoted = token.kind === 'quoted' && /^(?:[a-z]:\\|\/)/i.test(token.text);
  return quoted || token.literal === 'path'
    ? [{ next: i + 1, slots: { path: token.text }, certainty: 1 }]
    : [];
}

function readLibraryFile(sentence: Sentence, at: number): readonly SlotReading[] {
  const [found] = readScript(sentence, at);
  return found === undefined ? [] : [{ ...found, slots: { file: found.slots['script'] ?? '' } }];
}

function readDeviceValue(sentence: Sentence, at: number): readonly SlotReading[] {
  const value = word(sentence, at);
  return ['high', 'normal', 'low'].includes(value) ? [{ next: at + 1, slots: { value }, certainty: 1 }] : [];
}

const INDICATORS: Readonly<Partial<Record<LiteralKind, string>>> = {
  sha256: 'sha256',
  hex40: 'sha1',
  ip: 'ip',
  url: 'url',
  domain: 'domain',
  fqdn: 'domain',
};

function readIndicator(sentence: Sentence, at: number): readonly SlotReading[] {
  const i = skipColons(sentence, at);
  const token = sentence.tokens[i];
  const kind = token?.literal === null || token === undefined ? undefined : INDICATORS[token.literal];
  if (token === undefined || kind === undefined) return [];
  return [{ next: i + 1, slots: { value: token.text, indicatorKind: kind }, certainty: 1 }];
}

const TAG_ENDS = new Set([
  'because',
  'due',
  'please',
  'and',
  'or',
  'to',
  'on',
  'tag',
  'if',
  'when',
  'unless',
  'then',
  'tomorrow',
  'yesterday',
  'later',
  'tonight',
  'once',
  'after',
  'until',
  'since',
  'for',
]);

/** Behind its first word: the sentence goes on. */
const NOT_IN_TAGS = new Set(
  'is was were are has have had did does do will would should could in at by not never failed done pending requested'.split(
    ' ',
  ),
);

/** A tag: quoted, or up to four words; the longest reading first. */
function readTag(sentence: Sentence, at: number): readonly SlotReading[] {
  const i = skipColons(sentence, at);
  const first = sentence.tokens[i];
  if (first?.kind === 'quoted') return [{ next: i + 1, slots: { tag: first.text }, certainty: 1 }];
  const readings: SlotReading[] = [];
  for (let next = i + 1; next <= i + 4; next += 1) {
    const token = sentence.tokens[next - 1];
    if (token === undefined || token.kind === 'mark' || token.kind === 'quoted') break;
    if (next > i + 1 && NOT_IN_TAGS.has(token.word)) break;
    if (TAG_ENDS.has(token.word) || (next > i + 1 && suffixEnd(sentence, next - 1) !== null)) break;
    readings.unshift({ next, slots: { tag: span(sentence, i, next) }, certainty: 1 });
  }
  return readings;
}

const NO_BARE_TAG = new Set(['as', 'with', 'in', 'at', 'by', 'into', 'under', 'from', 'along']);

/** By the name of the slot in a phrase. */
export const SLOT_READERS: Readonly<Record<string, SlotReader>> = {
  device: (sentence, at) => {
    const from = skipColons(sentence, at);
    const found = readDevice(sentence, from);
    return found === null || isNoName(sentence, from, found) ? [] : named('device', found);
  },
  machine: (sentence, at) => {
    const from = skipColons(sentence, at);
    const found = readDevice(sentence, from);
    return found !== null && isNoName(sentence, from, found) ? [] : readMachine(sentence, from);
  },
  user: (sentence, at) => readPerson(sentence, skipColons(sentence, at)),
  account: (sentence, at) => readAccount(sentence, skipColons(sentence, at)),
  assignee: readAssignee,
  incident: readIncident,
  classification: readClassification,
  rest: readRest,
  quoted: (sentence, at) => {
    const token = sentence.tokens[at];
    return token?.kind === 'quoted' && !looksLikeDevice(token)
      ? [{ next: at + 1, slots: { text: token.text }, certainty: 1 }]
      : [];
  },
  name: readHuntName,
  huntname: readNameBefore,
  script: readScript,
  scriptname: readScriptName,
  path: readPath,
  libraryfile: readLibraryFile,
  devicevalue: readDeviceValue,
  // Another hash is read too: what is asked for is plain, and the answer says which hash is needed.
  sha1: readLiteral('sha1', ['hex40', 'sha256', 'md5']),
  indicator: readIndicator,
  thumbprint: readLiteral('value', ['hex40']),
  tag: readTag,
  // Behind nothing that says so, "in the ticket" is a place and no tag.
  baretag: (sentence, at) =>
    NO_BARE_TAG.has(word(sentence, at)) || sentence.tokens[at - 1]?.possessive === true
      ? []
      : readTag(sentence, at),
  request: readLiteral('requestId', ['request']),
};
