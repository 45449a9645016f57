/**
 * Cards of requests beside those of the single actions, drawn by Microsoft's own renderer at the width of a chat, light
 * and dark, and of a phone. With UPDATE_IMAGES=1 it also draws the pictures of docs/response-cards.md.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { World } from '../scenarios/world.ts';
import { cardPicture, cardWidths } from './card-picture.ts';
import { CHROMIUM, startBrowser } from './playground-window.ts';
import type { Browser } from './playground-window.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const CHAT = 460;
const PHONE = 320;
const LOOKS = [
  ['light', CHAT],
  ['dark', CHAT],
  ['light', PHONE],
] as const;
/** Groups of the demo tenant: "Drawbridge Approvers" and "Finance". */
const GROUPS = ['fe0906dc-096f-4b01-8416-36f3d26d9bb8', '49d8ec02-80db-458e-ba1c-135f8042f2d3'];

describe('the cards of a request on its way', function () {
  this.timeout(120_000);
  let world: World;
  let browser: Browser;

  before(async function () {
    if (!existsSync(CHROMIUM)) {
      process.stderr.write(`SKIPPED: drawing cards needs ${CHROMIUM}; no card was drawn\n`);
      this.skip();
    }
    [world, browser] = await Promise.all([
      World.start({ record: false, policy: { actions: { offboard: { eachOf: GROUPS } } } }),
      startBrowser(),
    ]);
    for (const upn of ['tomas.ng', 'adele.vance', 'nadia.haddad']) await world.say(upn, 'help');
  });
  after(async () => {
    await (browser as Browser | undefined)?.close();
    await (world as World | undefined)?.stop();
  });

  const idIn = (text: string): string => /R-[0-9A-Z]{5}/.exec(text)?.[0] ?? '';

  it('fit: a request that can be asked for again', async () => {
    await world.fault({
      match: { service: 'defender', method: 'POST', path: '/isolate$' },
      times: 1,
      status: 403,
    });
    const requestId = idIn(await world.say('iris.ek', 'isolate FIN-LT-042 because of credential theft'));
    await world.click('tomas.ng', 'request.approve', { requestId });
    await world.untilAnyCard('iris.ek', new RegExp(`Failed · ${requestId}[^]*\\[Ask again\\]`));
    await draw('iris.ek', 'Ask again', 'request-again');
  });

  it('fit: a request of which one group has approved', async () => {
    const requestId = idIn(await world.say('iris.ek', 'offboard FIN-LT-043 because it was sold'));
    await world.click('nadia.haddad', 'request.approve', { requestId });
    await world.untilAnyCard('adele.vance', new RegExp(`${requestId}[^]*Still missing`));
    await draw('adele.vance', 'Still missing', 'approving-groups');
  });

  it('fit: an isolation of which the sensor says that it is not in effect', async () => {
    const machine = (await world.machines()).find(({ computerDnsName }) =>
      computerDnsName?.startsWith('fin-lt-044'),
    );
    const heard = {
      DeviceId: machine?.id,
      Timestamp: new Date(Date.now() + 3_600_000).toISOString(),
      RemoteIP: '203.0.113.9',
      RemoteUrl: null,
      RemotePort: 4444,
      InitiatingProcessFileName: 'beacon.exe',
    };
    await isolated('FIN-LT-044', [heard], 300, /Not in effect/);
    await draw('iris.ek', 'Not in effect', 'not-in-effect');
  });

  it('fit: an isolation of which the sensor says nothing', async () => {
    await isolated('FIN-LT-045', [], 400, /told too little of the network since/);
    await draw('iris.ek', 'Done, not proven', 'not-proven');
  });

  /** Carried out; then the hunt brings `results`. */
  async function isolated(
    device: string,
    results: readonly unknown[],
    seconds: number,
    end: RegExp,
  ): Promise<void> {
    const requestId = idIn(await world.say('iris.ek', `isolate ${device} because of credential theft`));
    await world.fault({
      match: { path: 'runHuntingQuery' },
      status: 200,
      body: { schema: [], results },
    });
    await world.click('tomas.ng', 'request.approve', { requestId });
    await world.untilAnyCard('iris.ek', new RegExp(`${requestId}[^]*Accepted by Defender`));
    await world.advance(seconds);
    await world.untilAnyCard('iris.ek', new RegExp(`· ${requestId}`), end);
  }

  it('stand in docs/response-cards.md', () => {
    const page = readFileSync(path.join(ROOT, 'docs', 'response-cards.md'), 'utf8');
    for (const name of ['request-again', 'approving-groups', 'not-in-effect', 'not-proven']) {
      assert.ok(page.includes(`(images/${name}.jpg)`), name);
      assert.ok(existsSync(path.join(ROOT, 'docs', 'images', `${name}.jpg`)), name);
    }
  });

  async function draw(upn: string, holds: string, name: string): Promise<void> {
    const card = world.connector
      .cardsIn(world.personal(upn).id)
      .findLast((one) => JSON.stringify(one).includes(holds));
    const page = await browser.blank();
    const pictures: string[] = [];
    for (const [theme, width] of LOOKS) {
      const png = await cardPicture(page, card, theme, width);
      const { content, shown } = await cardWidths(page);
      assert.ok(content <= shown, `${content} px of content in ${shown} px`);
      pictures.push(
        `<img style="vertical-align:top;margin:6px" src="data:image/png;base64,${png.toString('base64')}">`,
      );
    }
    if (process.env['UPDATE_IMAGES'] === '1') {
      await page.setContent(
        `<body style="margin:0"><div id="all" style="display:inline-block;white-space:nowrap;background:#888">${pictures.join('')}</div></body>`,
      );
      const all = await page.locator('#all').screenshot({ type: 'jpeg', quality: 55, scale: 'css' });
      writeFileSync(path.join(ROOT, 'docs', 'images', `${name}.jpg`), all);
    }
    await page.close();
  }
});
