import assert from 'node:assert/strict';
import { isObject, objects, text, type JsonObject } from '../../../../src/simulator/json.ts';
import {
  appWith,
  closeTenants,
  managedDevice,
  registration,
  smallTenant,
  type Answer,
  type TestTenant,
} from '../../small-tenant.ts';

const DEVICES = '/v1.0/deviceManagement/managedDevices';
const READ = 'DeviceManagementManagedDevices.Read.All';
const WRITE = 'DeviceManagementManagedDevices.ReadWrite.All';
const PRIVILEGED = 'DeviceManagementManagedDevices.PrivilegedOperations.All';

/** Orders an action of the fixture's Windows device, or of another. */
function order(tenant: TestTenant, action: string, body?: unknown, n = 1, version = 'v1.0'): Promise<Answer> {
  const address = `/${version}/deviceManagement/managedDevices/${managedDevice(n)}/${action}`;
  return tenant.send('POST', address, body);
}

async function device(tenant: TestTenant, n = 1): Promise<JsonObject> {
  const select = '$select=id,deviceName,deviceActionResults,managementState,lastSyncDateTime';
  return (await tenant.get(`${DEVICES}/${managedDevice(n)}?${select}`)).body;
}

async function resultsOf(tenant: TestTenant, n = 1): Promise<JsonObject[]> {
  return objects((await device(tenant, n))['deviceActionResults']);
}

/** One device of the kind, seen an hour ago. */
function fleet(more: JsonObject) {
  return {
    managedDevices: [
      {
        id: managedDevice(1),
        deviceName: 'D-1',
        azureADDeviceId: registration(1),
        managementState: 'managed',
        managementAgent: 'mdm',
        lastSyncDateTime: '2026-11-20T07:00:00Z',
        ...more,
      },
    ],
  };
}

const seconds = (a: unknown, b: unknown) => (Date.parse(String(b)) - Date.parse(String(a))) / 1000;

describe('graph remote actions', () => {
  afterEach(closeTenants);

  it('are queued, active after three seconds and done after eight', async () => {
    const tenant = await smallTenant();
    const queued = await order(tenant, 'rebootNow');
    assert.deepEqual([queued.status, queued.text], [204, '']);
    const [first] = await resultsOf(tenant);
    assert.deepEqual(Object.keys(first ?? {}), [
      'actionName',
      'actionState',
      'startDateTime',
      'lastUpdatedDateTime',
    ]);
    assert.deepEqual([first?.['actionName'], first?.['actionState']], ['rebootNow', 'pending']);
    assert.equal(first?.['startDateTime'], first?.['lastUpdatedDateTime']);
    await tenant.advance(3);
    const [active] = await resultsOf(tenant);
    assert.equal(active?.['actionState'], 'active');
    assert.equal(seconds(active['startDateTime'], active['lastUpdatedDateTime']), 3);
    await tenant.advance(5);
    const [done] = await resultsOf(tenant);
    assert.equal(done?.['actionState'], 'done');
    assert.equal(seconds(done['startDateTime'], done['lastUpdatedDateTime']), 8);
  });

  it('stay pending on a device that has been silent for a week, however long one waits', async () => {
    const tenant = await smallTenant();
    assert.equal((await order(tenant, 'syncDevice', undefined, 3)).status, 204);
    const before = (await device(tenant, 3))['lastSyncDateTime'];
    await tenant.advance(86_400);
    const after = await device(tenant, 3);
    assert.deepEqual(
      [objects(after['deviceActionResults'])[0]?.['actionState'], after['lastSyncDateTime']],
      ['pending', before],
    );
  });

  it('still reach a device that was seen at the start, after days of the clock', async () => {
    const tenant = await smallTenant();
    await tenant.advance(30 * 86_400);
    await order(tenant, 'syncDevice');
    await tenant.advance(8);
    assert.equal((await resultsOf(tenant))[0]?.['actionState'], 'done');
  });

  it('show in lists too, with every other way of looking at the device', async () => {
    const tenant = await smallTenant();
    await order(tenant, 'syncDevice');
    await tenant.advance(8);
    const kept = JSON.parse((await tenant.get('/_sim/state/managedDevices')).text) as JsonObject[];
    assert.equal(objects(kept[0]?.['deviceActionResults'])[0]?.['actionState'], 'done');
    const list = await tenant.get(`${DEVICES}?$select=id,deviceActionResults`);
    const states = list.items.map((item) =>
      objects(item['deviceActionResults']).map((one) => one['actionState']),
    );
    assert.deepEqual(states, [['done'], [], []]);
  });

  it('keep one result each: a new order takes the place of the last, others stay', async () => {
    const tenant = await smallTenant();
    await order(tenant, 'rebootNow');
    await order(tenant, 'syncDevice');
    await tenant.advance(8);
    await order(tenant, 'rebootNow');
    const states = (await resultsOf(tenant)).map((one) => [one['actionName'], one['actionState']]);
    assert.deepEqual(states, [
      ['syncDevice', 'done'],
      ['rebootNow', 'pending'],
    ]);
  });

  it('renew the time of synchronisation with a sync, and with nothing else', async () => {
    const tenant = await smallTenant();
    const before = (await device(tenant))['lastSyncDateTime'];
    await order(tenant, 'rebootNow');
    await tenant.advance(8);
    assert.equal((await device(tenant))['lastSyncDateTime'], before);
    await order(tenant, 'syncDevice');
    await tenant.advance(7);
    assert.equal((await device(tenant))['lastSyncDateTime'], before);
    await tenant.advance(1);
    const after = await device(tenant);
    const sync = objects(after['deviceActionResults']).find((one) => one['actionName'] === 'syncDevice');
    assert.equal(after['lastSyncDateTime'], sync?.['lastUpdatedDateTime']);
  });

  for (const [action, body, kind, other] of [
    ['windowsDefenderScan', { quickScan: true }, 'Quick', 'full'],
    ['windowsDefenderScan', { quickScan: false }, 'Full', 'quick'],
  ] as const) {
    it(`renew the ${kind} scan in the protection state`, async () => {
      const tenant = await smallTenant();
      assert.equal((await order(tenant, action, body)).status, 204);
      const [pending] = await resultsOf(tenant);
      assert.equal(pending?.['@odata.type'], '#microsoft.graph.windowsDefenderScanActionResult');
      assert.equal(pending['scanType'], kind.toLowerCase());
      const state = async () =>
        (await tenant.get(`${DEVICES}/${managedDevice(1)}/windowsProtectionState`)).body;
      assert.equal((await state())[`last${kind}ScanDateTime`], null);
      await tenant.advance(8);
      const after = await state();
      const [done] = await resultsOf(tenant);
      assert.equal(after[`last${kind}ScanDateTime`], done?.['lastUpdatedDateTime']);
      assert.equal(after['lastReportedDateTime'], done?.['lastUpdatedDateTime']);
      assert.equal(after[`last${kind}ScanSignatureVersion`], '1.441.480.0');
      assert.deepEqual(
        [after[`${kind.toLowerCase()}ScanOverdue`], after[`${other}ScanOverdue`]],
        [false, true],
      );
    });
  }

  it("bring signatures to the tenant's newest", async () => {
    const windows = { operatingSystem: 'Windows', lastSyncDateTime: '2026-11-20T07:00:00Z' };
    const tenant = await smallTenant({
      managedDevices: [
        {
          ...windows,
          id: managedDevice(1),
          windowsProtectionState: {
            signatureVersion: '1.99.1.0',
            signatureUpdateOverdue: true,
            productStatus: 'avSignaturesOutOfDate,serviceNotRunning,asSignaturesOutOfDate',
          },
        },
        {
          ...windows,
          id: managedDevice(2),
          windowsProtectionState: {
            signatureVersion: '1.441.480.0',
            productStatus: 'avSignaturesOutOfDate',
          },
        },
        { ...windows, id: managedDevice(3) },
      ],
    });
    for (const n of [1, 2, 3]) await order(tenant, 'windowsDefenderUpdateSignatures', undefined, n);
    await tenant.advance(8);
    const state = async (n: number) =>
      (await tenant.get(`${DEVICES}/${managedDevice(n)}/windowsProtectionState`)).body;
    const first = await state(1);
    assert.deepEqual(
      [first['signatureVersion'], first['signatureUpdateOverdue'], first['productStatus']],
      ['1.441.480.0', false, 'serviceNotRunning'],
    );
    const second = await state(2);
    assert.deepEqual([second['signatureVersion'], second['productStatus']], ['1.441.480.0', 'noStatus']);
    assert.equal((await resultsOf(tenant, 3))[0]?.['actionState'], 'done');
  });

  it('find a device where it last signed in, or somewhere', async () => {
    const place = { latitude: 57.7, longitude: 11.97 };
    const signIn = (id: string, at: string, latitude: unknown) => ({
      id,
      createdDateTime: at,
      deviceDetail: { deviceId: registration(1) },
      location: { geoCoordinates: { ...place, latitude } },
    });
    const tenant = await smallTenant({
      ...fleet({ operatingSystem: 'Android' }),
      signIns: [
        signIn('new', '2026-11-20T07:00:00Z', 57.7),
        signIn('old', '2026-11-19T07:00:00Z', 1),
        signIn('nowhere', '2026-11-20T07:30:00Z', null),
      ],
    });
    await order(tenant, 'locateDevice');
    const [pending] = await resultsOf(tenant);
    assert.deepEqual(
      [pending?.['@odata.type'], pending?.['deviceLocation']],
      ['#microsoft.graph.locateDeviceActionResult', null],
    );
    await tenant.advance(8);
    const [done] = await resultsOf(tenant);
    const location = done?.['deviceLocation'];
    assert.ok(isObject(location));
    assert.deepEqual([location['latitude'], location['longitude']], [57.7, 11.97]);
    assert.equal(location['lastCollectedDateTime'], done?.['lastUpdatedDateTime']);
    const lost = await smallTenant({ ...fleet({ operatingSystem: 'Windows' }), signIns: undefined });
    await order(lost, 'locateDevice');
    await lost.advance(8);
    assert.match(JSON.stringify(await resultsOf(lost)), /"latitude":59\.3293/);
  });

  it('give a Mac a PIN to unlock it and an Android device a new passcode', async () => {
    const mac = await smallTenant(fleet({ operatingSystem: 'macOS' }));
    await order(mac, 'remoteLock');
    assert.equal((await resultsOf(mac))[0]?.['unlockPin'], null);
    await mac.advance(8);
    assert.match(text((await resultsOf(mac))[0]?.['unlockPin']) ?? '', /^\d{6}$/);
    const phone = await smallTenant(fleet({ operatingSystem: 'Android' }));
    await order(phone, 'resetPasscode');
    await order(phone, 'remoteLock');
    await phone.advance(8);
    const [reset, locked] = await resultsOf(phone);
    assert.match(text(reset?.['passcode']) ?? '', /^\d{6}$/);
    assert.deepEqual([reset?.['errorCode'], locked?.['unlockPin']], [0, null]);
  });

  for (const [action, body] of [
    ['retire', undefined],
    ['wipe', { keepEnrollmentData: false, keepUserData: false }],
    ['wipe', undefined],
  ] as const) {
    it(`take a device out with ${action}${body === undefined ? '' : ' and its options'}`, async () => {
      const tenant = await smallTenant();
      assert.equal((await order(tenant, action, body)).status, 204);
      assert.equal((await device(tenant))['managementState'], `${action}Pending`);
      await tenant.advance(8);
      const done = await device(tenant);
      assert.deepEqual(
        [objects(done['deviceActionResults'])[0]?.['actionState'], done['managementState']],
        ['done', `${action}Pending`],
      );
      await tenant.advance(30);
      const gone = await tenant.get(`${DEVICES}/${managedDevice(1)}`);
      assert.deepEqual([gone.status, gone.code], [404, 'ResourceNotFound']);
      assert.equal((await tenant.get(DEVICES)).items.length, 2);
      assert.equal((await order(tenant, 'syncDevice')).status, 404);
    });
  }

  it('take a retired device out of lists that nobody looked at before', async () => {
    const tenant = await smallTenant();
    await order(tenant, 'retire');
    await tenant.advance(3600);
    assert.equal((await tenant.get(`${DEVICES}?$filter=deviceName eq 'LT-1'`)).items.length, 0);
  });

  it('keep a device that was wiped with its enrollment', async () => {
    const tenant = await smallTenant();
    await order(tenant, 'wipe', { keepEnrollmentData: true });
    assert.equal((await device(tenant))['managementState'], 'wipePending');
    await tenant.advance(3600);
    assert.equal((await device(tenant))['managementState'], 'managed');
    await order(tenant, 'retire');
    assert.equal((await device(tenant))['managementState'], 'retirePending');
  });

  it('keep a device that is off, with the wipe pending', async () => {
    const tenant = await smallTenant();
    await order(tenant, 'wipe', {}, 3);
    await tenant.advance(86_400);
    assert.equal((await device(tenant, 3))['managementState'], 'wipePending');
  });

  it('fail to rotate the keys of a disk that is not encrypted', async () => {
    const plain = await smallTenant(fleet({ operatingSystem: 'Windows', isEncrypted: false }));
    assert.equal((await order(plain, 'rotateBitLockerKeys', undefined, 1, 'beta')).status, 204);
    await plain.advance(8);
    const [failed] = await resultsOf(plain);
    assert.deepEqual([failed?.['actionState'], failed?.['errorCode']], ['failed', 1]);
    const tenant = await smallTenant();
    await order(tenant, 'rotateBitLockerKeys', undefined, 1, 'beta');
    await tenant.advance(8);
    const [done] = await resultsOf(tenant);
    assert.deepEqual([done?.['actionState'], done?.['errorCode']], ['done', 0]);
  });

  for (const action of [
    'rotateBitLockerKeys',
    'rotateLocalAdminPassword',
    'createDeviceLogCollectionRequest',
  ]) {
    it(`know ${action} on beta only`, async () => {
      const tenant = await smallTenant();
      const answer = await order(tenant, action);
      assert.deepEqual([answer.status, answer.code], [400, 'BadRequest']);
    });
  }

  const wrong: readonly (readonly [string, unknown])[] = [
    ['syncDevice', { force: true }],
    ['windowsDefenderScan', undefined],
    ['windowsDefenderScan', {}],
    ['windowsDefenderScan', { quickScan: null }],
    ['windowsDefenderScan', { quickScan: 'true' }],
    ['windowsDefenderScan', { quickScan: true, comment: 'x' }],
    ['windowsDefenderScan', { QuickScan: true }],
    ['cleanWindowsDevice', {}],
    ['wipe', { keepEnrollmentData: 'no' }],
    ['wipe', { keepUserData: false, obliterationBehavior: 'default' }],
    ['wipe', { macOsUnlockCode: 123456 }],
    ['wipe', '{"keepUserData":'],
    ['wipe', '[]'],
  ];
  for (const [action, body] of wrong) {
    it(`refuse ${action} with ${JSON.stringify(body)}`, async () => {
      const tenant = await smallTenant();
      const answer = await order(tenant, action, body);
      assert.deepEqual([answer.status, answer.code], [400, 'BadRequest']);
      const after = await device(tenant);
      assert.deepEqual([after['deviceActionResults'], after['managementState']], [[], 'managed']);
    });
  }

  it('take an empty object where no body is wanted, but no query option', async () => {
    const tenant = await smallTenant();
    assert.equal((await order(tenant, 'syncDevice', {})).status, 204);
    assert.equal((await order(tenant, 'syncDevice?$select=id')).status, 400);
    assert.equal((await tenant.get(`${DEVICES}/${managedDevice(1)}/syncDevice`)).status, 405);
    assert.equal((await order(tenant, 'syncdevice')).status, 400);
  });

  it('answer 404 for a device that is not there', async () => {
    const tenant = await smallTenant();
    const answer = await order(tenant, 'syncDevice', undefined, 9);
    assert.deepEqual([answer.status, answer.code], [404, 'ResourceNotFound']);
  });

  const permissions: readonly (readonly [string, readonly string[], number])[] = [
    ['syncDevice', [READ, WRITE], 403],
    ['syncDevice', [PRIVILEGED], 204],
    ['wipe', [READ], 403],
    ['wipe', [WRITE], 204],
    ['wipe', [PRIVILEGED], 204],
    ['retire', [READ, WRITE], 403],
    ['rotateBitLockerKeys', [PRIVILEGED], 403],
    ['rotateBitLockerKeys', [WRITE], 204],
    ['rotateLocalAdminPassword', [READ], 403],
    ['rotateLocalAdminPassword', [PRIVILEGED], 204],
  ];
  for (const [action, roles, status] of permissions) {
    it(`answer ${status} to ${action} from one who holds ${roles.join(' and ')}`, async () => {
      const tenant = await smallTenant({ app: appWith([...roles]) });
      const answer = await order(tenant, action, undefined, 1, 'beta');
      assert.deepEqual(
        [answer.status, answer.code],
        [status, status === 403 ? 'Authorization_RequestDenied' : undefined],
      );
    });
  }

  const able: readonly (readonly [JsonObject, string, boolean])[] = [
    [{ operatingSystem: 'Windows' }, 'remoteLock', false],
    [{ operatingSystem: 'Windows' }, 'shutDown', false],
    [{ operatingSystem: 'Windows' }, 'resetPasscode', false],
    [{ operatingSystem: 'Windows', managementAgent: 'msSense' }, 'syncDevice', false],
    [{ operatingSystem: 'iOS' }, 'rebootNow', false],
    [{ operatingSystem: 'iOS', isSupervised: true }, 'rebootNow', true],
    [{ operatingSystem: 'iPadOS', isSupervised: true }, 'logoutSharedAppleDeviceActiveUser', true],
    [{ operatingSystem: 'iOS', isSupervised: true }, 'disableLostMode', true],
    [{ operatingSystem: 'macOS' }, 'shutDown', true],
    [{ operatingSystem: 'macOS' }, 'bypassActivationLock', true],
    [{ operatingSystem: 'macOS' }, 'locateDevice', false],
    [{ operatingSystem: 'Android' }, 'windowsDefenderUpdateSignatures', false],
    [{ operatingSystem: 'ChromeOS' }, 'rebootNow', true],
    [{ operatingSystem: 'Linux' }, 'syncDevice', false],
    [{}, 'wipe', false],
  ];
  for (const [kind, action, can] of able) {
    it(`${can ? 'carry out' : 'do not support'} ${action} on ${JSON.stringify(kind)}`, async () => {
      const tenant = await smallTenant(fleet(kind));
      assert.equal((await order(tenant, action)).status, 204);
      await tenant.advance(8);
      const [result] = await resultsOf(tenant);
      assert.equal(result?.['actionState'], can ? 'done' : 'notSupported');
      if (!can) {
        await tenant.advance(3600);
        assert.equal((await device(tenant))['managementState'], 'managed');
      }
    });
  }

  it('name the person who is taken off a shared iPad', async () => {
    const tenant = await smallTenant(fleet({ operatingSystem: 'iPadOS', isSupervised: true }));
    await order(tenant, 'deleteUserFromSharedAppleDevice', { userPrincipalName: 'x@y.example' });
    await order(tenant, 'deleteUserFromSharedAppleDevice', {});
    assert.equal((await resultsOf(tenant))[0]?.['userPrincipalName'], null);
    await order(tenant, 'deleteUserFromSharedAppleDevice', { userPrincipalName: 'x@y.example' });
    assert.equal((await resultsOf(tenant))[0]?.['userPrincipalName'], 'x@y.example');
  });

  it('may be ordered two hundred times in twenty seconds', async () => {
    const tenant = await smallTenant();
    const statuses: number[] = [];
    for (let n = 0; n < 200; n += 1) statuses.push((await order(tenant, 'syncDevice')).status);
    assert.deepEqual([...new Set(statuses)], [204]);
    const refused = await order(tenant, 'rebootNow');
    assert.deepEqual([refused.status, refused.code], [429, 'TooManyRequests']);
    const wait = Number(refused.headers.get('retry-after'));
    assert.ok(wait >= 1 && wait <= 20);
    assert.equal((await tenant.get(DEVICES)).status, 200);
    await tenant.advance(wait);
    assert.equal((await order(tenant, 'rebootNow')).status, 204);
  });

  it('may be ordered by the batch', async () => {
    const tenant = await smallTenant();
    const requests = [1, 3, 9].map((n) => ({
      id: String(n),
      method: 'POST',
      url: `/deviceManagement/managedDevices/${managedDevice(n)}/syncDevice`,
    }));
    const batch = await tenant.send('POST', '/v1.0/$batch', { requests });
    const statuses = objects(batch.body['responses']).map((one) => [one['id'], one['status']]);
    assert.deepEqual(statuses.sort(), [
      ['1', 204],
      ['3', 204],
      ['9', 404],
    ]);
    assert.equal((await resultsOf(tenant))[0]?.['actionState'], 'pending');
  });

  it('are forgotten on reset, and the devices are back', async () => {
    const tenant = await smallTenant();
    await order(tenant, 'retire');
    await tenant.advance(60);
    assert.equal((await tenant.get(DEVICES)).items.length, 2);
    await tenant.send('POST', '/_sim/reset');
    assert.deepEqual(await resultsOf(tenant), []);
  });

  it('arrive though their answer is lost, and can be found by what they left', async () => {
    const tenant = await smallTenant();
    await tenant.send('POST', '/_sim/faults', { match: { path: '/rebootNow$' }, times: 1, drop: 'after' });
    await assert.rejects(order(tenant, 'rebootNow'));
    assert.equal((await resultsOf(tenant))[0]?.['actionName'], 'rebootNow');
  });
});
