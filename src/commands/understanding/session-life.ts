/** "how long does adele's session still live", "how long until a revoke works for adele": access that goes on. */
import type { Intent } from '../../domain/intents.ts';
import { appNamed } from './access.ts';
import { LASTING } from './families/access-cues.ts';
import type { Reading } from './questions.ts';
import { word, type Sentence } from './sentence.ts';

const SESSION =
  /^(?:sessions?|tokens?|cookies?|revoke|revoked|revokes|revoking|revocation|access|logins?|signin|login|signed|logged|sign)$/;
const lasting = new Set(LASTING);
const PAST = /^(?:has|had|was|were|did|been|ago)$/;

export function readSessionLife({ sentence, subjects }: Reading): Intent | null {
  if (!asksHowLong(sentence)) return null;
  const words = sentence.tokens.map((_, i) => word(sentence, i));
  if (words.some((w) => PAST.test(w))) return null;
  if (!words.some((w) => SESSION.test(w)) || !words.some((w) => lasting.has(w))) return null;
  const people = subjects.filter(
    (s) => s.kind !== 'device' && s.how !== 'self' && appNamed(sentence, s.from) === null,
  );
  const [user] = people;
  if (user === undefined || people.length > 1) return null;
  const app = sentence.tokens.map((_, i) => appNamed(sentence, i)).find((name) => name !== null);
  const slots = { user: user.value, ...(app === undefined ? {} : { app }), polarity: 'can' };
  return { intent: 'access.explain', slots, confidence: 0.85 };
}

function asksHowLong(sentence: Sentence): boolean {
  return sentence.tokens.some((token, i) => {
    const next = word(sentence, i + 1);
    if (token.word === 'how') return ['long', 'soon', 'quickly', 'fast'].includes(next);
    return token.word === 'when' && ['does', 'do', 'will', 'is', 'are', 'would'].includes(next);
  });
}
