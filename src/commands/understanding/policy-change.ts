/** "what if mfa-or-compliant were AND", "suppose we turned on CA005": the tenant's policies imagined otherwise. */
import type { Intent } from '../../domain/intents.ts';
import { appNamed, readAccess } from './access.ts';
import { range } from './details.ts';
import {
  AFFECTED,
  BARE_STATES,
  BECOMES,
  IMAGINED,
  INTO,
  MAKES,
  MAKES_IT,
  POLICY_WORDS,
  SOMEBODY,
  type PolicyChange,
} from './families/policy-changes.ts';
import { DEVICE_PLURALS, FUNCTION_WORDS } from './lexicon.ts';
import { looksLikeDevice, readUser } from './names.ts';
import { phraseSet } from './phrases.ts';
import { readingOf, type Reading } from './questions.ts';
import { round } from './requests.ts';
import { isMark, longest, span, word, type Sentence } from './sentence.ts';

const imagined = phraseSet(IMAGINED.map((phrase) => [phrase, true] as const));
const somebody = phraseSet([[SOMEBODY, true] as const]);
const becomes = phraseSet(BECOMES);
const makes = phraseSet(MAKES);
const makesIt = phraseSet([[MAKES_IT, true] as const]);
const into = phraseSet(INTO);
const bareStates = phraseSet(BARE_STATES);
const policyWords = new Set(POLICY_WORDS);
const affected = new Set(AFFECTED);

const MAX_POLICY_WORDS = 10;
const TOKEN_LIMIT = 60;

interface Imagined {
  readonly policy: string;
  readonly change: PolicyChange;
  /** Tokens that say which policy and what becomes of it. */
  readonly from: number;
  readonly next: number;
}

export function readPolicyChange({ sentence }: Reading): Intent | null {
  if (sentence.tokens.length > TOKEN_LIMIT) return null;
  // The last marker first: in "who gains access if CA01 were off" that is "if".
  for (let at = sentence.tokens.length - 1; at >= 0; at -= 1) {
    const marker = longest(imagined, sentence, at);
    const found = marker === null ? null : changeAt(sentence, marker.next);
    if (found !== null) return asked(sentence, found);
  }
  return null;
}

function changeAt(sentence: Sentence, marker: number): Imagined | null {
  let at = marker;
  for (let who = longest(somebody, sentence, at); who !== null; who = longest(somebody, sentence, at))
    at = who.next;
  return verbFirst(sentence, at) ?? verbAround(sentence, at) ?? stateBehind(sentence, marker);
}

/** "turned on CA005 [in report-only mode]" */
function verbFirst(sentence: Sentence, at: number): Imagined | null {
  const verb = longest(makes, sentence, at);
  if (verb === null) return null;
  for (let end = nameLimit(sentence, verb.next); end > verb.next; end -= 1) {
    const state = longest(into, sentence, end)?.end === 'reportOnly' ? longest(into, sentence, end) : null;
    if (state === null && !endsThere(sentence, end)) continue;
    const change = state?.end ?? verb.end;
    const policy = policyName(sentence, verb.next, end, change);
    if (policy !== null) return { policy, change, from: at, next: state?.next ?? end };
  }
  return null;
}

/** "set CA03 to report-only", "turn CA005 on" */
function verbAround(sentence: Sentence, at: number): Imagined | null {
  const verb = longest(makesIt, sentence, at);
  if (verb === null) return null;
  return behindName(sentence, at, verb.next, into);
}

/** "CA005 were on" */
function stateBehind(sentence: Sentence, at: number): Imagined | null {
  const found = behindName(sentence, at, at, becomes);
  if (found !== null) return found;
  const literal = sentence.tokens[at];
  const state = longest(bareStates, sentence, at + 1);
  if (literal?.literal !== 'policy' || state === null || !endsThere(sentence, state.next)) return null;
  return { policy: literal.text, change: state.end, from: at, next: state.next };
}

function behindName(sentence: Sentence, at: number, from: number, states: typeof becomes): Imagined | null {
  for (let end = from + 1; end <= from + MAX_POLICY_WORDS && end < sentence.tokens.length; end += 1) {
    if (isMark(sentence, end - 1, ',;?.!\n')) return null;
    const state = longest(states, sentence, end);
    if (state === null || !endsThere(sentence, state.next)) continue;
    const policy = policyName(sentence, from, end, state.end);
    if (policy !== null) return { policy, change: state.end, from: at, next: state.next };
  }
  return null;
}

/** How far a name may reach that begins here. */
function nameLimit(sentence: Sentence, from: number): number {
  let end = from;
  while (end < sentence.tokens.length && end - from < MAX_POLICY_WORDS && !isMark(sentence, end, ',;?.!\n'))
    end += 1;
  return end;
}

const AFTER = new Set(
  `who what how would could can does do did will then now again and instead tomorrow today please when if tenant which is are
  everywhere completely entirely for everyone everybody`.split(/\s+/),
);

/** Whether what is imagined can be over here: the sentence ends, or goes on about somebody. */
function endsThere(sentence: Sentence, at: number): boolean {
  const token = sentence.tokens[at];
  if (token === undefined || (token.kind === 'mark' && token.word !== '-')) return true;
  if (token.word !== 'for') return AFTER.has(token.word) || affected.has(token.word);
  // "MFA for guests" is a name; "… for adele" is about her.
  return (
    readUser(sentence, at + 1) !== null ||
    AFTER.has(word(sentence, at + 1)) ||
    appNamed(sentence, at + 1) !== null
  );
}

const BEFORE_NAME = new Set(
  'the our my a an this that existing ca conditional access policy rule called named'.split(' '),
);
const NOT_IN_NAMES = new Set('not never we i you he she they who what if when would could should'.split(' '));

/** The policy's name as typed, or null if nothing says that it is one. */
function policyName(sentence: Sentence, from: number, next: number, change: PolicyChange): string | null {
  let first = from;
  let end = next;
  let said = change === 'AND' || change === 'OR' || change === 'reportOnly';
  for (;;) {
    const leading = word(sentence, first);
    if (leading === 'report' && word(sentence, first + 1) === 'only') first += 2;
    else if (BEFORE_NAME.has(leading)) first += 1;
    else break;
    said ||= leading === 'policy' || leading === 'rule' || leading === 'report';
  }
  if (['policy', 'rule'].includes(word(sentence, end - 1)) && end - 1 > first) {
    end -= 1;
    said = true;
  }
  if (end <= first) return null;
  const tokens = sentence.tokens.slice(first, end);
  const [only] = tokens;
  // "what would disabling CA07 do": the sentence goes on.
  if (AFTER.has(word(sentence, end - 1))) return null;
  if (tokens.length === 1 && only?.kind === 'quoted') {
    const speaks = only.text
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .some((part) => policyWords.has(part));
    return said || speaks || !looksLikeDevice(only) ? only.text : null;
  }
  const foreign = tokens.some(
    (t) =>
      t.kind === 'quoted' ||
      NOT_IN_NAMES.has(t.word) ||
      DEVICE_PLURALS.has(t.word) ||
      (t.kind === 'literal' &&
        !['policy', 'number', 'duration', ...(said ? ['host'] : [])].includes(t.literal ?? '')),
  );
  if (foreign) return null;
  const isOne = tokens.some((t) => t.literal === 'policy' || policyWords.has(t.word));
  return said || isOne ? span(sentence, first, end) : null;
}

function asked(typed: Sentence, found: Imagined): Intent | null {
  const inside = new Set(range(found.from, found.next));
  const sentence = { ...typed, tokens: typed.tokens.filter((_, i) => !inside.has(i)) };
  const reading = readingOf(sentence);
  const policy = { policy: found.policy, change: found.change };
  const access = readAccess(reading);
  if (access?.intent === 'access.whatif') return { ...access, slots: { ...access.slots, ...policy } };
  const people = reading.subjects.filter((s) => s.kind !== 'device' && s.how !== 'self');
  if (people.length > 1) return null;
  const app = sentence.tokens.map((_, i) => appNamed(sentence, i)).find((name) => name !== null);
  const [user] = people;
  const explained = new Set([
    ...(user === undefined ? [] : range(user.from, user.next)),
    ...sentence.tokens.flatMap((_, i) => (appNamed(sentence, i) === null ? [] : [i])),
  ]);
  const strange = sentence.tokens.filter(
    (t, i) => t.kind !== 'mark' && !explained.has(i) && !FUNCTION_WORDS.has(t.word) && !affected.has(t.word),
  ).length;
  const confidence = round(0.95 - 0.15 * strange);
  if (confidence < 0.5) return null;
  const slots = {
    ...policy,
    ...(user === undefined ? {} : { user: user.value }),
    ...(app === undefined ? {} : { app }),
  };
  return { intent: 'access.whatif', slots, confidence };
}
