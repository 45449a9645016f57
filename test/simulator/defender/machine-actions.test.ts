import assert from 'node:assert/strict';
import {
  appWith,
  closeTenants,
  column,
  machine,
  smallTenant,
  textOf,
  type TestTenant,
} from '../small-tenant.ts';

const isolation = (comment = 'INC-1 DB-4T9K', type = 'Full') => ({ Comment: comment, IsolationType: type });
const send = (tenant: TestTenant, n: number, body: unknown) =>
  tenant.send('POST', `/api/machines/${machine(n)}/isolate`, body);
const isolate = (tenant: TestTenant, n: number, body: unknown = isolation()) => send(tenant, n, body);

async function statusOf(tenant: TestTenant, id: unknown): Promise<unknown> {
  return (await tenant.get(`/api/machineactions/${String(id)}`)).body['status'];
}

describe('defender machine actions', () => {
  afterEach(closeTenants);

  it('live from Pending over InProgress to Succeeded as time goes by', async () => {
    const tenant = await smallTenant();
    const started = await isolate(tenant, 1);
    assert.equal(started.status, 201);
    const { id } = started.body;
    assert.deepEqual(
      [
        'type',
        'scope',
        'status',
        'requestor',
        'requestSource',
        'requestorComment',
        'machineId',
        'errorHResult',
      ].map((name) => started.body[name]),
      ['Isolate', 'Full', 'Pending', 'Bridge Bot', 'PublicApi', 'INC-1 DB-4T9K', machine(1), 0],
    );
    assert.equal(await statusOf(tenant, id), 'Pending');
    await tenant.advance(4);
    assert.equal(await statusOf(tenant, id), 'InProgress');
    await tenant.advance(4);
    assert.equal(await statusOf(tenant, id), 'Succeeded');
    const list = await tenant.get(`/api/machineactions?$filter=machineId eq '${machine(1)}'&$top=5`);
    assert.deepEqual(column(list, 'type'), ['Isolate', 'Unisolate']);
    assert.equal(list.items[1]?.['errorHResult'], 0);
  });

  it('stay Pending on a machine that does not report or was never onboarded', async () => {
    const tenant = await smallTenant();
    for (const n of [3, 6]) {
      const { body } = await isolate(tenant, n);
      await tenant.advance(5 * 86_400);
      assert.equal(await statusOf(tenant, body['id']), 'Pending');
    }
  });

  it('refuse a second of the same kind while one is under way, and only then', async () => {
    const tenant = await smallTenant();
    await isolate(tenant, 1);
    const again = await isolate(tenant, 1);
    assert.deepEqual([again.status, again.code], [400, 'ActiveRequestAlreadyExists']);
    assert.equal(again.message, 'Action is already in progress');
    const release = await tenant.send('POST', `/api/machines/${machine(1)}/unisolate`, { Comment: 'x' });
    assert.equal(release.status, 201);
    assert.equal((await isolate(tenant, 2)).status, 201);
    await tenant.advance(10);
    assert.equal((await isolate(tenant, 1)).status, 201);
  });

  for (const [n, type, status] of [
    [1, 'Selective', 201],
    [2, 'Full', 201],
    [2, 'Selective', 400],
    [4, 'Full', 400],
    [5, 'Full', 400],
    [7, 'Full', 201],
    [7, 'Selective', 400],
  ] as const) {
    it(`answer ${status} to ${type} isolation of machine ${n}`, async () => {
      const tenant = await smallTenant();
      const answer = await isolate(tenant, n, isolation('x', type));
      assert.equal(answer.status, status);
      assert.equal(answer.code, status === 400 ? 'OsPlatformNotSupported' : undefined);
    });
  }

  for (const [what, body, code] of [
    ['no body', undefined, 'InvalidRequestBody'],
    ['no JSON', '{"Comment":', 'InvalidRequestBody'],
    ['a list', '[]', 'InvalidRequestBody'],
    ['no comment', { IsolationType: 'Full' }, 'MissingRequiredParameter'],
    ['an empty comment', isolation(''), 'MissingRequiredParameter'],
    ['a comment in lower case', { comment: 'x', IsolationType: 'Full' }, 'MissingRequiredParameter'],
    ['a comment that is no text', { Comment: 7, IsolationType: 'Full' }, 'InvalidRequestBody'],
    ['no isolation type', { Comment: 'x' }, 'MissingRequiredParameter'],
    ['an isolation type in lower case', isolation('x', 'full'), 'InvalidRequestBody'],
    ['a property too many', { ...isolation(), ExternalId: 'x' }, 'InvalidRequestBody'],
  ] as const) {
    it(`refuse ${what}`, async () => {
      const tenant = await smallTenant();
      const answer = await send(tenant, 1, body);
      assert.deepEqual([answer.status, answer.code], [400, code]);
      assert.equal((await tenant.get("/api/machineactions?$filter=type eq 'Isolate'")).items.length, 0);
    });
  }

  it('need their own permission and an existing machine', async () => {
    const tenant = await smallTenant({ app: appWith([], ['Machine.Read.All']) });
    assert.equal((await isolate(tenant, 1)).status, 403);
    const other = await smallTenant();
    assert.deepEqual(
      [(await isolate(other, 99)).status, (await isolate(other, 99)).code],
      [404, 'ResourceNotFound'],
    );
  });

  it('scan, restrict and collect likewise', async () => {
    const tenant = await smallTenant();
    const post = (verb: string, body: unknown, n = 1) =>
      tenant.send('POST', `/api/machines/${machine(n)}/${verb}`, body);
    const scan = await post('runAntiVirusScan', { Comment: 'x', ScanType: 'Quick' });
    assert.deepEqual([scan.body['type'], scan.body['scope']], ['RunAntiVirusScan', 'Quick']);
    assert.equal((await post('runAntiVirusScan', { Comment: 'x' }, 2)).code, 'MissingRequiredParameter');
    for (const verb of ['restrictCodeExecution', 'unrestrictCodeExecution', 'collectInvestigationPackage']) {
      assert.equal((await post(verb, { Comment: 'x' })).status, 201, verb);
    }
    assert.equal((await post('restrictCodeExecution', { Comment: 'x' }, 2)).code, 'OsPlatformNotSupported');
  });

  it('can be cancelled until they are final, by one who may start them', async () => {
    const tenant = await smallTenant();
    const id = textOf((await isolate(tenant, 3)).body, 'id');
    const cancel = (body: unknown) => tenant.send('POST', `/api/machineactions/${id}/cancel`, body);
    assert.equal((await cancel({})).code, 'MissingRequiredParameter');
    const cancelled = await cancel({ Comment: 'not needed' });
    assert.deepEqual(
      [cancelled.status, cancelled.body['status'], cancelled.body['cancellationComment']],
      [200, 'Cancelled', 'not needed'],
    );
    assert.equal((await cancel({ Comment: 'again' })).status, 400);
    assert.equal((await tenant.send('POST', '/api/machineactions/x/cancel', { Comment: 'x' })).status, 404);
    const scanner = await smallTenant({
      app: appWith([], ['Machine.Scan', 'Machine.Read.All']),
      machineActions: [{ id: 'a', type: 'Isolate', status: 'Pending', machineId: machine(3) }],
    });
    const refused = await scanner.send('POST', '/api/machineactions/a/cancel', { Comment: 'x' });
    assert.equal(refused.status, 403);
  });

  it('give the link of a package when it is complete, twice a minute', async () => {
    const tenant = await smallTenant();
    const path = `/api/machines/${machine(1)}/collectInvestigationPackage`;
    const { body } = await tenant.send('POST', path, { Comment: 'x' });
    const uri = `/api/machineactions/${textOf(body, 'id')}/getPackageUri`;
    assert.deepEqual([(await tenant.get(uri)).status, (await tenant.get(uri)).status], [404, 404]);
    assert.equal((await tenant.get(uri)).status, 429);
    await tenant.advance(61);
    const found = await tenant.get(uri);
    assert.match(textOf(found.body, 'value'), /^"https:\/\/packages\.simulated\.invalid\/.+"$/);
    await tenant.advance(61);
    const other = await isolate(tenant, 2);
    assert.equal(
      (await tenant.get(`/api/machineactions/${textOf(other.body, 'id')}/getPackageUri`)).status,
      404,
    );
  });

  it('on a file refuse what is no SHA-1', async () => {
    const tenant = await smallTenant({ app: appWith([], ['Machine.StopAndQuarantine']) });
    const path = `/api/machines/${machine(1)}/StopAndQuarantineFile`;
    const codeOf = async (body: object) => (await tenant.send('POST', path, { Comment: 'x', ...body })).code;
    assert.equal(await codeOf({}), 'MissingRequiredParameter');
    assert.equal(await codeOf({ Sha1: 'a'.repeat(64) }), 'InvalidHashValue');
    assert.equal(await codeOf({ Sha1: 'a'.repeat(40), sha256: 'x' }), 'InvalidRequestBody');
    const taken = await tenant.send('POST', path, { Comment: 'x', Sha1: 'A'.repeat(40) });
    assert.deepEqual(taken.body['relatedFileInfo'], {
      fileIdentifier: 'A'.repeat(40),
      fileIdentifierType: 'Sha1',
    });
    assert.equal(await codeOf({ Sha1: 'b'.repeat(40) }), 'ActiveRequestAlreadyExists');
  });

  it('contain a device that is not onboarded, whatever it is, and only such a one', async () => {
    const machines = [
      ['CanBeOnboarded', 'Windows11', 'Active'],
      ['Unsupported', 'iOS', 'Inactive'],
      ['Onboarded', 'Windows11', 'Active'],
    ].map(([onboardingStatus, osPlatform, healthStatus], index) => ({
      id: machine(index + 1),
      onboardingStatus,
      osPlatform,
      healthStatus,
    }));
    const tenant = await smallTenant({ machines });
    for (const n of [1, 2]) {
      const contained = await isolate(tenant, n, isolation('x', 'UnManagedDevice'));
      assert.deepEqual([contained.status, contained.body['scope']], [201, 'UnManagedDevice']);
      await tenant.advance(10);
      assert.equal(await statusOf(tenant, contained.body['id']), 'Succeeded');
    }
    const refused = await isolate(tenant, 3, isolation('x', 'UnManagedDevice'));
    assert.deepEqual([refused.status, refused.code], [400, 'InvalidInput']);
    const path = `/api/machines/${machine(1)}/unisolate`;
    const release = await tenant.send('POST', path, { Comment: 'x' });
    await tenant.advance(10);
    assert.equal(await statusOf(tenant, release.body['id']), 'Pending');
  });

  it('are followed many at once', async () => {
    const machines = Array.from({ length: 30 }, (_, index) => ({
      id: machine(index + 1),
      osPlatform: 'Windows11',
      healthStatus: index % 3 === 0 ? 'Inactive' : 'Active',
    }));
    const tenant = await smallTenant({ machines, machineActions: [] });
    const since = new Date(Date.now() - 60_000).toISOString();
    for (const one of machines) {
      await tenant.send('POST', `/api/machines/${one.id}/isolate`, isolation());
      await tenant.send('POST', `/api/machines/${one.id}/runAntiVirusScan`, {
        Comment: 'x',
        ScanType: 'Full',
      });
    }
    await tenant.advance(10);
    const find = async (query: string) => (await tenant.get(`/api/machineactions?${query}`)).items;
    const open = "status eq 'Pending' or status eq 'InProgress'";
    assert.equal((await find(`$filter=type eq 'Isolate' and creationDateTimeUtc gt ${since}`)).length, 30);
    assert.equal((await find(`$filter=(${open}) and type eq 'Isolate'`)).length, 10);
    assert.equal(
      (await find(`$filter=creationDateTimeUtc gt ${since} and status ne 'Succeeded'`)).length,
      20,
    );
    const all = await find('$top=10000');
    assert.equal(all.length, 60);
    const ids = all.slice(0, 25).map((action) => textOf(action, 'id'));
    const chain = ids.map((id) => `id eq '${id}'`).join(' or ');
    assert.deepEqual(
      (await find(`$filter=${chain}`)).map(({ id }) => id),
      ids,
    );
    const pages = [await find('$top=40'), await find('$top=40&$skip=40')];
    assert.deepEqual(pages.flat(), all);
    assert.deepEqual(await find("$filter=requestor eq 'nobody'"), []);
  });

  for (const query of [
    "$filter=id in ('80000000-0000-4000-8000-000000000001')",
    '$filter=id eq 80000000-0000-4000-8000-000000000001',
    "$filter=status eq 'Timeout'",
    "$filter=status eq 'pending'",
    "$filter=type eq 'ReleaseFromIsolation'",
    "$filter=not (status eq 'Pending')",
    "$filter=startswith(machineId,'0')",
    "$filter=contains(requestorComment,'DB-4T9K')",
    "$filter=requestorComment eq 'DB-4T9K'",
    '$filter=lastUpdateDateTimeUtc gt 2026-01-01T00:00:00Z',
    "$filter=creationDateTimeUtc gt '2026-01-01T00:00:00Z'",
    '$orderby=creationDateTimeUtc',
    '$select=id',
    '$count=true',
    '$stop=5',
    '$top=10001',
    '$skip=-1',
  ]) {
    it(`are not listed with ${query}`, async () => {
      const tenant = await smallTenant();
      const answer = await tenant.get(`/api/machineactions?${query}`);
      assert.deepEqual([answer.status, answer.code], [400, 'ODataError'], answer.text);
    });
  }
});
