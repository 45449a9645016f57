import assert from 'node:assert/strict';
import type { GapFacts } from '../../../src/domain/questions/fleet-gap-facts.ts';
import { gapSignals } from '../../../src/domain/questions/fleet-gap-signals.ts';
import type { LedgerEntry } from '../../../src/domain/tenant/sign-in-ledger.ts';
import type { User } from '../../../src/domain/tenant/user.ts';
import { ADELE_ID, DEVICE_ID, ago, directoryDevice, user } from '../../fakes/sample-device.ts';
import { NOW } from '../../fakes/tenant-ports.ts';
import { snapshot } from './access-cases.ts';

const AT = NOW.toISOString();

function entry(part: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    deviceId: DEVICE_ID,
    deviceName: 'FIN-LT-042',
    userId: ADELE_ID,
    userName: 'Adele Vance',
    appId: 'app',
    appName: 'App',
    client: 'Browser',
    operatingSystem: 'Windows 11',
    trustType: 'Azure AD joined',
    ip: '198.51.100.10',
    country: 'se',
    risk: 'none',
    compliant: true,
    count: 1,
    firstAt: ago({ days: 1 }),
    lastAt: ago({ hours: 1 }),
    applied: null,
    ...part,
  };
}

function facts(part: Partial<GapFacts> = {}): GapFacts {
  const nothing = { known: true, value: { list: [], complete: true }, at: AT } as const;
  return {
    days: 7,
    since: NOW,
    snapshot: { known: true, value: snapshot([]), source: 'Conditional Access', at: AT },
    noncompliant: { ...nothing, source: 'Intune' },
    highRisk: { ...nothing, source: 'Defender for Endpoint' },
    devices: new Map(),
    unregistered: 0,
    coverage: null,
    firstReading: null,
    entries: [],
    entriesComplete: true,
    withoutDevice: 0,
    population: null,
    people: new Map(),
    ...part,
  };
}

const signals = (part: Partial<LedgerEntry> = {}, of: GapFacts = facts()) => gapSignals(of, [])(entry(part));

describe('a sign-in of the ledger as signals', () => {
  it('is as the log has it, on a device that is not compliant', () => {
    const { device, ...rest } = signals();
    assert.deepEqual(
      [...(device?.values ?? [])],
      [
        ['deviceid', DEVICE_ID],
        ['displayname', 'fin-lt-042'],
        ['trusttype', 'azuread'],
        ['iscompliant', 'false'],
      ],
    );
    assert.equal(rest.country, 'SE');
    assert.equal(rest.platform, 'windows');
    assert.equal(rest.clientAppType, 'browser');
    assert.equal(rest.signInRisk, 'none');
    assert.notEqual(rest.ip, undefined);
    assert.deepEqual(
      [rest.userRisk, rest.insiderRisk, rest.authFlow, rest.intuneManaged],
      [undefined, undefined, undefined, undefined],
    );
  });

  it('leaves open what the log leaves out or nobody can read', () => {
    const { device, ...rest } = signals({
      deviceName: null,
      client: null,
      operatingSystem: null,
      trustType: null,
      ip: 'nonsense',
      country: 'Sweden',
      risk: 'hidden',
    });
    assert.deepEqual([...(device?.values.keys() ?? [])], ['deviceid', 'iscompliant']);
    for (const name of ['ip', 'country', 'platform', 'clientAppType', 'signInRisk'] as const) {
      assert.equal(rest[name], undefined, name);
    }
    assert.equal(signals({ ip: null, country: null }).country, undefined);
  });

  const words: readonly [string, string | undefined][] = [
    ['Hybrid Azure AD joined', 'serverad'],
    ['Microsoft Entra hybrid joined', 'serverad'],
    ['Microsoft Entra joined', 'azuread'],
    ['Azure AD registered', 'workplace'],
    ['', undefined],
    ['something new', undefined],
  ];
  for (const [trustType, value] of words) {
    it(`takes "${trustType}" for ${value ?? 'not known'}`, () => {
      assert.equal(signals({ trustType }).device?.values.get('trusttype'), value);
    });
  }

  it('knows from Intune or from Entra who manages the device', () => {
    const bad = { deviceId: DEVICE_ID, name: 'x', noncompliant: true, highRisk: false };
    assert.equal(signals({}, facts({ devices: new Map([[DEVICE_ID, bad]]) })).intuneManaged, true);
    for (const isManaged of [true, false, null]) {
      const population = {
        takenAt: AT,
        people: [],
        groups: new Map(),
        roles: new Map(),
        devices: [{ device: directoryDevice({ isManaged, isCompliant: true }), owners: [] }],
        country: null,
        complete: { people: true, groups: true, roles: true, devices: true },
        gaps: [],
      };
      const of = signals({}, facts({ population }));
      assert.equal(of.intuneManaged, isManaged === true);
      assert.equal(of.device?.values.get('iscompliant'), 'false');
      assert.equal(of.user.groups, undefined, 'somebody whom the population does not hold');
    }
  });

  it('takes groups and roles that were asked for, and a kind of account only if it is known', () => {
    const memberships = {
      groups: [{ id: 'G', displayName: 'G', direct: false }],
      roleTemplateIds: ['R'],
    };
    const of = (account: User | null) =>
      signals(
        {},
        facts({
          people: new Map([
            [ADELE_ID, { known: true, value: { user: account, memberships }, source: 'Entra ID', at: AT }],
          ]),
        }),
      ).user;
    assert.deepEqual([...(of(user()).groups ?? [])], [['g', { direct: false }]]);
    assert.deepEqual([...(of(user()).roles ?? [])], ['r']);
    assert.equal(of(user()).guestType, null);
    assert.equal(
      of(user({ userType: 'Guest', creationType: 'Invitation' })).guestType,
      'b2bCollaborationGuest',
    );
    assert.equal(of(null).guestType, undefined);
    assert.equal(of(user({ userType: 'unknown' })).guestType, undefined);
  });
});
