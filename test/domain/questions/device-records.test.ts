import assert from 'node:assert/strict';
import {
  hostOf,
  joinRecords,
  judgeRecords,
  lastActive,
  recordDeviceId,
  recordName,
  recordReference,
} from '../../../src/domain/questions/device-records.ts';
import type { DeviceRecord } from '../../../src/domain/questions/device-records.ts';
import {
  DEVICE_ID,
  MACHINE_ID,
  MANAGED_ID,
  ago,
  directoryDevice,
  machine,
  managedDevice,
} from '../../fakes/sample-device.ts';

const NEW = '99999999-7a53-4d0e-9a0b-1f7d0c9b8a77';
const nothing: DeviceRecord = { directory: null, managed: null, machine: null, joinedByName: false };

describe('joining records', () => {
  it('joins by the device id, however it is written', () => {
    const [only, ...more] = joinRecords(
      [directoryDevice()],
      [managedDevice({ azureADDeviceId: DEVICE_ID.toUpperCase() })],
      [machine()],
    );
    assert.equal(more.length, 0);
    assert.ok(only?.directory && only.managed && only.machine);
    assert.equal(only.joinedByName, false);
  });

  it('keeps a second record of one registration in one service apart', () => {
    const records = joinRecords(
      [],
      [],
      [machine(), machine({ id: 'b'.repeat(40), healthStatus: 'Inactive' })],
    );
    assert.equal(records.length, 2);
  });

  it('joins a record without an id only when one device of that name lacks it', () => {
    const lone = managedDevice({ azureADDeviceId: null });
    assert.equal(joinRecords([directoryDevice()], [lone], [machine()]).length, 1);
    assert.equal(joinRecords([directoryDevice(), directoryDevice({ deviceId: NEW })], [lone], []).length, 3);
    assert.equal(joinRecords([directoryDevice({ displayName: 'OTHER' })], [lone], []).length, 2);
    assert.equal(
      joinRecords([], [managedDevice({ azureADDeviceId: '' })], [machine({ aadDeviceId: null })]).length,
      1,
    );
  });
});

describe('judging records', () => {
  const record = (part: Partial<DeviceRecord>): DeviceRecord => ({ ...nothing, ...part });
  const main = record({ managed: managedDevice(), machine: machine() });

  it('knows none and one', () => {
    assert.equal(judgeRecords([], null).kind, 'none');
    assert.equal(judgeRecords([main], null).kind, 'one');
  });

  const older: readonly (readonly [string, DeviceRecord, 'one' | 'several'])[] = [
    [
      'the same hardware enrolled again',
      record({ managed: managedDevice({ lastSyncDateTime: ago({ days: 2 }) }) }),
      'one',
    ],
    [
      'other hardware that was active lately',
      record({ managed: managedDevice({ serialNumber: 'OTHER', lastSyncDateTime: ago({ days: 2 }) }) }),
      'several',
    ],
    [
      'other hardware silent for more than a month',
      record({ managed: managedDevice({ serialNumber: 'OTHER', lastSyncDateTime: ago({ days: 45 }) }) }),
      'one',
    ],
    [
      'a registration that only Entra holds',
      record({ directory: directoryDevice({ deviceId: NEW }) }),
      'one',
    ],
    [
      'an inactive machine',
      record({ machine: machine({ healthStatus: 'Inactive', lastSeen: ago({ days: 9 }) }) }),
      'one',
    ],
    ['an active machine', record({ machine: machine({ lastSeen: ago({ days: 1 }) }) }), 'several'],
    [
      'an inactive machine of another domain',
      record({ machine: machine({ computerDnsName: 'fin-lt-042.other.example', healthStatus: 'Inactive' }) }),
      'several',
    ],
    [
      'a machine that ended before this one began',
      record({ machine: machine({ lastSeen: ago({ days: 210 }) }) }),
      'one',
    ],
    [
      'a machine silent for more than a month',
      record({ machine: machine({ lastSeen: ago({ days: 40 }) }) }),
      'one',
    ],
    ['a machine that never reported', record({ machine: machine({ lastSeen: null }) }), 'one'],
    [
      'enrolment without a serial number',
      record({ managed: managedDevice({ serialNumber: '' }) }),
      'several',
    ],
  ];
  for (const [name, other, kind] of older) {
    it(`takes ${name} for ${kind === 'one' ? 'an older self' : 'another device'}`, () => {
      assert.equal(judgeRecords([other, main], null).kind, kind);
      assert.equal(judgeRecords([main, other], null).kind, kind);
    });
  }

  it('asks when only Entra holds several of that name', () => {
    const two = [
      record({ directory: directoryDevice() }),
      record({ directory: directoryDevice({ deviceId: NEW }) }),
    ];
    assert.equal(judgeRecords(two, null).kind, 'several');
  });

  it('asks when the full DNS name still fits several', () => {
    const twin = record({ machine: machine({ id: 'c'.repeat(40) }) });
    assert.equal(judgeRecords([main, twin], 'FIN-LT-042.contoso.example').kind, 'several');
    assert.equal(judgeRecords([main, twin], 'fin-lt-042.elsewhere.example').kind, 'several');
  });
});

describe('names and ids of a record', () => {
  it('takes the best that there is', () => {
    const defender = { ...nothing, machine: machine({ aadDeviceId: null }) };
    assert.equal(recordReference(defender), MACHINE_ID);
    assert.equal(recordName(defender), 'fin-lt-042.contoso.example');
    const intune = { ...nothing, managed: managedDevice({ azureADDeviceId: null }) };
    assert.equal(recordReference(intune), MANAGED_ID);
    assert.equal(recordDeviceId(intune), null);
    assert.equal(recordReference({ ...nothing, machine: machine() }), DEVICE_ID);
    assert.equal(recordReference(nothing), '');
    assert.equal(lastActive(nothing), null);
  });

  it('cuts a DNS name at its host, and no other name', () => {
    assert.equal(hostOf('FIN-LT-042.contoso.example'), 'fin-lt-042');
    assert.equal(hostOf("Adele's Mac 2.0"), "adele's mac 2.0");
  });
});
