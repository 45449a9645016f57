/** What may stand around a request without changing it. */
export interface Prefix {
  readonly phrase: string;
  /** Says that something is wanted. */
  readonly asks?: true;
  /** "can you …?": a question mark at the end is politeness. */
  readonly question?: true;
  /** The verb follows as a gerund. */
  readonly gerund?: true;
  /** "can we …?" asks for leave unless a "please" follows. */
  readonly needsPlease?: true;
}

export const PREFIXES: readonly Prefix[] = [
  {
    phrase:
      '(hi|hey|hello|hiya|howdy|yo|dear|morning|afternoon|evening|good (morning|afternoon|evening|day))',
  },
  { phrase: '(hi|hey|hello|ok|okay|morning|dear) (all|team|there|bot|folks|guys|everyone|everybody|mate)' },
  {
    phrase:
      '(drawbridge|bot|team|folks|ok|okay|right|alright|all right|so|well|yes|yep|yeah|sure|great|perfect|good|thanks|thank you|cool)',
  },
  {
    phrase:
      '(then|now|just|simply|also|next|sorry|quick one|quick|actually|in that case|on my authority|do it|go ahead)',
  },
  { phrase: '(urgent|urgently|asap|immediately|quickly|emergency|right now|now please)', asks: true },
  { phrase: '(please|pls|plz|plss|kindly|pretty please)', asks: true },
  // "do isolate X": but "do isolate X?" is doubt.
  { phrase: 'do' },
  {
    phrase:
      '(can|could|will|would) you [please|pls|plz|kindly|possibly|just|maybe|quickly|also|now|urgently|immediately|perhaps] [please] [just] [go ahead and] [help me] [help me to]',
    asks: true,
    question: true,
  },
  { phrase: '(can|could) (we|i) please [go ahead and]', asks: true, question: true },
  { phrase: '(can|could) we', question: true, needsPlease: true },
  { phrase: '(can|could) (someone|somebody|anyone|anybody) [please]', asks: true, question: true },
  { phrase: '(can|could|may|might) (i|we) ask you to [please]', asks: true, question: true },
  { phrase: '[is there] any chance (you could|you can|of you)', asks: true, question: true },
  { phrase: '[it] would be (great|good|nice|lovely|helpful) if you could', asks: true, question: true },
  { phrase: '(i|we) would (appreciate it|be grateful|be glad) if you (could|would)', asks: true },
  { phrase: '(would|do) you mind', asks: true, question: true, gerund: true },
  { phrase: '(start|begin)', asks: true, gerund: true },
  { phrase: '[i|we] (need|want) [you] to [please|urgently|immediately|quickly|now]', asks: true },
  { phrase: '(i|we) would (like|love) [you] to [please]', asks: true },
  {
    phrase:
      '(i|we) (must|have to|got to|have got to|am asking you to|are asking you to|request you to|request to|ask you to|hereby ask you to)',
    asks: true,
  },
  {
    phrase:
      '(you (must|need to|have to|can go ahead and|may)|go ahead and|go and|go|proceed to|let us|time to|it is time to|be so kind and|be so kind as to|be so kind to|request to|requesting to|help me|help me to|i would like to request to)',
    asks: true,
  },
  { phrase: '(i|we) (need|want|would like|request)', asks: true },
  { phrase: '(request|requesting|order|go ahead with|proceed with)', asks: true },
];

export const SUFFIXES: readonly string[] = [
  '(please|pls|plz|plss|kindly|now|right now|right away|straight away|asap|immediately|at once|urgently|quickly|quick|today|instantly|as soon as possible|as soon as you can|this instant|this minute|now please|first)',
  '(thanks|thank you|thx|ty|cheers|ta|many thanks|thanks a lot|thank you very much|much appreciated|thanks in advance|thanks all|thank you all)',
  '(for me|for us|ok|okay|will you|would you|can you|could you|if you can|if possible|if you please|if you would|if you could|would you please|could you please|can you please)',
  '(again|too|as well|drawbridge|bot|team|mate|folks)',
  '(it is|this is|that is) (urgent|an emergency|critical|important)',
  '(urgent|very urgent|emergency)',
  '(and|then) (let me know|tell me|report back|ping me|notify me|update me) [when (it is|you are|its|that is) [done|finished|complete|ready]|when (done|finished|complete)|once done]',
];
