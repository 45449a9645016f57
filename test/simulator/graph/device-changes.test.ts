import assert from 'node:assert/strict';
import {
  appWith,
  closeTenants,
  device,
  registration,
  smallTenant,
  type TestTenant,
} from '../small-tenant.ts';

const ONE = `/v1.0/devices/${device(1)}`;

async function isEnabled(tenant: TestTenant): Promise<unknown> {
  return (await tenant.get(`${ONE}?$select=accountEnabled`)).body['accountEnabled'];
}

describe('graph device changes', () => {
  afterEach(closeTenants);

  for (const address of [ONE, `/v1.0/devices(deviceId='${registration(1)}')`]) {
    it(`switch a device off and on at ${address}`, async () => {
      const tenant = await smallTenant();
      for (const accountEnabled of [false, true]) {
        const answer = await tenant.send('PATCH', address, { accountEnabled });
        assert.deepEqual([answer.status, answer.text], [204, '']);
        assert.equal(await isEnabled(tenant), accountEnabled);
      }
    });
  }

  for (const body of [
    undefined,
    {},
    { accountEnabled: 'false' },
    { accountEnabled: null },
    { enabled: false },
    { accountEnabled: false, displayName: 'x' },
  ]) {
    it(`refuse ${JSON.stringify(body)}`, async () => {
      const tenant = await smallTenant();
      const answer = await tenant.send('PATCH', ONE, body);
      assert.deepEqual([answer.status, answer.code], [400, 'Request_BadRequest']);
      assert.equal(await isEnabled(tenant), true);
    });
  }

  it('need an existing device and the right to write', async () => {
    const tenant = await smallTenant();
    const off = { accountEnabled: false };
    for (const address of [`/v1.0/devices/${device(9)}`, `/v1.0/devices(deviceId='${registration(9)}')`]) {
      const answer = await tenant.send('PATCH', address, off);
      assert.deepEqual([answer.status, answer.code], [404, 'Request_ResourceNotFound']);
    }
    assert.equal((await tenant.send('PATCH', `${ONE}?$select=id`, off)).status, 400);
    const reader = await smallTenant({ app: appWith(['Device.Read.All', 'User.ReadWrite.All']) });
    assert.equal((await reader.send('PATCH', ONE, off)).status, 403);
    const writer = await smallTenant({ app: appWith(['Directory.ReadWrite.All']) });
    assert.equal((await writer.send('PATCH', ONE, off)).status, 204);
    const other = await writer.send('PATCH', ONE, { displayName: 'x' });
    assert.deepEqual([other.status, other.message], [400, "Changing 'displayName' is not imitated."]);
  });
});
