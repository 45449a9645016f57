import assert from 'node:assert/strict';
import type { ActionRule } from '../../src/domain/approvals/policy.ts';
import type { Actor, ResponseRequest } from '../../src/domain/approvals/request.ts';
import type { Outcome } from '../../src/domain/approvals/service.ts';
import { askAgain } from '../../src/jobs/ask-again.ts';
import { escalate } from '../../src/jobs/escalate.ts';
import { isolate } from '../../src/domain/actions/isolate.ts';
import { portsFor } from '../../src/jobs/workflow.ts';
import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from '../storage/test-database.ts';
import { APPROVERS, upstreamError } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { EVE, IRIS, MAYA, TOMAS, rolesPolicy, startHarness } from './harness.ts';

const OPS = '30000000-0000-4000-8000-000000000001';
const OWNERS = '30000000-0000-4000-8000-000000000002';
const ANN: Actor = { id: '20000000-0000-4000-8000-000000000004', name: 'Ann Li' };
const BOB: Actor = { id: '20000000-0000-4000-8000-000000000005', name: 'Bob Orr' };
const NO_ANSWER = upstreamError('upstream_failed');

describe('a request that needs the approval of several groups', () => {
  let database: Database;
  let h: Harness;
  let id: string;

  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await h.stop();
    await database.close();
  });

  async function start(rule: Partial<ActionRule> = { eachOf: [OPS, OWNERS] }): Promise<void> {
    h = await startHarness(database, {
      policy: rolesPolicy({
        actions: { isolate: rule },
        approvals: { channel: null, escalateAfterMinutes: 10, breakGlass: [EVE.id] },
        oncall: { rota: [ANN.id, TOMAS.id], shifts: null },
      }),
    });
    // Ann and Tomas watch, Bob owns, Maya does both; Eve is nowhere. Tomas and Maya are approvers too.
    h.defender.groups.set(OPS, new Set([ANN.id, TOMAS.id, MAYA.id]));
    h.defender.groups.set(OWNERS, new Set([BOB.id, MAYA.id]));
    h.defender.groupLabels.set(OPS, 'Security Operations').set(OWNERS, 'Finance owners');
    const asked = await h.ask();
    assert.ok(asked.ok, asked.ok ? '' : asked.message);
    id = asked.request.id;
  }

  const decide = (actor: Actor, verdict: 'approve' | 'deny' = 'approve'): Promise<Outcome> =>
    h.service.decide(id, actor, verdict, null, 'c');
  const found = async (): Promise<ResponseRequest> => {
    const request = await h.service.find(id);
    assert.ok(request !== null);
    return request;
  };
  const refusal = (outcome: Outcome): string => (outcome.ok ? 'ok' : `${outcome.code}: ${outcome.message}`);
  async function details(event: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const entries = await h.service.audit({ target: id, limit: 50 });
    return entries.find((entry) => entry.event === event)?.details;
  }

  it('keeps the groups with their names as they were when it was asked', async () => {
    await start();
    const request = await found();
    assert.equal(request.approvalsNeeded, 2);
    const groups = [
      { id: OPS, name: 'Security Operations' },
      { id: OWNERS, name: 'Finance owners' },
    ];
    assert.deepEqual(request.eachOf, groups);
    assert.deepEqual((await details('request.created'))?.['eachOf'], groups);
  });

  it('is approved by one member of each, who need no role for that', async () => {
    await start();
    const first = await decide(ANN);
    assert.ok(first.ok && first.request.state === 'requested');
    assert.deepEqual((await details('decision.recorded'))?.['standing'], { groups: [OPS], role: false });
    assert.deepEqual((await details('decision.recorded'))?.['missing'], [
      { id: OWNERS, name: 'Finance owners' },
    ]);
    const second = await decide(BOB);
    assert.ok(second.ok && second.request.state === 'approved');
    assert.deepEqual(
      (await found()).decisions.map(({ standing }) => standing),
      [
        { groups: [OPS], role: false },
        { groups: [OWNERS], role: false },
      ],
    );
    assert.deepEqual((await details('request.approved'))?.['missing'], []);
    assert.equal((await h.boss.pgBoss.findJobs('execute', { key: id })).length, 1);
  });

  it('asks Entra ID once a click, for roles and groups together', async () => {
    await start();
    h.defender.calls.length = 0;
    await decide(ANN);
    assert.deepEqual(h.defender.calls, ['memberOfAny']);
  });

  it('refuses an approval that would count for nothing that is missing, with the attempt on the record', async () => {
    await start();
    await decide(ANN);
    assert.equal(
      refusal(await decide(TOMAS)),
      `notNeeded: ${id} still needs 1 of “Finance owners”, and your approval counts for “Security Operations”. Nothing was recorded; you can still deny it.`,
    );
    assert.equal((await found()).decisions.length, 1);
    assert.deepEqual(await details('decision.refused'), {
      verdict: 'approve',
      standing: { groups: [OPS], role: true },
      code: 'notNeeded',
    });
    const denied = await decide(TOMAS, 'deny');
    assert.ok(denied.ok && denied.request.state === 'denied');
  });

  it('gives somebody in both groups one place, and the place that leaves one for the next', async () => {
    await start();
    const first = await decide(MAYA);
    assert.ok(first.ok && first.request.state === 'requested');
    const second = await decide(ANN);
    assert.ok(second.ok && second.request.state === 'approved');
  });

  it('refuses whoever is in no group and holds no role, and names who may', async () => {
    await start();
    assert.equal(
      refusal(await decide(EVE)),
      `notInRole: You may not decide ${id}. Members of “SOC Approvers” or “Security Operations” or “Finance owners” may.`,
    );
    assert.equal((await details('decision.refused'))?.['code'], 'notInRole');
  });

  it('refuses, and records nothing but the attempt, while Entra ID does not say who is in which group', async () => {
    await start();
    h.defender.faults.push({ call: 'memberOfAny', error: NO_ANSWER });
    assert.match(
      refusal(await decide(ANN)),
      /^unavailable: For which group your decision .* try again in a minute\.$/,
    );
    assert.equal((await found()).decisions.length, 0);
    assert.equal((await details('decision.refused'))?.['code'], 'unavailable');
    assert.ok((await decide(ANN)).ok);
  });

  it('never counts the person who asked, whatever groups they are in', async () => {
    await start();
    h.defender.groups.get(OPS)?.add(IRIS.id);
    assert.match(refusal(await decide(IRIS)), /^ownRequest/);
  });

  it('wants the other approvals of those who hold a role', async () => {
    await start({ approvals: 3, eachOf: [OPS] });
    assert.ok((await decide(ANN)).ok);
    h.defender.groups.get(OPS)?.add(BOB.id);
    assert.match(
      refusal(await decide(BOB)),
      /notNeeded: .* still needs 2 approvers, .* counts for “Security/,
    );
    assert.ok((await decide(TOMAS)).ok);
    const last = await decide(MAYA);
    assert.ok(last.ok && last.request.state === 'approved');
  });

  it('takes a person whom the rule names, and is not asked for by them', async () => {
    await start({ eachOf: [ANN.id] });
    assert.equal((await found()).eachOf[0]?.name, null);
    assert.match(refusal(await decide(TOMAS)), /^notNeeded/);
    const approved = await decide(ANN);
    assert.ok(approved.ok && approved.request.state === 'approved');
  });

  it('is not asked for by somebody whose own approval it would need', async () => {
    h = await startHarness(database, {
      policy: rolesPolicy({ actions: { isolate: { eachOf: [OPS, IRIS.id] } } }),
    });
    assert.match(
      refusal(await h.ask()),
      /^ownRequest: "isolate" needs your own approval: somebody else has to ask/,
    );
  });

  it('holds to what the policy said when it was asked', async () => {
    await start();
    await h.stop();
    h = await startHarness(database, { policy: rolesPolicy() });
    h.defender.groups.set(OPS, new Set([TOMAS.id])).set(OWNERS, new Set([MAYA.id]));
    const first = await decide(TOMAS);
    assert.ok(first.ok && first.request.state === 'requested');
    const second = await decide(MAYA);
    assert.ok(second.ok && second.request.state === 'approved');
  });

  it('is asked anew under the rule of now when what its approvers saw has changed', async () => {
    await start();
    await decide(ANN);
    await decide(BOB);
    const stored = await h.store.find(id);
    assert.ok(stored !== null);
    const preflight = await isolate.preflight(
      { target: stored.request.target, parameters: stored.request.parameters },
      portsFor(stored, h.workflow()),
      h.clock,
    );
    const changed = [{ name: 'Risk score', before: 'Low', now: 'High' }];
    const taken = { ...stored, request: { ...stored.request, state: 'executing' as const } };
    await askAgain(taken, isolate, preflight, { changed, facts: preflight.facts, groups: [] }, h.workflow());
    const next = await h.service.find((await found()).supersededBy ?? '');
    assert.deepEqual(
      next?.eachOf.map((group) => group.id),
      [OPS, OWNERS],
    );
    assert.deepEqual(next.decisions, []);
  });

  it('offers the decision to members of its groups and to holders of a role', async () => {
    await start();
    for (const [actor, decides] of [
      [ANN, true],
      [BOB, true],
      [TOMAS, true],
      [EVE, false],
    ] as const) {
      assert.equal((await h.service.rightsOf(id, actor, 'c')).decide, decides, actor.name);
    }
    assert.equal(await h.service.mayDecide(id, BOB, 'c'), true);
    assert.equal(await h.service.mayDecide(id, EVE, 'c'), false);
    assert.equal(await h.service.mayDecide('R-22222', BOB, 'c'), false);
    await h.service.seenBy(id, BOB, 'c');
    assert.deepEqual((await found()).seen?.actor, BOB);
  });

  it('says what was not asked for when the glass is broken, and is reviewed by a member of its groups', async () => {
    await start();
    await decide(ANN);
    const broke = await h.service.breakGlass(id, EVE, 'nobody else is awake', 'c');
    assert.ok(broke.ok && broke.request.state === 'approved', refusal(broke));
    assert.deepEqual((await details('request.brokeGlass'))?.['missing'], [
      { id: OWNERS, name: 'Finance owners' },
    ]);
    const reviewed = await h.service.review(id, BOB, 'agreed', null, 'c');
    assert.ok(reviewed.ok, refusal(reviewed));
  });

  it('calls people who can still fulfil something, beyond the rota if it has to', async () => {
    await start();
    await decide(MAYA);
    await decide(ANN);
    assert.equal((await found()).state, 'approved');
    const asked = await h.ask({
      target: { kind: 'device', id: 'b'.repeat(40), name: 'X', aadDeviceId: null },
    });
    assert.ok(asked.ok);
    id = asked.request.id;
    assert.ok((await decide(ANN)).ok);
    h.people.installed = [EVE, TOMAS, BOB, MAYA];
    h.clock.offsetMs = 10 * 60_000;
    await escalate(id, h.calling());
    assert.deepEqual(
      (await found()).escalatedTo?.called.map(({ name }) => name),
      ['Bob Orr', 'Maya Roy'],
    );
  });

  it('costs a rule without groups no question more', async () => {
    await start({});
    h.defender.calls.length = 0;
    assert.ok((await decide(TOMAS)).ok);
    assert.deepEqual(h.defender.calls, ['memberOfAny']);
    assert.deepEqual(h.defender.groups.get(APPROVERS)?.has(TOMAS.id), true);
    assert.equal('standing' in ((await found()).decisions[0] ?? {}), false);
  });
});
