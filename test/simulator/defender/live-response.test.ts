import assert from 'node:assert/strict';
import { objects, type JsonObject } from '../../../src/simulator/json.ts';
import { appWith, closeTenants, machine, smallTenant, textOf, type TestTenant } from '../small-tenant.ts';

const command = (type: string, ...params: [string, string][]) => ({
  type,
  params: params.map(([key, value]) => ({ key, value })),
});
const script = (name = 'list-autoruns.ps1') => command('RunScript', ['ScriptName', name], ['Args', '-Brief']);
const fetched = command('GetFile', ['Path', 'C:\\Windows\\Temp\\autoruns.json']);
const put = (name = 'list-processes.sh') => command('PutFile', ['FileName', name]);
const session = (...Commands: unknown[]) => ({ Comment: 'INC-1 DB-4T9K', Commands });

const start = (tenant: TestTenant, n: number, body: unknown) =>
  tenant.send('POST', `/api/machines/${machine(n)}/runliveresponse`, body);

async function read(tenant: TestTenant, id: unknown): Promise<JsonObject> {
  return (await tenant.get(`/api/machineactions/${String(id)}`)).body;
}

function states(action: JsonObject): unknown[] {
  return [action['status'], ...objects(action['commands']).map((one) => one['commandStatus'])];
}

const resultOf = (tenant: TestTenant, id: unknown, index: number | string) =>
  tenant.get(`/api/machineactions/${String(id)}/GetLiveResponseResultDownloadLink(index=${index})`);

describe('defender live response', () => {
  afterEach(closeTenants);

  it('runs its commands one after the other', async () => {
    const tenant = await smallTenant();
    const started = await start(tenant, 1, session(put(), script(), fetched));
    assert.equal(started.status, 201, started.text);
    assert.deepEqual(
      ['type', 'scope', 'status', 'requestor', 'requestorComment', 'machineId', 'relatedFileInfo'].map(
        (name) => started.body[name],
      ),
      ['LiveResponse', null, 'Pending', 'Bridge Bot', 'INC-1 DB-4T9K', machine(1), null],
    );
    assert.deepEqual(objects(started.body['commands'])[1], {
      index: 1,
      startTime: null,
      endTime: null,
      commandStatus: 'Created',
      errors: [],
      command: script(),
    });
    const { id } = started.body;
    await tenant.advance(4);
    assert.deepEqual(states(await read(tenant, id)), ['InProgress', 'Created', 'Created', 'Created']);
    await tenant.advance(5);
    assert.deepEqual(states(await read(tenant, id)), ['InProgress', 'Completed', 'Created', 'Created']);
    await tenant.advance(10);
    const ended = await read(tenant, id);
    assert.deepEqual(states(ended), ['Succeeded', 'Completed', 'Completed', 'Completed']);
    const [first, second, third] = objects(ended['commands']);
    assert.equal(first?.['endTime'], second?.['startTime']);
    assert.equal(third?.['endTime'], ended['lastUpdateDateTimeUtc']);
  });

  for (const [what, body] of [
    ['script', session(script('wipe-disk.ps1'), fetched)],
    ['file', session(put('wipe-disk.ps1'), script())],
  ] as const) {
    it(`fails with a ${what} that is not in the library, and runs nothing after it`, async () => {
      const tenant = await smallTenant();
      const { body: started } = await start(tenant, 1, body);
      await tenant.advance(3600);
      const action = await read(tenant, started['id']);
      assert.deepEqual(states(action), ['Failed', 'Failed', 'Created']);
      const [failed, skipped] = objects(action['commands']);
      assert.deepEqual(failed?.['errors'], ['The file wipe-disk.ps1 was not found in the library.']);
      assert.equal(skipped?.['startTime'], null);
      assert.equal((await resultOf(tenant, started['id'], 0)).status, 404);
    });
  }

  it('takes its library from the tenant folder', async () => {
    const tenant = await smallTenant({ libraryFiles: [{ fileName: 'own.ps1' }] });
    const own = await start(tenant, 1, session(script('own.ps1')));
    const built = await start(tenant, 2, session(script()));
    await tenant.advance(60);
    assert.equal((await read(tenant, own.body['id']))['status'], 'Succeeded');
    assert.equal((await read(tenant, built.body['id']))['status'], 'Failed');
  });

  it('waits three days for a machine out of reach, then gives up', async () => {
    const tenant = await smallTenant();
    const { body } = await start(tenant, 3, session(script()));
    await tenant.advance(3 * 86_400 - 60);
    assert.deepEqual(states(await read(tenant, body['id'])), ['Pending', 'Created']);
    await tenant.advance(60);
    assert.deepEqual(states(await read(tenant, body['id'])), ['TimeOut', 'Created']);
  });

  it('gives the link of a result once its command is completed, as often as asked', async () => {
    const tenant = await smallTenant();
    const { body } = await start(tenant, 1, session(put(), script()));
    const { id } = body;
    assert.deepEqual((await resultOf(tenant, id, 1)).code, 'ResourceNotFound');
    await tenant.advance(60);
    const links = await Promise.all([1, 1].map((index) => resultOf(tenant, id, index)));
    for (const link of links) {
      assert.match(textOf(link.body, 'value'), /^https:\/\/results\.simulated\.invalid\/.+\?se=/);
    }
    assert.notEqual(links[0]?.text, links[1]?.text);
    for (const [index, status] of [
      [0, 404],
      [2, 404],
      ['x', 400],
      ["'1'", 400],
    ] as const) {
      assert.equal((await resultOf(tenant, id, index)).status, status, String(index));
    }
    assert.equal((await resultOf(tenant, 'nothing', 0)).status, 404);
  });

  it('allows one session a machine at a time, and its cancelling', async () => {
    const tenant = await smallTenant();
    const { body } = await start(tenant, 3, session(script()));
    assert.equal((await start(tenant, 3, session(script()))).code, 'ActiveRequestAlreadyExists');
    const path = `/api/machineactions/${textOf(body, 'id')}/cancel`;
    assert.equal((await tenant.send('POST', path, { Comment: 'x' })).body['status'], 'Cancelled');
    assert.equal((await start(tenant, 3, session(script()))).status, 201);
    const other = await smallTenant({
      app: appWith([], ['Machine.Isolate']),
      machineActions: [{ id: 'a', type: 'LiveResponse', status: 'Pending', machineId: machine(3) }],
    });
    const refused = await other.send('POST', '/api/machineactions/a/cancel', { Comment: 'x' });
    assert.equal(refused.status, 403);
  });

  it('runs at most 25 sessions at once, queued ones aside', async () => {
    const machines = Array.from({ length: 27 }, (_, index) => ({
      id: machine(index + 1),
      osPlatform: 'Windows11',
      healthStatus: index === 26 ? 'Inactive' : 'Active',
      onboardingStatus: 'Onboarded',
    }));
    const pending = (index: number) => ({
      id: `a${index}`,
      type: 'LiveResponse',
      status: 'InProgress',
      machineId: machine(index),
      creationDateTimeUtc: '2026-11-20T08:00:00Z',
      commands: [{ index: 0, command: script() }],
    });
    const running = Array.from({ length: 24 }, (_, index) => pending(index + 1));
    const tenant = await smallTenant({ machines, machineActions: [...running, pending(27)] });
    assert.equal((await start(tenant, 25, session(script()))).status, 201);
    const refused = await start(tenant, 26, session(script()));
    assert.deepEqual([refused.status, refused.code], [429, 'TooManyRequests']);
    assert.equal(refused.headers.get('retry-after'), '60');
  });

  it('takes ten calls a minute, and as many an hour as that gives', async () => {
    const tenant = await smallTenant();
    const call = async () => (await start(tenant, 99, session(script()))).status;
    for (let minute = 0; minute < 3; minute++) {
      for (let n = 0; n < 10; n++) assert.equal(await call(), 404);
      assert.equal(await call(), 429);
      await tenant.advance(60);
    }
  });

  for (const [what, n, status] of [
    ['macOS', 2, 201],
    ['Windows 10 of 2016', 4, 400],
    ['iOS', 5, 400],
    ['Linux', 7, 201],
  ] as const) {
    it(`answers ${status} for ${what}`, async () => {
      const tenant = await smallTenant();
      const answer = await start(tenant, n, session(script()));
      assert.equal(answer.status, status);
      if (status === 400) assert.equal(answer.code, 'OsPlatformNotSupported');
    });
  }

  it('needs a server of 2019 or later', async () => {
    for (const [osPlatform, status] of [
      ['WindowsServer2016', 400],
      ['WindowsServer2019', 201],
    ] as const) {
      const tenant = await smallTenant({
        machines: [{ id: machine(1), osPlatform, healthStatus: 'Active' }],
      });
      assert.equal((await start(tenant, 1, session(script()))).status, status, osPlatform);
    }
  });

  for (const [what, body, code] of [
    ['no body', undefined, 'InvalidRequestBody'],
    ['no comment', { Commands: [script()] }, 'MissingRequiredParameter'],
    ['no commands', { Comment: 'x' }, 'MissingRequiredParameter'],
    ['commands in lower case', { Comment: 'x', commands: [script()] }, 'MissingRequiredParameter'],
    ['an empty list of commands', session(), 'InvalidRequestBody'],
    ['commands that are no list', { Comment: 'x', Commands: script() }, 'InvalidRequestBody'],
    ['a command that is no object', session('RunScript'), 'InvalidRequestBody'],
    ['a command of another type', session(command('DeleteFile', ['Path', 'x'])), 'InvalidRequestBody'],
    ['a type in lower case', session(command('runScript', ['ScriptName', 'x'])), 'InvalidRequestBody'],
    ['a type with a capital', session({ Type: 'RunScript', params: [] }), 'MissingRequiredParameter'],
    ['a command without parameters', session({ type: 'GetFile' }), 'MissingRequiredParameter'],
    ['a script without a name', session(command('RunScript', ['Args', '-x'])), 'InvalidRequestBody'],
    ['a parameter of another command', session(command('RunScript', ['Path', 'x'])), 'InvalidRequestBody'],
    ['a parameter twice', session(command('GetFile', ['Path', 'x'], ['Path', 'y'])), 'InvalidRequestBody'],
    ['a parameter without value', session(command('GetFile', ['Path', ''])), 'MissingRequiredParameter'],
    ['the wrong order', session(fetched, script()), 'InvalidRequestBody'],
    ['a member too many', { ...session(script()), Name: 'x' }, 'InvalidRequestBody'],
    ['a member too many in a command', session({ ...script(), index: 0 }), 'InvalidRequestBody'],
    [
      'a member too many in a parameter',
      session({ type: 'GetFile', params: [{ key: 'Path', value: 'x', note: 'y' }] }),
      'InvalidRequestBody',
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const tenant = await smallTenant({ machineActions: [] });
      const answer = await start(tenant, 1, body);
      assert.deepEqual([answer.status, answer.code], [400, code], answer.text);
      assert.deepEqual((await tenant.get('/api/machineactions')).items, []);
    });
  }

  it('needs its own permission', async () => {
    const tenant = await smallTenant({ app: appWith([], ['Machine.Isolate']) });
    assert.equal((await start(tenant, 1, session(script()))).code, 'Forbidden');
    assert.equal((await resultOf(tenant, 'a', 0)).status, 403);
  });
});
