/** The card to choose from when a name fits several objects. */
import template from '../../adaptiveCards/choice.json' with { type: 'json' };
import type { JsonObject } from '../domain/tenant/access-policies.ts';
import type { Choice } from '../domain/questions/answer.ts';
import { gapRows, offerRows, spoken, verdictPart } from './card-parts.ts';
import { expand } from './expand.ts';
import type { Limits } from './fit.ts';
import { shown } from './fit.ts';
import { plain } from './text.ts';

export function choiceCard(choice: Choice, limits: Limits): JsonObject {
  const candidates = shown(choice.candidates, limits.candidates);
  const gaps = gapRows(choice.gaps, limits);
  const said = spoken(
    'neutral',
    choice.headline,
    choice.candidates.map((candidate) => `${candidate.title}.`),
    choice.gaps,
  );
  return expand(template, {
    ...said,
    ...verdictPart('neutral', choice.headline),
    word: 'Please choose',
    candidates: candidates.list.map((candidate) => ({
      title: plain(candidate.title, limits.text),
      detail: plain(candidate.detail, limits.text),
      hasDetail: candidate.detail !== '',
      offers: offerRows([candidate.offer]),
    })),
    more: candidates.more === 0 ? '' : `${candidates.more} more fit this name: ask with a fuller one`,
    gaps,
    hasGaps: gaps.length > 0,
  });
}
