/** All words the grammar knows, and which of them a mistyped word may be corrected to. */
import { APPS, COUNTRIES, PLATFORMS, PRODUCTS } from './apps.ts';
import { CAN, CANNOT, LASTING, REACH, REMEDIES, WHAT_IF, WHY } from './families/access-cues.ts';
import { CLASSIFICATIONS } from './families/classifications.ts';
import { CUES } from './families/cues.ts';
import { DESK_REQUESTS } from './families/desk-requests.ts';
import { DEVICE_ACTIONS } from './families/device-actions.ts';
import { AFFECTED, BECOMES, IMAGINED, INTO, MAKES, POLICY_WORDS } from './families/policy-changes.ts';
import { USER_ACTIONS } from './families/user-actions.ts';
import {
  DESK_WORDS,
  DEVICE_ADJECTIVES,
  DEVICE_NOUNS,
  DEVICE_PLURALS,
  FUNCTION_WORDS,
  ORDINARY_WORDS,
  SYMPTOMS,
  USER_NOUNS,
} from './lexicon.ts';
import { phraseWords } from './phrases.ts';
import { PREFIXES, SUFFIXES } from './politeness.ts';

/** Verbs that change something. As verbs they are never part of a question about a state. */
const VERBS =
  `isolate quarantine release unisolate scan collect restrict unrestrict investigate block unblock sync resync lock
unlock reboot restart wipe erase retire rotate contain cancel tag offboard locate shutdown disable enable revoke suspend
disconnect reconnect deactivate reactivate terminate unenroll reimage nuke kill dismiss confirm ban deisolate unquarantine`.split(
    /\s+/,
  );

/** Every form of an action verb → its base form. */
const FORMS = new Map<string, string>();
const GERUNDS = new Map<string, string>();
for (const verb of VERBS) {
  const stem = verb.endsWith('e') ? verb.slice(0, -1) : verb;
  const doubled = /(?:[^aeiou][aeiou])[bgnpt]$/.test(verb) && !/[^aeiou][aeiou][^aeiou]?e[a-z]$/.test(verb);
  const forms = [verb, /s$/.test(verb) ? `${verb}es` : `${verb}s`, `${stem}ed`, `${stem}ing`];
  if (doubled) forms.push(`${verb}${verb.slice(-1)}ed`, `${verb}${verb.slice(-1)}ing`);
  for (const form of forms) {
    FORMS.set(form, verb);
    if (form.endsWith('ing')) GERUNDS.set(form, verb);
  }
}
// Read as "isolate" (contractions.ts); here for what is looked at as it was typed.
FORMS.set('iso', 'iso');
for (const [gerund, base] of [
  ['shutting', 'shut'],
  ['putting', 'put'],
  ['running', 'run'],
  ['taking', 'take'],
  ['updating', 'update'],
  ['starting', 'start'],
  ['resetting', 'reset'],
  ['signing', 'sign'],
  ['adding', 'add'],
  ['removing', 'remove'],
  ['closing', 'close'],
  ['cutting', 'cut'],
  ['assigning', 'assign'],
  ['lifting', 'lift'],
  ['undoing', 'undo'],
  ['letting', 'let'],
  ['turning', 'turn'],
  ['locking', 'lock'],
  ['marking', 'mark'],
  ['issuing', 'issue'],
  ['creating', 'create'],
  ['giving', 'give'],
  ['forcing', 'force'],
  ['bringing', 'bring'],
  ['powering', 'power'],
  ['switching', 'switch'],
  ['kicking', 'kick'],
  ['pulling', 'pull'],
] as const) {
  GERUNDS.set(gerund, base);
}

const phrases = [
  ...Object.values(CUES).flat(),
  ...[...DEVICE_ACTIONS, ...USER_ACTIONS, ...DESK_REQUESTS].flatMap((rule) => [
    ...rule.phrases,
    rule.participle ?? '',
  ]),
  ...APPS,
  ...REACH,
  ...CAN,
  ...CANNOT,
  ...WHY,
  ...WHAT_IF,
  ...REMEDIES,
  ...IMAGINED,
  ...[...BECOMES, ...MAKES, ...INTO].map(([phrase]) => phrase),
  ...CLASSIFICATIONS.map(([phrase]) => phrase),
  ...PRODUCTS.map(([phrase]) => phrase),
  ...PLATFORMS.map(([phrase]) => phrase),
  ...PREFIXES.map((prefix) => prefix.phrase),
  ...SUFFIXES,
];
const grammarWords = new Set([...new Set(phrases)].flatMap((phrase) => phraseWords(phrase)));
const countryWords = new Set(Object.keys(COUNTRIES).flatMap((name) => name.split(' ')));

const vocabulary = new Set<string>([
  ...AFFECTED,
  ...LASTING,
  ...POLICY_WORDS,
  ...grammarWords,
  ...FUNCTION_WORDS,
  ...ORDINARY_WORDS,
  ...SYMPTOMS,
  ...DEVICE_NOUNS,
  ...DEVICE_PLURALS,
  ...DEVICE_ADJECTIVES,
  ...USER_NOUNS,
  ...countryWords,
  ...FORMS.keys(),
  ...GERUNDS.keys(),
  ...DESK_WORDS,
]);

export function isVocabulary(word: string): boolean {
  return vocabulary.has(word);
}

const SHORT_COMMANDS = new Set(['help', 'show', 'find', 'list']);

/** Words that a slip of the finger may have been meant as. */
export const correctionTargets: readonly string[] = [
  ...new Set([
    ...grammarWords,
    ...FORMS.keys(),
    ...DEVICE_NOUNS,
    ...DEVICE_PLURALS,
    ...FUNCTION_WORDS,
    ...['cannot', 'severity', 'medium', 'high', 'informational', 'resolved', 'active', 'unresolved'],
  ]),
].filter((word) => word.length >= (FUNCTION_WORDS.has(word) && !SHORT_COMMANDS.has(word) ? 5 : 4));

/** Base form if the word is any form of an action verb. */
export function actionVerb(word: string): string | null {
  return FORMS.get(word) ?? null;
}

/** Base form of a gerund: "would you mind isolating X". */
export function gerundBase(word: string): string | null {
  return GERUNDS.get(word) ?? null;
}
