/** Why a sentence about an action was not taken for a request: said when asking back. */
import type { ConversationContext } from '../../domain/intents.ts';
import { clean } from './clean.ts';
import { DEVICE_PLURALS } from './lexicon.ts';
import { readingOf } from './questions.ts';
import { correctedVariants, sentenceOf } from './sentence.ts';
import { actionVerb } from './vocabulary.ts';

export type NotARequest =
  /** "all devices", "everyone" */
  | 'everything'
  /** Two or more targets. */
  | 'several'
  | 'negated'
  /** It depends on something, or is meant for later. */
  | 'conditional'
  /** A question about doing it. */
  | 'question'
  /** Words of somebody else. */
  | 'quoted'
  /** Nobody and nothing is named. */
  | 'noTarget'
  /** Something in it was not understood, and an action is not guessed. */
  | 'unclear';

const EVERYTHING = new Set(
  'all every everything everyone everybody each any both everywhere them these those fleet'.split(' '),
);
const NEGATIONS = new Set('not never no without avoid stop refrain'.split(' '));
const CONDITIONS = new Set(
  'if unless when whenever once until after before later tomorrow tonight case should might may perhaps maybe'.split(
    ' ',
  ),
);
const QUESTION_WORDS = new Set('how what why would could can should shall is are do does may'.split(' '));
const REPORTING = new Set(
  'said says told wrote writes asked asks wants reads quote quoted forwarded ticket mail email message ignore disregard'.split(
    ' ',
  ),
);

/** Null when the sentence speaks of no action. */
export function notARequest(text: string, context: ConversationContext = {}): NotARequest | null {
  const typed = sentenceOf(clean(text), context);
  const sentence = correctedVariants(typed)[0] ?? typed;
  const words = sentence.tokens.map((token) => (token.kind === 'word' ? token.word : ''));
  const quoted = sentence.tokens.some(
    (token) =>
      token.kind === 'quoted' &&
      token.text.split(/\W+/).some((part) => actionVerb(part.toLowerCase()) !== null),
  );
  if (!quoted && !words.some((w) => actionVerb(w) !== null)) return null;
  const has = (set: ReadonlySet<string>): boolean => words.some((w) => set.has(w));
  if (quoted || has(REPORTING) || sentence.tokens[0]?.word === '>') return 'quoted';
  if (has(EVERYTHING) || has(DEVICE_PLURALS)) return 'everything';
  const targets = new Set(readingOf(sentence).subjects.map((subject) => subject.value.toLowerCase()));
  if (targets.size > 1) return 'several';
  if (has(NEGATIONS)) return 'negated';
  const first = words.find((w) => w !== '') ?? '';
  if (QUESTION_WORDS.has(first) && first !== 'can' && first !== 'could') return 'question';
  if (has(CONDITIONS)) return 'conditional';
  if (targets.size === 0) return 'noTarget';
  return QUESTION_WORDS.has(first) ? 'question' : 'unclear';
}
