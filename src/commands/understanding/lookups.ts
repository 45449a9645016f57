/** Sentences recognised by an id or a name in them: one alert, one incident, one request, a search, a bare name. */
import type { Intent } from '../../domain/intents.ts';
import { DEVICE_PLURALS, FUNCTION_WORDS, ORDINARY_WORDS } from './lexicon.ts';
import { readDevice } from './names.ts';
import type { Reading } from './questions.ts';
import { round } from './requests.ts';
import { isMark, span, word, type Sentence } from './sentence.ts';
import { suffixEnd } from './slots.ts';
import type { Token } from './tokens.ts';
import { actionVerb, isVocabulary } from './vocabulary.ts';

export function readById(reading: Reading): Intent | null {
  return requestById(reading) ?? alertById(reading) ?? incidentById(reading);
}

/** Any sentence about one request shows it: also "approve R-7F3K2", because decisions are made on the card. */
function requestById({ sentence }: Reading): Intent | null {
  const ids = sentence.tokens.filter((t) => t.literal === 'request');
  const id = ids[0];
  if (id === undefined || new Set(ids.map((t) => t.word)).size > 1) return null;
  const others = strangeWords(sentence);
  return others > 3
    ? null
    : { intent: 'approval.show', slots: { requestId: id.text }, confidence: round(0.97 - 0.1 * others) };
}

function alertById({ sentence, ordersSomething }: Reading): Intent | null {
  if (ordersSomething) return null;
  const at = sentence.tokens.findIndex(
    (t, i) =>
      t.literal === 'alert' ||
      (t.literal === 'guid' &&
        /^(?:alert|id)$/.test(word(sentence, i - 1)) &&
        sentence.tokens.some((o) => o.word === 'alert')),
  );
  const token = sentence.tokens[at];
  if (token === undefined) return alertByWord(sentence);
  const others = strangeWords(sentence);
  return others > 2
    ? null
    : { intent: 'alert.show', slots: { alertId: token.text }, confidence: round(0.97 - 0.1 * others) };
}

/** "show alert abc": whatever stands last behind "alert" is its id, if it is no word. */
function alertByWord(sentence: Sentence): Intent | null {
  let last = sentence.tokens.length - 1;
  while (last > 0 && sentence.tokens[last]?.kind === 'mark') last -= 1;
  const token = sentence.tokens[last];
  let before = last - 1;
  while (isMark(sentence, before, '#:=') || ['id', 'number', 'no', 'nr'].includes(word(sentence, before)))
    before -= 1;
  if (token === undefined || word(sentence, before) !== 'alert') return null;
  if (token.kind === 'word' ? isVocabulary(token.word) : !isAlertId(token)) return null;
  const around = sentence.tokens.slice(0, before);
  if (!around.every((t) => t.kind === 'mark' || AROUND_ALERT.has(t.word))) return null;
  return { intent: 'alert.show', slots: { alertId: token.text }, confidence: 0.85 };
}
/** `xyz77` could be a host too; one with a hyphen rather is. */
function isAlertId({ literal, text }: Token): boolean {
  return (
    ['number', 'guid', 'md5', 'hex40'].includes(literal ?? '') || (literal === 'host' && !text.includes('-'))
  );
}

const AROUND_ALERT = new Set(
  'show open get give see view display explain describe tell pull bring fetch look at up me the this us about of on details detail what is please can could you more info in into'.split(
    ' ',
  ),
);

function incidentById({ sentence, ordersSomething }: Reading): Intent | null {
  if (ordersSomething) return null;
  const found = new Set<string>();
  sentence.tokens.forEach((token, i) => {
    if (token.literal === 'incident') found.add(/\d+$/.exec(token.text)?.[0] ?? '');
    if (token.literal !== 'number') return;
    let k = i - 1;
    while (isMark(sentence, k, '#:.') || ['number', 'no', 'id', 'nr'].includes(word(sentence, k))) k -= 1;
    if (['incident', 'case', 'inc'].includes(word(sentence, k))) found.add(token.text);
  });
  const [id] = found;
  if (id === undefined || found.size > 1) return null;
  // Something is to be done to it, but not in words that are a request.
  if (
    sentence.tokens.some((t) =>
      /^(?:assign|close|resolve|comment|reassign|delete|merge|assigned|closing|closed|resolved)$/.test(
        t.word,
      ),
    ) &&
    !asks(sentence)
  )
    return null;
  const others = strangeWords(sentence);
  return others > 2
    ? null
    : { intent: 'incident.show', slots: { incidentId: id }, confidence: round(0.97 - 0.1 * others) };
}

function asks(sentence: Sentence): boolean {
  return (
    sentence.tokens.some((t) => ['who', 'is', 'was', 'has', 'why', 'when', 'what', '?'].includes(t.word)) &&
    !sentence.tokens.some((t) => ['not', 'should', 'if', 'do', 'how'].includes(t.word))
  );
}

/** Words that are neither everyday glue nor part of an id; they make an understanding doubtful. */
function strangeWords(sentence: Sentence): number {
  return sentence.tokens.filter((t) => {
    if (t.kind === 'mark' || t.kind === 'literal') return false;
    if (t.kind === 'quoted') return true;
    return ORDINARY_WORDS.has(t.word) ? !TALK.has(t.word) : !isVocabulary(t.word);
  }).length;
}
const TALK = new Set(
  'happened happens happen mean means meant open opened note notes start started result results call work'.split(
    ' ',
  ),
);

const FIND = /^(?:find|search|locate|lookup|seek)$/;
const NAMED = /^(?:named|called|like|matching|containing|contains?|starting|beginning|starts?|begins?)$/;

/** "find FIN-LT-042", "search for kiosk", "which device has 10.0.0.5", "devices named FIN". */
export function readSearch(reading: Reading): Intent | null {
  const { sentence, concepts, ordersSomething, subjects } = reading;
  if (ordersSomething) return null;
  const address = sentence.tokens.find((t) => t.literal === 'ip' || t.literal === 'mac');
  if (address !== undefined && (concepts.has('find') || startsWithWho(sentence) || isOnly(sentence, 1))) {
    return strangeWords(sentence) > 1 ? null : find(address.text, 0.93);
  }
  if (!concepts.has('find')) return null;
  if (
    ['alerts', 'vulnerabilities', 'incidents', 'signins', 'software', 'compliance', 'mailbox', 'oncall'].some(
      (c) => concepts.has(c),
    )
  )
    return null;
  const named = sentence.tokens.findIndex((t) => t.kind === 'word' && NAMED.test(t.word));
  if (named !== -1 && concepts.has('find') && named > 0) {
    const from =
      word(sentence, named + 1) === 'with' || word(sentence, named + 1) === 'like' ? named + 2 : named + 1;
    const value = toEnd(sentence, from);
    if (value !== null) return find(value, 0.92);
  }
  const device = subjects.find((s) => s.kind === 'device' && s.how !== 'context');
  if (device !== undefined) {
    if (subjects.length > 1 || strangeWords(sentence) > 1) return null;
    return find(device.value, 0.95);
  }
  const verb = sentence.tokens.findIndex(
    (t, i) =>
      t.kind === 'word' &&
      (FIND.test(t.word) || (t.word === 'look' && ['for', 'up'].includes(word(sentence, i + 1)))),
  );
  if (verb === -1) return null;
  let from = verb + 1;
  while (['for', 'up', 'me', 'a', 'an', 'the', 'all', 'any', 'out', 'our'].includes(word(sentence, from)))
    from += 1;
  const noun = /^(?:devices?|machines?|hosts?|computers?|laptops?|pcs?|servers?|endpoints?)$/.test(
    word(sentence, from),
  );
  if (noun) from += 1;
  while (
    [
      'with',
      'for',
      'of',
      'by',
      'name',
      'whose',
      'that',
      'serial',
      'number',
      'is',
      'belonging',
      'to',
      'assigned',
      'owned',
      'used',
      'hostname',
    ].includes(word(sentence, from))
  )
    from += 1;
  // "search kiosk devices": the noun may also stand last.
  const last = sentence.tokens.length - (isMark(sentence, sentence.tokens.length - 1, '?.!') ? 2 : 1);
  const nounLast = last === from + 1 && DEVICE_PLURALS.has(word(sentence, last));
  const only = sentence.tokens[from];
  if (nounLast && only !== undefined && only.kind !== 'mark' && !isVocabulary(only.word) && !only.possessive)
    return find(only.text, 0.88);
  const value = noun ? toEnd(sentence, from) : null;
  return value === null ? null : find(value, 0.9);
}

function find(query: string, confidence: number): Intent {
  return { intent: 'device.find', slots: { query }, confidence };
}

function startsWithWho(sentence: Sentence): boolean {
  return ['who', 'which', 'what', 'whose'].includes(word(sentence, 0));
}

function isOnly(sentence: Sentence, count: number): boolean {
  return sentence.tokens.filter((t) => t.kind !== 'mark').length === count;
}

function toEnd(sentence: Sentence, from: number): string | null {
  let last = sentence.tokens.length;
  const first = sentence.tokens[from];
  if (first?.kind === 'quoted') return first.text;
  for (let i = from + 1; i < last; i += 1) {
    const end = suffixEnd(sentence, i);
    if (end !== null && sentence.tokens.slice(end).every((t) => t.kind === 'mark')) last = i;
  }
  while (last > from && sentence.tokens[last - 1]?.kind === 'mark') last -= 1;
  const inName = sentence.tokens.findIndex(
    (t, i) => i > from && t.word === 'in' && /^(?:name|names|hostname)$/.test(word(sentence, last - 1)),
  );
  if (inName !== -1) last = inName;
  if (last <= from || last - from > 4) return null;
  if (
    sentence.tokens
      .slice(from, last)
      .some((t) => t.kind === 'word' && (actionVerb(t.word) !== null || STOPPERS.has(t.word)))
  )
    return null;
  return span(sentence, from, last);
}
const STOPPERS = new Set([
  'and',
  'or',
  'if',
  'not',
  'are',
  'is',
  'that',
  'which',
  'have',
  'has',
  'were',
  'was',
  'compliant',
]);

/** Nothing but a name: a device, an account, or a person's two names with capitals. */
export function readBareName(reading: Reading): Intent | null {
  const { sentence, subjects } = reading;
  const [subject, second] = subjects;
  if (subject === undefined || second !== undefined || subject.how === 'self' || subject.how === 'context')
    return null;
  const rest = sentence.tokens.filter((t, i) => t.kind !== 'mark' && (i < subject.from || i >= subject.next));
  if (!rest.every((t) => t.kind === 'word' && GLUE.has(t.word) && FUNCTION_WORDS.has(t.word))) return null;
  if (isMark(sentence, 0, '"\'>')) return null;
  const literal = sentence.tokens[subject.from];
  if (subject.kind === 'device') {
    // A bare address is looked for; a bare domain is no machine we know of.
    if (literal?.literal === 'ip' || literal?.literal === 'mac') return find(subject.value, 0.8);
    if (literal?.literal === 'domain') return null;
    if (readDevice(sentence, subject.from)?.how !== 'sure') return null;
    return { intent: 'device.posture', slots: { device: subject.value }, confidence: 0.9 };
  }
  if (literal?.literal === 'upn' || literal?.literal === 'sam')
    return { intent: 'user.posture', slots: { user: subject.value }, confidence: 0.9 };
  if (literal?.literal === 'guid')
    return { intent: 'device.posture', slots: { device: subject.value }, confidence: 0.6 };
  if (word(sentence, subject.from - 1) === 'user')
    return { intent: 'user.posture', slots: { user: subject.value }, confidence: 0.85 };
  if (subject.how === 'sure')
    return { intent: 'user.posture', slots: { user: subject.value }, confidence: 0.8 };
  const fullName = /^\p{Lu}[\p{L}'’-]+(?: \p{L}[\p{L}'’-]*)* \p{Lu}[\p{L}'’-]+$/u.test(subject.value);
  return fullName && literal?.kind === 'word'
    ? { intent: 'user.posture', slots: { user: subject.value }, confidence: 0.6 }
    : null;
}
const GLUE = new Set(
  'the a hi hey hello ok okay please pls and drawbridge user account thanks machine show me about now for on again also'.split(
    ' ',
  ),
);
