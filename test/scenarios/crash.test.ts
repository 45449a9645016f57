/** The whole program killed at moments that people can see, and started again: nothing is lost, nothing is sent twice. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDemoTenant } from '../../src/cli/tenant-folder.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { startTeamsConnector } from '../fakes/teams-connector.ts';
import type { TeamsConnector } from '../fakes/teams-connector.ts';
import { drawbridge, serveBot } from './served-bot.ts';
import type { ServedBot } from './served-bot.ts';
import { Chat, DEMO_DIR, control } from './chat.ts';

describe('kill -9 of the whole program', function () {
  this.timeout(120_000);
  let folder: string;
  let simulator: Simulator;
  let connector: TeamsConnector;
  let environment: Record<string, string>;
  let bot: ServedBot;
  let chat: Chat;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'drawbridge-crash-'));
    const tenant = await readDemoTenant(DEMO_DIR);
    [simulator, connector] = await Promise.all([
      startSimulator({ tenantDir: DEMO_DIR, port: 0 }),
      startTeamsConnector(),
    ]);
    const policy = path.join(folder, 'policy.yaml');
    await writeFile(policy, JSON.stringify({ version: 1, roles: tenant.roles }));
    environment = {
      PORT: '0',
      DRAWBRIDGE_CLOUD: 'custom',
      GRAPH_URL: simulator.url,
      DEFENDER_URL: simulator.url,
      DRAWBRIDGE_CREDENTIAL: 'simulated',
      DRAWBRIDGE_INSECURE_LOCAL: '1',
      DATA_DIR: path.join(folder, 'data'),
      POLICY_FILE: policy,
    };
    bot = await serveBot(environment);
    chat = new Chat({ tenant, connector, url: () => bot.url });
  });
  after(async () => {
    await bot.kill();
    await Promise.all([simulator.close(), connector.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  async function restart(): Promise<void> {
    await bot.kill();
    bot = await serveBot(environment);
  }

  async function ask(device: string): Promise<string> {
    await chat.send('iris.ek', `isolate ${device}`);
    const card = await chat.untilCard('iris.ek', new RegExp(`Isolate ${device}[^]*Approvals  0 of 1`));
    const requestId = /R-[0-9A-Z]{5}/.exec(card)?.[0];
    assert.ok(requestId, card);
    return requestId;
  }

  async function seenThrough(device: string, requestId: string): Promise<void> {
    await chat.untilAnyCard('iris.ek', new RegExp(`${requestId}[^]*Accepted by Defender`));
    await control(simulator.url, 'advance', { seconds: 30 });
    // Its proof takes minutes, in this process's own time.
    await chat.untilAnyCard('iris.ek', new RegExp(`Done.* · ${requestId}`));
    const sent = (await chat.exchanges(simulator.url)).filter(
      (one) =>
        one.method === 'POST' &&
        one.url.endsWith('/isolate') &&
        JSON.stringify(one.requestBody).includes(requestId),
    );
    assert.equal(sent.length, 1, device);
  }

  it('after the request was made: it can still be approved', async () => {
    const requestId = await ask('FIN-LT-042');
    await restart();
    // Whether the card had been acknowledged is a matter of luck; a client that shows it tells where it is.
    await chat.click('iris.ek', 'request.refresh', { requestId }, { trigger: 'automatic' });
    await chat.click('tomas.ng', 'request.approve', { requestId });
    await seenThrough('FIN-LT-042', requestId);
  });

  it('in the moment of the approval: it is carried out once', async () => {
    const requestId = await ask('FIN-LT-045');
    await chat.click('tomas.ng', 'request.approve', { requestId });
    await restart();
    await seenThrough('FIN-LT-045', requestId);
  });

  it('after Defender accepted it: it is followed to its end', async () => {
    const requestId = await ask('ENG-LT-009');
    await chat.click('tomas.ng', 'request.approve', { requestId });
    await chat.untilCard('iris.ek', /Accepted by Defender/);
    await restart();
    await seenThrough('ENG-LT-009', requestId);
  });

  it('leaves the record unbroken, and the program stops when it is told to', async () => {
    assert.equal(await bot.stop(), 0);
    const verified = await drawbridge(['audit', 'verify'], environment);
    assert.match(verified.output, /^ok: \d+ rows, unbroken/);
    assert.equal(verified.code, 0);
    bot = await serveBot(environment);
  });
});
