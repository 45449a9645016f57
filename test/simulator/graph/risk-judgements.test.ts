import assert from 'node:assert/strict';
import { ADA, appWith, BO, closeTenants, column, CY, smallTenant, type TestTenant } from '../small-tenant.ts';

const RISKY = '/v1.0/identityProtection/riskyUsers';

/** Identity Protection takes one request a second. */
async function judge(tenant: TestTenant, verdict: string, body: unknown) {
  await tenant.advance(1);
  return tenant.send('POST', `${RISKY}/${verdict}`, body);
}

async function riskOf(tenant: TestTenant, id: string, path = '') {
  await tenant.advance(1);
  return tenant.get(`${RISKY}/${id}${path}`, { Prefer: 'include-unknown-enum-members' });
}

async function stateOf(tenant: TestTenant, id: string) {
  const { body } = await riskOf(tenant, id);
  return [body['isProcessing'], body['riskState'], body['riskLevel'], body['riskDetail']];
}

describe('graph judgements of risk', () => {
  afterEach(closeTenants);

  for (const [verdict, state, level, detail] of [
    ['confirmCompromised', 'confirmedCompromised', 'high', 'adminConfirmedUserCompromised'],
    ['dismiss', 'dismissed', 'none', 'adminDismissedAllRiskForUser'],
    ['confirmSafe', 'confirmedSafe', 'none', 'adminConfirmedAccountSafe'],
  ] as const) {
    it(`${verdict} is processed for five seconds, then shows in state, level, detail and history`, async () => {
      const tenant = await smallTenant();
      const answer = await judge(tenant, verdict, { userIds: [ADA] });
      assert.deepEqual([answer.status, answer.text], [204, '']);
      assert.deepEqual(await stateOf(tenant, ADA), [true, 'atRisk', 'high', 'none']);
      await tenant.advance(5);
      assert.deepEqual(await stateOf(tenant, ADA), [false, state, level, detail]);
      const history = await riskOf(tenant, ADA, '/history');
      assert.deepEqual(column(history, 'riskState'), ['atRisk', state]);
      assert.deepEqual(column(history, 'userId'), [ADA, ADA]);
      assert.deepEqual(column(history, 'initiatedBy'), [null, 'Bridge Bot']);
      assert.deepEqual(column(history, 'activity')[1], { riskEventTypes: [], detail });
      const { body } = await riskOf(tenant, ADA);
      assert.equal('history' in body, false);
    });
  }

  it('dismisses the open detections with the user', async () => {
    const detection = (id: string, userId: string, riskState: string) => ({ id, userId, riskState });
    const tenant = await smallTenant({
      riskDetections: [
        detection('a', ADA, 'atRisk'),
        detection('b', ADA, 'remediated'),
        detection('c', BO, 'atRisk'),
      ],
    });
    await judge(tenant, 'dismiss', { userIds: [ADA] });
    await tenant.advance(6);
    const list = await tenant.get('/v1.0/identityProtection/riskDetections');
    assert.deepEqual(column(list, 'riskState'), ['dismissed', 'remediated', 'atRisk']);
  });

  it('leaves detections open when a user is confirmed compromised', async () => {
    const tenant = await smallTenant();
    await judge(tenant, 'confirmCompromised', { userIds: [ADA] });
    await tenant.advance(6);
    const one = await tenant.get('/v1.0/identityProtection/riskDetections/rd-1');
    assert.equal(one.body['riskState'], 'atRisk');
  });

  it('enters people who never were at risk when they are confirmed compromised', async () => {
    const tenant = await smallTenant();
    assert.equal((await riskOf(tenant, BO)).status, 404);
    await judge(tenant, 'confirmCompromised', { userIds: [BO, CY] });
    assert.deepEqual(await stateOf(tenant, BO), [true, 'none', 'none', 'none']);
    assert.deepEqual((await riskOf(tenant, BO, '/history')).items, []);
    await tenant.advance(5);
    for (const id of [BO, CY]) assert.equal((await stateOf(tenant, id))[1], 'confirmedCompromised');
    assert.deepEqual(column(await riskOf(tenant, BO, '/history'), 'riskState'), ['confirmedCompromised']);
    const all = JSON.parse((await tenant.get('/_sim/state/riskyUsers')).text) as unknown[];
    assert.equal(all.length, 3);
  });

  it('goes by the last word', async () => {
    const tenant = await smallTenant();
    await judge(tenant, 'confirmCompromised', { userIds: [ADA] });
    await judge(tenant, 'dismiss', { userIds: [ADA] });
    await tenant.advance(60);
    assert.match((await tenant.get('/_sim/state/riskyUsers')).text, /"riskState":"dismissed"/);
    assert.equal((await stateOf(tenant, ADA))[1], 'dismissed');
  });

  it('changes nobody when one of the ids is unknown', async () => {
    const tenant = await smallTenant();
    for (const [verdict, stranger] of [
      ['confirmCompromised', '10000000-0000-4000-8000-00000000ffff'],
      ['dismiss', BO],
      ['confirmSafe', BO],
    ] as const) {
      const answer = await judge(tenant, verdict, { userIds: [ADA, stranger] });
      assert.deepEqual([answer.status, answer.code], [404, 'ResourceNotFound']);
    }
    assert.equal((await stateOf(tenant, ADA))[0], false);
  });

  const wrong: readonly (object | undefined)[] = [
    undefined,
    {},
    { userIds: null },
    { userIds: [] },
    { userIds: ADA },
    { userIds: [7] },
    { userIds: [null] },
    { userIds: Array.from({ length: 61 }, () => ADA) },
    { userIds: [ADA], reason: 'x' },
    { UserIds: [ADA] },
  ];
  for (const body of wrong) {
    it(`refuses ${JSON.stringify({ body }).slice(0, 60)}`, async () => {
      const tenant = await smallTenant();
      const answer = await judge(tenant, 'confirmCompromised', body);
      assert.deepEqual([answer.status, answer.code], [400, 'BadRequest']);
      assert.equal((await stateOf(tenant, ADA))[0], false);
    });
  }

  it('needs the right to write, a licence and patience', async () => {
    const reader = await smallTenant({ app: appWith(['IdentityRiskyUser.Read.All']) });
    const refused = await judge(reader, 'dismiss', { userIds: [ADA] });
    assert.deepEqual([refused.status, refused.code], [403, 'Authorization_RequestDenied']);
    const poor = await smallTenant({ subscribedSkus: [{ id: 'x', servicePlans: [] }] });
    const unlicensed = await judge(poor, 'dismiss', { userIds: [ADA] });
    assert.deepEqual([unlicensed.status, unlicensed.code], [403, 'Forbidden']);
    assert.equal((await riskOf(poor, ADA)).status, 403);
    const tenant = await smallTenant();
    assert.equal((await judge(tenant, 'dismiss', { userIds: [ADA] })).status, 204);
    const soon = await tenant.send('POST', `${RISKY}/dismiss`, { userIds: [ADA] });
    assert.deepEqual([soon.status, soon.headers.get('retry-after')], [429, null]);
    assert.equal((await judge(tenant, 'dismiss', { userIds: [ADA] })).status, 204);
  });
});
