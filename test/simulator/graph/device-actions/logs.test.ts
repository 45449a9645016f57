import assert from 'node:assert/strict';
import {
  ADA,
  appWith,
  closeTenants,
  column,
  managedDevice,
  smallTenant,
  textOf,
  type TestTenant,
} from '../../small-tenant.ts';

const DEVICES = 'deviceManagement/managedDevices';
const PREDEFINED = { templateType: { templateType: 'predefined' } };

const collect = (tenant: TestTenant, body: unknown = PREDEFINED, n = 1) =>
  tenant.send('POST', `/beta/${DEVICES}/${managedDevice(n)}/createDeviceLogCollectionRequest`, body);

describe('graph log collection', () => {
  afterEach(closeTenants);

  it('is pending until the device has uploaded, then there is a link', async () => {
    const tenant = await smallTenant();
    const asked = await collect(tenant);
    assert.equal(asked.status, 200);
    assert.deepEqual(
      ['status', 'managedDeviceId', 'initiatedByUserPrincipalName', 'receivedDateTimeUTC', 'sizeInKB'].map(
        (name) => asked.body[name],
      ),
      ['pending', managedDevice(1), 'Bridge Bot', null, 0],
    );
    const path = `/v1.0/${DEVICES}/${managedDevice(1)}/logCollectionRequests`;
    const one = `${path}/${textOf(asked.body, 'id')}`;
    assert.deepEqual(column(await tenant.get(path), 'status'), ['completed', 'pending']);
    const early = await tenant.send('POST', `${one}/createDownloadUrl`);
    assert.deepEqual([early.status, early.code], [400, 'BadRequest']);
    assert.equal((JSON.parse(early.message) as { _version: number })._version, 3);
    await tenant.advance(8);
    const done = await tenant.get(one);
    assert.equal(done.body['status'], 'completed');
    assert.equal(
      Date.parse(textOf(done.body, 'expirationDateTimeUTC')) -
        Date.parse(textOf(done.body, 'receivedDateTimeUTC')),
      28 * 86_400_000,
    );
    const link = await tenant.send('POST', `${one}/createDownloadUrl`);
    assert.match(textOf(link.body, 'value'), /^https:\/\/logs\.simulated\.invalid\//);
    const results = await tenant.get(`/v1.0/${DEVICES}/${managedDevice(1)}?$select=deviceActionResults`);
    assert.match(results.text, /"actionName":"createDeviceLogCollectionRequest","actionState":"done"/);
    const whole = await tenant.get(`/beta/${DEVICES}/${managedDevice(1)}`);
    assert.equal('logCollectionRequests' in whole.body, false);
  });

  it('waits for a device that is off', async () => {
    const tenant = await smallTenant();
    await collect(tenant, PREDEFINED, 3);
    await tenant.advance(3600);
    const list = await tenant.get(`/v1.0/${DEVICES}/${managedDevice(3)}/logCollectionRequests`);
    assert.deepEqual(column(list, 'status'), ['pending']);
  });

  it('takes the template with its type named', async () => {
    const tenant = await smallTenant();
    for (const type of [
      '#microsoft.graph.deviceLogCollectionRequest',
      'microsoft.graph.deviceLogCollectionRequest',
    ]) {
      const body = { templateType: { '@odata.type': type, id: 'x', templateType: 'predefined' } };
      assert.equal((await collect(tenant, body)).status, 200);
    }
  });

  const wrong: readonly unknown[] = [
    undefined,
    {},
    { templateType: 'predefined' },
    { templateType: { templateType: 'all' } },
    { templateType: { templateType: 'predefined', extra: 1 } },
    { templateType: { templateType: 'predefined', id: 1 } },
    { templateType: { templateType: 'predefined', '@odata.type': 7 } },
    { ...PREDEFINED, extra: 1 },
  ];
  for (const body of wrong) {
    it(`refuses ${JSON.stringify(body)}`, async () => {
      const tenant = await smallTenant();
      const path = `/beta/${DEVICES}/${managedDevice(1)}/createDeviceLogCollectionRequest`;
      assert.equal((await tenant.send('POST', path, body)).status, 400);
      const list = await tenant.get(`/v1.0/${DEVICES}/${managedDevice(1)}/logCollectionRequests`);
      assert.deepEqual(column(list, 'id'), ['lc-1']);
    });
  }

  it('is for Windows, and for those who may write', async () => {
    const tenant = await smallTenant();
    const phone = await collect(tenant, PREDEFINED, 2);
    assert.deepEqual([phone.status, phone.code], [400, 'BadRequest']);
    assert.equal((await collect(tenant, PREDEFINED, 9)).status, 404);
    const missing = `/v1.0/${DEVICES}/${managedDevice(1)}/logCollectionRequests/${ADA}`;
    assert.equal((await tenant.get(missing)).status, 404);
    const link = await tenant.send('POST', `${missing.replace(ADA, 'lc-1')}/createDownloadUrl`, { x: 1 });
    assert.equal(link.status, 400);
    const reader = await smallTenant({ app: appWith(['DeviceManagementManagedDevices.Read.All']) });
    assert.equal((await collect(reader)).status, 403);
  });
});
