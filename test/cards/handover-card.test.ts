import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { handoverCard } from '../../src/cards/handover-card.ts';
import type { HandoverView } from '../../src/cards/handover-card.ts';
import { schemaFaults } from './card-schema.ts';

const SAMPLE = new URL('../../adaptiveCards/samples/handover.json', import.meta.url);

describe('the card with a link', () => {
  it('keeps the link in its button alone, and foreign text as text', async () => {
    const sample = JSON.parse(await readFile(SAMPLE, 'utf8')) as HandoverView;
    const card = handoverCard({ ...sample, target: '**PC** [x](https://y)' });
    assert.deepEqual(schemaFaults(card), []);
    assert.deepEqual(card.actions, [{ type: 'Action.OpenUrl', title: 'Download', url: sample.link }]);
    assert.ok(!JSON.stringify({ ...card, actions: [] }).includes('sig='));
    assert.doesNotMatch(JSON.stringify(card.body), /[^\\]\*\*PC/);
  });
});
