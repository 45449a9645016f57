/** The devices and people a question may be about, found anywhere in it. */
import { DEVICE_NOUNS, GIVEN_NAMES } from './lexicon.ts';
import { readDevice, readUser } from './names.ts';
import { word, type Sentence } from './sentence.ts';
import { correction } from './spelling.ts';
import type { Token } from './tokens.ts';
import { actionVerb } from './vocabulary.ts';

export interface Subject {
  readonly from: number;
  readonly next: number;
  readonly value: string;
  readonly kind: 'device' | 'user' | 'either';
  readonly how: 'sure' | 'name' | 'context' | 'self';
}

/** "show me" and "tell me" do not make the speaker the subject. */
const TO_ME = new Set(
  `show tell give get let help send fetch bring notify alert ping find inform list update remind warn message for about with
  assign page text to`.split(/\s+/),
);

export function subjectsOf(sentence: Sentence): readonly Subject[] {
  const found: Subject[] = [];
  for (let i = 0; i < sentence.tokens.length;) {
    const subject = subjectAt(sentence, i);
    if (subject === null) {
      i += 1;
    } else {
      found.push(subject);
      i = subject.next;
    }
  }
  return found;
}

function subjectAt(sentence: Sentence, at: number): Subject | null {
  const token = sentence.tokens[at];
  if (token === undefined || token.kind === 'mark') return null;
  if (token.kind === 'quoted' && (token.text.length > 64 || token.text.split(/\s+/).length > 6)) return null;
  // Quoted speech about an action is no name.
  if (token.kind === 'quoted' && token.text.includes(' ') && speaksOfAction(token)) return null;
  const before = word(sentence, at - 1);
  const device = readDevice(sentence, at);
  if (device !== null && device.how !== 'name') {
    const isGuid = token.literal === 'guid' && !sentence.tokens.some((t) => DEVICE_NOUNS.has(t.word));
    return {
      from: at,
      next: device.next,
      value: device.value,
      kind: isGuid ? 'either' : 'device',
      how: device.how,
    };
  }
  if (token.word === 'i' && ['do', 'did', 'am', 'have'].includes(before)) {
    return { from: at, next: at + 1, value: 'me', kind: 'user', how: 'self' };
  }
  // A word that is also a name ("mark", "will") is one only after "of", "for", "user" …
  const user = readUser(sentence, at);
  if (user === null)
    return device === null
      ? null
      : { from: at, next: device.next, value: device.value, kind: 'either', how: 'name' };
  if (user.how === 'self') {
    const owned = token.word === 'my' || (token.word === 'me' && ['of', 'on'].includes(before));
    if (!owned || (TO_ME.has(before) && token.word === 'me')) return null;
    return { from: at, next: user.next, value: 'me', kind: 'user', how: 'self' };
  }
  if (user.how === 'name' && isVocabularyName(sentence, at)) {
    const places = AUXILIARIES.has(token.word) ? NAME_AFTER_ALWAYS : NAME_AFTER;
    if (!places.has(before) && !opensStatement(sentence, at)) return null;
  }
  return {
    from: at,
    next: user.next,
    value: user.value,
    kind: user.how === 'name' ? 'either' : 'user',
    how: user.how,
  };
}

/** "joni is blocked", "what if joni opens …": a verb follows at once. */
function opensStatement(sentence: Sentence, at: number): boolean {
  const before = word(sentence, at - 1);
  const next = word(sentence, at + 1);
  if (before === 'if' || (before === 'when' && !AUXILIARIES.has(word(sentence, at))))
    return next !== '' && next !== 'i' && next !== 'you';
  return (
    at === 0 &&
    ['is', 'has', 'was', 'can', 'cannot', 'could', 'does', 'gets', 'says', 'reports'].includes(next)
  );
}

const NAME_AFTER_ALWAYS = new Set(['of', 'for', 'about', 'user', 'by', 'account']);
const AUXILIARIES = new Set(['will', 'may', 'can', 'might']);
const NAME_AFTER = new Set([
  'of',
  'for',
  'about',
  'user',
  'by',
  'account',
  'from',
  'is',
  'does',
  'can',
  'did',
  'has',
  'was',
  'on',
  'why',
]);

/** The name that begins here is a single small-letter word that also means something else. */
function isVocabularyName(sentence: Sentence, at: number): boolean {
  const token = sentence.tokens[at];
  if (token?.kind !== 'word' || token.possessive) return false;
  return GIVEN_NAMES.has(token.word) && !/^\p{Lu}\p{Ll}/u.test(token.text);
}

function speaksOfAction(quoted: Token): boolean {
  return quoted.text.split(/[^\p{L}]+/u).some((text) => {
    const part = text.toLowerCase();
    const meant = text !== part ? null : correction({ ...quoted, kind: 'word', text, word: part });
    return actionVerb(part) !== null || (meant !== null && actionVerb(meant) !== null);
  });
}
