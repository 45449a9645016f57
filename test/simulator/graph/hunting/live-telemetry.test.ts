import assert from 'node:assert/strict';
import type { JsonObject } from '../../../../src/simulator/json.ts';
import {
  closeTenants,
  FIXTURE_NOW,
  machine,
  smallTenant,
  textOf,
  type TestTenant,
} from '../../small-tenant.ts';

/** A tenant whose clock stands at the fixture's and moves only when told to. */
const standing = (files: Readonly<Record<string, unknown>> = {}) =>
  smallTenant(files, { now: () => new Date(FIXTURE_NOW) });

const iso = (secondsAfter: number) => new Date(FIXTURE_NOW + secondsAfter * 1000).toISOString();

async function hunt(tenant: TestTenant, Query: string): Promise<JsonObject[]> {
  const { status, text, body } = await tenant.send('POST', '/v1.0/security/runHuntingQuery', { Query });
  assert.equal(status, 200, text);
  return body['results'] as JsonObject[];
}

const NOT_DEFENDER = '("MsSense.exe", "MsMpEng.exe", "wdavdaemon")';

/** Programs that reached something outside, seconds after the start, without the ways that isolation leaves open. */
async function connected(tenant: TestTenant, n: number, from: number, to: number): Promise<string[]> {
  const [row] = await hunt(
    tenant,
    `DeviceNetworkEvents
    | where Timestamp > datetime(${iso(from)}) and Timestamp <= datetime(${iso(to)})
    | where DeviceId in ("${machine(n)}", "${'f'.repeat(40)}")
    | where ActionType == "ConnectionSuccess"
    | where RemoteIPType != "Loopback" and RemotePort !in (53, 67, 68)
    | where InitiatingProcessFileName !in~ ${NOT_DEFENDER} // Defender's own
    | summarize Programs = make_set(InitiatingProcessFileName)`,
  );
  return [...(row?.['Programs'] as string[])].sort();
}

async function count(tenant: TestTenant, table: string, n: number, from: number, to: number, also = 'true') {
  const [row] = await hunt(
    tenant,
    `${table} | where Timestamp > datetime(${iso(from)}) and Timestamp <= datetime(${iso(to)})
    | where DeviceId == "${machine(n)}" and ${also} | count`,
  );
  return row?.['Count'];
}

const processes = (tenant: TestTenant, n: number, from: number, to: number) =>
  count(tenant, 'DeviceProcessEvents', n, from, to);

const order = (tenant: TestTenant, n: number, verb: string, extra = {}) =>
  tenant.send('POST', `/api/machines/${machine(n)}/${verb}`, { Comment: 'INC-1', ...extra });

const OFFICE = ['ms-teams.exe', 'outlook.exe'];
const ALL = ['OneDrive.exe', 'chrome.exe', ...OFFICE, 'svchost.exe'];

describe('the telemetry of simulated machines', () => {
  afterEach(closeTenants);

  it('tells of a process about every 20 seconds and of a connection about every 30', async () => {
    const tenant = await standing();
    assert.equal(await processes(tenant, 1, -3600, 0), 180);
    assert.deepEqual(await connected(tenant, 1, -3600, 0), ALL);
    const public443 = `ActionType == "ConnectionSuccess" and RemoteIPType == "Public"
      and InitiatingProcessFileName !in ${NOT_DEFENDER}`;
    assert.equal(await count(tenant, 'DeviceNetworkEvents', 1, -3600, 0, public443), 120);
  });

  it('is the same whenever it is asked, and bounded by the window', async () => {
    const tenant = await standing();
    const query = `DeviceNetworkEvents | where Timestamp > datetime(${iso(-300)}) and Timestamp < datetime(${iso(-60)})
      | sort by Timestamp asc, ReportId`;
    const first = await hunt(tenant, query);
    await tenant.advance(7200);
    assert.deepEqual(await hunt(tenant, query), first);
    const times = first.map((row) => Date.parse(textOf(row, 'Timestamp')));
    assert.ok(times.every((time) => time > FIXTURE_NOW - 300_000 && time < FIXTURE_NOW - 60_000));
    const keys = first.map((row) => JSON.stringify([row['Timestamp'], row['DeviceName'], row['ReportId']]));
    assert.equal(new Set(keys).size, keys.length);
    for (const row of first.filter(({ RemoteIPType }) => RemoteIPType === 'Public')) {
      assert.match(textOf(row, 'RemoteIP'), /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
    }
  });

  it('goes on with the clock, and knows no future', async () => {
    const tenant = await standing();
    assert.equal(await processes(tenant, 1, 0, 600), 0);
    await tenant.advance(600);
    assert.equal(await processes(tenant, 1, 0, 600), 30);
    const [last] = await hunt(
      tenant,
      `DeviceProcessEvents | where Timestamp > datetime(${iso(0)}) | where DeviceId in ("${machine(1)}")
      | summarize Timestamp = max(Timestamp) by DeviceId`,
    );
    assert.deepEqual(last?.['DeviceId'], machine(1));
    const silent = FIXTURE_NOW + 600_000 - Date.parse(textOf(last, 'Timestamp'));
    assert.ok(silent >= 0 && silent < 24_000, String(silent));
  });

  it('comes only from machines whose sensor is active', async () => {
    const tenant = await standing();
    const rows = await hunt(
      tenant,
      'DeviceProcessEvents | where Timestamp > ago(10m) | summarize Events = count() by DeviceId | sort by DeviceId asc',
    );
    // 3 is off, 5 a phone, 6 was never onboarded.
    const expected = [1, 2, 4, 7].map((n) => ({ DeviceId: machine(n), Events: 30 }));
    assert.deepEqual(rows, expected);
    const states = ['NoSensorData', 'ImpairedCommunication', 'Unknown', 'Active'];
    const others = await standing({
      machines: states.map((healthStatus, at) => ({
        id: machine(at + 1),
        osPlatform: 'Windows11',
        healthStatus,
        onboardingStatus: 'Onboarded',
        ...(at === 3 ? { firstSeen: iso(-120) } : {}),
      })),
    });
    assert.deepEqual(await hunt(others, 'DeviceProcessEvents | summarize E = count() by DeviceId'), [
      { DeviceId: machine(4), E: 6 },
    ]);
  });

  it('lets nothing but Defender out from the success of an isolation to that of the release', async () => {
    const tenant = await standing();
    await order(tenant, 1, 'isolate', { IsolationType: 'Full' });
    await tenant.advance(3600);
    // Succeeded 8 seconds after the order.
    assert.deepEqual(await connected(tenant, 1, 8, 3600), []);
    assert.deepEqual(await connected(tenant, 1, -3600, 8), ALL);
    assert.deepEqual(await connected(tenant, 4, 8, 3600), ALL);
    assert.equal(await processes(tenant, 1, 0, 3600), 180);
    const kinds = await hunt(
      tenant,
      `DeviceNetworkEvents | where Timestamp > datetime(${iso(8)}) and DeviceId == "${machine(1)}"
      | where InitiatingProcessFileName in ("chrome.exe", "MsSense.exe") and RemoteIPType == "Public"
      | summarize Kinds = make_set(ActionType) by InitiatingProcessFileName | sort by InitiatingProcessFileName asc`,
    );
    assert.deepEqual(kinds, [
      { InitiatingProcessFileName: 'MsSense.exe', Kinds: ['ConnectionSuccess'] },
      { InitiatingProcessFileName: 'chrome.exe', Kinds: ['ConnectionFailed'] },
    ]);
    await order(tenant, 1, 'unisolate');
    await tenant.advance(3600);
    assert.deepEqual(await connected(tenant, 1, 3608, 7200), ALL);
    // The past stays what it was.
    assert.deepEqual(await connected(tenant, 1, 8, 3608), []);
    assert.deepEqual(await connected(tenant, 1, -3600, 8), ALL);
  });

  it('lets Outlook and Teams out of a selective isolation, until a full one takes its place', async () => {
    const tenant = await standing();
    await order(tenant, 1, 'isolate', { IsolationType: 'Selective' });
    await tenant.advance(3600);
    assert.deepEqual(await connected(tenant, 1, 8, 3600), OFFICE);
    await order(tenant, 1, 'isolate', { IsolationType: 'Full' });
    await tenant.advance(3600);
    assert.deepEqual(await connected(tenant, 1, 3608, 7200), []);
    assert.deepEqual(await connected(tenant, 1, 8, 3608), OFFICE);
  });

  it('knows isolations of before the run from the machine actions', async () => {
    const action = (type: string, status: string, seconds: number, scope: string | null = null) => ({
      id: `${type} ${seconds}`,
      type,
      scope,
      status,
      machineId: machine(1),
      creationDateTimeUtc: iso(seconds - 60),
      lastUpdateDateTimeUtc: iso(seconds),
    });
    const tenant = await standing({
      machineActions: [
        action('Unisolate', 'Succeeded', -3600),
        action('Isolate', 'Cancelled', -600, 'Full'),
        action('Isolate', 'Succeeded', -7200, 'Full'),
        action('RunAntiVirusScan', 'Succeeded', -5000, 'Full'),
      ],
    });
    assert.deepEqual(await connected(tenant, 1, -7200, -3600), []);
    assert.deepEqual(await connected(tenant, 1, -10_800, -7200), ALL);
    assert.deepEqual(await connected(tenant, 1, -3600, -600), ALL);
    // A cancelled isolation never held.
    assert.deepEqual(await connected(tenant, 1, -600, 0), ALL);
  });

  it('ends where a machine was offboarded', async () => {
    const tenant = await standing();
    await order(tenant, 1, 'offboard');
    await tenant.advance(3600);
    assert.equal(await processes(tenant, 1, 32, 3600), 0);
    assert.equal(await processes(tenant, 1, -3600, 0), 180);
  });

  it('tells of programs that a restricted machine turned away', async () => {
    const tenant = await standing();
    const blocked = (from: number, to: number) =>
      count(tenant, 'DeviceEvents', 1, from, to, 'ActionType == "AppControlExecutableBlocked"');
    const chrome = (from: number, to: number) =>
      count(tenant, 'DeviceProcessEvents', 1, from, to, 'FileName == "chrome.exe"');
    await order(tenant, 1, 'restrictCodeExecution');
    await tenant.advance(3600);
    assert.deepEqual([await blocked(-3600, 8), await blocked(8, 3608)], [0, 60]);
    assert.deepEqual([await chrome(-3600, 0), await chrome(8, 3600)], [36, 0]);
    assert.equal(await processes(tenant, 1, 0, 3600), 180);
    await order(tenant, 1, 'unrestrictCodeExecution');
    await tenant.advance(3600);
    assert.equal(await blocked(3608, 7200), 0);
  });

  it('stands beside the rows of the tenant folder', async () => {
    const row = { Timestamp: iso(-60), DeviceId: machine(3), ActionType: 'InboundConnectionAccepted' };
    const tenant = await standing({ 'hunting/DeviceNetworkEvents': [row] });
    assert.equal(await count(tenant, 'DeviceNetworkEvents', 3, -3600, 0), 1);
    const [all] = await hunt(
      tenant,
      'DeviceNetworkEvents | where Timestamp > ago(1h) | summarize Ids = dcount(DeviceId)',
    );
    assert.deepEqual(all, { Ids: 5 });
  });
});
