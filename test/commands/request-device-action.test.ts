import assert from 'node:assert/strict';
import { requestDeviceAction } from '../../src/commands/request-device-action.ts';
import type { ActionDefinition, ActsOn } from '../../src/domain/actions/action.ts';
import { scan } from '../../src/domain/actions/scan.ts';
import type { NewRequest, ResponseService } from '../../src/domain/approvals/service.ts';
import type { Reply } from '../../src/domain/questions/answer.ts';
import { sampleRequest } from '../domain/approvals/sample-request.ts';
import {
  DEVICE_ID,
  MACHINE_ID,
  MANAGED_ID,
  OBJECT_ID,
  directoryDevice,
  machine,
  managedDevice,
} from '../fakes/sample-device.ts';
import { fakeLedger } from '../fakes/sign-in-ledger.ts';
import type { FakePorts, TenantData } from '../fakes/tenant-ports.ts';
import { NOW, failing, fakePorts } from '../fakes/tenant-ports.ts';
import { notThere } from '../jobs/fake-defender.ts';

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

async function ask(
  action: ActionDefinition,
  ports: FakePorts,
): Promise<{ readonly reply: Reply; readonly order: NewRequest | undefined }> {
  const orders: NewRequest[] = [];
  const reply = await requestDeviceAction(action, {
    intent: { intent: 'action.scan', slots: { device: 'FIN-LT-042', kind: 'quick' }, confidence: 1 },
    actor: { id: 'iris', name: 'Iris Ek' },
    conversationId: 'conversation',
    correlationId: 'c',
    tenant: ports,
    clock: { now: () => NOW },
    responses: {
      ...notThere<ResponseService>('responses'),
      request: (order) => {
        orders.push(order);
        return Promise.resolve({ ok: true, request: sampleRequest() });
      },
    },
    signInLedger: fakeLedger(),
  });
  return { reply, order: orders[0] };
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
