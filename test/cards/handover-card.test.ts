import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { handoverCard } from '../../src/cards/handover-card.ts';
import type { HandoverView } from '../../src/cards/handover-card.ts';
import { schemaFaults } from './card-schema.ts';

async function sample(name: string): Promise<HandoverView> {
  const file = new URL(`../../adaptiveCards/samples/${name}.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as HandoverView;
}

describe('the card with a link', () => {
  it('keeps the link in its button alone, and foreign text as text', async () => {
    const view = await sample('handover');
    assert.ok('link' in view);
    const card = handoverCard({ ...view, target: '**PC** [x](https://y)' });
    assert.deepEqual(schemaFaults(card), []);
    assert.deepEqual(card.actions, [{ type: 'Action.OpenUrl', title: 'Download', url: view.link }]);
    assert.ok(!JSON.stringify({ ...card, actions: [] }).includes('sig='));
    assert.doesNotMatch(JSON.stringify(card.body), /[^\\]\*\*PC/);
    assert.match(JSON.stringify(card.body), /Later it can be had in the Defender portal/);
  });
});

describe('the card with a secret in words', () => {
  it('says it in its body alone, and where it can be had later', async () => {
    const view = await sample('disclosure');
    const card = handoverCard(view);
    assert.deepEqual(schemaFaults(card), []);
    assert.match(JSON.stringify(card.body), /Latitude 59\.32931, longitude 18\.06858/);
    assert.match(JSON.stringify(card.body), /Later it can be had in the Intune admin center/);
    assert.ok(!JSON.stringify([card.speak, card.fallbackText]).includes('59.3'));
    assert.equal(card.actions, undefined);
  });

  it('shows what stands in a passcode as it is', () => {
    const view = { requestId: 'R-7F3K2', action: 'resetPasscode', what: 'new passcode', target: 'X' };
    const card = handoverCard({ ...view, lines: ['a*b_c[d](https://e)'] });
    assert.doesNotMatch(JSON.stringify(card.body), /a\*b|c\[d|\(https:\/\/e/);
    const unknown = handoverCard({ ...view, action: 'nothing', lines: [] });
    assert.match(JSON.stringify(unknown.body), /in the portal of Microsoft/);
  });

  it('says of what can be had nowhere else that it cannot', async () => {
    const card = handoverCard(await sample('disclosure-pass'));
    assert.deepEqual(schemaFaults(card), []);
    assert.match(JSON.stringify(card.body), /x9!AbCdE.*It can be had nowhere else: ask for a new one/);
    assert.doesNotMatch(JSON.stringify([card.body]), /Later it can be had/);
    assert.ok(!JSON.stringify([card.speak, card.fallbackText]).includes('x9'));
  });
});
