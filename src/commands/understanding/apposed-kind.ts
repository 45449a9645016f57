/** "scan X, full", "isolate X (selective)": the kind said behind the target instead of before it. */
import type { IntentName } from '../../domain/intents.ts';
import { phraseSet, type PhraseSet } from './phrases.ts';
import { isMark, longest, word, type Sentence } from './sentence.ts';

const SCAN = '[a|an] [av|antivirus] [scan|mode|one]';
const ISOLATION = '[isolation|mode|one]';
const SCANS = phraseSet([
  [`(full|fully|deep|deeply|complete|completely|thorough|thoroughly) ${SCAN}`, 'full'],
  [`(quick|quickly) ${SCAN}`, 'quick'],
]);
const KINDS: Readonly<Partial<Record<IntentName, PhraseSet<string>>>> = {
  'action.scan': SCANS,
  'action.intuneScan': SCANS,
  'action.isolate': phraseSet([
    [`(full|fully|complete|completely|totally) ${ISOLATION}`, 'full'],
    [`(selective|selectively|partial|partially) ${ISOLATION}`, 'selective'],
  ]),
};

/**
 * The kind that stands behind a comma, a dash or in brackets, and where it ends. `contradicted` when the words of the
 * request itself (from `from` on) name another one.
 */
export function apposedKind(
  sentence: Sentence,
  intent: IntentName,
  from: number,
  at: number,
): { readonly kind: string; readonly next: number; readonly contradicted: boolean } | null {
  const kinds = KINDS[intent];
  if (kinds === undefined || !isMark(sentence, at, ',;-(')) return null;
  const found = longest(kinds, sentence, at + 1);
  if (found === null) return null;
  let contradicted = false;
  for (let i = from; i < at; i += 1) {
    const said = word(sentence, i) === '' ? null : longest(kinds, sentence, i);
    contradicted ||= said !== null && said.end !== found.end;
  }
  return { kind: found.end, next: found.next, contradicted };
}
