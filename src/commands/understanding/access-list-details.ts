/** "… still reaches mail this week": which app and how many days a list of access is about, as typed. Pure. */
import { appNamed } from './access.ts';
import { clean } from './clean.ts';
import { sentenceOf } from './sentence.ts';
import { readTime } from './times.ts';

export interface AccessListDetails {
  /** As typed. */
  readonly app?: string;
  /** A whole number of days, rounded up. */
  readonly days?: string;
}

export function accessListDetails(text: string): AccessListDetails {
  const sentence = sentenceOf(clean(text), {});
  const app = sentence.tokens.map((_, at) => appNamed(sentence, at)).find((name) => name !== null);
  const hours = readTime(sentence)?.hours ?? null;
  return {
    ...(app === undefined ? {} : { app }),
    ...(hours === null ? {} : { days: String(Math.max(1, Math.ceil(hours / 24))) }),
  };
}
