/**
 * Sentences that ask for something to be done. A request is recognised only if the whole sentence is one: politeness,
 * a phrase of the grammar, politeness, perhaps a reason, and nothing else. One word that is not accounted for ("not",
 * "if", "yesterday", "all", a second target) and it is no request.
 */
import type { Intent, IntentName } from '../../domain/intents.ts';
import { apposedKind } from './apposed-kind.ts';
import { DESK_REQUESTS } from './families/desk-requests.ts';
import { DEVICE_ACTIONS } from './families/device-actions.ts';
import { USER_ACTIONS } from './families/user-actions.ts';
import type { RequestRule } from './families/rule.ts';
import { canHold, holdEnd, withoutEarlyHold } from './hold.ts';
import { nameEnd, readDevice, readUser } from './names.ts';
import { addPhrase, matchesAt, phraseSet, type PhraseMatch } from './phrases.ts';
import { PREFIXES } from './politeness.ts';
import { readReason, type ReasonReading } from './reason.ts';
import { isMark, longest, word, type Sentence } from './sentence.ts';
import { SLOT_READERS, suffixEnd } from './slots.ts';
import { symptomStatement } from './symptom-statement.ts';
import { gerundBase } from './vocabulary.ts';

const RULES: readonly RequestRule[] = [...DEVICE_ACTIONS, ...USER_ACTIONS, ...DESK_REQUESTS];

const prefixes = phraseSet(PREFIXES.map((prefix) => [prefix.phrase, prefix] as const));
const requests = phraseSet<RequestRule>();
for (const rule of RULES) {
  for (const phrase of rule.phrases) addPhrase(requests, phrase, rule);
  if (rule.participle === undefined) continue;
  const target = /\{(?:device|machine|user|account)\}/.exec(rule.phrases[0] ?? '')?.[0] ?? '{device}';
  addPhrase(requests, `[i|we] (get|have|want|need|would like) ${target} [to be] (${rule.participle})`, rule);
  // "X needs to be isolated": only with something polite or urgent.
  const passive = { ...rule, onlyPolite: true };
  addPhrase(requests, `(can|could|may) i (get|have) ${target} (${rule.participle})`, {
    ...passive,
    question: true,
  });
  addPhrase(requests, `${target} (needs to be|has to be|must be|needs) (${rule.participle})`, passive);
}

/** Longer sentences are stories, not requests. Comments and reasons are free text and count as one word each. */
const WORD_LIMIT = 400;

interface Opening {
  readonly at: number;
  readonly asks: boolean;
  readonly question: boolean;
  readonly gerund: boolean;
  /** Only with a "please" at the end. */
  readonly needsPlease: boolean;
}

const NO_OPENING = { asks: false, question: false, gerund: false, needsPlease: false } as const;

/** The request that the sentence is, or null. */
export function readRequest(typed: Sentence): Intent | null {
  if (typed.tokens.length > WORD_LIMIT) return null;
  // "live response: run x": a colon explains nothing and hides nothing.
  const sentence = {
    ...typed,
    tokens: typed.tokens.filter((token) => token.kind !== 'mark' || token.word !== ':'),
  };
  const request =
    wholeRequest(sentence, 0) ??
    targetFirst(sentence) ??
    afterStatement(sentence) ??
    heldBeforehand(sentence);
  // In a code block stands what somebody pasted.
  if (request?.intent.startsWith('action.') === true && typed.text.includes('```')) return null;
  return request ?? deskRequest(sentence);
}

/** "isolate for 4 h X" */
function heldBeforehand(sentence: Sentence): Intent | null {
  const rest = withoutEarlyHold(sentence);
  const request = rest === null ? null : wholeRequest(rest, 0);
  return request !== null && canHold(request.intent) ? request : null;
}

/** "incident 1042 is a false positive, close it": the comma tells nothing. */
function deskRequest(sentence: Sentence): Intent | null {
  const tokens = sentence.tokens.filter((token) => token.kind !== 'mark' || token.word !== ',');
  if (tokens.length === sentence.tokens.length) return null;
  const request = wholeRequest({ ...sentence, tokens }, 0);
  return request?.intent.startsWith('incident.') === true ? request : null;
}

function wholeRequest(sentence: Sentence, from: number): Intent | null {
  for (const opening of openings(sentence, from)) {
    const ready = opening.gerund ? withBaseVerb(sentence, opening.at) : sentence;
    if (ready === null) continue;
    // Of several readings the one that leaves least to the reason.
    const found = [...matches(ready, opening.at)].sort((a, b) => b.next - a.next);
    const intents = found.map((match) => finish(ready, opening, match));
    const best = bestOf(intents);
    if (best !== null) return best;
  }
  return null;
}

/** Every way to take politeness off the beginning, the longest first. */
function openings(sentence: Sentence, from: number): readonly Opening[] {
  const all: Opening[] = [];
  let current: Opening = { ...NO_OPENING, at: skip(sentence, from) };
  if (isMark(sentence, from, '/')) current = { ...NO_OPENING, at: from + 1, asks: true };
  for (;;) {
    all.unshift(current);
    const found = longest(prefixes, sentence, current.at);
    if (found === null || asksWhetherTo(sentence, current.at)) return all;
    current = {
      at: skip(sentence, found.next),
      asks: current.asks || found.end.asks === true,
      question: current.question || found.end.question === true,
      gerund: found.end.gerund === true,
      needsPlease: current.needsPlease || found.end.needsPlease === true,
    };
  }
}

/** "do I need to isolate X": a question, whatever the words after "do" say. */
function asksWhetherTo(sentence: Sentence, at: number): boolean {
  return (
    word(sentence, at) === 'do' &&
    ['i', 'we', 'they', 'you'].includes(word(sentence, at + 1)) &&
    word(sentence, at + 2) !== 'mind'
  );
}

function skip(sentence: Sentence, from: number): number {
  let at = from;
  while (isMark(sentence, at, ',.!:-\n') || isMark(sentence, at, '@')) at += 1;
  return at;
}

function withBaseVerb(sentence: Sentence, at: number): Sentence | null {
  const base = gerundBase(word(sentence, at));
  if (base === null) return null;
  return { ...sentence, tokens: sentence.tokens.map((t, i) => (i === at ? { ...t, word: base } : t)) };
}

function matches(sentence: Sentence, at: number): readonly PhraseMatch<RequestRule>[] {
  return matchesAt(
    requests,
    (index) => word(sentence, index),
    at,
    (slot, index) => SLOT_READERS[slot]?.(sentence, index) ?? [],
  );
}

/** The match as an intent if what follows it is only politeness and a reason. */
function finish(sentence: Sentence, opening: Opening, match: PhraseMatch<RequestRule>): Intent | null {
  const kind = apposedKind(sentence, match.end.intent, opening.at, match.next);
  if (kind?.contradicted === true) return null;
  const closing = readClosing(sentence, kind?.next ?? match.next, match.end.intent);
  if (closing === null) return null;
  const polite = opening.asks || closing.asks;
  if (opening.needsPlease && !closing.please) return null;
  const courteous = opening.question || opening.asks || match.end.question === true;
  if (closing.question && !courteous) return null;
  if (match.end.onlyPolite === true && !polite) return null;
  // "can you confirm that X is compromised?" asks; it does not order.
  if (
    match.end.intent === 'action.confirmCompromised' &&
    opening.question &&
    /^(is|was|has|got)$/.test(word(sentence, match.next - 2))
  ) {
    return null;
  }
  if (
    match.end.intent === 'action.confirmCompromised' &&
    opening.question &&
    saysIs(sentence, opening.at, match.next)
  )
    return null;
  const { indicatorKind, ...slots } = match.slots;
  const all: Record<string, string> = { ...slots, ...match.end.slots };
  if (kind !== null) all['kind'] = kind.kind;
  if (match.end.intent === 'action.blockIndicator' && indicatorKind !== undefined)
    all['kind'] = indicatorKind;
  if (closing.reason !== null) {
    if (!match.end.intent.startsWith('action.')) return null;
    // "disable adele - diego": a second name is no reason.
    if (
      slots['user'] !== undefined &&
      nameEnd(sentence, closing.reasonFrom, false) === sentence.tokens.length
    )
      return null;
    all['reason'] = closing.reason;
  }
  return { intent: match.end.intent, slots: all, confidence: round(0.98 * match.certainty) };
}

function saysIs(sentence: Sentence, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if (['is', 'was', 'has', 'got'].includes(word(sentence, i))) return true;
  return false;
}

interface Closing {
  readonly asks: boolean;
  readonly please: boolean;
  readonly question: boolean;
  readonly reason: string | null;
  /** Index of the first token of what is taken for the reason, behind a dash or bracket. */
  readonly reasonFrom: number;
}

function readClosing(sentence: Sentence, from: number, intent: IntentName): Closing | null {
  let at = from;
  let asks = false;
  let please = false;
  let question = false;
  let held = false;
  let reason: string | null = null;
  let reasonFrom = sentence.tokens.length;
  while (at < sentence.tokens.length) {
    if (isMark(sentence, at, '?')) {
      // "isolate X, would you?" asks politely; "isolate X?" is not sure.
      question ||= !['you', 'please'].includes(word(sentence, at - 1));
      at += 1;
    } else if (
      isMark(sentence, at, '.!\n)') ||
      (isMark(sentence, at, ',;') && at + 1 >= sentence.tokens.length)
    ) {
      at += 1;
    } else {
      const start = isMark(sentence, at, ',') ? at + 1 : at;
      const hold = held ? null : holdEnd(sentence, start, intent);
      if (hold !== null && reason === null) {
        held = true;
        at = hold;
        continue;
      }
      const polite = suffixEnd(sentence, start);
      if (polite !== null) {
        asks = true;
        please ||= sentence.tokens.slice(start, polite).some((t) => /^(?:please|pls|plz)$/.test(t.word));
        at = polite;
        continue;
      }
      const why: ReasonReading | null = reason === null ? readReason(sentence, at, { intent, held }) : null;
      if (why === null) return null;
      reason = why.reason;
      reasonFrom = skip(sentence, at);
      question ||= why.question;
      at = why.next;
    }
  }
  return { asks, please, question, reason, reasonFrom };
}

function bestOf(intents: readonly (Intent | null)[]): Intent | null {
  let best: Intent | null = null;
  for (const intent of intents)
    if (intent !== null && (best === null || intent.confidence > best.confidence)) best = intent;
  return best;
}

/** "FIN-LT-042: isolate please": the target stands first, the verb follows with or without "it". */
function targetFirst(sentence: Sentence): Intent | null {
  const first = sentence.tokens[0];
  if (first?.kind !== 'literal' || first.possessive) return null;
  const at = skip(sentence, 1);
  const target = readDevice(sentence, 0) ?? readUser(sentence, 0);
  if (target === null || target.next > at) return null;
  // "FIN-LT-042 shut down" tells; "FIN-LT-042: shut down" orders.
  const apart = /^\s*[:,-]/.test(sentence.text.slice(first.end));
  if (!apart && /^(?:shut|cut|put|let|reset)$/.test(word(sentence, at))) return null;
  const isDevice = readDevice(sentence, 0) !== null;
  const context = isDevice ? { device: first.text } : { user: first.text };
  const pronoun = isDevice ? 'it' : 'him';
  const ways = [
    sentence.tokens.slice(at),
    withPronoun(sentence, at, 1, pronoun),
    withPronoun(sentence, at, 2, pronoun),
    withPronounLast(sentence, at, pronoun),
  ];
  for (const rest of ways) {
    const intent = wholeRequest({ ...sentence, tokens: rest, context }, 0);
    if (intent !== null && Object.values(intent.slots).includes(first.text)) {
      return { ...intent, confidence: round(intent.confidence * 0.9) };
    }
  }
  return null;
}

/** "isolate please" → "isolate it please", "full scan please" → "full scan it please". */
function withPronoun(sentence: Sentence, at: number, words: number, pronoun: string): Sentence['tokens'] {
  const before = sentence.tokens.slice(at, at + words);
  const last = before.at(-1);
  if (last === undefined) return [];
  return [...before, { ...last, word: pronoun, text: pronoun }, ...sentence.tokens.slice(at + words)];
}

/** "FIN-LT-042: add tag VIP": … on it. */
function withPronounLast(sentence: Sentence, at: number, pronoun: string): Sentence['tokens'] {
  const rest = sentence.tokens.slice(at);
  const last = rest.at(-1);
  if (last === undefined) return [];
  return [
    ...rest,
    { ...last, kind: 'word', literal: null, word: 'on', text: 'on' },
    { ...last, kind: 'word', literal: null, word: pronoun, text: pronoun },
  ];
}

/** "FIN-LT-042 is infected, please isolate it": a plain statement of a symptom, then a request. */
function afterStatement(sentence: Sentence): Intent | null {
  for (let at = sentence.tokens.length - 2; at > 0; at -= 1) {
    const comma = isMark(sentence, at, ',.;!-\n:');
    const joined = ['so', 'and', 'then'].includes(word(sentence, at));
    if (!comma && !joined) continue;
    const statement = symptomStatement(sentence, at);
    if (statement === null) continue;
    const context = { ...sentence.context, ...statement.context };
    const rest = sentence.tokens.slice(at + 1);
    if (joined && !isMark(sentence, at - 1, ',.;!-\n')) continue;
    const clause = { ...sentence, context };
    const named = wholeRequest({ ...clause, tokens: rest }, 0);
    const bare =
      statement.context.device === undefined
        ? null
        : { ...clause, tokens: withPronoun(clause, at + 1, 1, 'it') };
    const intent = named ?? (bare === null ? null : wholeRequest(bare, 0));
    if (intent?.intent.startsWith('action.') !== true) continue;
    const reason = intent.slots['reason'] ?? statement.text;
    return { ...intent, slots: { ...intent.slots, reason }, confidence: round(intent.confidence * 0.8) };
  }
  return null;
}

export function round(confidence: number): number {
  return Math.round(Math.max(0, Math.min(1, confidence)) * 100) / 100;
}
