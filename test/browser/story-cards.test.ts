/**
 * The cards of the demo tenant's stories, drawn by Microsoft's own renderer at the width of a phone and of a chat: nothing
 * may be cut off at the side. With UPDATE_IMAGES=1 it also draws the pictures of docs/images/stories.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { STORIES } from '../scenarios/stories.ts';
import { World } from '../scenarios/world.ts';
import { cardPicture, cardWidths } from './card-picture.ts';
import { CHROMIUM, startBrowser } from './playground-window.ts';
import type { Browser } from './playground-window.ts';

const IMAGES = path.join(import.meta.dirname, '..', '..', 'docs', 'images', 'stories');
const CHAT = 500;
const PHONE = 320;

describe('the cards of the stories', function () {
  this.timeout(180_000);
  let world: World;
  let browser: Browser;

  before(async function () {
    if (!existsSync(CHROMIUM)) {
      process.stderr.write(`SKIPPED: drawing cards needs ${CHROMIUM}; no card was drawn\n`);
      this.skip();
    }
    [world, browser] = await Promise.all([World.start({ record: false }), startBrowser()]);
    await world.assembly.tenant.warmUp();
  });
  after(async () => {
    await (browser as Browser | undefined)?.close();
    await (world as World | undefined)?.stop();
  });
  beforeEach(() => world.minute());

  for (const { story, ask, picture } of STORIES) {
    if (picture === undefined) continue;
    it(`fit: ${story}`, async () => {
      await world.say('iris.ek', ask);
      const card = world.connector.cardsIn(world.personal('iris.ek').id).at(-1);
      const page = await browser.blank();
      for (const width of [PHONE, CHAT]) {
        await cardPicture(page, card, 'light', width);
        const { content, shown } = await cardWidths(page);
        assert.ok(content <= shown, `${content} px of content in ${shown} px`);
        if (width === CHAT && process.env['UPDATE_IMAGES'] === '1') {
          mkdirSync(IMAGES, { recursive: true });
          // Long cards: as PNG they would take half as much again.
          const drawn = await page.locator('#card').screenshot({ type: 'jpeg', quality: 55 });
          writeFileSync(path.join(IMAGES, `${picture}.jpg`), drawn);
        }
      }
      await page.close();
    });
  }
});
