import assert from 'node:assert/strict';
import { isObject, type JsonObject } from '../../../src/simulator/json.ts';
import { ADA, appWith, closeTenants, smallTenant, textOf, type TestTenant } from '../small-tenant.ts';

const read = (id: string, url: string, more: JsonObject = {}) => ({ id, method: 'GET', url, ...more });

async function batch(tenant: TestTenant, requests: unknown[]): Promise<Map<string, JsonObject>> {
  const answer = await tenant.send('POST', '/v1.0/$batch', { requests });
  assert.equal(answer.status, 200, answer.text);
  const responses = answer.body['responses'];
  assert.ok(Array.isArray(responses));
  return new Map(responses.filter(isObject).map((response) => [textOf(response, 'id'), response]));
}

describe('graph $batch', () => {
  afterEach(closeTenants);

  it('answers every step on its own, in an order nobody can rely on', async () => {
    const tenant = await smallTenant();
    const answer = await tenant.send('POST', '/v1.0/$batch', {
      requests: [
        read('a', `/users/${ADA}?$select=id`),
        read('b', 'users/nobody'),
        read('c', '/users?$search="displayName:ada"&$select=id', {
          headers: { ConsistencyLevel: 'eventual' },
        }),
        {
          id: 'd',
          method: 'POST',
          url: `/users/${ADA}/checkMemberGroups`,
          headers: { 'Content-Type': 'application/json' },
          body: { groupIds: [] },
        },
      ],
    });
    const responses = answer.body['responses'];
    assert.ok(Array.isArray(responses));
    const summary = responses.filter(isObject).map((one) => [one['id'], one['status']]);
    assert.deepEqual(summary, [
      ['d', 200],
      ['c', 200],
      ['b', 404],
      ['a', 200],
    ]);
    assert.match(answer.text, new RegExp(`"body":\\{[^{]*"id":"${ADA}"`));
  });

  it('gives 424 to a step whose dependency failed', async () => {
    const tenant = await smallTenant();
    const responses = await batch(tenant, [
      read('1', '/users/nobody'),
      read('2', `/users/${ADA}`, { dependsOn: ['1'] }),
      read('3', `/users/${ADA}`, { dependsOn: ['2'] }),
      read('4', `/users/${ADA}`),
    ]);
    assert.deepEqual(
      ['1', '2', '3', '4'].map((id) => responses.get(id)?.['status']),
      [404, 424, 424, 200],
    );
  });

  it('counts and refuses steps one by one: the protected resources take one a second', async () => {
    const tenant = await smallTenant();
    const responses = await batch(tenant, [
      read('1', '/identity/conditionalAccess/policies'),
      read('2', '/identity/conditionalAccess/namedLocations'),
      read('3', '/users'),
    ]);
    assert.deepEqual(
      ['1', '2', '3'].map((id) => responses.get(id)?.['status']),
      [200, 429, 200],
    );
    assert.equal(JSON.stringify(responses.get('2')?.['headers']).includes('Retry-After'), false);
  });

  it('checks permissions of each step', async () => {
    const tenant = await smallTenant({ app: appWith(['User.Read.All']) });
    const responses = await batch(tenant, [read('1', '/users'), read('2', '/groups')]);
    assert.deepEqual([responses.get('1')?.['status'], responses.get('2')?.['status']], [200, 403]);
  });

  it('lets planned faults strike single steps', async () => {
    const tenant = await smallTenant();
    await tenant.send('POST', '/_sim/faults', { match: { path: '/groups' }, status: 503 });
    const responses = await batch(tenant, [read('1', '/users'), read('2', '/groups')]);
    assert.deepEqual([responses.get('1')?.['status'], responses.get('2')?.['status']], [200, 503]);
  });

  for (const [what, body, message] of [
    [
      'more than 20 steps',
      { requests: Array.from({ length: 21 }, (_, n) => read(String(n), '/users')) },
      /20/,
    ],
    ['no steps', { requests: [] }, /payload/],
    ['no list', { request: [] }, /payload/],
    ['an id given twice', { requests: [read('1', '/users'), read('1', '/groups')] }, /unique/],
    ['a step without an id', { requests: [{ method: 'GET', url: '/users' }] }, /must be strings/],
    ['an unknown dependency', { requests: [read('1', '/users', { dependsOn: ['9'] })] }, /'9'/],
    ['an absolute address', { requests: [read('1', 'https://graph.example/v1.0/users')] }, /url/],
    ['a batch inside a batch', { requests: [read('1', '/$batch')] }, /url/],
    ['a method of its own', { requests: [{ id: '1', method: 'FETCH', url: '/users' }] }, /method/],
    [
      'a body without its type',
      { requests: [read('1', '/users', { method: 'POST', body: {} })] },
      /Content-Type/,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const tenant = await smallTenant();
      const answer = await tenant.send('POST', '/v1.0/$batch', body);
      assert.equal(answer.status, 400);
      assert.match(answer.message, message);
    });
  }

  it('does not mix versions', async () => {
    const tenant = await smallTenant();
    const responses = await batch(tenant, [read('1', '/beta/users')]);
    assert.equal(responses.get('1')?.['status'], 400);
    assert.equal((await tenant.get('/v1.0/$batch')).status, 405);
  });
});
