/**
 * "FIN-LT-042 is infected": a plain statement of a symptom. It may hold nothing but everyday words, the target and the
 * symptom; anything else and the sentence is not understood.
 */
import { FUNCTION_WORDS, SYMPTOMS } from './lexicon.ts';
import { readDevice, readUser } from './names.ts';
import { span, word, type Sentence } from './sentence.ts';

const STATEMENT_LENGTH = 20;
const IN_STATEMENTS = new Set(
  'company organisation organization firm job laptop machine device alert alerts traffic activity'.split(' '),
);
const NOT_IN_STATEMENTS = new Set(
  `not no never neither nor none if whether unless until till when why how what who which would could should might may must shall
  can will say says said tell told ask asked asks every all any both each everything everyone except without instead or but think
  guess wonder maybe perhaps probably possibly yesterday tomorrow later had were was still yet`.split(/\s+/),
);

/** With the device or person whom it names; null = anything else stands there too. */
export function symptomStatement(
  sentence: Sentence,
  end: number,
): { readonly text: string; readonly context: { device?: string; user?: string } } | null {
  if (end > STATEMENT_LENGTH) return null;
  let symptom = false;
  const devices = new Set<string>();
  const users = new Set<string>();
  let last = end;
  while (
    last > 0 &&
    (sentence.tokens[last - 1]?.kind === 'mark' || ['so', 'and', 'then'].includes(word(sentence, last - 1)))
  )
    last -= 1;
  for (let i = 0; i < last;) {
    const token = sentence.tokens[i];
    if (token === undefined || token.kind === 'quoted') return null;
    if (token.kind === 'mark') {
      if (!/^[,.!-]$/.test(token.word)) return null;
      i += 1;
      continue;
    }
    if (SYMPTOMS.has(token.word)) {
      symptom = true;
      i += 1;
      continue;
    }
    const device = readDevice(sentence, i);
    if (device?.how === 'sure') {
      devices.add(device.value);
      i = device.next;
      continue;
    }
    const user = readUser(sentence, i);
    // A small-letter word at the beginning is rather a slip than a name.
    if (
      user !== null &&
      user.how !== 'self' &&
      (i > 0 || user.how !== 'name' || /^\p{Lu}/u.test(token.text))
    ) {
      users.add(user.value);
      i = user.next;
      continue;
    }
    if (
      NOT_IN_STATEMENTS.has(token.word) ||
      !(FUNCTION_WORDS.has(token.word) || IN_STATEMENTS.has(token.word))
    )
      return null;
    i += 1;
  }
  if (!symptom || devices.size > 1 || users.size > 1) return null;
  const [device] = devices;
  const [user] = users;
  return {
    text: span(sentence, 0, last),
    context: { ...(device === undefined ? {} : { device }), ...(user === undefined ? {} : { user }) },
  };
}
