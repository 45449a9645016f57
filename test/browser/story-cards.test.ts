/**
 * The cards of the demo tenant's stories, drawn by Microsoft's own renderer at the width of a phone and of a chat: nothing
 * may be cut off at the side. With UPDATE_IMAGES=1 it also draws the pictures of docs/images/stories.
 */
import path from 'node:path';
import { STORIES } from '../scenarios/stories.ts';
import { World } from '../scenarios/world.ts';
import { PHONE, drawCard, drawingOf } from './drawn-cards.ts';

const IMAGES = path.join(import.meta.dirname, '..', '..', 'docs', 'images', 'stories');
const CHAT = { theme: 'light', width: 500 } as const;

describe('the cards of the stories', function () {
  this.timeout(180_000);
  let world: World;
  const drawing = drawingOf(() => World.start({ record: false }));
  before(async () => {
    world = drawing.world;
    await world.assembly.tenant.warmUp();
  });
  beforeEach(() => world.minute());

  for (const { story, ask, picture } of STORIES) {
    if (picture === undefined) continue;
    it(`fit: ${story}`, async () => {
      await world.say('iris.ek', ask);
      const card = world.connector.cardsIn(world.personal('iris.ek').id).at(-1);
      const file = path.join(IMAGES, `${picture}.jpg`);
      await drawCard(drawing, card, [PHONE, CHAT], { file, shown: [CHAT] });
    });
  }
});
