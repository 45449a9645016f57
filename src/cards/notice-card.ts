/** The card of a plain message: not found, not allowed, help, done. */
import template from '../../adaptiveCards/notice.json' with { type: 'json' };
import type { JsonObject } from '../domain/tenant/access-policies.ts';
import type { Notice } from '../domain/questions/answer.ts';
import { gapRows, moreText, offerRows, spoken, verdictPart } from './card-parts.ts';
import { expand } from './expand.ts';
import type { Limits } from './fit.ts';
import { shown } from './fit.ts';
import { plain } from './text.ts';

export function noticeCard(notice: Notice, limits: Limits): JsonObject {
  const lines = shown(notice.lines, limits.lines);
  const gaps = gapRows(notice.gaps, limits);
  const said = spoken(notice.tone, notice.headline, notice.lines, notice.gaps);
  return expand(template, {
    ...said,
    ...verdictPart(notice.tone, notice.headline),
    lines: lines.list.map((line, index) => ({
      text: plain(line, limits.text),
      weight: isHeading(line, lines.list[index + 1]) ? 'Bolder' : 'Default',
    })),
    more: moreText(lines.more, lines.more === 1 ? 'line' : 'lines'),
    gaps,
    hasGaps: gaps.length > 0,
    offers: offerRows(notice.offers),
  });
}

/** A line over a list. */
function isHeading(line: string, next: string | undefined): boolean {
  return !line.startsWith('•') && next?.startsWith('•') === true;
}
