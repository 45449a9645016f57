/** `can't` → can not, `who's` → who is. A name with `'s` is a possessive and is not touched. */
const WRITTEN: Readonly<Record<string, string>> = {
  "can't": 'can not',
  cant: 'can not',
  cannot: 'can not',
  'can;t': 'can not',
  "won't": 'will not',
  wont: 'will not',
  "shan't": 'shall not',
  "ain't": 'is not',
  aint: 'is not',
  dont: 'do not',
  'don;t': 'do not',
  doesnt: 'does not',
  didnt: 'did not',
  isnt: 'is not',
  arent: 'are not',
  wasnt: 'was not',
  werent: 'were not',
  hasnt: 'has not',
  havent: 'have not',
  hadnt: 'had not',
  couldnt: 'could not',
  wouldnt: 'would not',
  shouldnt: 'should not',
  mustnt: 'must not',
  neednt: 'need not',
  "what's": 'what is',
  whats: 'what is',
  "who's": 'who is',
  whos: 'who is',
  "how's": 'how is',
  hows: 'how is',
  "where's": 'where is',
  wheres: 'where is',
  "when's": 'when is',
  "why's": 'why is',
  whys: 'why is',
  "that's": 'that is',
  thats: 'that is',
  "there's": 'there is',
  theres: 'there is',
  "here's": 'here is',
  heres: 'here is',
  "it's": 'it is',
  "he's": 'he is',
  "she's": 'she is',
  "let's": 'let us',
  lets: 'let us',
  "i'm": 'i am',
  im: 'i am',
  "what're": 'what are',
  "how're": 'how are',
  "who're": 'who are',
  "who'd": 'who did',
  u: 'you',
  ur: 'your',
  gonna: 'going to',
  wanna: 'want to',
  gotta: 'got to',
  gimme: 'give me',
  lemme: 'let me',
  dunno: 'do not know',
  "y'all": 'you',
  kinda: 'kind of',
  "what'd": 'what did',
  "how'd": 'how did',
  "why'd": 'why did',
};
const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/^(do|does|did|is|are|was|were|has|have|had|could|would|should|must|need|might|may)n't$/, 'not'],
  [/^(i|you|we|they|he|she|it|that|there|who|what)'d$/, 'would'],
  [/^(i|you|we|they|he|she|it|that|there|who|what)'ll$/, 'will'],
  [/^(i|you|we|they|who|could|would|should|might)'ve$/, 'have'],
  [/^(you|we|they)'re$/, 'are'],
];

/** The words of a contraction, or null. */
export function contraction(typed: string): readonly string[] | null {
  if (typed.length > 9) return null;
  const word = typed.toLowerCase().replace(/[’‘ʼ`]/g, "'");
  const written = Object.hasOwn(WRITTEN, word) ? WRITTEN[word] : undefined;
  if (written !== undefined) return written.split(' ');
  for (const [form, second] of ENDINGS) {
    const first = form.exec(word)?.[1];
    if (first !== undefined) return [first, second];
  }
  return null;
}
