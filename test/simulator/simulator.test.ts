import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, HTTPMessageHandler, type Context, type Middleware } from '@microsoft/microsoft-graph-client';
import { startSimulator } from '../../src/simulator/simulator.ts';
import { TenantFileError } from '../../src/simulator/store/tenant-file-error.ts';
import { ADA, appWith, BO, closeTenants, column, FIXTURE_NOW, machine, smallTenant } from './small-tenant.ts';

/** Microsoft's client with its own transport; its authentication step serves https alone, so the token is put on here. */
function graphClient(baseUrl: string): Client {
  const transport = new HTTPMessageHandler();
  const signing: Middleware = {
    execute(context: Context) {
      const headers = {
        ...(context.options?.headers as Record<string, string>),
        authorization: 'Bearer token',
      };
      context.options = { ...context.options, headers };
      return transport.execute(context);
    },
  };
  return Client.initWithMiddleware({ baseUrl, customHosts: new Set(['127.0.0.1']), middleware: signing });
}

describe('the simulator', () => {
  afterEach(closeTenants);

  it('refuses a broken tenant folder', async () => {
    await assert.rejects(smallTenant({ users: '[' }), TenantFileError);
  });

  it('says when its port is taken', async () => {
    const tenant = await smallTenant();
    const port = Number(new URL(tenant.url).port);
    await assert.rejects(startSimulator({ tenantDir: tenant.dir, port }), { code: 'EADDRINUSE' });
  });

  it('asks every service call for a token', async () => {
    const tenant = await smallTenant();
    for (const authorization of ['', 'Bearer', 'Bearer  ', 'Basic abc']) {
      const answer = await tenant.get('/v1.0/users', { authorization });
      assert.deepEqual([answer.status, answer.code], [401, 'InvalidAuthenticationToken'], authorization);
    }
  });

  it('grants nothing without app.json', async () => {
    const tenant = await smallTenant({ app: undefined });
    const graph = await tenant.get('/v1.0/users');
    assert.deepEqual([graph.status, graph.code], [403, 'Authorization_RequestDenied']);
    assert.equal(graph.message, 'Insufficient privileges to complete the operation.');
    assert.equal((await tenant.get('/api/machines')).status, 403);
  });

  it('takes either alternative of a permission, and pairs only together', async () => {
    const tenant = await smallTenant({ app: appWith(['GroupMember.Read.All']) });
    assert.equal((await tenant.get(`/v1.0/users/${ADA}/memberOf`)).status, 403);
    const both = await smallTenant({ app: appWith(['GroupMember.Read.All', 'User.Read.All']) });
    assert.equal((await both.get(`/v1.0/users/${ADA}/memberOf`)).status, 200);
  });

  for (const [address, status, message] of [
    ['/v1.0/gadgets', 400, /Resource not found for the segment 'gadgets'/],
    ['/v1.0/Users', 400, /segment 'Users'/],
    [`/v1.0/users/${ADA}/gadgets`, 400, /segment 'gadgets'/],
    ['/v1.0/deviceManagement/configurationPolicies', 400, /segment 'configurationPolicies'/],
    ['/v2.0/users', 400, /Invalid version: v2\.0/],
    ['/v1.0', 400, /Resource not found/],
    ['/v1.0/users/%E0%A4%A', 400, /Resource not found/],
    ['/v1/workspaces/x/query', 404, /No service/],
    ['/elsewhere', 404, /No service/],
  ] as const) {
    it(`does not serve ${address}`, async () => {
      const tenant = await smallTenant();
      const answer = await tenant.get(address);
      assert.equal(answer.status, status);
      assert.match(answer.message, message);
    });
  }

  it('refuses other methods and bodies beyond 4 MB', async () => {
    const tenant = await smallTenant();
    assert.equal((await tenant.send('DELETE', `/v1.0/users/${ADA}`)).status, 405);
    const huge = await tenant.send('POST', '/v1.0/$batch', { requests: ['x'.repeat(5_000_000)] });
    assert.equal(huge.status, 413);
  });

  it('gives every answer ids, the error body too', async () => {
    const tenant = await smallTenant();
    const fine = await tenant.get('/v1.0/users', { 'client-request-id': 'mine' });
    assert.match(fine.headers.get('request-id') ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(fine.headers.get('client-request-id'), 'mine');
    const refused = await tenant.get('/v1.0/users/nobody', { 'client-request-id': 'mine' });
    assert.match(
      refused.text,
      /"innerError":\{"date":"[^"]+","request-id":"[0-9a-f-]+","client-request-id":"mine"\}/,
    );
    assert.ok(refused.text.includes(refused.headers.get('request-id') ?? 'missing'));
  });

  it('moves the tenant so that its clock is the start of the run', async () => {
    const start = new Date('2031-05-05T00:00:00Z');
    const tenant = await smallTenant({}, { now: () => start });
    const shift = start.getTime() - FIXTURE_NOW;
    const { body } = await tenant.get(`/api/machines/${machine(1)}`);
    const expected = new Date(Date.parse('2026-11-20T05:40:51.3Z') + shift).toISOString();
    assert.equal(body['lastSeen'], expected);
  });

  it('answers a subscription of Azure, with its own errors', async () => {
    const tenant = await smallTenant();
    const path = '/subscriptions/a0000000-0000-4000-8000-000000000001';
    assert.equal((await tenant.get(path)).code, 'MissingApiVersionParameter');
    assert.equal((await tenant.get(`${path}?api-version=2022-12-01`)).body['displayName'], 'Production');
    assert.equal((await tenant.get('/subscriptions/x?api-version=2022-12-01')).code, 'SubscriptionNotFound');
    assert.equal((await tenant.get(`${path}?api-version=new`)).code, 'InvalidApiVersionParameter');
  });

  it('serves the real Graph client: paging, errors, batches', async () => {
    const tenant = await smallTenant();
    const client = graphClient(tenant.url);
    const first = (await client.api('/users').top(3).select('id').get()) as Record<string, string>;
    // The client takes absolute links only of https.
    const link = first['@odata.nextLink']?.replace(`${tenant.url}/v1.0`, '') ?? '';
    const next = (await client.api(link).get()) as { value: unknown[] };
    assert.equal(next.value.length, 1);
    const found = (await client
      .api('/users')
      .header('ConsistencyLevel', 'eventual')
      .count(true)
      .filter("endswith(mail,'fabrikam.example')")
      .get()) as Record<string, unknown>;
    assert.equal(found['@odata.count'], 2);
    await assert.rejects(client.api('/users/nobody').get(), {
      statusCode: 404,
      code: 'Request_ResourceNotFound',
    });
    assert.equal(await client.api(`/users/${ADA}`).patch({ accountEnabled: false }), undefined);
    const batch = (await client.api('/$batch').post({
      requests: [{ id: '1', method: 'GET', url: `/users/${BO}` }],
    })) as { responses: { status: number }[] };
    assert.equal(batch.responses[0]?.status, 200);
  });

  it('writes exchanges to a file as they happen', async () => {
    const first = await smallTenant();
    const recordFile = path.join(first.dir, 'exchanges.jsonl');
    const tenant = await smallTenant({}, { recordFile });
    await tenant.get('/v1.0/users?$select=id');
    await tenant.close();
    const [line = '', ...rest] = (await readFile(recordFile, 'utf8')).trim().split('\n');
    assert.deepEqual(rest, []);
    const exchange = JSON.parse(line) as Record<string, unknown>;
    assert.deepEqual(Object.keys(exchange), [
      'at',
      'ms',
      'method',
      'url',
      'requestBody',
      'status',
      'responseBody',
    ]);
    assert.equal(exchange['url'], '/v1.0/users?$select=id');
  });

  it('cannot record into a folder that is not there', async () => {
    await assert.rejects(smallTenant({}, { recordFile: '/nowhere/at/all.jsonl' }), { code: 'ENOENT' });
  });

  it('puts the latency before every answer of the services, not before its control', async () => {
    const waited: number[] = [];
    const tenant = await smallTenant({}, { latencyMs: 40 });
    for (const address of ['/v1.0/users', '/_sim/state/users']) {
      const started = performance.now();
      await tenant.get(address);
      waited.push(performance.now() - started);
    }
    assert.ok((waited[0] ?? 0) >= 39);
    const exchanges = await tenant.get('/_sim/exchanges');
    assert.deepEqual(column(exchanges, 'x'), []);
    assert.equal(exchanges.text.trim().split('\n').length, 1);
  });
});
