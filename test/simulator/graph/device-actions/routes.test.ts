import assert from 'node:assert/strict';
import { objects, type JsonObject } from '../../../../src/simulator/json.ts';
import { appWith, closeTenants, managedDevice, smallTenant } from '../../small-tenant.ts';
import { device, DEVICES, fleet, order, resultsOf } from './orders.ts';

const READ = 'DeviceManagementManagedDevices.Read.All';
const WRITE = 'DeviceManagementManagedDevices.ReadWrite.All';
const PRIVILEGED = 'DeviceManagementManagedDevices.PrivilegedOperations.All';

describe('graph remote actions', () => {
  afterEach(closeTenants);

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
});
