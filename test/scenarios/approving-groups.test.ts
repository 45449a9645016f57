/** One approval of each of several groups, from the sentence to the proof, through the whole program. */
import assert from 'node:assert/strict';
import type { ActionRule } from '../../src/domain/approvals/policy.ts';
import type { Clicked } from './chat.ts';
import { World } from './world.ts';

/** Of the demo tenant: Nadia Haddad is in it through "SOC leads", Tomas Ng himself. */
const OPS = 'fe0906dc-096f-4b01-8416-36f3d26d9bb8';
/** Adele Vance and Isaiah Langer; none of them has a role. */
const FINANCE = '49d8ec02-80db-458e-ba1c-135f8042f2d3';
/** `Partners' *VIP* [list](https://evil.example)`. */
const HOSTILE = 'a9d7e5db-6883-4abf-b735-bada47a7e465';

describe('approvals of several groups, through the whole program', function () {
  let world: World;
  let requestId: string;
  afterEach(() => world.stop());

  async function start(rule: Partial<ActionRule>): Promise<string> {
    world = await World.start({ policy: { actions: { isolate: rule } } });
    for (const upn of ['tomas.ng', 'nadia.haddad', 'adele.vance']) await world.say(upn, 'help');
    const asked = await world.say('iris.ek', 'isolate FIN-LT-042 because of credential theft');
    requestId = /R-[0-9A-Z]{5}/.exec(asked)?.[0] ?? '';
    return asked;
  }
  const approve = (upn: string): Promise<Clicked> => world.click(upn, 'request.approve', { requestId });
  const sent = async (): Promise<number> =>
    (await world.actions()).filter(({ requestorComment }) => requestorComment?.includes(requestId)).length;

  it('let an action through when each of them has agreed, and not before', async () => {
    const asked = await start({ eachOf: [OPS, FINANCE] });
    assert.match(asked, /Approvals +0 of 2[^]*Needed +1 of “Drawbridge Approvers” and 1 of “Finance”/);
    // She holds no role, and is called because her group is needed.
    await world.untilAnyCard('adele.vance', new RegExp(`${requestId}[^]*\\[Approve\\]`));

    const first = await approve('nadia.haddad');
    assert.match(first.text, /Nadia Haddad approved for “Drawbridge Approvers”/);
    assert.match(first.text, /Approvals +1 of 2[^]*Still missing +1 of “Finance”/);
    const wrong = await approve('tomas.ng');
    assert.equal(
      wrong.text,
      `${requestId} still needs 1 of “Finance”, and your approval counts for “Drawbridge Approvers”. Nothing was recorded; you can still deny it.`,
    );
    assert.match((await approve('megan.bowen')).text, /Members of “Drawbridge Approvers” or “Finance” may/);
    assert.match(await world.say('iris.ek', 'open requests'), /needs 1 of “Finance”/);
    assert.equal(await sent(), 0);

    const last = await approve('adele.vance');
    assert.match(last.text, /Adele Vance approved for “Finance”/);
    await world.untilAnyCard('iris.ek', new RegExp(`${requestId}[^]*Accepted by Defender`));
    await world.advance(120);
    await world.untilAnyCard('iris.ek', new RegExp(`Done.* · ${requestId}`));
    assert.equal(await sent(), 1);
    const record = await world.assembly.responses.audit({ target: requestId, limit: 50 });
    const codes = record
      .filter(({ event }) => event === 'decision.refused')
      .map(({ details }) => details.code);
    assert.deepEqual(codes, ['notInRole', 'notNeeded']);
    const approved = record.find(({ event }) => event === 'request.approved');
    assert.deepEqual(approved?.details.standing, { groups: [FINANCE], role: false });
    const story = await world.say('iris.ek', 'who isolated FIN-LT-042 and who agreed?');
    assert.match(story, /Nadia Haddad for “Drawbridge Approvers”[^]*Adele Vance for “Finance”/);
  });

  it('let nothing through while Entra ID does not say who is in which group', async () => {
    await start({ eachOf: [OPS, FINANCE] });
    await world.assembly.bot.idle();
    await world.fault({ match: { service: 'graph', path: '/checkMemberGroups$' }, status: 403 });
    const unknown = await approve('adele.vance');
    assert.match(unknown.text, /For which group your decision on R-\w+ counts could not be checked/);
    await world.calm();
    assert.match((await approve('adele.vance')).text, /Adele Vance approved for “Finance”/);
    assert.equal(await sent(), 0);
  });

  it('show the name of a group as text, whatever it holds', async () => {
    await start({ eachOf: [HOSTILE] });
    const cards = JSON.stringify(world.connector.cardsIn(world.personal('iris.ek').id));
    assert.ok(cards.includes('evil.example'));
    assert.ok(!cards.includes('[list](https://evil.example)'), cards);
    assert.match(
      await world.say('iris.ek', 'dry run: isolate FIN-LT-043'),
      /Of each +“Partners' \*VIP\* \[list\]/,
    );
  });
});
