/**
 * The questions that a language model may translate a sentence into: a closed list of intents that only read. Nothing
 * here changes, decides, assigns or subscribes to anything, and none takes a query. What a model says is foreign text:
 * it counts only if every name in it was typed (docs/language-model.md).
 */
import { INTENT_SLOTS } from './intents.ts';
import type { IntentName } from './intents.ts';

/** Intent → the slots that may be filled. */
const READINGS = {
  'device.posture': ['device'],
  'device.compliance': ['device'],
  'device.risk': ['device'],
  'device.timeline': ['device'],
  'device.vulnerabilities': ['device'],
  'device.software': ['device'],
  'device.logons': ['device'],
  'device.alerts': ['device'],
  'device.find': ['query'],
  'user.devices': ['user'],
  'user.posture': ['user'],
  'user.signins': ['user'],
  'user.mailbox': ['user'],
  'access.explain': ['user', 'app', 'polarity'],
  'access.whatif': ['user', 'app', 'platform', 'ip', 'country'],
  'alerts.list': ['severity', 'status'],
  'alert.show': ['alertId'],
  'incidents.list': ['severity', 'status'],
  'incident.show': ['incidentId'],
  'hunt.correlate': ['user'],
  'integrations.check': [],
  'fleet.overview': [],
  'fleet.list': ['filter'],
  'audit.show': ['actor', 'target'],
  'oncall.show': [],
} as const satisfies Partial<Readonly<Record<IntentName, readonly string[]>>>;

export type ReadingIntent = keyof typeof READINGS;
export type ReadingSlot = (typeof READINGS)[ReadingIntent][number];

export const READING_INTENTS = Object.keys(READINGS) as readonly ReadingIntent[];
export const READING_SLOTS: readonly ReadingSlot[] = [...new Set(Object.values(READINGS).flat())];

/** Slots whose value is one of these; the value of any other is something that was typed. */
export const SLOT_CHOICES: Readonly<Partial<Record<ReadingSlot, readonly string[]>>> = {
  polarity: ['can', 'cannot'],
  severity: ['high', 'medium', 'low', 'informational'],
  status: ['open', 'new', 'inProgress', 'resolved'],
  platform: ['iOS', 'android', 'macOS', 'windows', 'linux'],
  filter: ['noncompliant', 'highrisk', 'inactive', 'isolated', 'unonboarded', 'noncompliant-with-access'],
};

/** A sentence as a question of the list. */
export interface Translation {
  readonly intent: ReadingIntent;
  readonly slots: Readonly<Partial<Record<ReadingSlot, string>>>;
}

export function isReading(intent: IntentName): intent is ReadingIntent {
  return Object.hasOwn(READINGS, intent);
}

/** The slots that a question of the list may have. */
export function slotsOf(intent: ReadingIntent): readonly ReadingSlot[] {
  return READINGS[intent];
}

/** Longer than any name of a device, a person or an app. */
const LONGEST_NAME = 120;

/**
 * The translation with every name spelled as it was typed; null when it is none that may be acted on: an intent outside
 * the list, a slot that the intent does not have or that is missing, a name that does not stand in the sentence.
 */
export function soundTranslation(translation: Translation, sentence: string): Translation | null {
  if (!isReading(translation.intent)) return null;
  const allowed = slotsOf(translation.intent);
  const needed: Readonly<Record<string, 'required' | 'optional'>> = INTENT_SLOTS[translation.intent];
  const slots: Partial<Record<ReadingSlot, string>> = {};
  for (const [name, value] of Object.entries(translation.slots) as [ReadingSlot, string][]) {
    if (!allowed.includes(name)) return null;
    const typed = SLOT_CHOICES[name]?.find((choice) => choice === value) ?? typedName(name, value, sentence);
    if (typed === null) return null;
    slots[name] = typed;
  }
  const complete = Object.keys(needed).every((name) => needed[name] === 'optional' || name in slots);
  return complete ? { intent: translation.intent, slots } : null;
}

/** A whole name in the sentence, in any case: `LT` is no name in `FIN-LT-042`, nor `adele` in `adele@contoso.com`. */
function typedName(slot: ReadingSlot, value: string, sentence: string): string | null {
  const name = value.trim();
  if (SLOT_CHOICES[slot] !== undefined || name === '' || name.length > LONGEST_NAME) return null;
  // Nothing that could end the quotation marks around it, or the line.
  if (/["“”„«»\p{Cc}]/u.test(name)) return null;
  const literal = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const whole = new RegExp(
    `(?<![\\p{L}\\p{N}_]|[\\p{L}\\p{N}][-.@\\\\])${literal}(?![\\p{L}\\p{N}_]|[-.@\\\\][\\p{L}\\p{N}])`,
    'iu',
  );
  return whole.exec(sentence)?.[0] ?? null;
}
