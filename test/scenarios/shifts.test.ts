import assert from 'node:assert/strict';
import { findPerson, readDemoTenant } from '../../src/cli/tenant-folder.ts';
import { DEMO_DIR } from './chat.ts';
import { World } from './world.ts';

/** Security Operations of the demo tenant: Nadia is on shift, Iris is only planned for it. */
const TEAM = '4082ebd7-1fd4-4c6f-9541-5a2476d57e5e';
const SHIFTS = `/teams/${TEAM}/schedule/shifts`;

describe('who is on shift, through the whole program', () => {
  let world: World;
  beforeEach(async () => {
    const { members } = await readDemoTenant(DEMO_DIR);
    world = await World.start({
      policy: {
        // Over at once.
        approvals: { channel: null, escalateAfterMinutes: 0.002, breakGlass: [] },
        oncall: { rota: [findPerson(members, 'tomas.ng@contoso.example').id], shifts: TEAM },
      },
    });
    await world.say('nadia.haddad', 'help');
    await world.say('tomas.ng', 'help');
  });
  afterEach(() => world.stop());

  const ask = async (): Promise<string> => {
    const asked = await world.say('iris.ek', 'isolate FIN-LT-042 because of credential theft');
    return /R-[0-9A-Z]{5}/.exec(asked)?.[0] ?? assert.fail(asked);
  };
  const escalation = async (requestId: string) =>
    (await world.assembly.responses.audit({ target: requestId, limit: 50 })).find(
      ({ event }) => event === 'request.escalated',
    )?.details;

  it('brings a request that nobody decides to them before the rota, after asking once', async () => {
    await world.forgetExchanges();
    const requestId = await ask();
    await world.untilAnyCard('nadia.haddad', /Escalated to Nadia Haddad and Tomas Ng/);
    await world.untilAnyCard('tomas.ng', /Escalated to Nadia Haddad and Tomas Ng/);
    const details = await escalation(requestId);
    assert.deepEqual((details?.['onShift'] as readonly unknown[]).length, 1);
    const read = (await world.heard()).filter(({ url }) => url.includes(SHIFTS));
    assert.equal(read.length, 1);

    const answer = (await world.say('iris.ek', 'who is on call?')).replace(/\s+/g, ' ');
    assert.match(answer, /On duty: Nadia Haddad; next: Tomas Ng/);
    assert.match(answer, /the shift ends · in 5 h/);
    assert.doesNotMatch(answer, /Iris Ek/);
  });

  it('calls the rota when the schedule cannot be read, and says so wherever it matters', async () => {
    await world.fault({ match: { service: 'graph', path: SHIFTS }, status: 403 });
    const requestId = await ask();
    const card = await world.untilAnyCard('tomas.ng', /Escalated to Tomas Ng and Nadia Haddad/);
    const unread = 'Drawbridge may not read this from Microsoft Teams';
    assert.match(card.replace(/\s+/g, ' '), new RegExp(`only the rota counted: ${unread}`));
    assert.equal((await escalation(requestId))?.['shiftsUnread'], unread);

    const answer = (await world.say('iris.ek', 'who is on call?')).replace(/\s+/g, ' ');
    assert.match(answer, /Who is on shift is not known; called first: Tomas Ng/);
    assert.match(answer, /Schedule\.Read\.All/);
  });
});
