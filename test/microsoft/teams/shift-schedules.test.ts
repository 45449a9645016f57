import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { ShiftSchedules } from '../../../src/domain/ports/shift-schedules.ts';
import { simulatedCloud } from '../../../src/microsoft/clouds.ts';
import { refusal, startService, upstreamFailure } from '../fake-service.ts';
import type { FakeService } from '../fake-service.ts';
import { testTenant } from '../test-tenant.ts';

const TEAM = 'a0000000-0000-4000-8000-00000000000a';
const USER = 'A0000000-0000-4000-8000-000000000001';
const NOW = new Date('2026-11-22T08:00:00.000Z');
const PATH = `/v1.0/teams/${TEAM}/schedule/shifts`;
const DAY = { startDateTime: '2026-11-22T06:00:00Z', endDateTime: '2026-11-22T14:00:00Z', theme: 'blue' };
const SHARED = { id: 'SHFT_1', userId: USER, sharedShift: DAY, draftShift: null };
const SHIFT = {
  userId: USER.toLowerCase(),
  from: '2026-11-22T06:00:00.000Z',
  to: '2026-11-22T14:00:00.000Z',
};

describe('shift schedules', () => {
  let service: FakeService;
  before(async () => {
    service = await startService(() => ({}));
  });
  beforeEach(() => {
    service.seen.length = 0;
  });
  after(() => service.close());
  const open = (): ShiftSchedules =>
    testTenant(service.origin).tenant.open({ correlationId: 'c' }).shiftSchedules;
  const read = () => open().shiftsAround(TEAM, NOW);

  it('ask for two days either way, in the documented direction, as nobody', async () => {
    service.answer = () => ({ body: { value: [SHARED] } });
    const schedules = open();
    assert.deepEqual(await schedules.shiftsAround(TEAM, NOW), [SHIFT]);
    await schedules.shiftsAround(TEAM, NOW);
    const [sent, ...more] = service.seen;
    assert.deepEqual(more, [], 'the same question is asked once');
    assert.equal(sent?.path, PATH);
    assert.deepEqual(
      [...sent.query],
      [
        [
          '$filter',
          'sharedShift/startDateTime ge 2026-11-20T08:00:00.000Z and sharedShift/endDateTime le 2026-11-24T08:00:00.000Z',
        ],
      ],
    );
    assert.equal(sent.headers['ms-app-acts-as'], undefined);
  });

  it('leave out what is planned and not shared, and read what is shared where both stand', async () => {
    const later = { ...DAY, startDateTime: '2026-11-22T07:00:00Z' };
    service.answer = () => ({
      body: {
        value: [
          { ...SHARED, sharedShift: null, draftShift: DAY },
          { id: 'SHFT_2', userId: USER, draftShift: DAY },
          { ...SHARED, draftShift: later },
        ],
      },
    });
    assert.deepEqual(await read(), [SHIFT]);
  });

  it('read every page, and none when one is missing', async () => {
    const next = { '@odata.nextLink': `${service.origin}${PATH}?$skiptoken=x` };
    service.answer = (_, count) => ({ body: { value: [SHARED], ...(count === 1 ? next : {}) } });
    assert.equal((await read()).length, 2);
    service.seen.length = 0;
    service.answer = (_, count) => (count === 1 ? { body: { value: [SHARED], ...next } } : 'drop');
    assert.equal((await upstreamFailure(read())).code, 'upstream_unreachable');
  });

  it('are unknown when Graph refuses, is slow, fails, breaks off or talks nonsense', async () => {
    for (const [one, code] of [
      [refusal(401, 'InvalidAuthenticationToken'), 'upstream_unauthenticated'],
      [refusal(429, 'TooManyRequests', { 'retry-after': '7' }), 'upstream_throttled'],
      [refusal(500, 'InternalServerError'), 'upstream_failed'],
      ['drop', 'upstream_unreachable'],
      [{ body: '{"value": [' }, 'upstream_malformed'],
      [{ body: { value: [{ ...SHARED, userId: '' }] } }, 'upstream_malformed'],
      [{ body: { value: [{ ...SHARED, sharedShift: { startDateTime: 'soon' } }] } }, 'upstream_malformed'],
    ] as const) {
      service.answer = () => one;
      assert.equal((await upstreamFailure(read())).code, code);
    }
  });

  it('say what to do when the permission or the schedule is missing', async () => {
    service.answer = () => refusal(403, 'Forbidden');
    const forbidden = await upstreamFailure(read());
    assert.equal(forbidden.code, 'upstream_forbidden');
    assert.match(forbidden.advice ?? '', /Schedule\.Read\.All/);
    service.answer = () => refusal(404, 'NotFound');
    const absent = await upstreamFailure(read());
    assert.equal(absent.code, 'upstream_rejected');
    assert.match(absent.advice ?? '', /oncall\.shifts.*no schedule/);
  });

  it('tell whether the team has a schedule that works', async () => {
    for (const [body, state] of [
      [{ enabled: true, provisionStatus: 'Completed' }, 'ready'],
      [{ enabled: true, provisionStatus: 'completed' }, 'ready'],
      [{ enabled: false, provisionStatus: 'Completed' }, 'notReady'],
      [{ enabled: true, provisionStatus: 'Running' }, 'notReady'],
      [{}, 'notReady'],
    ] as const) {
      service.answer = () => ({ body });
      assert.equal(await open().state(TEAM), state, JSON.stringify(body));
    }
    service.answer = () => refusal(404, 'NotFound');
    assert.equal(await open().state(TEAM), 'absent');
    service.answer = () => refusal(403, 'Forbidden');
    assert.equal((await upstreamFailure(open().state(TEAM))).code, 'upstream_forbidden');
  });

  it('are not asked for in a cloud that has none', async () => {
    const endpoints = { ...simulatedCloud(service.origin), schedules: false };
    const { tenant } = testTenant(service.origin, { endpoints });
    const { shiftSchedules } = tenant.open({ correlationId: 'c' });
    for (const work of [shiftSchedules.shiftsAround(TEAM, NOW), shiftSchedules.state(TEAM)]) {
      assert.equal((await upstreamFailure(work)).code, 'upstream_not_configured');
    }
    assert.deepEqual(service.seen, []);
  });
});
