/** Orders to the fixture's managed devices, and what Graph then shows of them. */
import { objects, type JsonObject } from '../../../../src/simulator/json.ts';
import { managedDevice, registration, type Answer, type TestTenant } from '../../small-tenant.ts';

export const DEVICES = '/v1.0/deviceManagement/managedDevices';

/** Orders an action of the fixture's Windows device, or of another. */
export function order(
  tenant: TestTenant,
  action: string,
  body?: unknown,
  n = 1,
  version = 'v1.0',
): Promise<Answer> {
  const address = `/${version}/deviceManagement/managedDevices/${managedDevice(n)}/${action}`;
  return tenant.send('POST', address, body);
}

export async function device(tenant: TestTenant, n = 1): Promise<JsonObject> {
  const select = '$select=id,deviceName,deviceActionResults,managementState,lastSyncDateTime';
  return (await tenant.get(`${DEVICES}/${managedDevice(n)}?${select}`)).body;
}

export async function resultsOf(tenant: TestTenant, n = 1): Promise<JsonObject[]> {
  return objects((await device(tenant, n))['deviceActionResults']);
}

/** One device of the kind, seen an hour ago. */
export function fleet(more: JsonObject) {
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
