/** "isolate X for 4 h": for how long an action is to hold. Pure. */
import type { IntentName } from '../../domain/intents.ts';
import { clean } from './clean.ts';
import { correctedVariants, sentenceOf, word, type Sentence } from './sentence.ts';
import { durationAt } from './times.ts';
import { actionVerb } from './vocabulary.ts';

/** What is taken back by itself when somebody says for how long. */
const HOLDABLE: ReadonlySet<IntentName> = new Set<IntentName>([
  'action.isolate',
  'action.restrict',
  'action.disableUser',
  'action.blockIndicator',
]);

/** The end of "for 4 h" that stands here, behind an action that can be held. */
export function holdEnd(sentence: Sentence, at: number, intent: IntentName): number | null {
  return HOLDABLE.has(intent) ? (holdAt(sentence, at)?.next ?? null) : null;
}

/** In minutes; null = nothing is said of it. What the reason says ("it beaconed for 4 hours") does not count. */
export function holdMinutes(text: string, reason: string | undefined): number | null {
  const whole = clean(text);
  const typed = sentenceOf(reason === undefined ? whole : whole.replace(reason, ' '), {});
  for (const sentence of [typed, ...correctedVariants(typed)]) {
    for (let at = 0; at < sentence.tokens.length; at += 1) {
      const found = holdAt(sentence, at);
      if (found !== null) return found.minutes;
    }
  }
  return null;
}

const COUNTS =
  'a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|couple|several|some|half|the|this|next|rest|remainder|whole|of|another|about|around|roughly|approximately|approx|maybe|max|maximum|most|at|up|to|just|only|no|not|more|longer|than|long|short|little|over|during|through|until|till|my|our|his|her|their';
const AMOUNT = String.raw`[~-]?\d{1,6}(?:[.,:]\d{1,3})?(?:\s?[-–—/]\s?\d{1,6})?`;
const UNIT =
  '(?:h|hrs?|hours?|m|mins?|minutes?|d|days?|wks?|weeks?|months?|nights?|weekends?|mornings?|afternoons?|evenings?|shifts?|moment|while|bit|time|being|period)';
const SPAN = String.raw`(?:(?:(?:${COUNTS})[\s-]+){1,8}(?:${AMOUNT}[\s-]?)?|${AMOUNT}[\s-]?)${UNIT}(?![\p{L}\p{N}-]|['’]s)`;
const TIME = String.raw`(?:for\s+)?(?:${SPAN}|temporarily|overnight|tonight|now)`;
const END = String.raw`(?:\s+(?:max(?:imum)?|tops|at most|only|or so))?[\s).!]*$`;
/** "about 4 hours", "a while": nothing but a time. */
const ONLY_TIME = new RegExp(`^${TIME}${END}`, 'iu');
/** "2-4 hours, phishing" */
const TIME_FIRST = new RegExp(String.raw`^(?:(?:for\s+)?${SPAN}(?!\s+ago)|${TIME}\s*[,;–—-])`, 'iu');
/** "phishing, 4h max", "phishing - 2h should do" */
const TIME_APART = new RegExp(
  String.raw`(?:[,;(–—]|\s-)\s*(?:(?:but|and)\s+)?(?:${SPAN}(?!\s+ago)|${TIME}${END})`,
  'iu',
);
/** "phishing, released in 4h"; "in the last 4 hours" and "this morning" are past. */
const TIME_LAST = new RegExp(
  String.raw`\s(?<!\b(?:for|last|past|previous|first|within|every|each|since|of|couple|few|several|half)\s)(?!this\s)${SPAN}${END}`,
  'iu',
);
/** "phishing for 4 hours", but not how long something lasted: "it beaconed for 4 hours", "he was away overnight". */
const FOR_TIME = new RegExp(
  String.raw`(?<!\p{L}{2}ed|\bran|\bwas|\bwere|\b(?:was|were|been) \p{L}+)\s(?:(?:for|max)\s+(?:${SPAN}|now\b)|(?:temporarily|overnight|tonight)${END})`,
  'iu',
);

/**
 * Whether what stands where a reason stands may be meant as a hold that was not read: then the person is asked back, for
 * neither a hold nor its absence is guessed.
 */
export function mayBeHold(reason: string, intent: IntentName): boolean {
  if (ONLY_TIME.test(reason)) return true;
  if (!HOLDABLE.has(intent)) return false;
  return [TIME_FIRST, TIME_APART, TIME_LAST, FOR_TIME].some((time) => time.test(reason));
}

/** "for 4 h isolate X", "isolate for 4 h X": the same without the hold; null when none stands before the target. */
export function withoutEarlyHold(sentence: Sentence): Sentence | null {
  const { tokens } = sentence;
  const verb = tokens.findIndex((_, i) => actionVerb(word(sentence, i)) !== null);
  for (const at of [0, verb + 1]) {
    const hold = verb === -1 ? null : holdAt(sentence, at);
    if (hold === null) continue;
    const rest = { ...sentence, tokens: [...tokens.slice(0, at), ...tokens.slice(hold.next)] };
    // Of two times nobody knows which is meant.
    return rest.tokens.some((_, i) => holdAt(rest, i) !== null) ? null : rest;
  }
  return null;
}

/** What of these can be held. */
export function canHold(intent: IntentName): boolean {
  return HOLDABLE.has(intent);
}

function holdAt(sentence: Sentence, at: number): { readonly next: number; readonly minutes: number } | null {
  if (word(sentence, at) !== 'for') return null;
  const next = word(sentence, at + 1) === 'the' && word(sentence, at + 2) === 'next';
  const from = at + (next ? 3 : 1);
  // "a few hours" is no number of hours.
  if (word(sentence, from) === 'few' || word(sentence, from + 1) === 'few') return null;
  return durationAt(sentence, from);
}
