/** What must not work: each attempt is told why in a sentence, changes nothing, and is on the record. */
import assert from 'node:assert/strict';
import { defaultPolicy } from '../../src/domain/approvals/policy.ts';
import { readDemoTenant } from '../../src/cli/tenant-folder.ts';
import { DEMO_DIR } from './chat.ts';
import type { ClickAt } from './chat.ts';
import { World } from './world.ts';

/** The sentence, what is said, and the record's target and code. */
const SENTENCES: readonly (readonly [string, RegExp, string | null, string])[] = [
  [
    'quarantine file 44d88612fea8a8f36de82e1278abb02f on FIN-LT-042',
    /MD5 hash.*SHA-1 only/s,
    'FIN-LT-042',
    'notInThisForm',
  ],
  [
    'quarantine file 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f on FIN-LT-042',
    /SHA-256 hash.*SHA-1 only/s,
    'FIN-LT-042',
    'notInThisForm',
  ],
  ['lock FIN-LT-042', /works on iOS.*this device runs Windows/s, 'FIN-LT-042', 'notPossible'],
  ['isolate FIN-IP-011', /FIN-IP-011/, 'FIN-IP-011', 'notPossible'],
  ['block 10.1.2.3', /private/i, '10.1.2.3', 'notInThisForm'],
  ['retire FIN-LT-042', /needs? a reason|say why/i, 'FIN-LT-042', 'reasonRequired'],
  ['isolate FIN-LT-042, FIN-LT-045 and FIN-LT-046', /names several targets/, null, 'severalTargets'],
  ['isolate all devices in finance', /more than one target/, null, 'severalTargets'],
];

describe('what must not work', function () {
  let world: World;
  before(async () => {
    const { actions } = defaultPolicy((await readDemoTenant(DEMO_DIR)).roles, 'demo');
    world = await World.start({
      // A membership that is gone is an answer that the demo tenant does not give.
      record: false,
      policy: {
        actions: {
          ...actions,
          retire: { ...actions['retire'], reasonRequired: true },
          // Seconds: nothing waits for the thirty minutes.
          scan: { ...actions['scan'], expiresMinutes: 0.01 },
        },
      },
    });
    await world.say('tomas.ng', 'help');
  });
  after(() => world.stop());

  for (const [sentence, says, target, code] of SENTENCES) {
    it(`is told and on the record: ${sentence}`, async () => {
      assert.match(await world.say('iris.ek', sentence), says);
      const [entry] = await world.assembly.responses.audit({ limit: 1 });
      assert.deepEqual(
        [entry?.event, entry?.actorName, entry?.target, entry?.details['code']],
        ['request.refused', 'Iris Ek', target, code],
      );
      assert.deepEqual(await world.assembly.responses.open(10), []);
    });
  }

  it('is told and on the record: an action asked for by somebody without the role', async () => {
    assert.match(await world.say('adele.vance', 'isolate FIN-LT-042'), /Drawbridge Responders/);
    const [entry] = await world.assembly.responses.audit({ limit: 1 });
    assert.deepEqual(
      [entry?.event, entry?.actorName, entry?.target, entry?.details['action'], entry?.details['code']],
      ['request.refused', 'Adele Vance', 'FIN-LT-042', 'isolate', 'notInRole'],
    );
  });

  it('is told on the card and on the record: a script that is not in the library', async () => {
    const requestId = await ask('run script no-such-script.ps1 on FIN-LT-042');
    await world.click('tomas.ng', 'request.approve', { requestId });
    await world.untilAnyCard('iris.ek', new RegExp(`${requestId}[^]*Accepted by Defender`));
    await world.advance(20);
    const card = await world.untilAnyCard('iris.ek', new RegExp(`Failed · ${requestId}`));
    assert.match(card, /no-such-script\.ps1/);
    const entries = await recordOf(requestId);
    assert.ok(
      entries.some(({ event }) => event === 'execution.failed'),
      JSON.stringify(entries),
    );
  });

  it('changes nothing any more: a request that expired', async () => {
    const requestId = await ask('scan FIN-LT-045');
    await world.untilAnyCard('iris.ek', new RegExp(`Expired · ${requestId}`));
    await refusedClick('tomas.ng', 'approve', requestId, /expired/i, 'decision.refused');
  });

  it('changes nothing any more: a request that is decided, by a second click or another verdict', async () => {
    const requestId = await ask('isolate SAL-LT-022');
    const first = await world.click('tomas.ng', 'request.deny', { requestId });
    assert.match(first.text, /Denied/);
    await refusedClick('tomas.ng', 'deny', requestId, /denied/i, 'decision.refused');
    await refusedClick('tomas.ng', 'approve', requestId, /denied/i, 'decision.refused');
    await refusedClick('iris.ek', 'cancel', requestId, /denied/i, 'cancel.refused');
  });

  it('changes nothing: a card that was brought into another conversation', async () => {
    const requestId = await ask('isolate FIN-LT-045');
    await world.untilAnyCard('tomas.ng', new RegExp(requestId));
    const elsewhere = { kind: 'groupChat', id: '19:elsewhere@thread.v2' } as const;
    const activityId = world.connector.sent.findLast(
      ({ conversationId, method }) => method === 'POST' && conversationId === world.personal('tomas.ng').id,
    )?.activityId;
    assert.ok(activityId);
    await refusedClick('tomas.ng', 'approve', requestId, /conversation/i, 'card.refused', {
      place: elsewhere,
      activityId,
    });
    await world.click('iris.ek', 'request.cancel', { requestId });
  });

  it('changes nothing: the click of somebody who lost the role a minute ago, or whose role cannot be read', async () => {
    const requestId = await ask('isolate SAL-LT-022');
    const rights = { service: 'graph', path: 'checkMemberGroups' };
    await world.fault({ match: rights, status: 200, body: { value: [] }, times: 1 });
    await refusedClick('tomas.ng', 'approve', requestId, /Drawbridge Approvers/, 'decision.refused');
    await world.fault({ match: rights, status: 403, body: { error: { code: 'Forbidden', message: '' } } });
    await refusedClick('tomas.ng', 'approve', requestId, /could not|cannot/i, 'decision.refused');
    await world.calm();
    assert.equal((await world.click('tomas.ng', 'request.deny', { requestId })).status, 200);
  });

  async function ask(sentence: string): Promise<string> {
    const requestId = /R-[0-9A-Z]{5}/.exec(await world.say('iris.ek', sentence))?.[0];
    assert.ok(requestId, sentence);
    return requestId;
  }

  const recordOf = (requestId: string) => world.assembly.responses.audit({ target: requestId, limit: 50 });

  async function refusedClick(
    who: string,
    verb: string,
    requestId: string,
    says: RegExp,
    event: string,
    at: ClickAt = {},
  ): Promise<void> {
    const before = await world.assembly.responses.find(requestId);
    const clicked = await world.click(who, `request.${verb}`, { requestId }, at);
    assert.equal(clicked.status, 200);
    assert.match(clicked.text, says);
    assert.deepEqual(await world.assembly.responses.find(requestId), before);
    const [entry] = await recordOf(requestId);
    assert.deepEqual([entry?.event, entry?.actorName], [event, world.person(who).displayName]);
  }
});
