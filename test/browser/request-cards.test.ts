/**
 * Cards of requests beside those of the single actions, drawn by Microsoft's own renderer at the width of a chat, light
 * and dark, and of a phone. With UPDATE_IMAGES=1 it also draws the pictures of docs/response-cards.md.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { World } from '../scenarios/world.ts';
import { PHONE, drawCard, drawingOf } from './drawn-cards.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const LOOKS = [{ theme: 'light', width: 460 }, { theme: 'dark', width: 460 }, PHONE] as const;
/** Groups of the demo tenant: "Drawbridge Approvers" and "Finance". */
const GROUPS = ['fe0906dc-096f-4b01-8416-36f3d26d9bb8', '49d8ec02-80db-458e-ba1c-135f8042f2d3'];

describe('the cards of a request on its way', function () {
  this.timeout(120_000);
  let world: World;
  const drawing = drawingOf(() =>
    World.start({ record: false, policy: { actions: { offboard: { eachOf: GROUPS } } } }),
  );
  before(async () => {
    world = drawing.world;
    for (const upn of ['tomas.ng', 'adele.vance', 'nadia.haddad']) await world.say(upn, 'help');
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
    const file = path.join(ROOT, 'docs', 'images', `${name}.jpg`);
    await drawCard(drawing, card, LOOKS, { file, shown: LOOKS });
  }
});
