import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import { outcomeOf } from './builders.ts';
import { BOTH, asking } from './outcome-rows.ts';

describe('the search for sign-ins that make a difference', () => {
  const range = (id: string, cidrAddress: string): JsonObject => ({
    '@odata.type': '#microsoft.graph.ipNamedLocation',
    id,
    displayName: id,
    isTrusted: false,
    ipRanges: [{ cidrAddress }],
  });
  const filter = (mode: string, rule: string): JsonObject => ({ devices: { deviceFilter: { mode, rule } } });
  const REGISTERED =
    'device.trustType -eq "AzureAD" -or device.trustType -eq "ServerAD" -or device.trustType -eq "Workplace"';

  it('finds the addresses between two ranges', () => {
    const places = [range('office', '198.51.100.0/24'), range('hall', '198.51.100.0/25')];
    const inHall = asking({}, { locations: { includeLocations: ['hall'] } });
    const outside = asking(
      {},
      { locations: { includeLocations: ['All'], excludeLocations: ['office'] } },
      'p2',
    );
    assert.equal(outcomeOf([inHall, outside], { ip: undefined }, places)[0], 'undetermined');
    const inOffice = asking({}, { locations: { includeLocations: ['office'] } });
    assert.equal(outcomeOf([inOffice, outside], { ip: undefined }, places)[0], 'blocked');
  });

  it('finds the one signal that decides, however many others are open', () => {
    const open = {
      platform: undefined,
      authFlow: undefined,
      clientAppType: undefined,
      signInRisk: undefined,
      userRisk: undefined,
      insiderRisk: undefined,
      intuneManaged: undefined,
      device: undefined,
    };
    const others = [
      { signInRiskLevels: ['high'] },
      { userRiskLevels: ['high'] },
      { insiderRiskLevels: 'elevated' },
      { clientAppTypes: ['browser'] },
      { authenticationFlows: { transferMethods: 'deviceCodeFlow' } },
      filter('exclude', 'device.extensionAttribute1 -contains "x" -or device.model -contains "y"'),
    ].map((conditions, index) => asking(BOTH, conditions, `other${index}`));
    const onWindows = asking({}, { platforms: { includePlatforms: ['windows'] } });
    const elsewhere = asking(
      {},
      { platforms: { includePlatforms: ['all'], excludePlatforms: ['windows'] } },
      'p2',
    );
    assert.deepEqual(outcomeOf([...others, onWindows, elsewhere], open), ['blocked', [], []]);
  });

  it('names address and country when either would decide', () => {
    const north: JsonObject = {
      '@odata.type': '#microsoft.graph.countryNamedLocation',
      id: 'north',
      countriesAndRegions: ['SE'],
    };
    const raw = asking({}, { locations: { includeLocations: ['office', 'north'] } });
    const given = { ip: undefined, country: undefined };
    assert.deepEqual(outcomeOf([raw], given, [range('office', '198.51.100.0/24'), north]), [
      'undetermined',
      [],
      ['country', 'ip'],
    ]);
  });

  it('finds the platform that is not recognised', () => {
    const known = ['android', 'iOS', 'windows', 'windowsPhone', 'macOS', 'linux'];
    const raw = asking({}, { platforms: { includePlatforms: known } });
    assert.equal(outcomeOf([raw], { platform: undefined })[0], 'undetermined');
  });

  it('finds the device that is not registered', () => {
    assert.equal(
      outcomeOf([asking({}, filter('include', REGISTERED))], { device: undefined })[0],
      'undetermined',
    );
    const unregistered = asking({}, filter('exclude', REGISTERED), 'p2');
    assert.equal(
      outcomeOf([asking({}, filter('include', REGISTERED)), unregistered], { device: undefined })[0],
      'blocked',
    );
  });

  it('finds the value that no policy names', () => {
    const policies = [
      asking({}, filter('exclude', REGISTERED)),
      asking({}, filter('include', 'device.model -in ["A", "B"]'), 'p2'),
    ];
    assert.equal(outcomeOf(policies, { device: undefined })[0], 'undetermined');
  });

  it('gives up on too many possibilities, and says undetermined then', () => {
    const clauses = Array.from(
      { length: 14 },
      (_, i) => `(device.displayName -contains "a${i}" -or device.model -contains "b${i}")`,
    );
    const rule = clauses.join(' -and ');
    const policies = [asking({}, filter('include', rule)), asking({}, filter('exclude', rule), 'p2')];
    assert.equal(outcomeOf(policies, { device: undefined })[0], 'undetermined');
    const short = clauses.slice(0, 3).join(' -and ');
    const few = [asking({}, filter('include', short)), asking({}, filter('exclude', short), 'p2')];
    assert.equal(outcomeOf(few, { device: undefined })[0], 'blocked');
  });

  it('gives up on more ranges than it would try', () => {
    const many: JsonObject = {
      '@odata.type': '#microsoft.graph.ipNamedLocation',
      id: 'many',
      ipRanges: Array.from({ length: 201 }, (_, i) => ({ cidrAddress: `10.0.${i}.0/24` })),
    };
    const inside = asking({}, { locations: { includeLocations: ['many'] } });
    const outside = asking(
      {},
      { locations: { includeLocations: ['All'], excludeLocations: ['many'] } },
      'p2',
    );
    assert.equal(outcomeOf([inside, outside], { ip: undefined }, [many])[0], 'undetermined');
  });
});
