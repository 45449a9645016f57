/** Every story of the demo tenant (docs/demo-tenant.md), asked for in words and answered on a card. */
import assert from 'node:assert/strict';
import { STORIES } from './stories.ts';
import { World } from './world.ts';

describe('the stories of the demo tenant', function () {
  let world: World;
  before(async () => {
    world = await World.start();
    await world.assembly.tenant.warmUp();
  });
  after(() => world.stop());
  beforeEach(() => world.advance(61));

  for (const { story, ask, says, never = [] } of STORIES) {
    it(`tells: ${story}`, async () => {
      const card = await world.say('iris.ek', ask);
      for (const wanted of says) assert.match(card, wanted);
      for (const unwanted of never) assert.doesNotMatch(card, unwanted);
    });
  }
});
