import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { DirectoryOrders } from '../../../src/domain/ports/tenant.ts';
import type { UpstreamError } from '../../../src/errors.ts';
import { simulatedCloud } from '../../../src/microsoft/clouds.ts';
import { refusal, startService, upstreamFailure } from '../fake-service.ts';
import type { FakeService, Reply } from '../fake-service.ts';
import { testTenant } from '../test-tenant.ts';

const USER = 'a0000000-0000-4000-8000-000000000001';
const DEVICE = 'd0000000-0000-4000-8000-000000000002';

interface Row {
  readonly what: string;
  readonly order: (orders: DirectoryOrders) => Promise<void>;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly answer: Reply;
  readonly permission: RegExp;
}

const ROWS: readonly Row[] = [
  {
    what: 'revokes sessions',
    order: (orders) => orders.revokeSessions({ userId: USER }),
    method: 'POST',
    path: `/v1.0/users/${USER}/revokeSignInSessions`,
    body: undefined,
    answer: { body: { value: true } },
    permission: /User\.RevokeSessions\.All.*holds a directory role/,
  },
  ...[true, false].map((enabled): Row => ({
    what: `turns an account ${enabled ? 'on' : 'off'}`,
    order: (orders) => orders.setUserEnabled({ userId: USER, enabled }),
    method: 'PATCH',
    path: `/v1.0/users/${USER}`,
    body: { accountEnabled: enabled },
    answer: { status: 204 },
    permission: /User\.EnableDisableAccount\.All.*holds a directory role/,
  })),
  ...[true, false].map((enabled): Row => ({
    what: `turns a device ${enabled ? 'on' : 'off'}`,
    order: (orders) => orders.setDeviceEnabled({ deviceObjectId: DEVICE, enabled }),
    method: 'PATCH',
    path: `/v1.0/devices/${DEVICE}`,
    body: { accountEnabled: enabled },
    answer: { status: 204 },
    permission: /Device\.ReadWrite\.All and consent to it\.$/,
  })),
  {
    what: 'confirms somebody as compromised',
    order: (orders) => orders.confirmCompromised({ userId: USER }),
    method: 'POST',
    path: '/v1.0/identityProtection/riskyUsers/confirmCompromised',
    body: { userIds: [USER] },
    answer: { status: 204 },
    permission: /IdentityRiskyUser\.ReadWrite\.All and consent to it\.$/,
  },
  {
    what: "dismisses somebody's risk",
    order: (orders) => orders.dismissRisk({ userId: USER }),
    method: 'POST',
    path: '/v1.0/identityProtection/riskyUsers/dismiss',
    body: { userIds: [USER] },
    answer: { status: 204 },
    permission: /IdentityRiskyUser\.ReadWrite\.All and consent to it\.$/,
  },
];

describe('orders to Entra ID', () => {
  let service: FakeService;
  before(async () => {
    service = await startService(() => ({}));
  });
  beforeEach(() => {
    service.seen.length = 0;
  });
  after(() => service.close());
  const open = () => testTenant(service.origin).tenant.open({ correlationId: 'c' }).directory;

  const failure = (order: Row['order']): Promise<UpstreamError> => upstreamFailure(order(open()));

  for (const { what, order, method, path, body, answer, permission } of ROWS) {
    describe(what, () => {
      it('with one request that says nothing else', async () => {
        service.answer = () => answer;
        await order(open());
        const [sent, ...more] = service.seen;
        assert.deepEqual(more, []);
        assert.deepEqual([sent?.method, sent?.url, sent?.body], [method, path, body]);
        const type = body === undefined ? undefined : 'application/json';
        assert.equal(sent?.headers['content-type'], type);
      });
      it('takes any success for one', async () => {
        service.answer = () => (answer.status === 204 ? { body: { value: true } } : { status: 204 });
        await order(open());
        assert.equal(service.seen.length, 1);
      });
      it('names the permission when it lacks', async () => {
        service.answer = () => refusal(403, 'Authorization_RequestDenied');
        const error = await failure(order);
        assert.equal(error.code, 'upstream_forbidden');
        assert.match(error.advice ?? '', permission);
        assert.deepEqual([error.details.mayHaveArrived, service.seen.length], [false, 1]);
      });
      it('says what was not there', async () => {
        service.answer = () => refusal(404, 'Request_ResourceNotFound');
        const error = await failure(order);
        assert.deepEqual([error.code, error.details.mayHaveArrived], ['upstream_rejected', false]);
      });
      it('is not sent again when it is slowed down, fails or breaks off', async () => {
        for (const [one, code, arrived] of [
          [refusal(429, 'TooManyRequests', { 'retry-after': '7' }), 'upstream_throttled', false],
          [refusal(503, 'serviceNotAvailable'), 'upstream_failed', true],
          ['drop', 'upstream_unreachable', true],
        ] as const) {
          service.seen.length = 0;
          service.answer = () => one;
          const error = await failure(order);
          assert.deepEqual([error.code, error.details.mayHaveArrived], [code, arrived]);
          assert.equal(service.seen.length, 1, code);
          if (code === 'upstream_throttled') assert.equal(error.details.retryAfterSeconds, 7);
        }
      });
    });
  }

  it('takes ids for ids, whatever stands in them', async () => {
    service.answer = () => ({ status: 204 });
    await open().setUserEnabled({ userId: "../devices/x'?a=b", enabled: false });
    assert.equal(service.seen[0]?.url, '/v1.0/users/..%2Fdevices%2Fx%27%3Fa%3Db');
  });

  it('reads anew after an order', async () => {
    let from = '2026-11-22T05:00:00Z';
    service.answer = ({ method }) => {
      if (method === 'POST') from = '2026-11-22T06:00:00Z';
      return { body: { id: USER, signInSessionsValidFromDateTime: from } };
    };
    const directory = open();
    assert.equal(await directory.sessionsValidFrom(USER), '2026-11-22T05:00:00.000Z');
    assert.equal(await directory.sessionsValidFrom(USER), '2026-11-22T05:00:00.000Z');
    await directory.revokeSessions({ userId: USER });
    assert.equal(await directory.sessionsValidFrom(USER), '2026-11-22T06:00:00.000Z');
    assert.deepEqual(
      service.seen.map(({ method, url }) => [method, url]),
      [
        ['GET', `/v1.0/users/${USER}?$select=id%2CsignInSessionsValidFromDateTime`],
        ['POST', `/v1.0/users/${USER}/revokeSignInSessions`],
        ['GET', `/v1.0/users/${USER}?$select=id%2CsignInSessionsValidFromDateTime`],
      ],
    );
    service.answer = () => refusal(404, 'Request_ResourceNotFound');
    assert.equal(await open().sessionsValidFrom(USER), null);
  });

  it('judges no risk in a cloud without Identity Protection', async () => {
    const endpoints = { ...simulatedCloud(service.origin), identityProtection: false };
    const { directory } = testTenant(service.origin, { endpoints }).tenant.open({ correlationId: 'c' });
    for (const verdict of ['confirmCompromised', 'dismissRisk'] as const) {
      await assert.rejects(
        directory[verdict]({ userId: USER }),
        (error: UpstreamError) =>
          error.code === 'upstream_not_configured' && error.details.mayHaveArrived === false,
      );
    }
    assert.deepEqual(service.seen, []);
  });
});
