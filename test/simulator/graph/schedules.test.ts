import assert from 'node:assert/strict';
import { ADA, appWith, BO, closeTenants, column, FIXTURE_NOW, group, smallTenant } from '../small-tenant.ts';

const TEAM = `/v1.0/teams/${group(1)}/schedule`;
const SHIFTS = `${TEAM}/shifts`;
const FROM = '2026-11-20T00:00:00.000Z';
const TO = '2026-11-20T23:00:00.000Z';
const filtered = (filter: string): string => `${SHIFTS}?$filter=${encodeURIComponent(filter)}`;
const kept = { now: () => new Date(FIXTURE_NOW) };

describe('graph schedules of Microsoft Teams', () => {
  afterEach(closeTenants);

  it('lists the shifts of a team, those that are only planned included', async () => {
    const tenant = await smallTenant({}, kept);
    const answer = await tenant.get(SHIFTS);
    assert.equal(answer.status, 200);
    assert.deepEqual(column(answer, 'userId'), [ADA, BO, BO]);
    assert.deepEqual(
      answer.items.map(({ sharedShift }) => sharedShift !== null),
      [true, true, false],
    );
    assert.deepEqual((await tenant.get(`/v1.0/teams/${group(2)}/schedule/shifts`)).items, []);
  });

  it('filters by the shared and the planned version, each by its own times', async () => {
    const tenant = await smallTenant({}, kept);
    const shared = (from: string, to: string) =>
      tenant.get(filtered(`sharedShift/startDateTime ge ${from} and sharedShift/endDateTime le ${to}`));
    assert.deepEqual(column(await shared(FROM, TO), 'id'), ['SHFT_1', 'SHFT_2']);
    assert.deepEqual(column(await shared('2026-11-20T06:00:00Z', '2026-11-20T14:00:00Z'), 'id'), ['SHFT_1']);
    assert.deepEqual(column(await shared('2026-11-20T06:00:01Z', TO), 'id'), ['SHFT_2']);
    const both = `sharedShift/startDateTime ge ${FROM} and sharedShift/endDateTime le ${TO} and draftShift/startDateTime ge ${FROM}`;
    assert.deepEqual(column(await tenant.get(filtered(both)), 'id'), ['SHFT_2']);
  });

  it('refuses what Microsoft does not document', async () => {
    const tenant = await smallTenant({}, kept);
    const refused = [
      filtered(`sharedShift/startDateTime ge ${FROM} and sharedShift/startDateTime ge ${TO}`),
      filtered(`sharedShift/startDateTime le ${TO}`),
      filtered(`sharedShift/endDateTime ge ${FROM}`),
      filtered(`sharedShift/startDateTime ge ${FROM} or sharedShift/endDateTime le ${TO}`),
      filtered(`not (sharedShift/startDateTime ge ${FROM})`),
      filtered(`userId eq '${ADA}'`),
      filtered('sharedShift/startDateTime ge yesterday'),
      `${SHIFTS}?$top=5`,
      `${SHIFTS}?$select=userId`,
      `${TEAM}?$select=enabled`,
    ];
    for (const address of refused) assert.equal((await tenant.get(address)).status, 400, address);
    assert.match((await tenant.get(refused[0] ?? '')).message, /sharedShift\/startDateTime.*more than once/);
  });

  it('says 404 of a team without a schedule, and whether one is set up', async () => {
    const tenant = await smallTenant();
    for (const address of [`/v1.0/teams/${group(3)}/schedule`, `/v1.0/teams/${group(3)}/schedule/shifts`]) {
      const answer = await tenant.get(address);
      assert.deepEqual([answer.status, answer.code], [404, 'NotFound']);
    }
    const { body } = await tenant.get(TEAM);
    assert.deepEqual([body['enabled'], body['provisionStatus']], [true, 'Completed']);
  });

  it('is closed without the permission', async () => {
    const tenant = await smallTenant({ app: appWith(['Group.Read.All', 'Directory.Read.All']) });
    for (const address of [TEAM, SHIFTS]) assert.equal((await tenant.get(address)).status, 403);
  });
});
