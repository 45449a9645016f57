/** "diegos laptop", "adeles account": in a chat the apostrophe is left out, and the name would be read wrong. */
import { DEVICE_ADJECTIVES, DEVICE_NOUNS, DEVICE_PLURALS } from './lexicon.ts';
import { correction } from './spelling.ts';
import type { Token } from './tokens.ts';
import { isVocabulary } from './vocabulary.ts';

/** What somebody has, right behind the name. */
const OWNED = new Set(
  `account accounts mailbox inbox mail mails email emails session sessions token tokens risk mfa signins sign logins login logon
  logons rules forwarding roles groups access status posture password`.split(/\s+/),
);
/** Names that end in s themselves. */
const ENDS_IN_S =
  /(?:ss|us|[aeiou]os|oos|^(?:(?:chr|kr|ir|dor|lo|den|denn|lu|lou|franc|curt|alex|ot|trav|elv|jan|phyll|morr|harr|lew|ell|dav|mor|par|ingr|borr|bor|mathi|ma|ibr)is|hans|jens|evans|siemens|lars|mats|brooks|banks|parks|(?:th?om|luc|luk|jon|nicol|nikl|andre|matth?i|tobi|eli|sil|atl|dougl|bern|vic|vill|das)as?|(?:jam|charl|jul|agn|in|mos|georg|yv|jacqu|merced|dolor|franc|andr|hay|jon|rey|torr)es|gladys|mads|lois|nils|wells))$/;

export function withPossessives(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token, i) => {
    const next = tokens[i + 1];
    if (next?.kind !== 'word' || !isOwned(next.word) || !lostApostrophe(token)) return token;
    return {
      ...token,
      text: token.text.slice(0, -1),
      word: token.word.slice(0, -1),
      end: token.end - 1,
      possessive: true,
    };
  });
}

function lostApostrophe(token: Token): boolean {
  return (
    token.kind === 'word' &&
    !token.possessive &&
    /^[a-z]{4,}s$/.test(token.word) &&
    !isVocabulary(token.word) &&
    !ENDS_IN_S.test(token.word) &&
    correction({ ...token, word: token.word.slice(0, -1) }) === null
  );
}

function isOwned(word: string): boolean {
  return OWNED.has(word) || DEVICE_NOUNS.has(word) || DEVICE_PLURALS.has(word) || DEVICE_ADJECTIVES.has(word);
}
