/**
 * "collect evidence from X, then isolate it": one request of two steps, of which the second is the request. Both halves
 * must be whole requests on the same device; evidence is the only thing that is done first. Pure.
 */
import type { Intent, IntentName } from '../../domain/intents.ts';
import { clean } from './clean.ts';
import { readRequest } from './requests.ts';
import { correctedVariants, isMark, sentenceOf, word, type Sentence } from './sentence.ts';

/** What takes evidence away, or makes it hard to reach. */
const AFTER_EVIDENCE: ReadonlySet<IntentName> = new Set<IntentName>([
  'action.isolate',
  'action.restrict',
  'action.offboard',
]);
const COLLECTING =
  /^(?:please )?(?:first,? )?(?:collect|gather|secure|grab|take|get|save)(?: the| an?| all)?(?: (?:evidence|forensics|(?:investigation|forensic)(?: package)?|package))?(?: first)?$/;
/** "isolate X" + these. */
const AFTERWARDS =
  /^(?:,? ?but|,? ?and|,)? ?(?:(?:collect|gather|secure|take|get|save)(?: the| an?)? (?:evidence|forensics|(?:investigation|forensic) package|package) (?:first|before)|(?<=[,–—-] |but |and )evidence first|after (?:collecting|gathering|securing|taking)(?: the| an?)? (?:evidence|forensics|(?:investigation|forensic) package|package))$/;

export function readOrdered(sentence: Sentence): Intent | null {
  return firstThen(sentence) ?? lastThenFirst(sentence);
}

/** Whether a sentence that was understood as a request wants the evidence collected first. */
export function wantsEvidenceFirst(text: string): boolean {
  const typed = sentenceOf(clean(text), { device: 'it' });
  // A request that is whole without it says so in its reason, if anywhere.
  return [typed, ...correctedVariants(typed)].some(
    (sentence) => readRequest(sentence) === null && readOrdered(sentence) !== null,
  );
}

/** "collect evidence from X, then isolate it", "collect, then isolate X". */
function firstThen(sentence: Sentence): Intent | null {
  const at = sentence.tokens.findIndex((_, i) => word(sentence, i) === 'then');
  if (at <= 0) return null;
  let end = at;
  while (end > 0 && (isMark(sentence, end - 1, ',;.') || word(sentence, end - 1) === 'and')) end -= 1;
  const before = part(sentence, 0, end);
  const after = { ...sentence, tokens: sentence.tokens.slice(at + 1) };
  const collect = readRequest(before);
  if (collect === null) return COLLECTING.test(wordsOf(before)) ? wanted(readRequest(after)) : null;
  const { device } = collect.slots;
  if (collect.intent !== 'action.collect' || device === undefined) return null;
  const request = wanted(readRequest({ ...after, context: { ...sentence.context, device } }));
  return request?.slots.device?.toLowerCase() === device.toLowerCase() ? request : null;
}

/** "isolate X, but collect evidence first", "isolate X after collecting evidence". */
function lastThenFirst(sentence: Sentence): Intent | null {
  for (let at = 1; at < sentence.tokens.length; at += 1) {
    if (!AFTERWARDS.test(wordsOf(part(sentence, at, sentence.tokens.length)))) continue;
    const request = wanted(readRequest(part(sentence, 0, at)));
    if (request !== null) return request;
  }
  return null;
}

function wanted(request: Intent | null): Intent | null {
  return request !== null && AFTER_EVIDENCE.has(request.intent) ? request : null;
}

function part(sentence: Sentence, from: number, to: number): Sentence {
  return { ...sentence, tokens: sentence.tokens.slice(from, to) };
}

function wordsOf({ tokens }: Sentence): string {
  return tokens
    .filter((token) => token.kind !== 'mark' || !/^[.!]$/.test(token.word))
    .map((token) => token.word)
    .join(' ')
    .replaceAll(' ,', ',');
}
