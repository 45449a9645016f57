import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cardText } from '../../src/cards/card-text.ts';
import { CARD_BYTES, sizeOf } from '../../src/cards/fit.ts';
import { renderReply } from '../../src/cards/render-reply.ts';
import type { Answer, Chart } from '../../src/domain/questions/answer.ts';
import type { JsonObject } from '../../src/domain/tenant/access-policies.ts';
import { NOW } from '../fakes/tenant-ports.ts';
import { schemaFaults } from './card-schema.ts';

const SAMPLE = new URL('../../adaptiveCards/samples/answer.json', import.meta.url);
const answer = JSON.parse(readFileSync(SAMPLE, 'utf8')) as Answer;

function card(chart: Chart): JsonObject {
  return renderReply({ ...answer, chart }, { now: NOW }).card;
}

const bar = (label: string, value: number): Chart['bars'][number] => ({
  label,
  value,
  text: `${value} people`,
});

describe('the chart of an answer', () => {
  it('is bars of plain elements with the number beside each, on the card and as text', () => {
    const shown = card({
      title: 'People, by cause',
      bars: [bar('Excluded', 40), bar('Report-only', 1), bar('None', 0)],
    });
    assert.deepEqual(schemaFaults(shown), []);
    const text = cardText(shown);
    assert.match(
      text,
      /People, by cause\nExcluded {2}█{10} {2}40 people\nReport-only {2}█ {2}1 people\nNone +0 people\n/,
    );
  });

  it('is left out when there is nothing to show', () => {
    assert.doesNotMatch(cardText(card({ title: 'People', bars: [] })), /People|█/);
  });

  it('shows names as text and never outgrows the card', () => {
    const hostile = '**bold** [x](https://evil.example) ${headline} {{DATE(2026-01-01T00:00:00Z)}}';
    const shown = card({ title: hostile, bars: Array.from({ length: 200 }, () => bar(hostile, 3)) });
    assert.deepEqual(schemaFaults(shown), []);
    assert.ok(sizeOf(shown) <= CARD_BYTES);
    assert.ok(!JSON.stringify(shown).includes('](https://'));
  });
});
