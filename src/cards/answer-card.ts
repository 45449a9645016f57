/** The card of an answer: verdict, reasons, evidence with source and age, gaps, what can be done. */
import template from '../../adaptiveCards/answer.json' with { type: 'json' };
import type { JsonObject } from '../domain/tenant/access-policies.ts';
import type { IsoTime } from '../domain/tenant/evidence.ts';
import type { Answer, Chart, Fact, ListItem, Section } from '../domain/questions/answer.ts';
import { answerOfferRows, gapRows, moreText, spoken, verdictPart } from './card-parts.ts';
import { expand } from './expand.ts';
import type { Limits } from './fit.ts';
import { shown } from './fit.ts';
import { plain } from './text.ts';
import { when } from './times.ts';
import { TONES } from './tones.ts';

export function answerCard(answer: Answer, now: Date, limits: Limits): JsonObject {
  const reasons = shown(answer.reasons, limits.reasons);
  const sections = shown(answer.sections, limits.sections);
  const gaps = gapRows(answer.gaps, limits);
  const said = spoken(answer.tone, subjectSentence(answer), answer.reasons, answer.gaps);
  return expand(template, {
    ...said,
    ...verdictPart(answer.tone, answer.headline),
    subject: answer.subject === null ? '' : ` · ${plain(answer.subject.name, 120)}`,
    reasons: reasons.list.map((reason) => ({ text: plain(reason, limits.reasonText) })),
    moreReasons: moreText(reasons.more, reasons.more === 1 ? 'reason' : 'reasons'),
    ...chartData(answer.chart, limits),
    sections: sections.list.map((section, index) => sectionData(section, index, now, limits)),
    moreSections:
      sections.more === 0
        ? ''
        : `Not shown to keep the card small: ${answer.sections
            .slice(limits.sections)
            .map((section) => plain(section.title, 60))
            .join(', ')}`,
    gaps,
    hasGaps: gaps.length > 0,
    offers: answerOfferRows(answer),
  });
}

/** Characters of the longest bar: fits a phone. */
const LONGEST_BAR = 10;

function chartData(chart: Chart | undefined, limits: Limits): object {
  const bars = shown(chart?.bars ?? [], limits.sections);
  const most = Math.max(1, ...bars.list.map(({ value }) => value));
  return {
    hasChart: bars.list.length > 0,
    chartTitle: plain(chart?.title ?? '', 80),
    bars: bars.list.map(({ label, value, text }) => ({
      label: plain(label, 60),
      bar: '█'.repeat(value <= 0 ? 0 : Math.max(1, Math.round((value / most) * LONGEST_BAR))),
      text: plain(text, 40),
    })),
  };
}

function subjectSentence(answer: Answer): string {
  return answer.subject === null ? answer.headline : `${answer.subject.name}. ${answer.headline}`;
}

function sectionData(section: Section, index: number, now: Date, limits: Limits): object {
  const asOf = commonAge(section);
  const facts = shown(section.facts, limits.facts);
  const items = shown(section.items, section.folded ? limits.foldedItems : limits.items);
  const more = items.more + section.more;
  return {
    id: `section${index}`,
    title: plain(section.title, 80),
    source: sourceLine(section, asOf, now),
    open: !section.folded,
    folded: section.folded,
    facts: facts.list.map((fact) => factData(fact, section, asOf, now, limits)),
    hasFacts: facts.list.length > 0,
    items: items.list.map((item) => itemData(item, now, limits)),
    more: [moreText(facts.more, 'facts'), moreText(more, 'entries')].filter((text) => text !== '').join('; '),
  };
}

/** `Defender for Endpoint · reported 3 h ago (…)`; a live answer says when it was asked. */
function sourceLine(section: Section, asOf: IsoTime | null, now: Date): string {
  const age = asOf === null ? `asked ${when(section.askedAt, now)}` : `reported ${when(asOf, now)}`;
  return section.title === section.source ? age : `${plain(section.source)} · ${age}`;
}

/** The age that most facts of the section share; the others carry their own. */
function commonAge(section: Section): IsoTime | null {
  const ages = section.facts.filter((fact) => fact.source === section.source).map((fact) => fact.asOf);
  const counts = new Map<IsoTime | null, number>();
  for (const age of ages) counts.set(age, (counts.get(age) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function factData(fact: Fact, section: Section, common: IsoTime | null, now: Date, limits: Limits): object {
  const value = typeof fact.value === 'string' ? plain(fact.value, limits.text) : when(fact.value.time, now);
  const icon = fact.tone === undefined || fact.tone === 'neutral' ? '' : `${TONES[fact.tone].icon} `;
  const suffix = [
    ...(fact.source === section.source ? [] : [plain(fact.source)]),
    ...(fact.asOf === common && fact.source === section.source
      ? []
      : [fact.asOf === null ? `asked ${when(section.askedAt, now)}` : `reported ${when(fact.asOf, now)}`]),
  ];
  return {
    label: plain(fact.label, 60),
    value: [`${icon}${value}`, ...suffix].join(' · '),
  };
}

function itemData(item: ListItem, now: Date, limits: Limits): object {
  const icon = item.tone === undefined || item.tone === 'neutral' ? '•' : TONES[item.tone].icon;
  const detail = [
    ...(item.detail === undefined || item.detail === '' ? [] : [plain(item.detail, limits.text)]),
    ...(item.at === undefined ? [] : [when(item.at, now)]),
  ].join(' · ');
  return { title: `${icon} ${plain(item.title, limits.text)}`, detail, hasDetail: detail !== '' };
}
