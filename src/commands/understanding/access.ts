/** Who can or cannot reach what, and what would happen in another sign-in. */
import type { Intent } from '../../domain/intents.ts';
import { APPS } from './apps.ts';
import { range } from './details.ts';
import { CAN, CANNOT, REACH, WHAT_IF, WHY } from './families/access-cues.ts';
import { DEVICE_NOUNS, FUNCTION_WORDS } from './lexicon.ts';
import { phraseSet, type PhraseSet } from './phrases.ts';
import type { Reading } from './questions.ts';
import { round } from './requests.ts';
import { longest, span, word, type Sentence } from './sentence.ts';
import { countryOf, ipOf, platformOf, type Found } from './sign-in-signals.ts';
import type { Subject } from './subjects.ts';

const apps = plainSet(APPS);

const CUES = [
  ['why', plainSet(WHY)],
  ['cannot', plainSet(CANNOT)],
  ['can', plainSet(CAN)],
  ['reach', plainSet(REACH)],
  ['whatIf', plainSet(WHAT_IF)],
] as const;

function plainSet(phrases: readonly string[]): PhraseSet<true> {
  return phraseSet(phrases.map((phrase) => [phrase, true] as const));
}

/** The app whose name begins here, as typed. */
export function appNamed(sentence: Sentence, at: number): string | null {
  const found = longest(apps, sentence, at);
  return found === null ? null : span(sentence, at, found.next);
}

interface Facts {
  readonly why: boolean;
  readonly cannot: boolean;
  readonly can: boolean;
  readonly reach: boolean;
  readonly whatIf: boolean;
  readonly explained: ReadonlySet<number>;
  /** Indices right after a word of reaching, or of being blocked: an app may follow. */
  readonly afterReach: readonly number[];
}

export function readAccess(reading: Reading): Intent | null {
  const { sentence } = reading;
  if (reading.ordersSomething || isAboutSomethingElse(reading)) return null;
  const facts = factsOf(sentence);
  if (!facts.why && !facts.cannot && !facts.can && !facts.whatIf) return null;
  const platform = platformOf(sentence);
  const country = countryOf(sentence);
  const taken = new Set([...(platform?.tokens ?? []), ...(country?.tokens ?? [])]);
  const who = userOf(reading, facts, taken);
  if (who === null) return null;
  const app = appOf(reading, facts, who, taken);
  const device = deviceOf(reading, who, app);
  const ip = ipOf(sentence);
  const signals = [platform, country, ip].some((signal) => signal !== null);
  const explained = new Set([
    ...facts.explained,
    ...who.tokens,
    ...[app, device, platform, country, ip].flatMap((f) => f?.tokens ?? []),
  ]);
  const confidence = round(0.97 - 0.1 * leftovers(sentence, explained));
  if (confidence < 0.5) return null;

  if (facts.whatIf || (signals && !facts.why && (facts.can || facts.cannot))) {
    if (app === null) return null;
    return intent('access.whatif', confidence, {
      user: who,
      app,
      device: platform === null ? device : null,
      platform,
      ip,
      country,
    });
  }
  if (!isExplanation(sentence, facts, app)) return null;
  const polarity = { value: facts.cannot ? 'cannot' : 'can', tokens: [] };
  return intent('access.explain', confidence, { user: who, app, device, polarity });
}

function intent(
  name: 'access.explain' | 'access.whatif',
  confidence: number,
  found: Readonly<Record<string, Found | null>>,
): Intent {
  const slots: Record<string, string> = {};
  for (const [slot, value] of Object.entries(found)) if (value !== null) slots[slot] = value.value;
  return { intent: name, slots, confidence };
}

/** Mailbox rules, sign-in logs, lists of devices: their own questions, though they speak of access too. */
function isAboutSomethingElse({ concepts, subjects, sentence }: Reading): boolean {
  if (
    subjects.length === 0 &&
    !sentence.tokens.some((t) => t.word === 'i' || t.word === 'me' || t.word === 'my' || t.word === 'we')
  )
    return true;
  const has = (concept: string): boolean => concepts.has(concept);
  if (has('deviceList') && has('noncompliant')) return true;
  const rules = sentence.tokens.some((t) =>
    /^(?:rules?|forward(?:s|ed|ing)?|delegates?|delegations?|grants|redirect(?:s|ing)?)$/.test(t.word),
  );
  if (rules && has('mailbox')) return true;
  return word(sentence, 0) === 'who';
}

function factsOf(sentence: Sentence): Facts {
  const explained = new Set<number>();
  const afterReach: number[] = [];
  const flags = { why: false, cannot: false, can: false, reach: false, whatIf: false };
  for (let i = 0; i < sentence.tokens.length; i += 1) {
    for (const [flag, cues] of CUES) {
      const found = longest(cues, sentence, i);
      if (found === null) continue;
      flags[flag] = true;
      for (const k of range(i, found.next)) explained.add(k);
      if (flag === 'reach' || flag === 'cannot' || flag === 'can') afterReach.push(found.next);
    }
    // "can adele not reach", "is adele not able"
    if (word(sentence, i) === 'not') flags.cannot = true;
  }
  if (word(sentence, 0) === 'if') flags.whatIf = true;
  return { ...flags, explained, afterReach };
}

/** Is it about reaching an app at all? */
function isExplanation(sentence: Sentence, facts: Facts, app: Found | null): boolean {
  const says = (form: RegExp): boolean => sentence.tokens.some((t) => t.kind === 'word' && form.test(t.word));
  const access = says(/^access$/);
  const shutOut = says(
    /^(?:blocked|denied|locked|prevented|refused|unable|barred|excluded|stopped|kicked|rejected)$/,
  );
  if (facts.why && (facts.reach || access || shutOut))
    return app !== null || shutOut || access || facts.cannot || says(/^(?:in|into)$/);
  if (facts.why && app !== null && (facts.can || facts.cannot)) return true;
  // "diego cannot log in"
  if (
    app === null &&
    facts.cannot &&
    says(/^(?:can|could|unable)$/) &&
    says(/^(?:in|on|login|signin|logon)$/)
  )
    return true;
  if (app === null) return false;
  if (shutOut || access) return true;
  if (
    facts.cannot &&
    says(/^(?:works?|working|opens?|loads?|loading|let|blocking|stopping|preventing|keeping)$/)
  )
    return true;
  return facts.reach && (facts.can || facts.cannot);
}

function userOf(reading: Reading, facts: Facts, taken: ReadonlySet<number>): Found | null {
  const { sentence } = reading;
  const free = reading.subjects.filter((s) => s.kind !== 'device' && !taken.has(s.from));
  const people = free.filter((s) => s.how === 'sure' || s.how === 'context');
  const afterFor = free.filter((s) => ['for', 'of', 'by', 'user'].includes(word(sentence, s.from - 1)));
  const beforeReach = free.filter(
    (s) => !facts.afterReach.includes(s.from) || stopsSomebody(sentence, s.from),
  );
  const chosen =
    people.find((s) => s.how === 'sure') ??
    afterFor[0] ??
    beforeReach.find((s) => s.how !== 'self') ??
    people[0] ??
    (free.length === 1 ? free[0] : undefined);
  if (chosen !== undefined) return { value: chosen.value, tokens: range(chosen.from, chosen.next) };
  const owner = ownerOf(reading.subjects);
  if (owner !== null) return owner;
  const speaker = sentence.tokens.findIndex(
    (t, i) =>
      t.word === 'i' ||
      (t.word === 'me' &&
        /^(?:lets?|stops?|blocks?|prevents?|keeps?|blocking|stopping|for|letting|keeping)$/.test(
          word(sentence, i - 1),
        )) ||
      t.word === 'my',
  );
  return speaker === -1 ? null : { value: 'me', tokens: [speaker] };
}

/** "why does adele's laptop have no access": the owner is the one who signs in. */
function ownerOf(subjects: readonly Subject[]): Found | null {
  for (const s of subjects) {
    const owner = /^(.+?)['’]s? /.exec(s.value)?.[1];
    if (s.kind === 'device' && owner !== undefined) return { value: owner, tokens: range(s.from, s.next) };
  }
  return null;
}

/** "what stops adele", "what lets adele": the person follows the verb. */
function stopsSomebody(sentence: Sentence, at: number): boolean {
  return /^(?:stops?|stopping|lets?|letting|prevents?|preventing|blocks?|blocking|keeps?|keeping|allows?|allowing|can|could|not|permits?|denies|denying|still|able)$/.test(
    word(sentence, at - 1),
  );
}

function appOf(reading: Reading, facts: Facts, who: Found, taken: ReadonlySet<number>): Found | null {
  const { sentence, subjects } = reading;
  let best: Found | null = null;
  for (let i = 0; i < sentence.tokens.length; i += 1) {
    if (who.tokens.includes(i) || taken.has(i)) continue;
    const found = longest(apps, sentence, i);
    if (found === null) continue;
    const tokens = range(i, found.next);
    // "blocks", "office" and the like at the very beginning are no app; the first real one counts.
    if (best === null) best = { value: span(sentence, i, found.next), tokens };
    i = found.next - 1;
  }
  if (best !== null) return withName(reading, who, best);
  const to = new Set([
    'to',
    'into',
    'from',
    'of',
    'reach',
    'access',
    'open',
    'use',
    'using',
    'on',
    'the',
    'in',
    'app',
    'application',
    'accessing',
    'reaching',
    'opening',
  ]);
  for (const s of subjects) {
    if (
      s.kind === 'device' ||
      who.tokens.includes(s.from) ||
      taken.has(s.from) ||
      s.how === 'self' ||
      s.how === 'context'
    )
      continue;
    if (facts.afterReach.includes(s.from) || to.has(word(sentence, s.from - 1))) {
      return { value: s.value, tokens: range(s.from, s.next) };
    }
  }
  return null;
}

/** "Contoso Payroll": a name right before a word that is an app belongs to it. */
function withName({ sentence, subjects }: Reading, who: Found, app: Found): Found {
  const first = app.tokens[0] ?? 0;
  const name = subjects.find((s) => s.next === first && s.how === 'name' && !who.tokens.includes(s.from));
  if (name === undefined || sentence.tokens[first - 1]?.possessive === true) return app;
  const tokens = range(name.from, first + app.tokens.length);
  return { value: span(sentence, name.from, first + app.tokens.length), tokens };
}

function deviceOf(reading: Reading, who: Found, app: Found | null): Found | null {
  const { sentence, subjects } = reading;
  for (const s of subjects) {
    if (s.kind !== 'device' || who.tokens.includes(s.from) || app?.tokens.includes(s.from) === true) continue;
    if (/^\d+(?:\.|\[)/.test(s.value) || s.value.includes(':')) continue;
    if (s.how === 'context' && !['it', 'that', 'this', 'the'].includes(word(sentence, s.from))) continue;
    return { value: s.value, tokens: range(s.from, s.next) };
  }
  // "on her phone": she is in the sentence, so it is clear whose; the words stay as they are.
  for (let i = 0; i < sentence.tokens.length; i += 1) {
    if (!['his', 'her', 'their'].includes(word(sentence, i))) continue;
    if (!['on', 'from', 'with', 'using', 'via', 'through'].includes(word(sentence, i - 1))) continue;
    let end = i + 1;
    while (
      /^(?:work|personal|new|old|own|private|company|corporate|home|mobile|second)$/.test(word(sentence, end))
    )
      end += 1;
    if (DEVICE_NOUNS.has(word(sentence, end)))
      return { value: span(sentence, i, end + 1), tokens: range(i, end + 1) };
  }
  return null;
}

const HARMLESS = new Set(
  `compliant noncompliant unmanaged managed device app application mobile client sign signs signed in into logs logged login account portal policy
  policies conditional access happens happen happened blocked allowed office home abroad travelling traveling hotel network country location
  suddenly right normally signing logging personal phone reason reasons work website web page app apps mfa without vpn`.split(
    /\s+/,
  ),
);

function leftovers(sentence: Sentence, explained: ReadonlySet<number>): number {
  let count = 0;
  sentence.tokens.forEach((token, i) => {
    if (token.kind === 'mark' || explained.has(i)) return;
    if (
      token.kind === 'word' &&
      (FUNCTION_WORDS.has(token.word) || HARMLESS.has(token.word) || DEVICE_NOUNS.has(token.word))
    )
      return;
    count += token.kind === 'quoted' ? 3 : 1;
  });
  return count;
}
