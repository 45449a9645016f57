/** Why a request is made: "because …", "reason: …", "due to …", "- ransomware seen". Free text, but not a retraction. */
import type { IntentName } from '../../domain/intents.ts';
import { canHold, mayBeHold } from './hold.ts';
import { SYMPTOMS } from './lexicon.ts';
import { literalKind, type LiteralKind } from './literals.ts';
import { isMark, span, word, type Sentence } from './sentence.ts';
import { suffixEnd } from './slots.ts';
import { actionVerb } from './vocabulary.ts';

/** After these the rest of the sentence is the reason whatever it says. */
const MARKERS: readonly (readonly string[])[] = [
  ['because', 'of'],
  ['because'],
  ['coz'],
  ['cuz'],
  ['bc'],
  ['due', 'to'],
  ['owing', 'to'],
  ['given', 'that'],
  ['on', 'suspicion', 'of'],
  ['with', 'the', 'reason'],
  ['with', 'reason'],
  ['for', 'the', 'reason', 'that'],
  ['the', 'reason', 'is'],
  ['reason', 'is'],
  ['reason', 'being'],
  ['reason'],
  ['justification'],
];
/** A clause after "as" or "since" is a reason if it has a subject of its own; "since yesterday" is none. */
const SUBJECTS = new Set([
  'it',
  'there',
  'he',
  'she',
  'they',
  'we',
  'i',
  'the',
  'its',
  'someone',
  'somebody',
  'this',
  'that',
  'user',
  'malware',
  'ransomware',
  'her',
  'his',
  'their',
  'account',
  'device',
  'machine',
  'laptop',
]);
/** "for" and a noun: but not for a time, for somebody, or for everything. */
const NOT_AFTER_FOR = new Set(
  `me us now a an the all every each any both everyone everybody everything everywhere later tomorrow today tonight him her them
  you real good testing test fun example instance one two three four five six seven eight nine ten`.split(
    /\s+/,
  ),
);
/** What takes a request back, reports it or makes it depend on something. */
const TAKES_BACK =
  /\b(?:just kidding|kidding|jk|never ?mind|scratch that|scrap that|forget (?:it|that)|on second thou?ghts?|changed my mind|hold (?:on|off)|cancel that|ignore that|wrong (?:chat|channel|window|thread)|oops|actually (?:no|not)|nope|nah|not really|i mean|or not|don['’]?t (?:do|isolate|run|wipe|scan|block|disable)|do not (?:do|isolate|run|wipe|scan|block|disable)|no wait|wait)\b/i;
const REPORTS_OR_DEPENDS =
  /\b(?:said|says|wrote|writes|told|asked|asks|quote|quoted|reads|if|unless|when|whenever|once|until|till|later|tomorrow|tonight|not|never|no|don['’]?t|instead|or|and|also|all|every|everything|yesterday|would|could|should|might|maybe|perhaps|example|test|joke|what|how|who)\b/i;

/** A condition, a time to come, a second order or a second target: more than a reason. */
const CONDITION =
  /(?:^|\s)(?:if|unless|until|till|only|in case|provided|assuming)\s|\b(?:when(?:ever)?|once|as soon as) \S+ (?:is|agrees|approves|confirms|says)\b|\b(?:when(?:ever)?|while) (?:i|you|we)\b|\bas long as\b|\b(?:tomorrow(?: (?:morning|noon|afternoon|evening|night))?|later|tonight|next week)\s*$/i;
const MORE =
  /\b(?:and|or|then|plus|but)(?: then| also| please| just)* (?:all|every|everything|everyone|both|others?|the (?:rest|others?))\b/i;
/** Something that is to be done before. */
const BEFORE =
  /(?:^|[,;(–—-]\s*|\b(?:but|and)\s+)(?:(?:but|and|with)\s+)?(?:evidence|forensics|package|collect|gather|secure|grab|take|get|save)\b[^,;.]{0,60}?\s(?:first|before)\b|(?:[,;(–—]|\s-|\bbut)\s[^,;]{1,60}\sfirst[\s).!]*$|\b(?:after|before) (?:collecting|gathering|securing|taking|calling|asking|telling|informing|notifying|warning)\b/i;
/** "and lift it after lunch" */
const WITH_IT = /\b(?:and|but|then)\s+(?!\p{L}+ed\b)\p{L}+ (?:it|him|them)\b/iu;
/** A time of day without a past it would belong to: when it is to be done. */
const AT_A_TIME =
  /\b(?:at|from|starting|by|around|after)\s+(?:\d{1,2}(?::\d{2})?\s?(?:am|pm|h|uhr)?|noon|midnight|lunch)[\s).!]*$/i;
const PAST = /\p{L}{2}ed\b|\b(?:was|were|been|had|did|saw|seen|ran|came|went|got|began|sent)\b/iu;
const SECOND =
  /(?:\b(?:and|or|then|plus|but)|[,;&+])(?: (?:and|but|then|also|please|just|not|auto))* ([^\s,;.]+)/gi;

function asksForMore(reason: string): boolean {
  if ([CONDITION, MORE, BEFORE, WITH_IT, /\?\s*\S/].some((more) => more.test(reason))) return true;
  if (AT_A_TIME.test(reason) && !PAST.test(reason)) return true;
  for (const found of reason.matchAll(SECOND)) {
    const next = found[1] ?? '';
    const verb = next.toLowerCase().replace(/^auto-/, '');
    if (actionVerb(verb) === verb) return true;
    const hosts = reason
      .slice(0, found.index)
      .split(/[\s,;]+/)
      .some((part) => literalKind(part) === 'host');
    if (literalKind(next) === 'host' && !hosts) return true;
  }
  return false;
}

export interface ReasonReading {
  readonly reason: string;
  readonly next: number;
  /** It ends with a question mark. */
  readonly question: boolean;
}

/** What the reason is given for. */
interface Reasoned {
  readonly intent: IntentName;
  /** It was said before for how long. */
  readonly held: boolean;
}

export function readReason(sentence: Sentence, at: number, of: Reasoned): ReasonReading | null {
  const marked = markedReason(sentence, at);
  const reading = marked ?? looseReason(sentence, at, of.intent);
  if (reading === null || !isPlainReason(reading.reason)) return null;
  if (!of.held && mayBeHold(reading.reason, of.intent)) return null;
  const allClear = ALL_CLEAR.test(reading.reason);
  if (allClear && !UNDOING.has(of.intent)) return null;
  if (marked !== null) return marked;
  if (allClear) return reading.question ? null : reading;
  if (!isPlainNote(reading.reason) || namesOnly(reading.reason)) return null;
  return reading.question ? null : reading;
}

/** Neither takes the request back nor makes it depend on something nor asks for more. */
export function isPlainReason(reason: string): boolean {
  return !TAKES_BACK.test(reason) && !asksForMore(reason);
}

/** "isolate X (drill)": not meant in earnest, unless the sentence is a drill and says why. */
export function isForPractice(reason: string): boolean {
  return /\b(?:drill|rehearsal|exercise|simulation|hypothetical(?:ly)?|dry[- ]?run)\b/i.test(reason);
}

/** The same of a note that nothing calls a reason: it must not report, deny or wait either. */
export function isPlainNote(note: string): boolean {
  return isPlainReason(note) && !REPORTS_OR_DEPENDS.test(note);
}

/** "it is a false alarm" is a reason to undo something, and takes anything else back. */
const UNDOING: ReadonlySet<IntentName> = new Set<IntentName>([
  'action.release',
  'action.unrestrict',
  'action.unblockIndicator',
  'action.enableUser',
  'action.enableDevice',
  'action.dismissRisk',
  'action.cancelAction',
]);
const ALL_CLEAR =
  /^(?:(?:it|this|that)(?: is|['’]s| was) )?(?:just )?(?:an? )?(?:false (?:positive|alarm)|fp|all (?:clear|good)|wrong (?:one|device|machine|host|laptop|user|person))\b/i;

/** "- HR-LT-007": another target, and no reason. */
function namesOnly(reason: string): boolean {
  const kind = literalKind(reason);
  return /^others?$/i.test(reason) || (kind !== null && TARGETS.has(kind));
}
const TARGETS: ReadonlySet<LiteralKind> = new Set([
  'host',
  'fqdn',
  'guid',
  'hex40',
  'ip',
  'domain',
  'mac',
  'upn',
  'sam',
  'url',
  'sha256',
]);

function markedReason(sentence: Sentence, at: number): ReasonReading | null {
  let i = at;
  while (isMark(sentence, i, ',-;(.')) i += 1;
  for (const marker of MARKERS) {
    if (!marker.every((expected, k) => word(sentence, i + k) === expected)) continue;
    return rest(sentence, i + marker.length);
  }
  const clause = word(sentence, i) === 'as' || word(sentence, i) === 'since';
  return clause && SUBJECTS.has(word(sentence, i + 1)) ? rest(sentence, i + 1) : null;
}

const CASES = new Set(['incident', 'alert', 'case', 'ticket']);

/** After a dash, in brackets, or after "for". */
function looseReason(sentence: Sentence, at: number, intent: IntentName): ReasonReading | null {
  if (isMark(sentence, at, '-(')) return rest(sentence, at + 1);
  if (isMark(sentence, at, ',;.:') && isMark(sentence, at + 1, '-')) return rest(sentence, at + 2);
  if (isMark(sentence, at, ',;.') || isMark(sentence, at - 1, '.;!\n'))
    return plainClause(sentence, at, intent);
  if (word(sentence, at) !== 'for') return null;
  const next = sentence.tokens[at + 1];
  if (next?.kind !== 'word' || NOT_AFTER_FOR.has(next.word)) return null;
  // "for christmas", "for my shift": of what can be held it is a reason only if it names a symptom or a case.
  const why = sentence.tokens.slice(at + 1).some((token) => SYMPTOMS.has(token.word));
  const numbered = CASES.has(next.word) && /^\d|\d$/.test(sentence.tokens[at + 2]?.text ?? '');
  if (canHold(intent) && !why && !numbered && literalKind(next.text) !== 'incident') return null;
  return rest(sentence, at + 1);
}

/** ", it is infected": a clause of its own about the target, with a symptom in it; ", false alarm" where something is undone. */
function plainClause(sentence: Sentence, from: number, intent: IntentName): ReasonReading | null {
  let i = from;
  while (isMark(sentence, i, ',;.')) i += 1;
  const said = rest(sentence, i);
  if (UNDOING.has(intent) && said !== null && ALL_CLEAR.test(said.reason)) return said;
  // "…, lost in a taxi": the symptom itself.
  if (SYMPTOMS.has(word(sentence, i))) return said;
  if (!SUBJECTS.has(word(sentence, i))) return null;
  return sentence.tokens.slice(i).some((token) => SYMPTOMS.has(token.word)) ? said : null;
}

/** To the end, without closing politeness and outer quotes. */
function rest(sentence: Sentence, from: number): ReasonReading | null {
  let first = from;
  while (isMark(sentence, first, ':-=,')) first += 1;
  let last = sentence.tokens.length;
  for (let i = Math.max(first + 1, last - 6); i < last; i += 1) {
    const polite = isMark(sentence, i - 1, ',.;') ? suffixEnd(sentence, i) : null;
    if (polite !== null && onlyMarks(sentence, polite)) last = i;
  }
  while (last > first && sentence.tokens[last - 1]?.kind === 'mark') last -= 1;
  while (last > first + 1 && PLEASE.has(word(sentence, last - 1))) last -= 1;
  if (last <= first) return null;
  const only = sentence.tokens[first];
  const reason = last === first + 1 && only?.kind === 'quoted' ? only.text : span(sentence, first, last);
  const question = sentence.tokens.slice(last).some((token) => token.word === '?');
  return { reason: reason.trim(), next: sentence.tokens.length, question };
}

const PLEASE = new Set(['please', 'pls', 'plz', 'thanks', 'thx', 'asap']);

function onlyMarks(sentence: Sentence, from: number): boolean {
  return sentence.tokens.slice(from).every((token) => token.kind === 'mark');
}
