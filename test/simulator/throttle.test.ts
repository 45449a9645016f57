import assert from 'node:assert/strict';
import { closeTenants, machine, smallTenant, type TestTenant } from './small-tenant.ts';

/** Statuses of so many calls, one after another, and the last Retry-After. */
async function call(tenant: TestTenant, path: string, times: number) {
  const statuses: number[] = [];
  let retryAfter: string | null = null;
  for (let n = 0; n < times; n += 1) {
    const answer = await tenant.get(path);
    statuses.push(answer.status);
    retryAfter = answer.headers.get('retry-after');
  }
  return { refused: statuses.filter((status) => status === 429).length, last: statuses.at(-1), retryAfter };
}

describe('throttling', () => {
  afterEach(closeTenants);

  it('lets one request a second reach the protected resources of all kinds, and names no time', async () => {
    const tenant = await smallTenant();
    assert.equal((await call(tenant, '/v1.0/identity/conditionalAccess/policies', 1)).refused, 0);
    const others = await call(tenant, '/v1.0/identityProtection/riskyUsers', 1);
    assert.deepEqual(others, { refused: 1, last: 429, retryAfter: null });
    await tenant.advance(1);
    assert.equal((await call(tenant, '/v1.0/identityProtection/riskyUsers', 1)).refused, 0);
  });

  it('lets five requests in ten seconds reach the sign-in logs', async () => {
    const tenant = await smallTenant();
    const sixth = await call(tenant, '/v1.0/auditLogs/signIns?$top=1', 6);
    assert.deepEqual([sixth.refused, sixth.last], [1, 429]);
    assert.ok(Number(sixth.retryAfter) >= 1 && Number(sixth.retryAfter) <= 10);
    await tenant.advance(Number(sixth.retryAfter));
    assert.equal((await call(tenant, '/v1.0/auditLogs/signIns?$top=1', 1)).last, 200);
  });

  it('counts every endpoint of Defender on its own, by the minute and by the hour', async () => {
    const tenant = await smallTenant();
    const path = `/api/machines/${machine(1)}/vulnerabilities`;
    const minute = await call(tenant, path, 51);
    assert.deepEqual([minute.refused, minute.last], [1, 429]);
    assert.equal((await call(tenant, `/api/machines/${machine(1)}/software`, 1)).last, 200);
    await tenant.advance(60);
    assert.equal((await call(tenant, path, 1)).last, 200);
  });

  it('lets 45 hunting queries a minute through, whatever they ask', async () => {
    const tenant = await smallTenant();
    const hunt = (query: string) => tenant.send('POST', '/v1.0/security/runHuntingQuery', { query });
    for (let n = 0; n < 44; n += 1) assert.equal((await hunt('AlertInfo')).status, 200);
    assert.equal((await hunt('no query')).status, 400);
    const refused = await hunt('AlertInfo');
    assert.deepEqual([refused.status, refused.code], [429, 'TooManyRequests']);
    const wait = Number(refused.headers.get('retry-after'));
    assert.ok(wait >= 50 && wait <= 60, String(wait));
    await tenant.advance(wait);
    assert.equal((await hunt('AlertInfo')).status, 200);
  });

  it('charges directory calls by their resource units', async () => {
    const tenant = await smallTenant();
    const plain = await tenant.get('/v1.0/users');
    assert.equal(plain.headers.get('x-ms-resource-unit'), '2');
    const cheap = await tenant.get('/v1.0/users?$select=id&$top=5');
    assert.equal(cheap.headers.get('x-ms-resource-unit'), '1');
  });

  it('forgets everything on reset', async () => {
    const tenant = await smallTenant();
    await call(tenant, '/v1.0/identity/conditionalAccess/policies', 2);
    await tenant.send('POST', '/_sim/reset');
    assert.equal((await call(tenant, '/v1.0/identity/conditionalAccess/policies', 1)).last, 200);
  });
});
