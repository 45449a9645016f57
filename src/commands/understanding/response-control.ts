/**
 * Sentences about responding itself: the stop switch, and an action that is only tried out or rehearsed. The grammar is
 * narrow on purpose: the whole sentence must be one of these, and a sentence about the stop switch that is not is nothing.
 */
import type { Intent } from '../../domain/intents.ts';
import { isForPractice, isPlainNote, isPlainReason } from './reason.ts';

const POLITE = String.raw`(?:(?:please|drawbridge)[, ]+)*`;
const SWITCH = '(?:stop|emergency)[- ]switch';
const ACTIONS = '(?:all (?:the )?(?:response )?(?:actions|responses)|(?:the )?response actions)';
const WHY = String.raw`\s*(?:,\s*)?\b(?:because of|because|due to|reason:?)\s+(?<why>.+)`;
const REASON = String.raw`(?:${WHY}|\s*[:,;–—-]\s*(?<note>.+))?`;

function whole(what: string, tail = REASON): RegExp {
  return new RegExp(`^${POLITE}(?:${what})${tail}$`, 'isu');
}

const END = String.raw`(?:[,\s]+(?:now|please))*[.!]*`;
const STOP = whole(
  `(?:pull|press|hit|throw|engage|activate|trigger|turn on) the ${SWITCH}${END}|(?:stop|halt|freeze|suspend) ${ACTIONS}${END}`,
);
/** Two words that stand in many a note: only alone, or with a reason that is called one. */
const EMERGENCY_STOP = whole(`emergency stop${END}`, `(?:${WHY})?`);
const RESUME = whole(
  `(?:release|reset|unpull|disengage|deactivate|let go of|turn off) the ${SWITCH}${END}|resume ${ACTIONS}${END}`,
);
const STATUS = whole(
  [
    `is the ${SWITCH} (?:still |currently )?(?:pulled|on|active|released|off)`,
    `who (?:has )?(?:pulled|released) the ${SWITCH}`,
    `(?:(?:show|what is|what's) (?:me )?)?(?:the )?(?:${SWITCH} (?:status|state)|(?:status|state) of the ${SWITCH})`,
  ].join('|'),
  String.raw`[?.!\s]*`,
);
const MENTIONED = new RegExp(
  String.raw`\b(?:${SWITCH}|(?:stop|halt|freeze|suspend|pause|resume) ${ACTIONS})\b`,
  'iu',
);

/** Null when the sentence is none of these. */
export function readStopSwitch(text: string): Intent | null {
  const stop = STOP.exec(text) ?? EMERGENCY_STOP.exec(text);
  if (stop !== null) return intent('response.stop', stop);
  const resume = RESUME.exec(text);
  if (resume !== null) return intent('response.resume', resume);
  if (STATUS.test(text)) return { intent: 'response.status', slots: {}, confidence: 0.98 };
  return MENTIONED.test(text) ? UNCLEAR : null;
}

const UNCLEAR: Intent = { intent: 'none', slots: {}, confidence: 0.3 };

function intent(name: 'response.stop' | 'response.resume', found: RegExpExecArray): Intent {
  const why = found.groups?.['why']?.trim();
  const note = found.groups?.['note']?.trim();
  const reason = why ?? note ?? '';
  if (reason === '') return { intent: name, slots: {}, confidence: 0.98 };
  // What depends on something, is taken back or asked is no order.
  const plain =
    (why === undefined ? isPlainNote(reason) : isPlainReason(reason)) &&
    !reason.endsWith('?') &&
    !isForPractice(reason);
  return plain ? { intent: name, slots: { reason }, confidence: 0.98 } : UNCLEAR;
}

const DRY_RUN = /^dry[- ]?run\s*[:,–—-]?\s+(?<rest>(?!then\b|first\b).+)$/isu;
const WHAT_WOULD = /^what would (?<deed>(?:selectively |fully )?[a-z]+ing\b.+?) do\s*\?*$/isu;
const DRILL = /^(?:drill|exercise)\s*[:–—]\s*(?<rest>.+)$/isu;
const DRILLS =
  /^(?:how did (?:the |our )?(?:last |latest )?drills? go\s*\??$|(?:show (?:me )?(?:the )?)?drill(?:s)? (?:report|score|scores|results)\s*\??$)/isu;

export interface Rehearsal {
  readonly intent: 'response.dryRun' | 'response.drill';
  /** The sentence that asks for the action itself. */
  readonly order: string;
  /** It may also be a question about something else: "what would disabling CA07 do". */
  readonly doubtful: boolean;
}

/** "dry run: isolate X", "drill: isolate X": what follows must be a whole request of its own. */
export function rehearsalOf(text: string): Rehearsal | null {
  const dry = DRY_RUN.exec(text)?.groups?.['rest'];
  if (dry !== undefined) return { intent: 'response.dryRun', order: dry, doubtful: false };
  const deed = WHAT_WOULD.exec(text)?.groups?.['deed'];
  if (deed !== undefined)
    return { intent: 'response.dryRun', order: `would you mind ${deed}`, doubtful: true };
  const drill = DRILL.exec(text)?.groups?.['rest'];
  return drill === undefined ? null : { intent: 'response.drill', order: drill, doubtful: false };
}

export function asksForDrills(text: string): boolean {
  return DRILLS.test(text);
}

/** The rehearsal of a request; anything else in its place is not understood. null = it may mean something else. */
export function rehearsed(rehearsal: Rehearsal, request: Intent): Intent | null {
  if (!request.intent.startsWith('action.')) {
    return rehearsal.doubtful ? null : { intent: 'none', slots: {}, confidence: 0.3 };
  }
  const action = request.intent.slice('action.'.length);
  return {
    intent: rehearsal.intent,
    slots: { action, ...request.slots },
    confidence: request.confidence,
  };
}
