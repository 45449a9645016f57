/** The record: who did what, when and to whom. */
import type { Intent } from '../../domain/intents.ts';
import { DETAIL_READERS, range } from './details.ts';
import { FUNCTION_WORDS, ORDINARY_WORDS } from './lexicon.ts';
import type { Reading } from './questions.ts';
import { round } from './requests.ts';
import { word, type Sentence } from './sentence.ts';
import type { Subject } from './subjects.ts';
import { actionVerb } from './vocabulary.ts';

const RECORD = new Set([
  'audit',
  'trail',
  'record',
  'actions',
  'action',
  'decisions',
  'decision',
  'isolations',
  'releases',
  'requests',
  'responses',
]);
const PEOPLE = new Set([
  'anyone',
  'anybody',
  'someone',
  'somebody',
  'we',
  'you',
  'they',
  'drawbridge',
  'i',
  'team',
]);

export function readAudit(reading: Reading): Intent | null {
  const { sentence, concepts } = reading;
  const asksWhoDid = whoDid(reading);
  const asksDeeds = deeds(reading);
  if (
    !asksWhoDid &&
    !asksDeeds &&
    (!concepts.has('audit') || concepts.has('approvalsList') || concepts.has('caProduct'))
  )
    return null;
  if (
    !asksWhoDid &&
    !asksDeeds &&
    reading.ordersSomething &&
    !sentence.tokens.some((t) => RECORD.has(t.word))
  )
    return null;
  const since = DETAIL_READERS.since(sentence);
  const actor = actorOf(reading, asksWhoDid || asksDeeds);
  const target = targetOf(reading, actor);
  const explained = new Set<number>([
    ...since.tokens,
    ...(concepts.get('audit') ?? []),
    ...[actor, target].flatMap((s) => (s === null ? [] : range(s.from, s.next))),
  ]);
  const slots: Record<string, string> = {};
  if (since.slots['since'] !== undefined) slots['since'] = since.slots['since'];
  if (actor !== null) slots['actor'] = actor.value;
  if (target !== null) slots['target'] = target.value;
  const confidence = round(0.96 - 0.1 * unexplained(sentence, explained));
  return confidence < 0.5 ? null : { intent: 'audit.show', slots, confidence };
}

/** "who isolated X", "when was X released", "did tomas wipe X", "has anyone scanned X". */
function whoDid({ sentence, concepts }: Reading): boolean {
  const verbs = sentence.tokens.some((t) => t.kind === 'word' && actionVerb(t.word) !== null);
  if (!verbs && (concepts.has('logons') || concepts.has('signins'))) return false;
  const first = sentence.tokens.findIndex(
    (t) =>
      t.kind === 'word' &&
      ![
        'hi',
        'hey',
        'hello',
        'so',
        'and',
        'ok',
        'please',
        'tell',
        'me',
        'show',
        'do',
        'you',
        'know',
        'can',
        'could',
      ].includes(t.word),
  );
  const opening = word(sentence, first);
  const verbAt = sentence.tokens.findIndex(
    (t) => t.kind === 'word' && (actionVerb(t.word) !== null || DEEDS.has(t.word)),
  );
  if (verbAt === -1 || verbAt < first) return false;
  const verb = word(sentence, verbAt);
  const done = /ed$|^(?:put|took|reset|shut|let|ran|got|cut)$/.test(verb);
  if (opening === 'who')
    return (
      done ||
      sentence.tokens
        .slice(first, verbAt)
        .some((t) => /^(?:asked|wanted|requested|decided|ordered|told|has|did|tried)$/.test(t.word))
    );
  if (opening === 'when' || opening === 'why' || opening === 'how') {
    if (word(sentence, first + 1) === 'come') return done;
    const past = /^(?:was|were|did|has|have|got)$/.test(word(sentence, first + 1));
    const isolatedNow =
      word(sentence, first + 1) === 'is' &&
      done &&
      /^(?:isolated|quarantined|wiped|retired|offboarded|contained)$/.test(verb);
    return opening !== 'how' && (past || isolatedNow) && (done || word(sentence, first + 1) === 'did');
  }
  if (opening === 'did') return !/^(?:it|this|that|the)$/.test(word(sentence, first + 1)) || done;
  if (opening === 'has' || opening === 'have')
    return done && PEOPLE.has(word(sentence, first + 1)) && word(sentence, first + 2) !== 'been';
  return false;
}

const DEEDS = new Set([
  'put',
  'took',
  'approved',
  'denied',
  'requested',
  'ordered',
  'released',
  'collected',
  'ran',
  'shut',
  'reset',
  'let',
  'cut',
  'rejected',
  'authorised',
  'authorized',
  'signed',
]);

/** "what did tomas do yesterday", "what has iris been up to", "actions by tomas". */
function deeds({ sentence, subjects, concepts }: Reading): boolean {
  if (concepts.has('signins') || concepts.has('mailbox')) return false;
  for (let i = 0; i < sentence.tokens.length; i += 1) {
    if (word(sentence, i) === 'what' && ['did', 'has', 'have', 'was'].includes(word(sentence, i + 1))) {
      const who = subjects.find((s) => s.from >= i + 2 && s.from <= i + 4 && s.kind !== 'device');
      const after = who?.next ?? (PEOPLE.has(word(sentence, i + 2)) ? i + 3 : -1);
      if (
        after !== -1 &&
        [
          'do',
          'done',
          'been',
          'doing',
          'approve',
          'deny',
          'request',
          'decide',
          'approved',
          'requested',
          'up',
          'change',
        ].includes(word(sentence, after))
      )
        return true;
    }
    // "which requests did iris approve"
    if (
      RECORD.has(word(sentence, i)) &&
      word(sentence, i + 1) === 'did' &&
      subjects.some((s) => s.from === i + 2 && s.kind !== 'device')
    )
      return true;
    if (
      RECORD.has(word(sentence, i)) &&
      ['by', 'of', 'from'].includes(word(sentence, i + 1)) &&
      subjects.some((s) => s.from >= i + 2)
    )
      return true;
    const everything =
      word(sentence, i) === 'everything' ||
      (word(sentence, i) === 'all' && RECORD.has(word(sentence, i + 1)));
    if (
      everything &&
      subjects.some(
        (s) =>
          s.from >= i + 1 && s.kind !== 'device' && ['did', 'has', 'have'].includes(word(sentence, s.next)),
      )
    )
      return true;
  }
  return false;
}

function actorOf({ sentence, subjects }: Reading, asked: boolean): Subject | null {
  const self = sentence.tokens.findIndex(
    (t, i) =>
      (t.word === 'i' && ['did', 'have'].includes(word(sentence, i - 1))) ||
      (t.word === 'my' && RECORD.has(word(sentence, i + 1))),
  );
  if (self !== -1) return { from: self, next: self + 1, value: 'me', kind: 'user', how: 'self' };
  for (const s of subjects) {
    if (s.kind === 'device' || s.how === 'self') continue;
    const before = word(sentence, s.from - 1);
    const after = word(sentence, s.next);
    if (
      before === 'by' ||
      (before === 'did' && asked) ||
      (['has', 'have', 'was'].includes(before) && asked && word(sentence, s.from - 2) === 'what')
    )
      return s;
    if (before === 'actor' || before === 'from') return s;
    const possessive = sentence.tokens[s.next - 1]?.possessive === true;
    if (possessive && RECORD.has(after)) return s;
    if (['did', 'has'].includes(after)) return s;
  }
  return null;
}

function targetOf({ subjects, sentence }: Reading, actor: Subject | null): Subject | null {
  const others = subjects.filter(
    (s) =>
      s !== actor && s.how !== 'self' && (actor === null || s.from >= actor.next || s.next <= actor.from),
  );
  return (
    others.find((s) => s.kind === 'device') ??
    others.find((s) => !['by'].includes(word(sentence, s.from - 1))) ??
    null
  );
}

function unexplained(sentence: Sentence, explained: ReadonlySet<number>): number {
  let count = 0;
  sentence.tokens.forEach((token, i) => {
    if (token.kind === 'mark' || explained.has(i)) return;
    if (
      token.kind === 'word' &&
      (FUNCTION_WORDS.has(token.word) || actionVerb(token.word) !== null || DEEDS.has(token.word))
    )
      return;
    if (token.kind === 'word' && AROUND.has(token.word)) return;
    count += token.kind === 'word' && ORDINARY_WORDS.has(token.word) ? 0.5 : 1;
  });
  return count;
}

const AROUND = new Set(
  'asked told wanted decided isolation isolations action actions response responses decisions history log trail sessions session account network sign signins signed killed approve deny request requests compromised risk taken antivirus app execution scan package collected started triggered approved'.split(
    ' ',
  ),
);
