import assert from 'node:assert/strict';
import { ADA, closeTenants, machine, smallTenant, type TestTenant } from './small-tenant.ts';

const plan = (tenant: TestTenant, fault: unknown) => tenant.send('POST', '/_sim/faults', fault);

describe('planned faults', () => {
  afterEach(closeTenants);

  it('answer in the place of the service, so many times', async () => {
    const tenant = await smallTenant();
    const planned = await plan(tenant, {
      match: { service: 'graph', method: 'get', path: '^/v1\\.0/users' },
      times: 2,
      status: 503,
      headers: { 'Retry-After': '7' },
    });
    assert.equal(planned.status, 201);
    const first = await tenant.get('/v1.0/users');
    assert.deepEqual(
      [first.status, first.code, first.headers.get('retry-after')],
      [503, 'serviceNotAvailable', '7'],
    );
    assert.equal((await tenant.get('/v1.0/groups')).status, 200);
    assert.equal((await tenant.get('/v1.0/users')).status, 503);
    assert.equal((await tenant.get('/v1.0/users')).status, 200);
  });

  it('keep on without a number of times, until they are removed', async () => {
    const tenant = await smallTenant();
    await plan(tenant, { match: { service: 'defender' }, status: 429 });
    for (let n = 0; n < 3; n += 1) assert.equal((await tenant.get('/api/machines')).code, 'TooManyRequests');
    assert.equal((await tenant.get('/v1.0/users')).status, 200);
    assert.equal((await tenant.send('DELETE', '/_sim/faults')).status, 204);
    assert.equal((await tenant.get('/api/machines')).status, 200);
  });

  it('send any body, JSON or nonsense', async () => {
    const tenant = await smallTenant();
    await plan(tenant, { match: {}, times: 1, body: '<html>', headers: { 'Content-Type': 'text/html' } });
    const nonsense = await tenant.get('/v1.0/users');
    assert.deepEqual([nonsense.status, nonsense.text], [200, '<html>']);
    assert.equal(nonsense.headers.get('content-type'), 'text/html');
    await plan(tenant, { match: {}, times: 1, status: 418, body: { value: 'no list' } });
    assert.deepEqual((await tenant.get('/v1.0/users')).body, { value: 'no list' });
  });

  it('match the decoded address as well', async () => {
    const tenant = await smallTenant();
    await plan(tenant, { match: { path: "startswith\\(displayName,'a'\\)" }, status: 500 });
    const query = encodeURIComponent("startswith(displayName,'a')");
    assert.equal((await tenant.get(`/v1.0/users?$filter=${query}`)).status, 500);
  });

  it('break the connection before the order is carried out, or after', async () => {
    const tenant = await smallTenant();
    const isolate = (n: number) =>
      tenant.send('POST', `/api/machines/${machine(n)}/isolate`, { Comment: 'x', IsolationType: 'Full' });
    await plan(tenant, { match: { method: 'POST', path: '/isolate$' }, times: 1, drop: true });
    await assert.rejects(isolate(1));
    assert.equal((await tenant.get("/api/machineactions?$filter=type eq 'Isolate'")).items.length, 0);
    await plan(tenant, { match: { method: 'POST', path: '/isolate$' }, times: 1, drop: 'after' });
    await assert.rejects(isolate(1));
    assert.equal((await tenant.get("/api/machineactions?$filter=type eq 'Isolate'")).items.length, 1);
  });

  it('delay an answer whose order is carried out at once', async () => {
    const tenant = await smallTenant();
    await plan(tenant, { match: { method: 'PATCH' }, delayMs: 60_000 });
    const late = tenant.send('PATCH', `/v1.0/users/${ADA}`, { accountEnabled: false });
    late.catch(() => undefined);
    const enabled = async () =>
      (await tenant.get(`/v1.0/users/${ADA}?$select=accountEnabled`)).body['accountEnabled'];
    while ((await enabled()) !== false) await new Promise(setImmediate);
    await closeTenants();
    await assert.rejects(late);
  });

  for (const [what, fault] of [
    ['no match', { status: 500 }],
    ['an unknown property', { match: {}, statuses: 500 }],
    ['an unknown service', { match: { service: 'exchange' } }],
    ['a broken pattern', { match: { path: '(' } }],
    ['a status that is none', { match: {}, status: 42 }],
    ['no JSON', '{'],
  ] as const) {
    it(`refuse ${what}`, async () => {
      const tenant = await smallTenant();
      const answer = await plan(tenant, fault);
      assert.equal(answer.status, 400);
      assert.equal(typeof answer.body['error'], 'string');
    });
  }
});

describe('control', () => {
  afterEach(closeTenants);

  it('keeps exchanges with their bodies until they are removed', async () => {
    const tenant = await smallTenant();
    await tenant.get('/v1.0/users/nobody');
    await tenant.send('POST', `/v1.0/users/${ADA}/checkMemberGroups`, { groupIds: [] });
    await tenant.get('/_sim/state/users');
    const { text } = await tenant.get('/_sim/exchanges');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      lines.map((line) => [line['method'], line['status'], line['requestBody']]),
      [
        ['GET', 404, null],
        ['POST', 200, { groupIds: [] }],
      ],
    );
    assert.equal((await tenant.send('DELETE', '/_sim/exchanges')).status, 204);
    assert.equal((await tenant.get('/_sim/exchanges')).text, '');
  });

  it('advances the clock and refuses to go back', async () => {
    const tenant = await smallTenant({}, { now: () => new Date('2030-01-01T00:00:00Z') });
    const answer = await tenant.send('POST', '/_sim/advance', { seconds: 90 });
    assert.deepEqual(answer.body, { now: '2030-01-01T00:01:30.000Z' });
    for (const body of [{ seconds: -1 }, { seconds: '1' }, {}, undefined]) {
      assert.equal((await tenant.send('POST', '/_sim/advance', body)).status, 400);
    }
  });

  it('resets the tenant', async () => {
    const tenant = await smallTenant();
    await tenant.send('PATCH', `/v1.0/users/${ADA}`, { accountEnabled: false });
    await tenant.send('POST', `/api/machines/${machine(1)}/unisolate`, { Comment: 'x' });
    await plan(tenant, { match: {}, status: 500 });
    assert.equal((await tenant.send('POST', '/_sim/reset')).status, 204);
    assert.equal(
      (await tenant.get(`/v1.0/users/${ADA}?$select=accountEnabled`)).body['accountEnabled'],
      true,
    );
    assert.equal((await tenant.get('/api/machineactions')).items.length, 1);
  });

  it('shows collections as they are now', async () => {
    const tenant = await smallTenant({ riskyUsers: undefined });
    assert.deepEqual(JSON.parse((await tenant.get('/_sim/state/riskyUsers')).text), []);
    assert.deepEqual((await tenant.get('/_sim/state/deviceManagement')).body, {});
    await tenant.send('POST', `/api/machines/${machine(1)}/unisolate`, { Comment: 'x' });
    await tenant.advance(60);
    const actions = JSON.parse((await tenant.get('/_sim/state/machineActions')).text) as { status: string }[];
    assert.deepEqual(
      actions.map((action) => action.status),
      ['Succeeded', 'Succeeded'],
    );
    assert.equal((await tenant.get('/_sim/state/gadgets')).status, 404);
    assert.equal((await tenant.send('POST', '/_sim/state/users')).status, 405);
  });

  it('needs no token, and is not for web pages', async () => {
    const tenant = await smallTenant();
    assert.equal((await tenant.get('/_sim/state/users', { authorization: '' })).status, 200);
    assert.equal((await tenant.get('/_sim/state/users', { origin: 'http://evil.example' })).status, 403);
    assert.equal((await tenant.get('/_sim/gadgets')).status, 404);
  });
});
