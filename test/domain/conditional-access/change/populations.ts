// A population for the tests of reach: who is in which group, who holds which role, whose devices are like what.
import type { DirectoryDevice } from '../../../../src/domain/tenant/device.ts';
import type { Population } from '../../../../src/domain/tenant/population.ts';

export interface Somebody {
  readonly id: string;
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
  readonly devices?: readonly Partial<DirectoryDevice>[];
  readonly enabled?: boolean;
  readonly guest?: boolean;
}

export function population(
  people: readonly Somebody[],
  more: Partial<Population> = {},
  groups: readonly string[] = ['g', 'h'],
): Population {
  const holding = (list: 'groups' | 'roles', id: string): ReadonlySet<string> =>
    new Set(people.filter((one) => one[list]?.includes(id) === true).map((one) => one.id));
  return {
    takenAt: '2026-11-22T08:30:00Z',
    people: people.map(({ id, enabled = true, guest = false }) => ({
      id,
      displayName: id,
      userPrincipalName: `${id}@contoso.example`,
      userType: guest ? 'Guest' : 'Member',
      accountEnabled: enabled,
      externalUserState: null,
      creationType: null,
    })),
    groups: new Map(
      groups.map((id) => [id, { id, displayName: id, members: holding('groups', id), complete: true }]),
    ),
    roles: new Map([['r', holding('roles', 'r')]]),
    devices: people.flatMap(({ id, devices = [] }) =>
      devices.map((device, index) => ({
        device: directoryDevice({ deviceId: `${id}-${index}`, ...device }),
        owners: [id],
      })),
    ),
    country: 'SE',
    complete: { people: true, groups: true, roles: true, devices: true },
    gaps: [],
    ...more,
  };
}

function directoryDevice(changes: Partial<DirectoryDevice>): DirectoryDevice {
  return {
    id: `object of ${changes.deviceId ?? ''}`,
    deviceId: 'd',
    displayName: null,
    accountEnabled: true,
    isCompliant: true,
    isManaged: true,
    trustType: 'AzureAd',
    profileType: null,
    operatingSystem: 'Windows',
    operatingSystemVersion: null,
    deviceOwnership: null,
    manufacturer: null,
    model: null,
    mdmAppId: null,
    enrollmentProfileName: null,
    physicalIds: [],
    systemLabels: [],
    extensionAttributes: {},
    registrationDateTime: null,
    approximateLastSignInDateTime: null,
    ...changes,
  };
}
