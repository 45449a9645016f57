/** Blocking and unblocking indicators: from the sentence to the proof, through faults, and never somebody else's. */
import assert from 'node:assert/strict';
import type { Exchange } from './chat.ts';
import { idIn } from './card-words.ts';
import { World } from './world.ts';

const HASH = 'd17eb06b6105a877abdd6a2afa10cc48c252c41b9c53f24f55de0fbb3ad0c688';

describe('blocking an indicator, from the sentence to the proof', function () {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());
  beforeEach(async () => {
    await world.minute();
    await world.calm();
  });

  it('is asked for, approved, sent once, found again, and taken back by its own id', async () => {
    const asked = await world.say('iris.ek', 'block hxxps://evil[.]example/login because of incident 4018');
    assert.match(asked, /Block hxxps:\/\/evil\[\.\]example\/login \(url, 90 days\): waiting for approval/);
    assert.match(asked, /Indicators used +2 of 15000/);
    assert.match(asked, /Expires +90 days after it is sent/);
    assert.doesNotMatch(asked, /https:\/\/evil/);
    const requestId = idIn(asked);
    assert.deepEqual(await posts(world), []);
    await world.click('tomas.ng', 'request.approve', { requestId });
    const done = await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`));
    assert.match(done, /Whether a device\s+enforces\s+it\s+no\s+API\s+tells/);
    assert.match(done, /Indicator +\d+\n/);
    const [order, ...more] = await posts(world);
    const { description, expirationTime, ...body } = order?.requestBody as Record<string, string>;
    assert.deepEqual(more, []);
    assert.deepEqual(body, {
      indicatorValue: 'https://evil.example/login',
      indicatorType: 'Url',
      action: 'Block',
      title: 'Drawbridge: https://evil.example/login',
      severity: 'High',
      generateAlert: true,
      rbacGroupNames: [],
    });
    assert.match(
      description ?? '',
      new RegExp(`^\\[${requestId}\\] .*asked by Iris Ek, approved by Tomas Ng`),
    );
    assert.ok(Date.parse(expirationTime ?? '') > Date.now() + 89 * 86_400_000);
    assert.match(
      await world.say('iris.ek', 'block hxxps://evil[.]example/login'),
      /blocked\s+already: Block/,
    );

    await world.click('iris.ek', 'request.undo', { requestId });
    const undo = await world.untilCard('iris.ek', /Unblock hxxps:\/\/evil\[\.\]example\/login: waiting/);
    assert.doesNotMatch(undo, /did not make this indicator/);
    const back = idIn(undo);
    await world.click('tomas.ng', 'request.approve', { requestId: back });
    const undone = await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${back}`));
    assert.match(undone, /is gone; none stands for the value/);
    await world.untilAnyCard('iris.ek', new RegExp(`Undone · ${requestId}`));
    assert.equal((await indicators(world)).length, 2);
  });

  it('waits when Defender has no time, and lasts as long as was said', async () => {
    const error = { error: { code: 'TooManyRequests', message: 'later' } };
    const match = { method: 'POST', path: '/api/indicators$' };
    await world.fault({ match, status: 429, headers: { 'Retry-After': '1' }, body: error, times: 1 });
    const requestId = await approved(world, 'block 203.0.113.77 for 2 days');
    const done = await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`));
    assert.match(done, /Block 203\.0\.113\.77 \(ip, 2 days\)/);
    const own = (await posts(world)).filter(({ requestBody }) =>
      JSON.stringify(requestBody).includes(requestId),
    );
    assert.deepEqual(
      own.map(({ status }) => status),
      [429, 200],
    );
  });

  it('is found again by its description when the connection broke, and not sent twice', async () => {
    await world.fault({ match: { method: 'POST', path: '/api/indicators$' }, drop: 'after', times: 1 });
    const requestId = await approved(world, 'block the domain torn[.]example');
    await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`));
    assert.equal(
      (await posts(world)).filter(({ requestBody }) => JSON.stringify(requestBody).includes(requestId))
        .length,
      1,
    );
  });

  it('is not called done when Defender breaks every time', async () => {
    const body = { error: { code: 'InternalServerError', message: '-' } };
    await world.fault({ match: { method: 'POST', path: '/api/indicators$' }, status: 500, body });
    const requestId = await approved(world, 'block the domain broken[.]example');
    const failed = await world.untilAnyCard('iris.ek', new RegExp(`⛔ Failed · ${requestId}`));
    assert.match(failed, /the list of indicators shows\s+nothing\s+of\s+it/);
  });

  it('is not sent when somebody made one meanwhile: theirs is not overwritten', async () => {
    const requestId = idIn(await world.say('iris.ek', 'block 198.51.100.66'));
    const theirs = (await indicators(world)).find(({ id }) => id === '4102');
    const value = [{ ...theirs, id: '4999', indicatorValue: '198.51.100.66', action: 'Allowed' }];
    await world.fault({
      match: { method: 'GET', path: 'indicators.*198.51.100.66' },
      status: 200,
      body: { value },
    });
    await world.click('tomas.ng', 'request.approve', { requestId });
    const failed = await world.untilAnyCard('iris.ek', new RegExp(`⛔ Failed · ${requestId}`));
    assert.match(
      failed,
      /Not sent: There is an indicator for it already, which this would\s+overwrite: Allowed/,
    );
    assert.ok(!JSON.stringify(await posts(world)).includes(requestId));
  });

  for (const [sentence, why] of [
    ['block 10.20.4.17', /This is a private address/],
    ['block 192.0.2.99', /It is blocked already: Block, by nadia\.haddad@contoso\.example/],
    [`block hash ${HASH}`, /It is blocked already: BlockAndRemediate/],
    ['block the domain contoso.example', /contoso\.example is a domain of the organization itself/],
    ['block login.microsoftonline.com', /belongs to Microsoft's own services/],
    ['unblock 203.0.113.99', /There is no indicator for 203\.0\.113\.99/],
  ] as const) {
    it(`says why not: ${sentence.slice(0, 40)}`, async () => {
      const answer = await world.say('iris.ek', sentence);
      assert.match(answer.replace(/\s+/g, ' '), why);
      assert.match(answer, /Nothing was requested/);
    });
  }

  it('says that a full list is full', async () => {
    const value = Array.from({ length: 10_000 }, (_one, id) => ({ id: String(id) }));
    await world.fault({ match: { method: 'GET', path: 'top=10000' }, status: 200, body: { value } });
    const answer = await world.say('iris.ek', 'block the domain full[.]example');
    assert.match(answer, /All 15000 indicators that a tenant may have are in use/);
  });

  it('is about nothing that was asked before: "it" stays the device', async () => {
    await world.say('iris.ek', 'is FIN-LT-042 compliant and risky');
    await world.say('iris.ek', 'block the domain later[.]example');
    assert.match(await world.say('iris.ek', 'who logged on to it?'), /FIN-LT-042/);
  });
});

describe('unblocking an indicator, from the sentence to the proof', function () {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());
  beforeEach(async () => {
    await world.minute();
    await world.calm();
  });

  it('shows whose it is, deletes that one, and is not undone from here', async () => {
    const asked = await world.say('iris.ek', 'unblock 192.0.2.99 because it was a false alarm');
    assert.match(asked, /Drawbridge did not make this indicator: nadia\.haddad@contoso\.example did/);
    const requestId = idIn(asked);
    await world.click('tomas.ng', 'request.approve', { requestId });
    const done = await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`));
    assert.doesNotMatch(done, /\[Undo\]/);
    assert.deepEqual(
      (await indicators(world)).map(({ id }) => id),
      ['4101'],
    );
    const sent = (await world.heard()).filter(({ url }) => url.endsWith('/BatchDelete'));
    assert.deepEqual(
      sent.map(({ status, requestBody }) => [status, requestBody]),
      [[204, { IndicatorIds: ['4102'] }]],
    );
  });

  it('is found again by its absence when the connection broke, waits, and fails when Defender breaks', async () => {
    const match = { method: 'POST', path: 'BatchDelete' };
    const error = { error: { code: 'TooManyRequests', message: 'later' } };
    const body = { error: { code: 'InternalServerError', message: '-' } };
    await world.fault({ match, status: 500, body });
    const broken = await approved(world, `unblock ${HASH}`);
    const failed = await world.untilAnyCard('iris.ek', new RegExp(`⛔ Failed · ${broken}`));
    assert.match(failed, /the list of indicators shows\s+nothing\s+of\s+it/);
    await world.calm();
    await world.fault({ match, status: 429, headers: { 'Retry-After': '1' }, body: error, times: 1 });
    await world.fault({ match, drop: 'after', times: 1 });
    const requestId = await approved(world, `unblock ${HASH}`);
    await world.untilAnyCard('iris.ek', new RegExp(`Done and verified · ${requestId}`));
    assert.deepEqual(await indicators(world), []);
  });

  it('asks which of several', async () => {
    await world.fault({
      match: { method: 'GET', path: '/api/indicators' },
      status: 200,
      body: {
        value: ['FileSha1', 'CertificateThumbprint'].map((indicatorType, at) => ({
          id: String(at + 1),
          indicatorValue: 'a'.repeat(40),
          indicatorType,
          action: 'Block',
        })),
      },
      times: 1,
    });
    const choice = await world.say('iris.ek', `unblock ${'a'.repeat(40)}`);
    assert.match(choice, /2 indicators stand for/);
    assert.match(choice, /\[Delete 2\]/);
  });
});

async function approved(world: World, sentence: string): Promise<string> {
  const requestId = idIn(await world.say('iris.ek', sentence));
  await world.click('tomas.ng', 'request.approve', { requestId });
  return requestId;
}

async function posts(world: World): Promise<readonly Exchange[]> {
  return (await world.heard()).filter(
    ({ method, url }) => method === 'POST' && url.endsWith('/api/indicators'),
  );
}

async function indicators(world: World): Promise<readonly { readonly id: string }[]> {
  const response = await fetch(`${world.simulator.url}/_sim/state/indicators`);
  return (await response.json()) as { id: string }[];
}
