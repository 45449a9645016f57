/**
 * What a button sent back, read strictly. Card data comes from the client and may be forged: it names a request or a
 * question, never a person, a target or a decision that was not clicked.
 */
import { z } from 'zod/v4';
import { INTENT_SLOTS } from '../domain/intents.ts';
import type { Intent, IntentName } from '../domain/intents.ts';

type RequestVerb =
  | 'approve'
  | 'deny'
  | 'cancel'
  | 'undo'
  | 'again'
  | 'renew'
  | 'handover'
  | 'refresh'
  | 'breakGlass'
  | 'review';

type ReviewVerdict = 'agreed' | 'objected';

export type CardClick =
  | {
      readonly kind: 'request';
      readonly verb: RequestVerb;
      readonly requestId: string;
      readonly reason: string | null;
      /** What a review chose; null = nothing. */
      readonly verdict: ReviewVerdict | null;
    }
  /** `file`: the list behind the answer is wanted, not the answer. */
  | { readonly kind: 'ask' | 'file'; readonly intent: Intent };

export type ReadClick =
  { readonly ok: true; readonly click: CardClick } | { readonly ok: false; readonly why: string };

const REASON_LIMIT = 500;
const SLOT_LIMIT = 1000;

const actionSchema = z.looseObject({
  type: z.literal('Action.Execute'),
  verb: z.string().min(1).max(64),
  data: z.looseObject({}).nullish(),
});
const invokeSchema = z.looseObject({ action: actionSchema });

const requestData = z.looseObject({
  // `R-` and letters and digits that cannot be mistaken for one another (product contract, section 6).
  requestId: z.string().regex(/^R-[0-9A-Z]{4,12}$/),
  reason: z.string().max(REASON_LIMIT).nullish(),
});

const reviewData = z.looseObject({
  // A choice that nobody made comes as an empty text from some clients, or not at all.
  verdict: z
    .enum(['agreed', 'objected', ''])
    .nullish()
    .transform((verdict) => verdict ?? ''),
});

const askData = z.looseObject({
  intent: z.custom<IntentName>((name) => typeof name === 'string' && Object.hasOwn(INTENT_SLOTS, name)),
  slots: z.record(z.string(), z.string().min(1).max(SLOT_LIMIT)),
});

const VERBS: ReadonlyMap<string, RequestVerb> = new Map([
  ['request.approve', 'approve'],
  ['request.deny', 'deny'],
  ['request.cancel', 'cancel'],
  ['request.undo', 'undo'],
  ['request.again', 'again'],
  ['request.renew', 'renew'],
  ['request.handover', 'handover'],
  ['request.refresh', 'refresh'],
  ['request.breakGlass', 'breakGlass'],
  ['request.review', 'review'],
]);

/** `value` of an `adaptiveCard/action` invoke. */
export function readInvoke(value: unknown): ReadClick {
  const read = invokeSchema.safeParse(value);
  if (!read.success) return { ok: false, why: 'the action of the card could not be read' };
  const { verb, data } = read.data.action;
  return readClick(verb, data ?? {});
}

/** `value` of a message without text: the Action.Submit of a client that does not know Action.Execute. */
export function readSubmit(value: unknown): ReadClick {
  const read = z.looseObject({ verb: z.string().min(1).max(64) }).safeParse(value);
  if (!read.success) return { ok: false, why: 'the action of the card could not be read' };
  return readClick(read.data.verb, read.data);
}

function readClick(verb: string, data: unknown): ReadClick {
  if (verb === 'ask' || verb === 'file') {
    const intent = verb === 'file' ? readListQuestion(data) : readQuestion(data);
    return intent === null
      ? { ok: false, why: 'the question of the card could not be read' }
      : { ok: true, click: { kind: verb, intent } };
  }
  const requestVerb = VERBS.get(verb);
  if (requestVerb === undefined)
    return { ok: false, why: 'this card asks for something that does not exist' };
  const read = requestData.safeParse(data);
  if (!read.success) return { ok: false, why: 'the data of the card could not be read' };
  const reason = read.data.reason?.trim() ?? '';
  // Of a review alone: a verdict that comes with another verb decides nothing.
  const review = reviewData.safeParse(requestVerb === 'review' ? data : {});
  if (!review.success) return { ok: false, why: 'the data of the card could not be read' };
  const { verdict } = review.data;
  return {
    ok: true,
    click: {
      kind: 'request',
      verb: requestVerb,
      requestId: read.data.requestId,
      reason: reason === '' ? null : reason,
      verdict: verdict === '' ? null : verdict,
    },
  };
}

/** Questions whose answers have a list behind them: nothing else is made into a file. */
const LISTS: ReadonlySet<IntentName> = new Set<IntentName>(['fleet.list']);

/** As a button or a file's consent carries it; null = it cannot be read, or has no list. */
export function readListQuestion(data: unknown): Intent | null {
  const intent = readQuestion(data);
  return intent !== null && LISTS.has(intent.intent) ? intent : null;
}

/** null = it cannot be read. */
function readQuestion(data: unknown): Intent | null {
  const read = askData.safeParse(data);
  if (!read.success) return null;
  const { intent, slots } = read.data;
  const known: Readonly<Record<string, 'required' | 'optional'>> = INTENT_SLOTS[intent];
  const unknown = Object.keys(slots).some((slot) => !Object.hasOwn(known, slot));
  const missing = Object.entries(known).some(([slot, need]) => need === 'required' && !(slot in slots));
  return unknown || missing || intent === 'none' ? null : { intent, slots, confidence: 1 };
}
