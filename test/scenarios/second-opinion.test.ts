/** Microsoft's What If on an access answer: by its button only, and the answer stands without it. */
import assert from 'node:assert/strict';
import { World } from './world.ts';

/** The data of a button on the newest card in somebody's chat. */
function buttonOf(world: World, upn: string, title: string): Record<string, unknown> {
  const card = JSON.stringify(world.connector.cardsIn(world.personal(upn).id).at(-1));
  const at = card.indexOf(`"title":"${title}"`);
  const data = /"data":(\{"intent":"[^"]*","slots":\{[^}]*\}\})/.exec(card.slice(at))?.[1];
  assert.ok(at >= 0 && data !== undefined, card);
  return JSON.parse(data) as Record<string, unknown>;
}

describe("Microsoft's What If beside an access answer", function () {
  const TITLE = "Ask Microsoft's What If too";
  let world: World;
  before(async () => {
    world = await World.start();
    await world.assembly.tenant.warmUp();
  });
  after(() => world.stop());
  beforeEach(async () => {
    await world.minute();
    await world.forgetExchanges();
  });
  afterEach(() => world.calm());

  const asked = async (): Promise<number> =>
    (await world.heard()).filter(({ url }) => url.endsWith('/identity/conditionalAccess/evaluate')).length;
  const clicked = async (): Promise<string> => {
    const data = buttonOf(world, 'iris.ek', TITLE);
    const { status } = await world.click('iris.ek', 'ask', data);
    assert.equal(status, 200);
    await world.assembly.bot.idle();
    return await world.untilCard('iris.ek', /Diego Siciliani cannot reach email/);
  };

  it('comes by the button, with what it says of the policies', async () => {
    const plain = await world.say('iris.ek', "why can't diego reach email");
    assert.match(plain, /Diego Siciliani cannot reach email/);
    assert.doesNotMatch(plain, /What If says/);
    assert.equal(await asked(), 0);
    const card = await clicked();
    assert.match(card, /Microsoft's What If says the same of all \d+ policies/);
    assert.match(card, /which policies apply, not whether somebody gets in/);
    assert.ok((await asked()) >= 1);
  });

  it('is a gap when it may not be asked, and the verdict stands', async () => {
    await world.say('iris.ek', "why can't diego reach email");
    await world.fault({ match: { path: '/conditionalAccess/evaluate' }, status: 403 });
    const card = await clicked();
    assert.match(card, /What If: Drawbridge may not read this from Conditional Access/);
    assert.match(card, /Policy\.Read\.ConditionalAccess or Policy\.Read\.All/);
    assert.match(card, /CA03/);
  });
});
