import assert from 'node:assert/strict';
import { appWith, closeTenants, column, machine, registration, smallTenant } from '../small-tenant.ts';

describe('defender machines', () => {
  afterEach(closeTenants);

  for (const [filter, found] of [
    ["computerDnsName eq 'lt-1.fabrikam.example'", [1]],
    ["startswith(computerDnsName,'mac')", [2]],
    [`aadDeviceId eq '${registration(1)}' or aadDeviceId eq '${registration(3)}'`, [1, 3]],
    ['aadDeviceId eq null', [2]],
    ["healthStatus ne 'Active'", [3]],
    ["riskScore eq 'Low' and lastSeen gt 2020-01-01T00:00:00Z", [2]],
    ["machineTags/any(t: t eq 'VIP') and osPlatform eq 'Windows10'", [4]],
  ] as const) {
    it(`filters by ${filter}`, async () => {
      const tenant = await smallTenant();
      const answer = await tenant.get(`/api/machines?$filter=${filter}`);
      assert.deepEqual(column(answer, 'id'), found.map(machine), answer.text);
    });
  }

  for (const query of [
    "$filter=computerDnsName eq 'x",
    "$filter=rbacGroupName eq 'All'",
    "$filter=riskScore eq 'high'",
    '$filter=riskScore eq High',
    "$filter=lastSeen gt '2020-01-01T00:00:00Z'",
    "$filter=contains(computerDnsName,'x')",
    "$filter=id in ('x')",
    '$top=10001',
    '$top=0',
    '$select=id',
    '$orderby=lastSeen',
    '$count=true',
    'page=1',
  ]) {
    it(`refuses ${query} with an OData error`, async () => {
      const tenant = await smallTenant();
      const answer = await tenant.get(`/api/machines?${query}`);
      assert.deepEqual([answer.status, answer.code], [400, 'ODataError']);
      assert.match(answer.text, /"target":"[0-9a-f-]{36}"/);
    });
  }

  it('is served under the versioned address too, whole, skipped and cut short', async () => {
    const tenant = await smallTenant();
    const page = await tenant.get('/api/v1.0/machines?$skip=1&$top=2');
    assert.deepEqual(column(page, 'id'), [machine(2), machine(3)]);
    assert.equal('@odata.nextLink' in page.body, false);
  });

  it('finds one by id or computer name', async () => {
    const tenant = await smallTenant();
    for (const key of [machine(1), 'lt-1.fabrikam.example']) {
      assert.equal((await tenant.get(`/api/machines/${key}`)).body['id'], machine(1));
    }
    const missing = await tenant.get('/api/machines/nobody');
    assert.deepEqual([missing.status, missing.code], [404, 'ResourceNotFound']);
  });

  it('has no machines at all: 404', async () => {
    const tenant = await smallTenant({ machines: [] });
    assert.equal((await tenant.get('/api/machines')).status, 404);
  });

  it('lists what is known of a machine', async () => {
    const tenant = await smallTenant();
    const of = (path: string) => tenant.get(`/api/machines/${machine(1)}/${path}`);
    assert.deepEqual(column(await of('logonusers'), 'accountName'), ['ada']);
    assert.deepEqual(column(await of('vulnerabilities?$top=1'), 'id'), ['CVE-2026-10001']);
    assert.deepEqual(column(await of('software'), 'name'), ['tool']);
    assert.deepEqual((await of('recommendations')).items, []);
    assert.deepEqual((await of('getmissingkbs')).items, []);
    assert.deepEqual((await tenant.get(`/api/machines/${machine(2)}/software`)).items, []);
    assert.equal((await tenant.get(`/api/machines/${machine(99)}/software`)).status, 404);
  });

  it('tells alerts of a machine in its own older words', async () => {
    const tenant = await smallTenant();
    const { items } = await tenant.get(`/api/machines/${machine(1)}/alerts`);
    const [alert, ...others] = items;
    assert.deepEqual(others, []);
    assert.deepEqual(
      ['id', 'incidentId', 'severity', 'status', 'determination', 'detectionSource', 'machineId'].map(
        (name) => alert?.[name],
      ),
      ['da1_1', 17, 'High', 'InProgress', 'CompromisedUser', 'WindowsDefenderAtp', machine(1)],
    );
    assert.deepEqual(alert?.['relatedUser'], { userName: 'ada', domainName: 'fabrikam' });
    assert.deepEqual(alert['evidence'], []);
  });

  it('answers in its own error body without token or role, and for what it does not serve', async () => {
    const tenant = await smallTenant({ app: appWith([], ['Machine.Isolate']) });
    const unauthorized = await tenant.get('/api/machines', { authorization: 'Bearer ' });
    assert.deepEqual([unauthorized.status, unauthorized.code], [401, 'Unauthorized']);
    const refused = await tenant.get('/api/machines');
    assert.deepEqual([refused.status, refused.code], [403, 'Forbidden']);
    const unknown = await tenant.get('/api/gadgets');
    assert.deepEqual([unknown.status, unknown.code], [404, 'NotFound']);
    assert.equal((await tenant.send('POST', '/api/machines')).status, 405);
  });
});
