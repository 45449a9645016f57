import assert from 'node:assert/strict';
import { requestDeviceAction } from '../../src/commands/request-device-action.ts';
import type { ActionDefinition, ActsOn } from '../../src/domain/actions/action.ts';
import { scan } from '../../src/domain/actions/scan.ts';
import {
  DEVICE_ID,
  MACHINE_ID,
  MANAGED_ID,
  OBJECT_ID,
  directoryDevice,
  machine,
  managedDevice,
} from '../fakes/sample-device.ts';
import type { FakePorts, TenantData } from '../fakes/tenant-ports.ts';
import { failing, fakePorts } from '../fakes/tenant-ports.ts';
import { ordered } from './order-context.ts';
import type { Ordered } from './order-context.ts';

const EVERYWHERE: TenantData = {
  devices: [directoryDevice()],
  managedDevices: [managedDevice()],
  machines: [machine()],
};

/** An action that finds nothing against itself. */
function onRecord(actsOn: ActsOn): ActionDefinition {
  return {
    ...scan,
    actsOn,
    preflight: () =>
      Promise.resolve({
        blockers: [],
        warnings: [],
        evidence: [],
        protection: { tags: [], deviceValue: null },
        facts: {},
        underWay: null,
      }),
  };
}

function ask(action: ActionDefinition, ports: FakePorts): Promise<Ordered> {
  return ordered((context) => requestDeviceAction(action, context), {
    intent: { intent: 'action.scan', slots: { device: 'FIN-LT-042', kind: 'quick' }, confidence: 1 },
    tenant: ports,
  });
}

describe('the record that an action on a device acts on', () => {
  for (const [actsOn, id, source] of [
    ['machine', MACHINE_ID, 'Defender for Endpoint'],
    ['managedDevice', MANAGED_ID, 'Intune'],
    ['directoryDevice', OBJECT_ID, 'Entra ID'],
  ] as const) {
    it(`is the one of ${source} for ${actsOn}, with Entra's device id`, async () => {
      const { order } = await ask(onRecord(actsOn), fakePorts(EVERYWHERE));
      assert.deepEqual(order?.target, { kind: 'device', id, name: 'FIN-LT-042', aadDeviceId: DEVICE_ID });
    });

    it(`is missed in words when ${source} does not know the device`, async () => {
      const without = { devices: [], managedDevices: [], machines: [] };
      const list = {
        machine: 'machines',
        managedDevice: 'managedDevices',
        directoryDevice: 'devices',
      } as const;
      const { reply, order } = await ask(
        onRecord(actsOn),
        fakePorts({ ...EVERYWHERE, [list[actsOn]]: without[list[actsOn]] }),
      );
      assert.equal(order, undefined);
      assert.ok(reply.kind === 'notice');
      assert.equal(reply.headline, 'FIN-LT-042 cannot be scanned');
      assert.equal(reply.lines[0], `${source} does not know this device, so it cannot act on it.`);
      assert.equal(reply.offers[0]?.intent, 'device.posture');
    });

    it(`is a gap, not a refusal, when ${source} is silent`, async () => {
      const silent = failing('upstream_timeout');
      const { reply, order } = await ask(
        onRecord(actsOn),
        fakePorts(
          EVERYWHERE,
          {
            machine: { endpoints: { find: silent, byAzureADDeviceIds: silent } },
            managedDevice: { managedDevices: { find: silent, byAzureADDeviceIds: silent } },
            directoryDevice: { directory: { findDevices: silent } },
          }[actsOn],
        ),
      );
      assert.equal(order, undefined);
      assert.ok(reply.kind === 'notice' && reply.tone === 'unknown');
      assert.equal(reply.gaps[0]?.source, source);
    });

    it(`is named by ${source} when its preflight cannot be read`, async () => {
      const action = { ...onRecord(actsOn), preflight: failing('upstream_timeout') };
      const { reply } = await ask(action, fakePorts(EVERYWHERE));
      assert.ok(reply.kind === 'notice');
      assert.equal(reply.gaps[0]?.source, source);
    });
  }

  it('tells what Intune knows of it, unless the preflight does', async () => {
    const lines = async (actsOn: ActsOn): Promise<readonly string[]> =>
      (await ask(onRecord(actsOn), fakePorts(EVERYWHERE))).order?.evidence.map((line) => line.label) ?? [];
    assert.deepEqual(await lines('directoryDevice'), ['Intune', 'Primary user']);
    assert.deepEqual(await lines('managedDevice'), []);
  });

  it('is no device for an action on people', async () => {
    await assert.rejects(ask(onRecord('user'), fakePorts(EVERYWHERE)), /acts on people/);
  });
});
