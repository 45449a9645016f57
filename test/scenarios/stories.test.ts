/** Every story of the demo tenant (docs/demo-tenant.md), asked for in words and answered on a card. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { STORIES } from './stories.ts';
import { World } from './world.ts';

describe('the page of the stories', () => {
  it('shows every story that is pictured, with its sentence', () => {
    const page = readFileSync(new URL('../../docs/demo-stories.md', import.meta.url), 'utf8');
    for (const { ask, picture } of STORIES) {
      if (picture === undefined) continue;
      assert.ok(page.includes(`## ${ask}\n`), ask);
      assert.ok(page.includes(`(images/stories/${picture}.jpg)`), picture);
      assert.ok(existsSync(new URL(`../../docs/images/stories/${picture}.jpg`, import.meta.url)), picture);
    }
  });
});

describe('the stories of the demo tenant', function () {
  let world: World;
  before(async () => {
    world = await World.start();
    await world.assembly.tenant.warmUp();
  });
  after(() => world.stop());
  beforeEach(() => world.minute());

  for (const { story, ask, says, never = [] } of STORIES) {
    it(`tells: ${story}`, async () => {
      const card = await world.say('iris.ek', ask);
      for (const wanted of says) assert.match(card, wanted);
      for (const unwanted of never) assert.doesNotMatch(card, unwanted);
    });
  }
});
