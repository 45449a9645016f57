import assert from 'node:assert/strict';
import type { JsonObject } from '../../../../src/simulator/json.ts';
import {
  appWith,
  closeTenants,
  FIXTURE_NOW,
  machine,
  smallTenant,
  type TestTenant,
} from '../../small-tenant.ts';

const PATH = '/v1.0/security/runHuntingQuery';
const hunt = (tenant: TestTenant, body: unknown) => tenant.send('POST', PATH, body);

/** A tenant whose clock stands at the fixture's. */
const standing = (files: Readonly<Record<string, unknown>> = {}) =>
  smallTenant(files, { now: () => new Date(FIXTURE_NOW) });

const INFO = {
  'hunting/DeviceInfo': [
    {
      Timestamp: '2026-11-20T07:11:40.12Z',
      DeviceId: machine(1),
      DeviceName: 'lt-1',
      OSBuild: 26100,
      IsAzureADJoined: true,
    },
    { Timestamp: '2026-10-01T00:00:00Z', DeviceId: machine(1), DeviceName: 'long ago' },
    { Timestamp: '2026-11-20T09:00:00Z', DeviceId: machine(1), DeviceName: 'yet to come' },
    { DeviceId: machine(1), DeviceName: 'no time' },
  ],
  'hunting/DeviceTvmSoftwareInventory': [{ DeviceId: machine(1), SoftwareName: 'edge' }],
  'hunting/CloudAppEvents': [{ Timestamp: '2026-11-20T07:00:00Z', RawEventData: { a: [1] }, AccountId: 7 }],
};

describe('runHuntingQuery', () => {
  afterEach(closeTenants);

  it('answers with schema and results', async () => {
    const tenant = await standing(INFO);
    const query =
      'DeviceInfo | project Timestamp, DeviceName, OSBuild, IsAzureADJoined, PublicIP, IsExcluded';
    const { status, body } = await hunt(tenant, { Query: query });
    assert.equal(status, 200);
    assert.deepEqual(body, {
      '@odata.context': `${tenant.url}/v1.0/$metadata#microsoft.graph.security.huntingQueryResults`,
      schema: [
        { name: 'Timestamp', type: 'DateTime' },
        { name: 'DeviceName', type: 'String' },
        { name: 'OSBuild', type: 'Int64' },
        { name: 'IsAzureADJoined', type: 'Boolean' },
        { name: 'PublicIP', type: 'String' },
        { name: 'IsExcluded', type: 'Boolean' },
      ],
      results: [
        {
          Timestamp: '2026-11-20T07:11:40.12Z',
          DeviceName: 'lt-1',
          OSBuild: 26100,
          IsAzureADJoined: true,
          PublicIP: '',
          IsExcluded: null,
        },
      ],
    });
  });

  it('sees rows of thirty days, as their time comes', async () => {
    const tenant = await standing(INFO);
    const names = async () => {
      const { body } = await hunt(tenant, { query: 'DeviceInfo | project DeviceName', timespan: null });
      return (body['results'] as JsonObject[]).map((row) => row['DeviceName']);
    };
    assert.deepEqual(await names(), ['lt-1']);
    await tenant.advance(3600);
    assert.deepEqual(await names(), ['lt-1', 'yet to come']);
  });

  it('takes the narrower of filter and timespan', async () => {
    const tenant = await standing(INFO);
    const count = async (Query: string, Timespan: string) =>
      (await hunt(tenant, { Query, Timespan })).body['results'];
    assert.deepEqual(await count('DeviceInfo | count', 'PT1H'), [{ Count: 1 }]);
    assert.deepEqual(await count('DeviceInfo | count', 'PT30M'), [{ Count: 0 }]);
    assert.deepEqual(await count('DeviceInfo | where Timestamp > ago(30m) | count', 'P1D'), [{ Count: 0 }]);
  });

  it('shows tables without a time, and dynamic values as they are', async () => {
    const tenant = await standing(INFO);
    const software = await hunt(tenant, { Query: 'DeviceTvmSoftwareInventory | count' });
    assert.deepEqual(software.body['results'], [{ Count: 1 }]);
    const query = 'CloudAppEvents | project Timestamp, RawEventData, AccountId';
    const { body } = await hunt(tenant, { Query: query });
    assert.deepEqual(body['schema'], [
      { name: 'Timestamp', type: 'DateTime' },
      { name: 'RawEventData', type: 'Object' },
      { name: 'AccountId', type: 'String' },
    ]);
    assert.deepEqual(body['results'], [
      { Timestamp: '2026-11-20T07:00:00Z', RawEventData: { a: [1] }, AccountId: '7' },
    ]);
  });

  it('needs ThreatHunting.Read.All', async () => {
    const tenant = await standing({ app: appWith(['SecurityAlert.Read.All'], ['AdvancedQuery.Read.All']) });
    const refused = await hunt(tenant, { Query: 'DeviceInfo' });
    assert.deepEqual([refused.status, refused.code], [403, 'Authorization_RequestDenied']);
    const granted = await standing({ app: appWith(['ThreatHunting.Read.All']) });
    assert.equal((await hunt(granted, { Query: 'DeviceInfo' })).status, 200);
    assert.equal((await tenant.get(PATH)).status, 405);
  });

  const bodies: readonly (readonly [unknown, RegExp])[] = [
    [{}, /'query' is required/],
    [{ Timespan: 'P1D' }, /'query' is required/],
    [{ Query: null }, /'query' is required/],
    [{ Query: 7 }, /query/],
    [{ Query: 'DeviceInfo', Top: 5 }, /'Top' in the request payload is not a valid parameter/],
    [{ QUERY: 'DeviceInfo' }, /'QUERY' in the request payload/],
    [{ Query: 'DeviceInfo', query: 'DeviceInfo' }, /given twice/],
    [{ Query: 'DeviceInfo', Timespan: 7 }, /timespan/],
    [{ Query: 'DeviceInfo', Timespan: 'soon' }, /'soon' is not an ISO 8601/],
    [{ Query: '' }, /Syntax Error/],
    ['DeviceInfo', /JSON/],
    [{ Query: 'DeviceStuff | take 1' }, /^Failed to resolve table or column expression named 'DeviceStuff'/],
    [{ Query: 'constructor' }, /^Failed to resolve table or column expression named 'constructor'/],
    [
      { Query: 'DeviceInfo | where DevceName == "x"' },
      /^'where' operator: .* named 'DevceName'\. Fix semantic/,
    ],
    [{ Query: 'AlertInfo | where DeviceId == "x"' }, /named 'DeviceId'/],
  ];
  for (const [body, message] of bodies) {
    it(`refuses ${JSON.stringify(body)}`, async () => {
      const refused = await hunt(await standing(), body);
      assert.deepEqual([refused.status, refused.code], [400, 'BadRequest']);
      assert.match(refused.message, message);
    });
  }

  it('refuses query options', async () => {
    const tenant = await standing();
    assert.equal((await tenant.send('POST', `${PATH}?$top=5`, { Query: 'DeviceInfo' })).status, 400);
  });

  it('gives no more than 100,000 rows, and up on a query that reads too many', async () => {
    const tenant = await standing();
    const one = `where DeviceId == "${machine(1)}"`;
    const rows = await hunt(tenant, { Query: `DeviceProcessEvents | ${one} | project DeviceId` });
    assert.equal((rows.body['results'] as unknown[]).length, 100_000);
    const counted = await hunt(tenant, { Query: `DeviceProcessEvents | ${one} | count` });
    assert.deepEqual(counted.body['results'], [{ Count: 129_600 }]);
    const heavy = await hunt(tenant, { Query: 'DeviceProcessEvents | count' });
    assert.deepEqual([heavy.status, heavy.code, heavy.message], [504, 'UnknownError', '']);
    assert.equal((await hunt(tenant, { Query: 'DeviceProcessEvents | take 5' })).status, 200);
  });
});
