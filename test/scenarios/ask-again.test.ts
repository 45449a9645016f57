/** "Ask again" on the card of a request that ended without anything having been done, through the whole program. */
import assert from 'node:assert/strict';
import type { Clicked } from './chat.ts';
import { World } from './world.ts';

describe('asking again with a click, through the whole program', function () {
  let world: World;
  beforeEach(async () => {
    // The services answer otherwise than the simulator would.
    world = await World.start({ record: false });
    for (const upn of ['tomas.ng', 'omar.bennett', 'adele.vance']) await world.say(upn, 'help');
  });
  afterEach(() => world.stop());

  const idIn = (text: string): string => /R-[0-9A-Z]{5}/.exec(text)?.[0] ?? '';
  const again = (upn: string, requestId: string, data = {}): Promise<Clicked> =>
    world.click(upn, 'request.again', { requestId, ...data });
  const events = async (requestId: string): Promise<readonly string[]> =>
    (await world.assembly.responses.audit({ target: requestId, limit: 50 }))
      .filter((entry) => entry.requestId === requestId)
      .map(({ event }) => event);

  it('makes a new request of an order that the device never fetched', async () => {
    const old = idIn(await world.say('iris.ek', 'isolate SAL-LT-021 because of credential theft'));
    await world.click('tomas.ng', 'request.approve', { requestId: old });
    await world.untilAnyCard('iris.ek', new RegExp(`${old}[^]*Accepted by Defender`));
    const [order] = (await world.actions()).filter(
      (one) => one.requestorComment?.includes(`[${old}]`) ?? false,
    );
    assert.ok(order !== undefined);
    const dropped = { ...order, status: 'TimeOut' };
    const look = { service: 'defender', method: 'GET' };
    await world.fault({
      match: { ...look, path: `/machineactions/${order.id}$` },
      status: 200,
      body: dropped,
    });
    await world.fault({
      match: { ...look, path: '/machineactions\\?' },
      status: 200,
      body: { value: [dropped] },
    });
    const over = await world.untilAnyCard('iris.ek', new RegExp(`Timed out · ${old}`));
    assert.match(over, /Your reason \(optional, kept in the record\)[^]*\[Ask again\]/);

    assert.match((await again('adele.vance', old)).text, /may not request actions/);
    const asked = await again('omar.bennett', old, { reason: 'it reports again' });
    assert.match(asked.text, /^Asked for as R-\w+; its card follows\.$/);
    const id = idIn(asked.text);
    const card = await world.untilAnyCard('omar.bennett', new RegExp(`Waiting for approval · ${id}`));
    assert.match(
      card,
      new RegExp(`Asked by +Omar Bennett[^]*it reports again[^]*Takes the place of +${old}`),
    );
    await world.untilAnyCard('tomas.ng', new RegExp(`Waiting for approval · ${id}[^]*\\(0 of 1\\)`));
    const followed = await world.untilAnyCard(
      'iris.ek',
      new RegExp(`Timed out · ${old}[^]*Followed by +${id}`),
    );
    assert.doesNotMatch(followed, /Ask again\]/);

    const second = await again('iris.ek', old);
    assert.match(
      second.text,
      new RegExp(`^${old} was asked for again already, as ${id}\\. Nothing was requested`),
    );
    assert.match((await again('omar.bennett', id)).text, /still waits for a decision/);
    assert.ok((await events(old)).includes('request.askedAgain'));
    assert.ok((await events(old)).includes('again.refused'));
  });

  it('makes a new request of what Defender refused to take', async () => {
    await world.fault({
      match: { service: 'defender', method: 'POST', path: '/isolate$' },
      times: 1,
      status: 403,
    });
    const old = idIn(await world.say('iris.ek', 'isolate FIN-LT-042 for 4 h because of phishing'));
    await world.click('tomas.ng', 'request.approve', { requestId: old });
    await world.untilAnyCard('iris.ek', new RegExp(`Failed · ${old}[^]*\\[Ask again\\]`));
    const id = idIn((await again('iris.ek', old)).text);
    const card = await world.untilAnyCard('iris.ek', new RegExp(`Waiting for approval · ${id}`));
    assert.match(card, new RegExp(`Again, after ${old}: phishing[^]*For 4 h from when it takes hold`));
    await world.click('tomas.ng', 'request.approve', { requestId: id });
    await world.untilAnyCard('iris.ek', new RegExp(`${id}[^]*Accepted by Defender`));
    await world.advance(120);
    await world.untilAnyCard('iris.ek', new RegExp(`Done.* · ${id}`));
    const sent = (await world.actions()).filter(({ requestorComment }) =>
      requestorComment?.includes('Drawbridge'),
    );
    assert.equal(sent.filter(({ requestorComment }) => requestorComment?.includes(`[${id}]`)).length, 1);
  });
});
