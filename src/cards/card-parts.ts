/** Parts that every reply card has: the verdict's look, gaps, buttons, texts for clients that show no card. */
import type { Gap } from '../domain/tenant/evidence.ts';
import type { IntentName } from '../domain/intents.ts';
import type { Answer, Offer, Tone } from '../domain/questions/answer.ts';
import type { Limits } from './fit.ts';
import { bare, plain } from './text.ts';
import { TONES } from './tones.ts';

/** Teams shows six buttons; further ones hide behind a menu. */
const MOST_OFFERS = 6;
/** Ids and names are far shorter; a button that cannot carry its name is left out rather than cut. */
const LONGEST_SLOTS = 800;
/** The verdict keeps this much of its sentence however small the card must be. */
const HEADLINE = 300;

export function verdictPart(tone: Tone, headline: string): Readonly<Record<string, string>> {
  return { ...TONES[tone], headline: plain(headline, HEADLINE) };
}

export function gapRows(gaps: readonly Gap[], limits: Limits): readonly { readonly text: string }[] {
  if (gaps.length === 0) return [];
  if (!limits.gapSentences) {
    const sources = [...new Set(gaps.map((gap) => gap.source))];
    return sources.map((source) => {
      const subjects = gaps.filter((gap) => gap.source === source).map((gap) => gap.subject);
      return { text: `${plain(source)}: ${plain(subjects.join('; '), 160)}` };
    });
  }
  return gaps.map((gap) => ({
    text: [
      `${plain(gap.subject, limits.text)}: ${plain(gap.message, limits.text)}.`,
      ...(gap.advice === undefined ? [] : [plain(endSentence(gap.advice), limits.text)]),
    ].join(' '),
  }));
}

/** A button asks the next question; its data is an intent, never a decision. */
export function offerRows(offers: readonly Offer[], most = MOST_OFFERS): readonly object[] {
  const usable = offers.filter((offer) => JSON.stringify(offer.slots).length <= LONGEST_SLOTS);
  return usable.slice(0, most).map((offer) => {
    const data = { intent: offer.intent, slots: { ...offer.slots } };
    return {
      verb: 'ask',
      title: bare(offer.title, 60),
      style: offer.style ?? 'default',
      data,
      submit: { verb: 'ask', ...data },
    };
  });
}

/** Those of an answer; the last is for the whole list as a file, if there is one. */
export function answerOfferRows({ offers, table, intent }: Answer): readonly object[] {
  if (table?.slots === undefined) return offerRows(offers);
  return [...offerRows(offers, MOST_OFFERS - 1), fileRow(intent, table.slots)];
}

function fileRow(intent: IntentName, slots: Offer['slots']): object {
  const data = { intent, slots: { ...slots } };
  return {
    verb: 'file',
    title: 'Whole list as a file',
    style: 'default',
    data,
    submit: { verb: 'file', ...data },
  };
}

/**
 * One paragraph that says all that matters: shown by clients that know no such card, and read out. The first may hold
 * markdown, the second speech markup, so each is made inert in its own way.
 */
export function spoken(
  tone: Tone,
  headline: string,
  sentences: readonly string[],
  gaps: readonly Gap[],
): { readonly fallbackText: string; readonly speak: string } {
  const unknown = gaps.map((gap) => `Not known: ${gap.subject} (${gap.message}).`);
  const text = [`${TONES[tone].word}: ${endSentence(headline)}`, ...unknown, ...sentences.slice(0, 3)].join(
    ' ',
  );
  return { fallbackText: plain(text, 700), speak: bare(text.replace(/[<>&]/g, ' '), 700) };
}

export function moreText(more: number, what: string): string {
  return more === 0 ? '' : `${more} more ${more === 1 ? one(what) : what} not shown`;
}

function one(what: string): string {
  return what.endsWith('ies') ? `${what.slice(0, -3)}y` : what.replace(/s$/, '');
}

export function endSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
