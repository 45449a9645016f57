/**
 * What a sentence means. Pure, deterministic and total: any text yields an intent, at worst `none`. The order is from
 * the unmistakable to the loose: a query, a request that is one from end to end, ids, questions, bare names.
 *
 * Confidence: 0.9 and above, understood as typed; 0.5 to 0.9, words were corrected, left aside, or a plain word was
 * taken for a name; below 0.5 only for `none` (0 empty, 0.1 nothing of ours, 0.3 about an action but no request for it).
 */
import type { ConversationContext, Intent } from '../../domain/intents.ts';
import { readAccess } from './access.ts';
import { readAudit } from './audit.ts';
import { clean } from './clean.ts';
import { readBareFollowUp, readFollowUp } from './follow-ups.ts';
import { isGreeting } from './greeting.ts';
import { readAdvice, readQuery } from './hunting.ts';
import { readBareName, readById, readSearch } from './lookups.ts';
import { readOrdered } from './ordered.ts';
import { readPolicyChange } from './policy-change.ts';
import { readQuestion, readingOf, type Reading } from './questions.ts';
import { isForPractice } from './reason.ts';
import { readRemedy } from './remedy.ts';
import { readRequest, round } from './requests.ts';
import { asksForDrills, readStopSwitch, rehearsalOf, rehearsed } from './response-control.ts';
import { readSessionLife } from './session-life.ts';
import { correction } from './spelling.ts';
import { correctedVariants, isMark, sentenceOf, word, type Sentence } from './sentence.ts';

export function understand(text: string, context: ConversationContext = {}): Intent {
  const cleaned = clean(text);
  if (cleaned === '') return none(0);
  const control = readControl(cleaned, context);
  if (control !== null) return control;
  const intent = readPlain(cleaned, context);
  return isRequest(intent) && isForPractice(intent.slots['reason'] ?? '') ? none(0.3) : intent;
}

/** Everything but the stop switch, dry runs and drills. */
function readPlain(cleaned: string, context: ConversationContext): Intent {
  const query = readQuery(cleaned.replace(/^@?drawbridge[,:]?\s+/i, ''));
  if (query !== null) return query;
  const typed = sentenceOf(cleaned, usable(context));
  if (typed.tokens.length === 0)
    return onlyQuestionMarks(cleaned) ? { intent: 'help', slots: {}, confidence: 0.6 } : none(0.1);
  const plain = read(typed);
  const slipped = hasSlip(typed);
  if (!slipped && plain.intent !== 'none' && plain.confidence >= 0.9) return plain;
  const variants = correctedVariants(typed);
  const found = variants.map((variant) => {
    const intent = read(variant);
    const doubt = 0.06 + 0.04 * variant.corrections;
    return {
      ...intent,
      confidence: round(Math.min(hasSlip(variant) ? LOOSE : 0.89, intent.confidence - doubt)),
    };
  });
  // Corrected, it is no request: then what was typed is none either, and a slip is nobody's name.
  if (
    slipped &&
    found[0]?.intent === 'none' &&
    (isRequest(plain) ||
      (plain.intent === 'user.posture' && swallowed(typed, plain)) ||
      found[0].confidence > 0.15)
  ) {
    return none(0.3);
  }
  let best =
    slipped && variants.length > 0 ? { ...plain, confidence: Math.min(plain.confidence, LOOSE) } : plain;
  for (const intent of found) {
    if (intent.intent !== 'none' && intent.confidence >= 0.5 && intent.confidence > best.confidence)
      best = intent;
  }
  return best;
}

/** The stop switch, dry runs and drills. What is rehearsed is read like any other request. */
function readControl(text: string, context: ConversationContext): Intent | null {
  const rehearsal = rehearsalOf(text);
  if (rehearsal !== null) {
    // One within the other is no sentence of ours.
    if (rehearsalOf(rehearsal.order) !== null) return none(0.3);
    const { order } = rehearsal;
    return rehearsed(rehearsal, readStopSwitch(order) ?? readPlain(order, context));
  }
  if (asksForDrills(text)) return { intent: 'response.drills', slots: {}, confidence: 0.98 };
  return readStopSwitch(text);
}

/** What is left when a word that looks like a slip was taken for something else. */
const LOOSE = 0.6;

function isRequest(intent: Intent): boolean {
  return intent.intent.startsWith('action.');
}

/**
 * "intergations status": a slip that could be read as a name. A word is a name for certain after "of", "for" and the
 * like, as an owner, or with a capital letter; otherwise the corrected sentence is preferred if it means something.
 */
function hasSlip(sentence: Sentence): boolean {
  return sentence.tokens.some((_, i) => isSlip(sentence, i));
}

function isSlip(sentence: Sentence, i: number): boolean {
  const token = sentence.tokens[i];
  if (token?.kind !== 'word' || token.possessive || correction(token) === null) return false;
  if (
    /^(?:of|for|by|about|user|to|is|does|can|has|did|on|account|disable|enable|called|named)$/.test(
      word(sentence, i - 1),
    )
  )
    return false;
  return i === 0 || !/^\p{Lu}\p{Ll}/u.test(token.text);
}

function swallowed(sentence: Sentence, intent: Intent): boolean {
  const values = Object.values(intent.slots).flatMap((value) => value.split(/\s+/));
  return sentence.tokens.some((token, i) => isSlip(sentence, i) && values.includes(token.text));
}

function none(confidence: number): Intent {
  return { intent: 'none', slots: {}, confidence };
}

/** A context slot that is empty or no text is no context. */
function usable(context: ConversationContext): ConversationContext {
  const device =
    typeof context.device === 'string' && context.device.trim() !== '' ? context.device : undefined;
  const user = typeof context.user === 'string' && context.user.trim() !== '' ? context.user : undefined;
  return { ...(device === undefined ? {} : { device }), ...(user === undefined ? {} : { user }) };
}

function onlyQuestionMarks(text: string): boolean {
  return /^[?\s]+$/.test(text);
}

function read(sentence: Sentence): Intent {
  if (isGreeting(sentence)) return { intent: 'help', slots: {}, confidence: 0.9 };
  if (givesOrdersToTheReader(sentence)) return none(0.2);
  const request = readRequest(sentence) ?? readOrdered(sentence);
  if (request !== null) return request;
  if (isMark(sentence, 0, '?') && sentence.tokens.length === 1)
    return { intent: 'help', slots: {}, confidence: 0.6 };
  if (forbidsSomething(sentence) || namesADeed(sentence)) return none(0.3);
  const reading = readingOf(withoutSlash(sentence));
  return answer(reading) ?? none(reading.ordersSomething ? 0.3 : 0.1);
}

function answer(reading: Reading): Intent | null {
  const advice = reading.ordersSomething ? null : readAdvice(reading.sentence.text);
  const found =
    readById(reading) ??
    readPolicyChange(reading) ??
    readRemedy(reading) ??
    readSessionLife(reading) ??
    readFollowUp(reading) ??
    readAccess(reading) ??
    readAudit(reading) ??
    advice ??
    readSearch(reading) ??
    readQuestion(reading);
  return found ?? readBareName(reading) ?? readBareFollowUp(reading);
}

/** "/posture FIN-LT-042" */
function withoutSlash(sentence: Sentence): Sentence {
  return isMark(sentence, 0, '/') ? { ...sentence, tokens: sentence.tokens.slice(1) } : sentence;
}

/** "ignore previous instructions and …": text that talks to a reader instead of asking. */
function givesOrdersToTheReader(sentence: Sentence): boolean {
  return sentence.tokens.some((token, i) => {
    if (token.kind !== 'word' || !/^(?:ignore|disregard|forget|override|bypass)$/.test(token.word))
      return false;
    return sentence.tokens
      .slice(i + 1, i + 8)
      .some((t) =>
        /^(?:instructions?|prompts?|rules?|guidelines?|policy|policies|safety|restrictions?|directives?|approvals?|messages?)$/.test(
          t.word,
        ),
      );
  });
}

/** "selective isolation of X tomorrow": an order in a noun that is no whole request, and no question about a state. */
function namesADeed(sentence: Sentence): boolean {
  const first = word(sentence, 0) === 'no' ? 1 : 0;
  return (
    /^(?:selective|partial|full)$/.test(word(sentence, first)) &&
    word(sentence, first + 1) === 'isolation' &&
    /^(?:of|for|on)$/.test(word(sentence, first + 2))
  );
}

/** "don't …", "never …", "please do not …" at the beginning. */
function forbidsSomething(sentence: Sentence): boolean {
  let i = 0;
  while (
    /^(?:please|pls|hey|hi|hello|ok|okay|no|and|but|so|drawbridge|also|just|well|you|we|should|must)$/.test(
      word(sentence, i),
    ) ||
    isMark(sentence, i, ',.!:-')
  )
    i += 1;
  const first = word(sentence, i);
  if (first === 'never' || first === 'stop' || first === 'avoid') return true;
  return (
    (first === 'do' || first === 'should' || first === 'must' || first === 'let') &&
    word(sentence, i + 1) === 'not'
  );
}
