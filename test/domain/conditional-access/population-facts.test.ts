import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  deviceSignalsOf,
  groupsNamedBy,
  userFactsOf,
} from '../../../src/domain/conditional-access/population-facts.ts';
import type { DirectoryDevice } from '../../../src/domain/tenant/device.ts';
import type { Person, Population } from '../../../src/domain/tenant/population.ts';

const ADELE: Person = {
  id: 'ADELE',
  displayName: 'Adele Vance',
  userPrincipalName: 'adele@contoso.example',
  userType: 'Member',
  accountEnabled: true,
  externalUserState: null,
  creationType: null,
};
const BO: Person = {
  ...ADELE,
  id: 'bo',
  displayName: 'Bo Ek',
  userType: 'Guest',
  creationType: 'Invitation',
};
const group = (id: string, members: readonly string[], complete = true) =>
  [id, { id, displayName: id, members: new Set(members), complete }] as const;
const POPULATION: Population = {
  takenAt: '2026-11-22T06:00:00Z',
  people: [ADELE, BO],
  groups: new Map([group('finance', ['adele']), group('staff', ['adele'], false), ['gone', null]]),
  roles: new Map([
    ['admin', new Set(['adele'])],
    ['reader', new Set(['bo'])],
  ]),
  devices: [],
  country: 'SE',
  complete: { people: true, groups: false, roles: true, devices: true },
  gaps: [],
};
const groupsOf = (person: Person, named: readonly string[]) => {
  const { groups } = userFactsOf(person, POPULATION, new Set(named));
  return groups === undefined ? undefined : [...groups.keys()];
};

describe('groupsNamedBy', () => {
  it('reads both lists of every policy and nothing that is no list of texts', () => {
    const users = (includeGroups: unknown, excludeGroups: unknown) =>
      ({ conditions: { users: { includeGroups, excludeGroups } } }) as never;
    const named = groupsNamedBy([
      users(['A', 'b'], ['c']),
      users(null, 'd'),
      { conditions: { users: null } },
      { conditions: null },
      {},
    ]);
    assert.deepEqual([...named], ['a', 'b', 'c']);
  });
});

describe('userFactsOf', () => {
  it('says in which of the named groups somebody is, whatever the case of the ids', () => {
    assert.deepEqual(groupsOf(ADELE, ['finance', 'gone']), ['finance']);
    assert.deepEqual(groupsOf(BO, ['finance']), []);
  });

  it('leaves the groups unknown when one was not read to its end and the person was not met in it', () => {
    assert.deepEqual(groupsOf(ADELE, ['staff']), ['staff']);
    assert.equal(groupsOf(BO, ['staff']), undefined);
  });

  it('leaves the groups unknown when a policy names one that was not read', () => {
    assert.equal(groupsOf(ADELE, ['finance', 'new']), undefined);
  });

  it('says the roles and the kind of guest', () => {
    const adele = userFactsOf(ADELE, POPULATION, new Set());
    assert.deepEqual([adele.id, adele.guestType, [...(adele.roles ?? [])]], ['adele', null, ['admin']]);
    assert.equal(userFactsOf(BO, POPULATION, new Set()).guestType, 'b2bCollaborationGuest');
    const odd = userFactsOf({ ...ADELE, userType: 'unknown' }, POPULATION, new Set());
    assert.equal(odd.guestType, undefined);
  });

  it('leaves the roles unknown when they were not read', () => {
    const unread = { ...POPULATION, complete: { ...POPULATION.complete, roles: false } };
    assert.equal(userFactsOf(ADELE, unread, new Set()).roles, undefined);
  });
});

describe('deviceSignalsOf', () => {
  const device = {
    id: 'd',
    deviceId: 'r',
    displayName: 'LT-1',
    isCompliant: true,
    isManaged: null,
    trustType: 'AzureAd',
    operatingSystem: 'Windows',
    physicalIds: [],
    systemLabels: [],
    extensionAttributes: {},
  } as unknown as DirectoryDevice;

  it('gives its values, its platform and whether it is managed', () => {
    const signals = deviceSignalsOf({ device, owners: [] });
    assert.equal(signals.platform, 'windows');
    assert.equal(signals.intuneManaged, false);
    assert.equal(signals.device.values.get('iscompliant'), 'true');
    assert.equal(deviceSignalsOf({ device: { ...device, isManaged: true }, owners: [] }).intuneManaged, true);
  });
});
