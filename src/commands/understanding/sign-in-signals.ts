/** Where and with what somebody signs in, as a sentence says it: address, platform, country. */
import { COUNTRIES, PLATFORMS } from './apps.ts';
import { range } from './details.ts';
import { readDevice } from './names.ts';
import { phraseSet } from './phrases.ts';
import { isMark, longest, span, word, type Sentence } from './sentence.ts';

/** As it was typed, with the tokens that say it. */
export interface Found {
  readonly value: string;
  readonly tokens: readonly number[];
}

const platforms = phraseSet(
  PLATFORMS.map(
    ([phrase, platform]) =>
      [
        `[a|an|the|his|her|their|my|some|any] [personal|work|own|unmanaged|managed|new|private|corporate|company] ${phrase}`,
        platform,
      ] as const,
  ),
);

export function ipOf(sentence: Sentence): Found | null {
  const at = sentence.tokens.findIndex((t) => t.literal === 'ip');
  const token = sentence.tokens[at];
  return token === undefined ? null : { value: token.text, tokens: [at] };
}

const SIGNAL_PREPOSITIONS = new Set([
  'use',
  'uses',
  'used',
  'from',
  'on',
  'with',
  'using',
  'via',
  'in',
  'by',
  'through',
  'off',
  'visiting',
  'to',
  'of',
]);

/** A kind of device, not one device: "from an iphone"; a named one ("Adele's iPhone") is a device. */
export function platformOf(sentence: Sentence): Found | null {
  for (let i = 0; i < sentence.tokens.length; i += 1) {
    const before = word(sentence, i - 1);
    const found = longest(platforms, sentence, i);
    if (found === null) continue;
    // Telegraphic: "whatif adele teams iphone".
    const last = i > 2 && found.next === sentence.tokens.length;
    if (!SIGNAL_PREPOSITIONS.has(before) && !isMark(sentence, i - 1, ',') && !last) continue;
    const named = readDevice(sentence, i);
    if (named !== null && named.how === 'sure' && /['’]/.test(named.value)) continue;
    const from = SIGNAL_PREPOSITIONS.has(before) ? i - 1 : i;
    const tokens = range(i, found.next);
    // "Windows" as it was typed; an iPhone means its system.
    const typed = tokens
      .map((k) => sentence.tokens[k]?.text)
      .find((t) => t?.toLowerCase() === found.end.toLowerCase());
    return { value: typed ?? found.end, tokens: [from, ...tokens] };
  }
  return null;
}

const COUNTRY_BEFORE = new Set([
  'from',
  'in',
  'visiting',
  'inside',
  'within',
  'travels',
  'to',
  'into',
  'country',
  'of',
  'location',
]);

/** A country by its name, or by a code typed as one ("from SE"). */
export function countryOf(sentence: Sentence): Found | null {
  for (let i = 0; i < sentence.tokens.length; i += 1) {
    // "country=SE", "country: Sweden"
    const before = isMark(sentence, i - 1, ':=') ? word(sentence, i - 2) : word(sentence, i - 1);
    if (!COUNTRY_BEFORE.has(before)) continue;
    for (let length = 3; length >= 1; length -= 1) {
      const words = range(i, i + length).map((k) => word(sentence, k));
      const name = words.join(' ');
      if (Object.hasOwn(COUNTRIES, name) && !(name === 'us' && sentence.tokens[i]?.text === 'us')) {
        const named = span(sentence, i, i + length).replace(/^the /i, '');
        return { value: named, tokens: range(i - 1, i + length) };
      }
    }
    const token = sentence.tokens[i];
    if (
      (before === 'from' || before === 'country') &&
      token?.kind === 'word' &&
      /^[A-Z]{2}$/.test(token.text) &&
      token.text !== 'PC'
    ) {
      return { value: token.text, tokens: [i - 1, i] };
    }
  }
  return null;
}
