/** A Temporary Access Pass through the whole program: who sees it, who does not, and what becomes of one nobody saw. */
import assert from 'node:assert/strict';
import type { Tracer } from '../../src/domain/ports/telemetry.ts';
import { NO_TRACER } from '../../src/domain/ports/telemetry.ts';
import type { Exchange } from './chat.ts';
import { oneLine } from './card-words.ts';
import { World } from './world.ts';

const PASSES = /\/authentication\/temporaryAccessPassMethods/;

describe('a temporary access pass, from the sentence to the proof', function () {
  let world: World;
  const log: string[] = [];
  const traced: string[] = [];
  const tracer: Tracer = {
    ...NO_TRACER,
    annotate: (attributes, name) => {
      traced.push(JSON.stringify([attributes, name]));
    },
  };

  before(async () => {
    world = await World.start({ tracer, logTo: { write: (line) => log.push(line) } });
    await world.assembly.tenant.warmUp();
    await world.say('tomas.ng', 'help');
  });
  after(() => world.stop());
  afterEach(async () => {
    await world.calm();
    await world.forgetExchanges();
    await world.minute();
  });

  const said = async (method: Exchange['method']): Promise<readonly Exchange[]> =>
    (await world.heard()).filter((one) => one.method === method && PASSES.test(one.url));
  const secretOf = ({ responseBody }: Exchange): string => {
    const { temporaryAccessPass } = responseBody as { temporaryAccessPass: string };
    assert.ok(temporaryAccessPass.length >= 8);
    return temporaryAccessPass;
  };

  /** Asked by Iris, approved by Tomas, and Iris was told that it waits for her. */
  async function approved(who: string): Promise<string> {
    const asked = await world.say(
      'iris.ek',
      `create a temporary access pass for ${who} because the phone is lost`,
    );
    const requestId = /R-[0-9A-Z]{5}/.exec(asked)?.[0] ?? '';
    assert.match(oneLine(asked), /waiting for approval/i);
    assert.match(oneLine(asked), /valid for 60 minutes from then on, for one sign-in/);
    assert.match(oneLine(asked), /Make sure that the person is who they say .* hand it over in person/);
    await world.click('tomas.ng', 'request.approve', { requestId });
    await world.untilAnyCard('iris.ek', new RegExp(`${requestId}[^]*waits for the person who asked`));
    return requestId;
  }

  it('is shown to the person who asked, once, and stands nowhere else', async () => {
    const requestId = await approved('Megan Bowen');
    const mine = await world.say('iris.ek', `show ${requestId}`);
    assert.match(oneLine(mine), /Approved: Iris Ek gets the Temporary Access Pass with the button/);
    assert.match(mine, /\[Get the pass\]/);
    assert.doesNotMatch(await world.say('tomas.ng', `show ${requestId}`), /\[Get the pass\]/);
    assert.match((await world.click('tomas.ng', 'request.handover', { requestId })).text, /Only Iris Ek/);
    assert.deepEqual(await said('POST'), []);

    const shown = await world.click('iris.ek', 'request.handover', { requestId });
    const [order, ...more] = await said('POST');
    assert.ok(order !== undefined && more.length === 0);
    assert.deepEqual(order.requestBody, { lifetimeInMinutes: 60, isUsableOnce: true });
    const secret = secretOf(order);
    assert.ok(shown.text.includes(secret), shown.text);
    assert.match(oneLine(shown.text), /It can be had nowhere else/);

    const again = await world.click('iris.ek', 'request.handover', { requestId });
    assert.match(oneLine(again.text), /was made once and is given once/);
    assert.equal((await said('POST')).length, 1);

    await world.assembly.bot.idle();
    for (const upn of ['iris.ek', 'tomas.ng']) {
      await world.say(upn, `show ${requestId}`);
      assert.match(await world.say(upn, `audit ${requestId}`), /./);
    }
    const record = await world.assembly.responses.audit({ target: requestId, limit: 100 });
    assert.ok(record.some(({ event }) => event === 'handover.done'));
    assert.ok(log.length > 0 && traced.length > 0);
    const everywhere = {
      record: JSON.stringify(record),
      database: await world.stored(),
      cards: JSON.stringify(world.connector.sent),
      log: log.join(''),
      traces: traced.join(''),
    };
    for (const [place, text] of Object.entries(everywhere)) {
      assert.ok(text.length > 100, `${place} is empty`);
      assert.ok(!text.includes(secret), `it stands in the ${place}`);
    }
    const request = await world.assembly.responses.find(requestId);
    assert.equal(request?.state, 'succeeded');
  });

  it('is deleted again when its answer is lost on the way', async () => {
    const requestId = await approved('Lee Gu');
    await world.fault({ match: { method: 'POST', path: PASSES.source }, drop: 'after', times: 1 });
    const clicked = await world.click('iris.ek', 'request.handover', { requestId });
    assert.match(oneLine(clicked.text), /No answer told whether a Temporary Access Pass was made/);
    const failed = await world.untilAnyCard('iris.ek', new RegExp(`⛔ Failed · ${requestId}`));
    assert.match(oneLine(failed), /was made but could not be shown; it was deleted\. Ask again/);
    assert.deepEqual([(await said('POST')).length, (await said('DELETE')).length], [1, 1]);
  });

  it('says what Entra ID says when the policy leaves the person out', async () => {
    const requestId = await approved('Diego Siciliani');
    const error = { error: { code: 'badRequest', message: 'UserCredentialPolicy does not allow it' } };
    await world.fault({ match: { method: 'POST', path: PASSES.source }, status: 400, body: error });
    const clicked = await world.click('iris.ek', 'request.handover', { requestId });
    assert.match(
      oneLine(clicked.text),
      /Nothing was made\. .*The tenant may not allow passes for this person/,
    );
    await world.untilAnyCard('iris.ek', new RegExp(`⛔ Failed · ${requestId}`));
    assert.equal((await said('POST')).length, 1);
  });

  for (const [who, why] of [
    ['Ben Walters', /no pass for external guests/],
    ['Nestor Wilke', /The account is disabled: nobody signs in with a pass/],
    ['Iris Ek', /about your own account: somebody else has to ask for it/],
  ] as const) {
    it(`is not for ${who}`, async () => {
      const answer = oneLine(await world.say('iris.ek', `create a temporary access pass for ${who}`));
      assert.match(answer, why);
      assert.doesNotMatch(answer, /waiting for approval/);
    });
  }
});
