/**
 * Sentences that ask. Each rule whose concepts are there is scored: how telling its cues are, less for every word that
 * it leaves unexplained. The best wins if enough of the sentence is explained.
 */
import type { Intent } from '../../domain/intents.ts';
import { conceptsOf, type Concepts } from './concepts.ts';
import { DETAIL_READERS, range } from './details.ts';
import { QUESTIONS } from './families/questions.ts';
import type { QuestionRule } from './families/rule.ts';
import { DEVICE_NOUNS, FUNCTION_WORDS, ORDINARY_WORDS } from './lexicon.ts';
import { round } from './requests.ts';
import { word, type Sentence } from './sentence.ts';
import type { Subject } from './subjects.ts';
import { subjectsOf } from './subjects.ts';
import { actionVerb } from './vocabulary.ts';

export interface Reading {
  readonly sentence: Sentence;
  readonly concepts: Concepts;
  readonly subjects: readonly Subject[];
  /** A verb that changes something, used as a verb. */
  readonly ordersSomething: boolean;
  /** An action is told or imagined, and its state not asked for. */
  readonly talksOfDeeds: boolean;
}

export function readingOf(sentence: Sentence): Reading {
  return {
    sentence,
    concepts: conceptsOf(sentence),
    subjects: subjectsOf(sentence),
    ordersSomething: ordersSomething(sentence),
    talksOfDeeds: talksOfDeeds(sentence),
  };
}

/** These are hardly ever nouns; the others are verbs only after a subject, "to", or at the beginning. */
const ALWAYS_VERBS = new Set(
  'isolate isolating quarantine quarantining unisolate unisolating wipe wiping reboot rebooting retire retiring offboard disable disabling revoke revoking erase erasing terminate nuke shutdown deactivate reimage contain containing suspend unenroll'.split(
    ' ',
  ),
);
const BEFORE_VERBS = new Set(
  'i we you they to should would could can will may might must shall not never and or please just then let us'.split(
    ' ',
  ),
);
const NOUN_AFTER = new Set(
  'status state history results result time date log logs errors policy of queue list report reports on up'.split(
    ' ',
  ),
);

/** At the beginning of a sentence these order something to be done. */
const ORDERS = new Set(
  'assign add create grant make set change move send book order buy write translate close resolve run turn shut switch power execute deploy install uninstall delete remove kill stop push patch reset put cut pull drop take clear force'.split(
    ' ',
  ),
);

/** "run a health check", "pull up X", "take a look at X" order nothing. */
function asksForCheck(sentence: Sentence): boolean {
  if (sentence.tokens.some((t, i) => t.word === 'what' && word(sentence, i + 1) === 'if')) return true;
  return sentence.tokens.some((t) =>
    /^(?:checks?|report|look|selftest|doctor|correlation|whatif|simulation)$/.test(t.word),
  );
}

function ordersSomething(sentence: Sentence): boolean {
  const first = firstWord(sentence);
  return sentence.tokens.some((token, i) => {
    if (token.kind !== 'word') return false;
    if (ALWAYS_VERBS.has(token.word)) return true;
    const base = actionVerb(token.word);
    if (i === first && ORDERS.has(token.word))
      return !NOUN_AFTER.has(word(sentence, i + 1)) && !asksForCheck(sentence);
    if (base === null || /ed$/.test(token.word)) return false;
    if (token.word === base || token.word.endsWith('ing')) {
      if (i === first) return !NOUN_AFTER.has(word(sentence, i + 1));
      return BEFORE_VERBS.has(word(sentence, i - 1));
    }
    return false;
  });
}

const BEFORE_SENTENCES = new Set(
  'hi hey hello ok okay please pls kindly drawbridge bot so and now just can could will would you then also yes well'.split(
    ' ',
  ),
);

/** Where the sentence begins behind greetings and politeness. */
function firstWord(sentence: Sentence): number {
  let i = 0;
  while (
    i < sentence.tokens.length &&
    (sentence.tokens[i]?.kind === 'mark' || BEFORE_SENTENCES.has(word(sentence, i)))
  )
    i += 1;
  return i;
}

const ASKING_WORDS = new Set(
  `is are was were has have had did does do what which who whom whose when where why how check tell show list give see know find
  whether if status look get any`.split(/\s+/),
);
const HYPOTHETICAL = new Set('would could should might may can if must shall'.split(' '));
const FINDING_OUT = new Set('tell check see know show find look whether confirm verify'.split(' '));

/** "we isolated X yesterday", "what if we isolated X": something said or thought of, nothing asked about its state. */
function talksOfDeeds(sentence: Sentence): boolean {
  const words = sentence.tokens.map((_, i) => word(sentence, i));
  if (!words.some((w) => w.endsWith('ed') && actionVerb(w) !== null)) return false;
  if (words.some((w) => FINDING_OUT.has(w))) return false;
  if (words.some((w) => HYPOTHETICAL.has(w))) return true;
  if (sentence.tokens.some((t) => t.word === '?')) return false;
  let first = firstWord(sentence);
  while (first > 0 && ASKING_WORDS.has(words[first - 1] ?? '')) first -= 1;
  return !ASKING_WORDS.has(words[first] ?? '');
}

/** What costs how much: an unused name, a word of everyday life, a cue of another subject. */
const COST = { name: 0.9, ordinary: 0.45, foreign: 0.35 } as const;
const MINIMUM = 0.7;

/** Aspects of a device; two of them in one question are the whole posture. */
const ASPECTS = ['compliance', 'risk', 'vulnerabilities', 'alerts', 'software', 'isolationState'];

export function readQuestion(reading: Reading): Intent | null {
  const found = bestQuestion(reading);
  if (found?.intent.startsWith('device.') !== true || found.intent === 'device.posture') return found;
  return asksSeveralAspects(reading)
    ? { ...found, intent: 'device.posture', slots: { device: found.slots['device'] ?? '' } }
    : found;
}

function asksSeveralAspects({ sentence, concepts }: Reading): boolean {
  const joined = sentence.tokens.some((t) => ['and', 'or', ',', '/', '+', 'also'].includes(t.word));
  if (!joined) return false;
  const covered = ASPECTS.map((aspect) => concepts.get(aspect) ?? new Set<number>()).filter(
    (set) => set.size > 0,
  );
  return covered.some((one, i) =>
    covered.slice(i + 1).some((other) => ![...one].some((index) => other.has(index))),
  );
}

function bestQuestion(reading: Reading): Intent | null {
  let best: { intent: Intent; score: number } | null = null;
  for (const rule of QUESTIONS) {
    const scored = score(rule, reading);
    if (scored !== null && (best === null || scored.score > best.score)) best = scored;
  }
  return best?.intent ?? null;
}

function score(rule: QuestionRule, reading: Reading): { intent: Intent; score: number } | null {
  const { sentence, concepts } = reading;
  if (reading.ordersSomething && rule.aboutActions !== true) return null;
  if (reading.talksOfDeeds && rule.subject !== 'none') return null;
  const cues = rule.cues.filter((cue) => concepts.has(cue));
  if (cues.length === 0) return null;
  if (rule.also?.some((group) => !group.some((cue) => concepts.has(cue))) === true) return null;
  if (rule.without?.some((cue) => concepts.has(cue)) === true) return null;
  const subject = rule.subject === 'none' ? null : subjectFor(rule, reading);
  if (rule.subject !== 'none' && subject === null) return null;

  const explained = new Set<number>();
  for (const cue of [...cues, ...(rule.also?.flat() ?? [])])
    for (const i of concepts.get(cue) ?? []) explained.add(i);
  if (subject !== null) for (const i of range(subject.from, subject.next)) explained.add(i);
  const slots: Record<string, string> = { ...rule.slots };
  for (const name of rule.reads ?? []) {
    const detail = DETAIL_READERS[name](sentence);
    Object.assign(slots, detail.slots);
    for (const i of detail.tokens) explained.add(i);
  }
  if (subject !== null) slots[rule.subject] = subject.value;
  const cost = costOf(reading, explained, rule);
  const certainty = subject?.how === 'name' && rule.subject === 'device' ? 0.8 : 1;
  const said = subject !== null && ratherMachine(rule, subject, sentence, concepts);
  const total = rule.weight + 0.02 * explained.size - cost.score - (certainty < 1 ? (said ? 0.2 : 1) : 0);
  const confidence = round((0.97 - cost.confidence) * certainty);
  if (total < MINIMUM || confidence < 0.5) return null;
  return { intent: { intent: rule.intent, slots, confidence }, score: total };
}

/** Only what certainly is a device, except where the question can be about nothing else. */
const DEVICE_ONLY = new Set(['device.vulnerabilities', 'device.software', 'device.timeline']);

function subjectFor(rule: QuestionRule, { subjects, sentence, concepts }: Reading): Subject | null {
  const fits = (subject: Subject): boolean => subject.kind === rule.subject || subject.kind === 'either';
  const sure = subjects.filter((s) => s.kind === rule.subject && s.how === 'sure');
  const chosen =
    sure.length > 0
      ? sure
      : subjects.filter((s) => fits(s) && s.how !== 'self' && acceptable(rule, s, sentence, concepts));
  const strong = chosen.filter((s) => s.how !== 'context');
  const pool =
    strong.length > 0
      ? strong
      : chosen.length > 0
        ? chosen
        : subjects.filter((s) => s.how === 'self' && fits(s));
  const values = new Set(pool.map((s) => s.value.toLowerCase()));
  // Two targets of one kind: which one is meant has to be asked.
  if (values.size > 1 && (rule.subject === 'device' || joined(pool, sentence))) return null;
  // "status for adele" and "adele's status" rather than a stray word before it.
  return (
    pool.find((s) => OF_WHOM.has(word(sentence, s.from - 1))) ??
    pool.find((s) => sentence.tokens[s.next - 1]?.possessive === true) ??
    pool[0] ??
    null
  );
}

const OF_WHOM = new Set(['of', 'for', 'about', 'by', 'user', 'on', 'did', 'does', 'has']);

function joined(subjects: readonly Subject[], sentence: Sentence): boolean {
  return subjects.some((s, i) => {
    const next = subjects[i + 1];
    const between = sentence.tokens[s.next];
    return (
      next?.from === s.next + 1 &&
      between !== undefined &&
      ['and', 'or', ',', '+', '/'].includes(between.word)
    );
  });
}

function acceptable(rule: QuestionRule, subject: Subject, sentence: Sentence, concepts: Concepts): boolean {
  if (rule.subject === 'user') {
    // "what is X" asks about a thing.
    const owner = sentence.tokens[subject.next - 1]?.possessive === true;
    const place = !owner && ['in', 'at', 'near', 'within'].includes(word(sentence, subject.from - 1));
    return (
      subject.how !== 'name' ||
      !(place || onlyWhatIs(sentence, subject) || ratherMachine(rule, subject, sentence, concepts))
    );
  }
  if (subject.how !== 'name') return true;
  const before = word(sentence, subject.from - 1);
  return (
    DEVICE_ONLY.has(rule.intent) ||
    ratherMachine(rule, subject, sentence, concepts) ||
    (rule.intent === 'device.posture' &&
      rule.aboutActions === true &&
      concepts.has('isolationState') &&
      ['is', 'was', 'has', 'of', 'still'].includes(before)) ||
    ['on', 'onto', 'host', 'machine', 'device', 'server'].includes(before) ||
    (before === 'to' && rule.intent === 'device.logons')
  );
}

/** A plain word that must be a host: "device risk mercury", "who logged on to titan", "is phoenix compliant". */
function ratherMachine(
  rule: QuestionRule,
  subject: Subject,
  sentence: Sentence,
  concepts: Concepts,
): boolean {
  const before = word(sentence, subject.from - 1);
  const asked = firstWord(sentence);
  if (DEVICE_NOUNS.has(word(sentence, asked)) && isCue(concepts, asked + 1) && subject.from > asked + 1)
    return true;
  if (rule.intent === 'user.signins' || rule.intent === 'device.logons')
    return ['to', 'into', 'onto'].includes(before) && word(sentence, subject.from - 2) !== 'belong';
  if (rule.intent !== 'user.posture' && rule.intent !== 'device.compliance') return false;
  const name = sentence.tokens[subject.from];
  const capital = name?.kind === 'word' && /^\p{Lu}\p{Ll}/u.test(name.text);
  return concepts.has('compliance') && !capital && sentence.tokens[subject.next - 1]?.possessive !== true;
}

function onlyWhatIs(sentence: Sentence, subject: Subject): boolean {
  if (sentence.tokens[subject.next - 1]?.possessive === true) return false;
  return subject.from === 2 && word(sentence, 0) === 'what' && word(sentence, 1) === 'is';
}

function costOf(
  reading: Reading,
  explained: ReadonlySet<number>,
  rule: QuestionRule,
): { readonly score: number; readonly confidence: number } {
  const { sentence, concepts, subjects } = reading;
  let scored = 0;
  let doubt = 0;
  const unused = subjects.filter((s) => !explained.has(s.from) && s.how !== 'context');
  for (const subject of unused) {
    scored += subject.how === 'self' ? 0.4 : rule.subject === 'none' ? 2 : 1.2;
    doubt += 0.12;
  }
  const inSubject = new Set(unused.flatMap((s) => [...range(s.from, s.next)]));
  sentence.tokens.forEach((token, i) => {
    if (token.kind === 'mark' || explained.has(i) || inSubject.has(i)) return;
    if (token.kind !== 'word') {
      scored += COST.name;
      doubt += 0.12;
    } else if (FUNCTION_WORDS.has(token.word) || DEVICE_NOUNS.has(token.word)) {
      return;
    } else if (concepts.get('posture')?.has(i) === true) {
      scored += 0.05;
    } else if (isCue(concepts, i)) {
      scored += COST.foreign;
      doubt += 0.04;
    } else if (ORDINARY_WORDS.has(token.word)) {
      scored += COST.ordinary;
      doubt += 0.1;
    } else {
      scored += COST.foreign;
      doubt += 0.06;
    }
  });
  return { score: scored, confidence: doubt };
}

function isCue(concepts: Concepts, index: number): boolean {
  for (const indices of concepts.values()) if (indices.has(index)) return true;
  return false;
}
