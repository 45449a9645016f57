// Random tenants for the delta: few groups, roles and kinds of device, so that likeness and differences both come up.
import fc from 'fast-check';
import type { DirectoryDevice } from '../../../../src/domain/tenant/device.ts';
import type { Person, Population } from '../../../../src/domain/tenant/population.ts';

export function aPerson(id: string, changes: Partial<Person> = {}): Person {
  return {
    id,
    displayName: id,
    userPrincipalName: `${id}@contoso.example`,
    userType: 'Member',
    accountEnabled: true,
    externalUserState: null,
    creationType: null,
    ...changes,
  };
}

export function aDevice(id: string, changes: Partial<DirectoryDevice> = {}): DirectoryDevice {
  return {
    id: `object of ${id}`,
    deviceId: id,
    displayName: id.toUpperCase(),
    accountEnabled: true,
    isCompliant: true,
    isManaged: true,
    trustType: 'AzureAd',
    profileType: 'RegisteredDevice',
    operatingSystem: 'Windows',
    operatingSystemVersion: '10.0.26100',
    deviceOwnership: 'company',
    manufacturer: 'Microsoft',
    model: 'Surface Laptop',
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

export interface Inhabitants {
  readonly people: readonly Person[];
  readonly members?: Readonly<Record<string, readonly string[]>>;
  readonly roles?: Readonly<Record<string, readonly string[]>>;
  /** With the id of its owner. */
  readonly devices?: readonly (readonly [device: DirectoryDevice, owner: string])[];
}

export function aPopulation(
  { people, members = {}, roles = {}, devices = [] }: Inhabitants,
  changes: Partial<Population> = {},
): Population {
  return {
    takenAt: '2026-11-22T08:30:00Z',
    people,
    groups: new Map(
      Object.entries(members).map(([id, inside]) => [
        id,
        { id, displayName: id, members: new Set(inside), complete: true },
      ]),
    ),
    roles: new Map(Object.entries(roles).map(([id, holders]) => [id, new Set(holders)])),
    devices: devices.map(([device, owner]) => ({ device, owners: [owner] })),
    country: 'SE',
    complete: { people: true, groups: true, roles: true, devices: true },
    gaps: [],
    ...changes,
  };
}

const NAMES = ['adele', 'diego', 'eva', 'finn', 'gita'];
const someOf = fc.subarray(NAMES);

const deviceChanges: fc.Arbitrary<Partial<DirectoryDevice>> = fc.record({
  isCompliant: fc.constantFrom(true, false, null),
  isManaged: fc.constantFrom(true, false),
  trustType: fc.constantFrom('AzureAd', 'ServerAd', 'Workplace', 'unknown'),
  operatingSystem: fc.constantFrom('Windows', 'iOS', 'Android', 'Solaris', null),
  model: fc.constantFrom('Surface Laptop', 'ThinkPad', null),
  accountEnabled: fc.constantFrom(true, true, true, false),
  extensionAttributes: fc.constantFrom({}, { extensionAttribute1: 'SAW' }),
});

export const populations: fc.Arbitrary<Population> = fc
  .record({
    people: fc.tuple(
      ...NAMES.map((id) =>
        fc.constantFrom(
          aPerson(id),
          aPerson(id),
          aPerson(id, { userType: 'Guest', creationType: 'Invitation' }),
          aPerson(id, { userType: 'unknown' }),
          aPerson(id, { accountEnabled: false }),
        ),
      ),
    ),
    g: someOf,
    h: someOf,
    r: someOf,
    devices: fc.array(fc.tuple(deviceChanges, fc.constantFrom(...NAMES)), { maxLength: 6 }),
    country: fc.constantFrom('SE', 'DK', null),
    rolesKnown: fc.constantFrom(true, true, true, false),
  })
  .map(({ people, g, h, r, devices, country, rolesKnown }) =>
    aPopulation(
      {
        people,
        members: { g, h },
        roles: { r },
        devices: devices.map(([changes, owner], index) => [aDevice(`d${index}`, changes), owner]),
      },
      { country, complete: { people: true, groups: true, roles: rolesKnown, devices: true } },
    ),
  );
