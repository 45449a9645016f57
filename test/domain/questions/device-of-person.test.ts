import assert from 'node:assert/strict';
import type { PersonDevices } from '../../../src/domain/questions/device-of-person.ts';
import { devicesOfPerson, personDevice } from '../../../src/domain/questions/device-of-person.ts';
import { recordName } from '../../../src/domain/questions/device-records.ts';
import type { ManagedDevice } from '../../../src/domain/tenant/device.ts';
import type { Overrides, TenantData } from '../../fakes/tenant-ports.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { directoryDevice, healthyTenant, managedDevice } from '../../fakes/sample-device.ts';

describe('a device named by its person', () => {
  const phrases: readonly (readonly [text: string, person: string, kindWord: string])[] = [
    ["Adele's laptop", 'Adele', 'laptop'],
    ['Adele Vance’s iPhone', 'Adele Vance', 'iPhone'],
    ["Miles' laptop", 'Miles', 'laptop'],
    ["MILES' LAPTOP", 'MILES', 'LAPTOP'],
    ["Miles' mum's laptop", "Miles' mum", 'laptop'],
    ["James's phone", 'James', 'phone'],
    ["O'Brien's laptop", "O'Brien", 'laptop'],
    ['the laptop of Adele', 'Adele', 'laptop'],
    ['android phone of Diego Siciliani', 'Diego Siciliani', 'android phone'],
  ];
  for (const [text, person, kindWord] of phrases) {
    it(`is understood: ${text}`, () => {
      assert.deepEqual(personDevice(text), { person, kindWord });
    });
  }
  for (const text of ['FIN-LT-042', "Adele's mailbox", 'laptop', 'head of finance', "' laptop"]) {
    it(`is not meant by: ${text}`, () => {
      assert.equal(personDevice(text), null);
    });
  }
});

describe('the devices of a person', () => {
  const one = (deviceName: string, part: Partial<ManagedDevice>): ManagedDevice => {
    const azureADDeviceId = `00000000-0000-4000-8000-${deviceName.padStart(12, '0')}`;
    return managedDevice({ id: deviceName, deviceName, azureADDeviceId, ...part });
  };
  const MANY: TenantData = {
    devices: [],
    managedDevices: [
      one('1', { operatingSystem: 'Windows', model: 'Book 5' }),
      one('2', { operatingSystem: 'iOS', model: 'iPhone 15' }),
      one('3', { operatingSystem: 'iOS', model: 'iPad Air' }),
      one('4', { operatingSystem: 'Android', model: null }),
      one('5', { operatingSystem: 'iOS', model: null }),
      one('6', { operatingSystem: null, model: null }),
    ],
  };
  async function ask(kindWord: string, part: TenantData, overrides: Overrides = {}): Promise<PersonDevices> {
    const ports = fakePorts(healthyTenant(part), overrides);
    const asking = { intent: 'device.posture', slots: {} } as const;
    return devicesOfPerson(ports, fixedClock(), { person: 'adele', kindWord }, asking);
  }
  async function names(kindWord: string, part: TenantData, overrides?: Overrides): Promise<string> {
    const found = await ask(kindWord, part, overrides);
    assert.ok(found.kind === 'devices');
    return found.records.map(recordName).sort().join();
  }

  for (const [kindWord, fitting] of [
    ['laptop', '1'],
    ['iPhone', '2,5'],
    ['iPad', '3'],
    ['phone', '2,4,5'],
    ['tablet', '3,4,5'],
    ['device', '1,2,3,4,5,6'],
  ] as const) {
    it(`that "${kindWord}" means are told by system and model`, async () => {
      assert.equal(await names(kindWord, MANY), fitting);
    });
  }
  it('are told by what Entra ID holds where Intune does not manage them', async () => {
    const unmanaged = { managedDevices: [], devices: [directoryDevice()] };
    assert.equal(await names('laptop', unmanaged), 'FIN-LT-042');
    assert.equal(await names('iPad', unmanaged), '');
  });
  it('are those of one service, with a gap, when the other is silent', async () => {
    for (const overrides of [
      { directory: { devicesOf: failing('upstream_timeout') } },
      { managedDevices: { ofUser: failing('upstream_timeout') } },
    ]) {
      const found = await ask('laptop', {}, overrides);
      assert.ok(found.kind === 'devices');
      assert.deepEqual([found.records.length, found.gaps.length], [1, 1]);
    }
  });
});
