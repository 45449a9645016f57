import assert from 'node:assert/strict';
import { isObject, objects, text } from '../../../../src/simulator/json.ts';
import { closeTenants, managedDevice, registration, smallTenant } from '../../small-tenant.ts';
import { device, DEVICES, fleet, order, resultsOf } from './orders.ts';

describe('graph remote actions, when they end', () => {
  afterEach(closeTenants);

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

  it('take out a device that is retired while it is wiped with its enrollment', async () => {
    const tenant = await smallTenant();
    await order(tenant, 'wipe', { keepEnrollmentData: true });
    await order(tenant, 'retire');
    await tenant.advance(60);
    assert.equal((await tenant.get(`${DEVICES}/${managedDevice(1)}`)).status, 404);
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

  it('name the person who is taken off a shared iPad', async () => {
    const tenant = await smallTenant(fleet({ operatingSystem: 'iPadOS', isSupervised: true }));
    await order(tenant, 'deleteUserFromSharedAppleDevice', { userPrincipalName: 'x@y.example' });
    await order(tenant, 'deleteUserFromSharedAppleDevice', {});
    assert.equal((await resultsOf(tenant))[0]?.['userPrincipalName'], null);
    await order(tenant, 'deleteUserFromSharedAppleDevice', { userPrincipalName: 'x@y.example' });
    assert.equal((await resultsOf(tenant))[0]?.['userPrincipalName'], 'x@y.example');
  });
});
