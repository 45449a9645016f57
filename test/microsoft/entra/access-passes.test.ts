import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { refusal, startService, upstreamFailure } from '../fake-service.ts';
import type { FakeService } from '../fake-service.ts';
import { testTenant } from '../test-tenant.ts';

const USER = 'a0000000-0000-4000-8000-000000000001';
const PATH = `/v1.0/users/${USER}/authentication/temporaryAccessPassMethods`;
const ORDER = { userId: USER, lifetimeInMinutes: 60, isUsableOnce: true };
const LISTED = {
  '@odata.type': '#microsoft.graph.temporaryAccessPassAuthenticationMethod',
  id: 'p-1',
  temporaryAccessPass: null,
  createdDateTime: '2026-11-22T06:00:00Z',
  startDateTime: '2026-11-22T06:00:00Z',
  lifetimeInMinutes: 60,
  isUsableOnce: true,
  isUsable: true,
  methodUsabilityReason: 'EnabledByPolicy',
};
const PASS = {
  id: 'p-1',
  createdDateTime: '2026-11-22T06:00:00.000Z',
  startDateTime: '2026-11-22T06:00:00.000Z',
  lifetimeInMinutes: 60,
  isUsableOnce: true,
  isUsable: true,
};

describe('temporary access passes', () => {
  let service: FakeService;
  before(async () => {
    service = await startService(() => ({}));
  });
  beforeEach(() => {
    service.seen.length = 0;
  });
  after(() => service.close());
  const open = () => testTenant(service.origin).tenant.open({ correlationId: 'c' }).directory;

  it('are made with one request, whose answer alone has the pass', async () => {
    service.answer = () => ({ status: 201, body: { ...LISTED, temporaryAccessPass: 'TAPRocks!' } });
    assert.deepEqual(await open().createAccessPass(ORDER), { pass: PASS, secret: 'TAPRocks!' });
    const [sent, ...more] = service.seen;
    assert.deepEqual(more, []);
    assert.deepEqual(
      [sent?.method, sent?.url, sent?.body],
      ['POST', PATH, { lifetimeInMinutes: 60, isUsableOnce: true }],
    );
  });

  it('are read without it, and anew after one was made', async () => {
    service.answer = ({ method }) =>
      method === 'POST'
        ? { status: 201, body: { ...LISTED, temporaryAccessPass: 'TAPRocks!' } }
        : { body: { value: [LISTED] } };
    const directory = open();
    assert.deepEqual(await directory.accessPasses(USER), [PASS]);
    await directory.accessPasses(USER);
    await directory.createAccessPass(ORDER);
    await directory.accessPasses(USER);
    assert.deepEqual(
      service.seen.map(({ method, url }) => `${method} ${url}`),
      [`GET ${PATH}`, `POST ${PATH}`, `GET ${PATH}`],
    );
  });

  it('that were made without being told count as made, and nothing of the answer is told', async () => {
    for (const body of [LISTED, { ...LISTED, temporaryAccessPass: 'TAPRocks!', id: '' }]) {
      service.answer = () => ({ status: 201, body });
      const error = await upstreamFailure(open().createAccessPass(ORDER));
      assert.equal(error.code, 'upstream_malformed');
      assert.notEqual(error.details.mayHaveArrived, false);
      assert.doesNotMatch(JSON.stringify([error, error.message, String(error.cause)]), /TAPRocks/);
    }
  });

  it('are not made again when Graph is slow, fails or breaks off', async () => {
    for (const [one, code, arrived] of [
      [refusal(429, 'TooManyRequests', { 'retry-after': '7' }), 'upstream_throttled', false],
      [refusal(503, 'serviceNotAvailable'), 'upstream_failed', true],
      ['drop', 'upstream_unreachable', true],
    ] as const) {
      service.seen.length = 0;
      service.answer = () => one;
      const error = await upstreamFailure(open().createAccessPass(ORDER));
      assert.deepEqual([error.code, error.details.mayHaveArrived, service.seen.length], [code, arrived, 1]);
    }
  });

  it('say where to look when they are refused', async () => {
    service.answer = () => refusal(400, 'badRequest');
    const refused = await upstreamFailure(open().createAccessPass(ORDER));
    assert.equal(refused.code, 'upstream_rejected');
    assert.match(refused.advice ?? '', /Authentication methods, Policies, Temporary Access Pass/);
    service.answer = () => refusal(403, 'accessDenied');
    const forbidden = await upstreamFailure(open().createAccessPass(ORDER));
    assert.match(forbidden.advice ?? '', /UserAuthMethod-TAP\.ReadWrite\.All.*holds a directory role/);
  });

  it('are deleted by their id, and gone when they are gone', async () => {
    service.answer = () => ({ status: 204 });
    await open().deleteAccessPass({ userId: USER, passId: 'p/1' });
    assert.deepEqual(
      service.seen.map(({ method, url }) => `${method} ${url}`),
      [`DELETE ${PATH}/p%2F1`],
    );
    service.answer = () => refusal(404, 'ResourceNotFound');
    await open().deleteAccessPass({ userId: USER, passId: 'p-1' });
    service.answer = () => refusal(403, 'accessDenied');
    assert.equal(
      (await upstreamFailure(open().deleteAccessPass({ userId: USER, passId: 'p-1' }))).code,
      'upstream_forbidden',
    );
  });
});
