/** A world whose cards are drawn, and the drawing: each look has to fit, and together they may become a picture of the docs. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { World } from '../scenarios/world.ts';
import { cardPicture, cardWidths } from './card-picture.ts';
import type { Theme } from './card-picture.ts';
import { CHROMIUM, startBrowser } from './playground-window.ts';
import type { Browser } from './playground-window.ts';

export interface Look {
  readonly theme: Theme;
  /** Pixels. */
  readonly width: number;
}

export const PHONE: Look = { theme: 'light', width: 320 };

export interface Drawing {
  readonly world: World;
  readonly browser: Browser;
}

/** For the tests of one `describe`; they are skipped where there is no browser. */
export function drawingOf(start: () => Promise<World>): Drawing {
  let world: World | undefined;
  let browser: Browser | undefined;
  before(async function () {
    if (!existsSync(CHROMIUM)) {
      process.stderr.write(`SKIPPED: drawing cards needs ${CHROMIUM}; no card was drawn\n`);
      this.skip();
    }
    [world, browser] = await Promise.all([start(), startBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await world?.stop();
  });
  return {
    get world() {
      assert.ok(world !== undefined);
      return world;
    },
    get browser() {
      assert.ok(browser !== undefined);
      return browser;
    },
  };
}

/** Fails when something is cut off at the side. With UPDATE_IMAGES=1 the looks of `shown` are drawn side by side. */
export async function drawCard(
  { browser }: Drawing,
  card: unknown,
  looks: readonly Look[],
  picture: { readonly file: string; readonly shown: readonly Look[] },
): Promise<void> {
  const page = await browser.blank();
  const drawn = new Map<Look, Buffer>();
  for (const look of looks) {
    drawn.set(look, await cardPicture(page, card, look.theme, look.width));
    const { content, shown } = await cardWidths(page);
    assert.ok(content <= shown, `${content} px of content in ${shown} px`);
  }
  if (process.env['UPDATE_IMAGES'] === '1') {
    const images = picture.shown.map(
      (look) =>
        `<img style="vertical-align:top;margin:6px" src="data:image/png;base64,${drawn.get(look)?.toString('base64') ?? ''}">`,
    );
    await page.setContent(
      `<body style="margin:0"><div id="all" style="display:inline-block;white-space:nowrap;background:#888">${images.join('')}</div></body>`,
    );
    mkdirSync(path.dirname(picture.file), { recursive: true });
    // Long cards: as PNG they would take half as much again.
    writeFileSync(
      picture.file,
      await page.locator('#all').screenshot({ type: 'jpeg', quality: 55, scale: 'css' }),
    );
  }
  await page.close();
}
