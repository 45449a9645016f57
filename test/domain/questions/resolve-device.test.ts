import assert from 'node:assert/strict';
import type { Choice, Notice } from '../../../src/domain/questions/answer.ts';
import type { ResolvedDevice } from '../../../src/domain/questions/resolve-device.ts';
import { resolveDevice } from '../../../src/domain/questions/resolve-device.ts';
import type { Overrides, TenantData } from '../../fakes/tenant-ports.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import {
  ADELE_ID,
  DEVICE_ID,
  MACHINE_ID,
  MANAGED_ID,
  OBJECT_ID,
  ago,
  directoryDevice,
  healthyTenant,
  machine,
  managedDevice,
  user,
} from '../../fakes/sample-device.ts';

const clock = fixedClock();
const OTHER_ID = '99999999-7a53-4d0e-9a0b-1f7d0c9b8a77';
const OTHER_MACHINE = 'ffff0a7de3b94a6f8f2b7c90d4e1a2b3c4d5e6f7';

function resolve(
  data: TenantData,
  typed: string,
  overrides: Overrides = {},
): ReturnType<typeof resolveDevice> {
  return resolveDevice(fakePorts(data, overrides), clock, typed, { intent: 'device.posture' });
}

async function found(data: TenantData, typed: string): Promise<ResolvedDevice> {
  const resolution = await resolve(data, typed);
  assert.equal(resolution.kind, 'found', JSON.stringify(resolution));
  return (resolution as { device: ResolvedDevice }).device;
}

async function replied(data: TenantData, typed: string, overrides: Overrides = {}): Promise<Choice | Notice> {
  const resolution = await resolve(data, typed, overrides);
  assert.equal(resolution.kind, 'reply', JSON.stringify(resolution));
  return (resolution as { reply: Choice | Notice }).reply;
}

/** Which services know it: `[directory, managed, machine]` ids. */
function ids(device: ResolvedDevice): readonly (string | null | undefined)[] {
  return [device.directory, device.managed, device.machine].map((f) =>
    f.known ? (f.value?.id ?? null) : undefined,
  );
}

describe('resolving a device', () => {
  const spellings = [
    'FIN-LT-042',
    'fin-lt-042',
    'fin-lt-042.contoso.example',
    DEVICE_ID,
    OBJECT_ID,
    MANAGED_ID,
    MACHINE_ID,
  ];
  for (const typed of spellings) {
    it(`finds the same three records by ${typed}`, async () => {
      const device = await found(healthyTenant(), typed);
      assert.deepEqual(ids(device), [OBJECT_ID, MANAGED_ID, MACHINE_ID]);
      assert.equal(device.reference, DEVICE_ID);
      assert.equal(device.name, 'FIN-LT-042');
      assert.deepEqual(device.notes, []);
    });
  }

  it('follows the device id to a record with another name', async () => {
    const device = await found(
      healthyTenant({ machines: [machine({ computerDnsName: 'desktop-7f3k.contoso.example' })] }),
      'FIN-LT-042',
    );
    assert.deepEqual(ids(device), [OBJECT_ID, MANAGED_ID, MACHINE_ID]);
  });

  it('joins a record without an Entra id by name, and says so', async () => {
    const device = await found(healthyTenant({ machines: [machine({ aadDeviceId: null })] }), 'FIN-LT-042');
    assert.deepEqual(ids(device), [OBJECT_ID, MANAGED_ID, MACHINE_ID]);
    assert.match(device.notes.join(), /matched by name alone/);
    const byMachine = await found(healthyTenant({ machines: [machine({ aadDeviceId: null })] }), MACHINE_ID);
    assert.deepEqual(ids(byMachine), [OBJECT_ID, MANAGED_ID, MACHINE_ID]);
    assert.match(byMachine.notes.join(), /matched by name alone/);
  });

  it('tells an absent record from one that could not be read', async () => {
    const resolution = await resolve(healthyTenant({ machines: [] }), 'FIN-LT-042', {
      directory: { findDevices: failing('upstream_timeout') },
    });
    assert.equal(resolution.kind, 'found');
    assert.deepEqual(ids((resolution as { device: ResolvedDevice }).device), [undefined, MANAGED_ID, null]);
  });

  it('chooses the newest active record of a reinstalled computer and mentions the older one', async () => {
    const device = await found(
      healthyTenant({
        devices: [
          directoryDevice({ registrationDateTime: ago({ days: 10 }) }),
          directoryDevice({
            id: 'old',
            deviceId: OTHER_ID,
            approximateLastSignInDateTime: ago({ days: 20 }),
          }),
        ],
        managedDevices: [
          managedDevice({ enrolledDateTime: ago({ days: 10 }) }),
          managedDevice({ id: 'm-old', azureADDeviceId: OTHER_ID, lastSyncDateTime: ago({ days: 12 }) }),
        ],
        machines: [
          machine({ firstSeen: ago({ days: 10 }) }),
          machine({
            id: OTHER_MACHINE,
            aadDeviceId: OTHER_ID,
            healthStatus: 'Inactive',
            lastSeen: ago({ days: 11 }),
          }),
        ],
      }),
      'FIN-LT-042',
    );
    assert.deepEqual(ids(device), [OBJECT_ID, MANAGED_ID, MACHINE_ID]);
    assert.match(device.notes.join(), /Another registration under the same name .*last active 11 days ago/);
  });

  it('mentions a second registration that only Entra holds', async () => {
    const device = await found(
      healthyTenant({
        devices: [
          directoryDevice(),
          directoryDevice({ id: 'byod', deviceId: OTHER_ID, trustType: 'Workplace' }),
        ],
      }),
      'FIN-LT-042',
    );
    assert.deepEqual(ids(device), [OBJECT_ID, MANAGED_ID, MACHINE_ID]);
    assert.equal(device.notes.length, 1);
  });

  const twoDomains: TenantData = healthyTenant({
    devices: [directoryDevice(), directoryDevice({ id: 'other', deviceId: OTHER_ID })],
    managedDevices: [],
    machines: [
      machine(),
      machine({ id: OTHER_MACHINE, aadDeviceId: OTHER_ID, computerDnsName: 'fin-lt-042.fabrikam.example' }),
    ],
  });

  it('lets the person choose between hosts of one name in two domains', async () => {
    const reply = await replied(twoDomains, 'FIN-LT-042');
    assert.equal(reply.kind, 'choice');
    assert.deepEqual(reply.candidates.map((c) => [c.title, c.offer.slots.device]).sort(), [
      ['fin-lt-042.contoso.example', DEVICE_ID],
      ['fin-lt-042.fabrikam.example', OTHER_ID],
    ]);
  });

  it('takes the full DNS name for the answer to that choice', async () => {
    const device = await found(twoDomains, 'fin-lt-042.fabrikam.example');
    assert.equal(device.reference, OTHER_ID);
  });

  it('lets the person choose between two active computers with other serial numbers', async () => {
    const reply = await replied(
      healthyTenant({
        managedDevices: [
          managedDevice(),
          managedDevice({ id: 'm2', azureADDeviceId: OTHER_ID, serialNumber: 'SN777' }),
        ],
        devices: [],
        machines: [],
      }),
      'FIN-LT-042',
    );
    assert.equal(reply.kind, 'choice');
    assert.match(reply.candidates[0]?.detail ?? '', /adele\.vance@contoso\.example · Windows · serial SN042/);
  });

  it('keeps the gaps with a choice', async () => {
    const reply = await replied(twoDomains, 'FIN-LT-042', {
      managedDevices: { find: failing('upstream_timeout') },
    });
    assert.equal(reply.gaps[0]?.source, 'Intune');
  });

  it('offers the nearest names for one that nobody knows', async () => {
    const reply = await replied(healthyTenant(), 'FIN-LT-999');
    assert.equal(reply.kind, 'notice');
    assert.equal(reply.headline, 'No device "FIN-LT-999" in Entra ID, Intune or Defender for Endpoint');
    assert.deepEqual(reply.lines, ['Nearest names: FIN-LT-042']);
    assert.deepEqual(
      reply.offers.map((o) => o.slots),
      [{ device: 'FIN-LT-042' }],
    );
  });

  it('does not call a device unknown when a service did not answer', async () => {
    const reply = await replied(healthyTenant(), 'FIN-LT-999', {
      endpoints: { find: failing('upstream_throttled') },
      directory: { suggestDevices: failing('upstream_throttled') },
    });
    assert.equal((reply as Notice).tone, 'unknown');
    assert.match(reply.headline, /is not known: Defender for Endpoint did not give an answer/);
    assert.match((reply as Notice).lines[0] ?? '', /Entra ID and Intune know no such device/);
    assert.equal(reply.gaps[0]?.reason, 'throttled');
  });
});

describe("resolving somebody's device", () => {
  const phone = managedDevice({
    id: 'phone',
    deviceName: 'iPhone 15',
    azureADDeviceId: OTHER_ID,
    operatingSystem: 'iOS',
    model: 'iPhone 15',
  });
  const tenant = healthyTenant({ managedDevices: [managedDevice(), phone] });

  it('takes the only device of that kind, and says which', async () => {
    const device = await found(tenant, "Adele's laptop");
    assert.deepEqual(ids(device), [OBJECT_ID, MANAGED_ID, MACHINE_ID]);
    assert.match(device.notes[0] ?? '', /was taken to mean FIN-LT-042, a device of Adele Vance/);
    const remembered = await found(tenant, `${ADELE_ID}'s laptop`);
    assert.match(remembered.notes[0] ?? '', /^The laptop of Adele Vance was taken to mean FIN-LT-042/);
    assert.equal((await found(tenant, 'Adele Vance’s phone')).name, 'iPhone 15');
    assert.equal((await found(tenant, 'the laptop of adele')).name, 'FIN-LT-042');
  });

  it('prefers a device that really has this name', async () => {
    const named = managedDevice({ id: 'named', deviceName: "Adele's iPhone", azureADDeviceId: OTHER_ID });
    const device = await found(healthyTenant({ managedDevices: [managedDevice(), named] }), "Adele's iPhone");
    assert.deepEqual(ids(device)[1], 'named');
    assert.deepEqual(device.notes, []);
  });

  it('lets the person choose among several of that kind', async () => {
    const reply = await replied(tenant, "adele's device");
    assert.equal(reply.kind, 'choice');
    assert.match(reply.headline, /Adele Vance has 2 devices/);
  });

  it('lists what there is when there is none of that kind', async () => {
    const reply = await replied(healthyTenant(), "adele's ipad");
    assert.equal(reply.headline, 'Adele Vance has no ipad in Entra ID or Intune');
    assert.deepEqual((reply as Notice).lines, ['Known devices: FIN-LT-042']);
    const unsure = await replied(healthyTenant(), "adele's ipad", {
      managedDevices: { ofUser: failing('upstream_timeout') },
    });
    assert.equal((unsure as Notice).tone, 'unknown');
  });

  it('goes on with the device of whoever is chosen', async () => {
    const two = healthyTenant({
      users: [user(), user({ id: 'b0000000-0000-4000-8000-000000000002', displayName: 'Adele Other' })],
    });
    const reply = await replied(two, "adele's laptop");
    assert.equal(reply.kind, 'choice');
    const slots = reply.candidates.map((c) => c.offer.slots.device);
    assert.ok(slots.includes(`${ADELE_ID}'s laptop`));
    assert.equal((await found(two, `${ADELE_ID}'s laptop`)).name, 'FIN-LT-042');
  });

  it('treats it as a name when there is no such person', async () => {
    const reply = await replied(healthyTenant(), "nobody's laptop");
    assert.match(reply.headline, /^No device "nobody's laptop"/);
  });

  it('does not claim anything when the person could not be looked up', async () => {
    const reply = await replied(healthyTenant(), "adele's laptop", {
      directory: { findUsers: failing('upstream_timeout') },
    });
    assert.equal((reply as Notice).tone, 'unknown');
    assert.equal(reply.gaps.length, 1);
  });
});
