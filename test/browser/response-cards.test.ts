/**
 * The card of every response action as its approver gets it, light and dark, drawn by Microsoft's own renderer: nothing
 * may be cut off at the side of a phone or a chat. With UPDATE_IMAGES=1 it also draws docs/images/actions.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { commandFor } from '../../src/commands/registry.ts';
import { actions } from '../../src/domain/actions/registry.ts';
import type { IntentName } from '../../src/domain/intents.ts';
import { DIRECTORY_STORIES } from '../scenarios/directory-stories.ts';
import { INTUNE_STORIES } from '../scenarios/intune-stories.ts';
import { RESPONSE_STORIES } from '../scenarios/response-stories.ts';
import { World } from '../scenarios/world.ts';
import { PHONE, drawCard, drawingOf } from './drawn-cards.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const IMAGES = path.join(ROOT, 'docs', 'images', 'actions');
const CHAT = [
  { theme: 'light', width: 460 },
  { theme: 'dark', width: 460 },
] as const;

interface Sentence {
  readonly ask: string;
  /** Carried out first, so that there is something to take back. */
  readonly before?: string;
}

/** What the stories of the scenarios do not act out as a sentence. */
const FURTHER: Readonly<Record<string, string>> = {
  cancelAction: 'cancel the pending action on ENG-LT-012 because of a false alarm',
  unblockIndicator: 'unblock 192.0.2.99',
};

function sentenceFor(verb: string): Sentence {
  const response = RESPONSE_STORIES.find((one) => one.verb === verb);
  if (response !== undefined) return saidOf(response, '{device}', response.devices[0]);
  const directory = DIRECTORY_STORIES.find((one) => one.verb === verb);
  if (directory !== undefined) return saidOf(directory, '{who}', directory.targets[0]);
  const intune = INTUNE_STORIES.find((one) => one.verb === verb);
  if (intune !== undefined) return saidOf(intune, '{device}', intune.device);
  const [example = ''] = commandFor(`action.${verb}` as IntentName).examples;
  return { ask: FURTHER[verb] ?? example };
}

function saidOf(
  story: { readonly sentence: string; readonly before?: string },
  slot: string,
  target: string,
): Sentence {
  const ask = story.sentence.replace(slot, target);
  return story.before === undefined ? { ask } : { ask, before: story.before.replace(slot, target) };
}

describe('docs/response-cards.md', () => {
  it('shows the card of every response action', () => {
    const page = readFileSync(path.join(ROOT, 'docs', 'response-cards.md'), 'utf8');
    const shown = [...page.matchAll(/\(images\/actions\/(\w+)\.jpg\)/g)].map((match) => match[1]);
    assert.deepEqual(shown.toSorted(), actions.map(({ verb }) => verb).toSorted());
    for (const verb of shown) assert.ok(existsSync(path.join(IMAGES, `${verb ?? ''}.jpg`)), verb);
  });
});

describe('the cards of the response actions', function () {
  this.timeout(240_000);
  let world: World;
  const drawing = drawingOf(() => World.start({ record: false, trackEvery: 700 }));
  before(async () => {
    world = drawing.world;
    await world.say('tomas.ng', 'help');
  });
  beforeEach(() => world.minute());

  for (const { verb } of actions) {
    it(`fit: ${verb}`, async () => {
      const { before, ask } = sentenceFor(verb);
      if (before !== undefined) await carriedOut(before);
      const text = await world.say('iris.ek', ask);
      const requestId = /waiting for approval[^]*?(R-[0-9A-Z]{5})/i.exec(text)?.[1];
      assert.ok(requestId !== undefined, text);
      await world.untilAnyCard('tomas.ng', new RegExp(requestId));
      const card = world.connector
        .cardsIn(world.personal('tomas.ng').id)
        .findLast((one) => JSON.stringify(one).includes(requestId));
      const file = path.join(IMAGES, `${verb}.jpg`);
      await drawCard(drawing, card, [PHONE, ...CHAT], { file, shown: CHAT });
    });
  }

  async function carriedOut(sentence: string): Promise<void> {
    const requestId = /R-[0-9A-Z]{5}/.exec(await world.say('iris.ek', sentence))?.[0] ?? '';
    // Some need two.
    for (const approver of ['tomas.ng', 'nadia.haddad']) {
      await world.click(approver, 'request.approve', { requestId });
    }
    await world.untilAnyCard('iris.ek', new RegExp(`Sent · ${requestId}|Done.* · ${requestId}`));
    await world.advance(30);
    await world.untilAnyCard('iris.ek', new RegExp(`Done.* · ${requestId}`));
  }
});
