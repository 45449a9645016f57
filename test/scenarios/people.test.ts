import assert from 'node:assert/strict';
import { findPerson, readDemoTenant } from '../../src/cli/tenant-folder.ts';
import { DEMO_DIR } from './chat.ts';
import { World } from './world.ts';

describe('the people beside a request, through the whole program', function () {
  let world: World;

  async function start(over: { readonly escalateAfterMinutes?: number } = {}): Promise<void> {
    const { members } = await readDemoTenant(DEMO_DIR);
    const idOf = (name: string): string => findPerson(members, `${name}@contoso.example`).id;
    const [tomas, adele] = [idOf('tomas.ng'), idOf('adele.vance')];
    world = await World.start({
      policy: {
        approvals: {
          channel: null,
          escalateAfterMinutes: over.escalateAfterMinutes ?? null,
          breakGlass: [adele],
        },
        oncall: { rota: [tomas, adele], shifts: null },
      },
    });
  }
  afterEach(() => world.stop());

  const ask = async (): Promise<string> => {
    const asked = await world.say('iris.ek', 'isolate FIN-LT-042 because of credential theft');
    const requestId = /R-[0-9A-Z]{5}/.exec(asked)?.[0];
    assert.ok(requestId, asked);
    return requestId;
  };
  const cardsOf = (upn: string, requestId: string): number =>
    world.connector.sent.filter(
      (sent) =>
        sent.method === 'POST' &&
        sent.conversationId === world.personal(upn).id &&
        JSON.stringify(sent.activity).includes(requestId),
    ).length;

  it('calls the person on duty when nobody decides, and says on the card whom', async () => {
    // Soon over, yet not before the first card is there: what waits for them is the job of the request's own transaction.
    await start({ escalateAfterMinutes: 0.03 });
    await world.say('tomas.ng', 'help');
    const requestId = await ask();
    await world.untilAnyCard('tomas.ng', new RegExp(requestId));
    await world.untilAnyCard('iris.ek', /Escalated to Tomas Ng/);
    while (cardsOf('tomas.ng', requestId) < 2) await world.connector.arrived(world.connector.sent.length + 1);
    await world.untilAnyCard('tomas.ng', /Escalated to Tomas Ng/);
    await world.assembly.bot.idle();
    assert.equal(cardsOf('tomas.ng', requestId), 2, 'the first card, and the one with the alert');
    const events = await world.assembly.responses.audit({ target: requestId, limit: 50 });
    assert.equal(events.filter(({ event }) => event === 'request.escalated').length, 1);
    const rota = await world.say('iris.ek', 'who is on call?');
    assert.match(rota, /On duty: Tomas Ng; next: Adele Vance/);
    assert.match(rota, /may not approve/);
  });

  it('says that nobody could be called when nobody on call ever opened the bot', async () => {
    await start({ escalateAfterMinutes: 0.002 });
    await ask();
    const why = /Tomas Ng may decide it but cannot be reached/;
    await world.untilAnyCard('iris.ek', /nobody could be called/, why);
  });

  it('lets one person contain alone, tells everybody, and has it reviewed', async () => {
    await start();
    await world.say('tomas.ng', 'help');
    await world.say('adele.vance', 'help');
    const requestId = await ask();
    const press = (upn: string, verb: string, data = {}): ReturnType<World['click']> =>
      world.click(upn, verb, { requestId, ...data });

    const offered = await press('adele.vance', 'request.refresh');
    assert.match(offered.text, /\[Break glass\]/);
    assert.doesNotMatch((await press('tomas.ng', 'request.refresh')).text, /Break glass\]/);
    assert.match((await press('adele.vance', 'request.breakGlass')).text, /needs a reason/);
    assert.match((await press('tomas.ng', 'request.breakGlass', { reason: 'why' })).text, /may not break/);

    const broke = await press('adele.vance', 'request.breakGlass', { reason: 'files are being encrypted' });
    assert.match(broke.text, /Break-glass: Adele Vance let this through alone; not reviewed yet/);
    await world.untilAnyCard('tomas.ng', /Adele Vance let it through alone/);
    await world.untilAnyCard('iris.ek', /Accepted by Defender/);
    await world.advance(300);
    await world.untilAnyCard('iris.ek', /Done and verified/);
    const sent = (await world.actions()).filter(({ requestorComment }) =>
      requestorComment?.includes(`[${requestId}]`),
    );
    assert.equal(sent.length, 1);
    assert.match(sent[0]?.requestorComment ?? '', /Adele Vance alone \(break-glass\)/);

    assert.match(await world.say('tomas.ng', 'what is waiting for approval?'), /needs a review/);
    const own = await press('adele.vance', 'request.review', { verdict: 'agreed' });
    assert.match(own.text, /somebody else has to review/);
    assert.match((await press('tomas.ng', 'request.review', { verdict: 'objected' })).text, /needs a note/);
    const reviewed = await press('tomas.ng', 'request.review', { verdict: 'agreed', reason: 'right call' });
    assert.match(reviewed.text, /reviewed by Tomas Ng, who agreed/);
    assert.doesNotMatch(await world.say('tomas.ng', 'what is waiting for approval?'), /needs a review/);

    const story = await world.say('iris.ek', 'who isolated FIN-LT-042, who agreed and is it still isolated?');
    assert.match(story, /Adele Vance let it through\s+alone \(break-glass\)/);
    assert.match(story, /Isolated now: yes/);
    assert.match(story, /right call/);
  });

  it('tells the person who asked how it ended, once', async () => {
    await start();
    await world.say('tomas.ng', 'help');
    const requestId = await ask();
    await world.click('tomas.ng', 'request.approve', { requestId });
    await world.untilAnyCard('iris.ek', /Accepted by Defender/);
    await world.advance(300);
    const told = new RegExp(`${requestId} Isolate FIN-LT-042 \\(full\\): isolated, verified`);
    await world.untilAnyCard('iris.ek', told);
    await world.untilAnyCard('iris.ek', /Done and verified/);
    while (cardsOf('iris.ek', requestId) < 2) await world.connector.arrived(world.connector.sent.length + 1);
    await world.assembly.bot.idle();
    assert.equal(cardsOf('iris.ek', requestId), 2, 'the card and one message');
    assert.match(await world.say('iris.ek', 'is it isolated?'), /Isolated/);
  });
});
