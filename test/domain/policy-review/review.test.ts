import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { compilePolicies } from '../../../src/domain/conditional-access/compile.ts';
import { policyParts } from '../../../src/domain/policy-review/policy-parts.ts';
import type { ReviewFacts } from '../../../src/domain/policy-review/finding.ts';
import type { Review } from '../../../src/domain/policy-review/review.ts';
import { CHECKS, reviewPolicies } from '../../../src/domain/policy-review/review.ts';
import type { Json, JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { Population } from '../../../src/domain/tenant/population.ts';

const NOW = new Date('2026-11-22T09:00:00.000Z');
const ADMIN = 'fe930be7-5e62-47db-91af-98c3a49a38b1';

const person = (id: string) => ({
  id,
  displayName: id,
  userPrincipalName: `${id}@contoso.example`,
  userType: 'Member' as const,
  accountEnabled: true,
  externalUserState: null,
  creationType: null,
});

function population(part: Partial<Population> = {}): Population {
  return {
    takenAt: NOW.toISOString(),
    people: Array.from({ length: 40 }, (_, index) => person(`p${index}`)),
    groups: new Map([
      ['g-glass', group('g-glass', ['p0', 'p1'])],
      ['g-wide', group('g-wide', ['p0', 'p1', 'p2', 'p3'])],
      ['g-gone', null],
    ]),
    roles: new Map(),
    scopedRoles: new Map([[ADMIN, new Set(['p7'])]]),
    devices: [],
    country: 'SE',
    complete: { people: true, groups: true, roles: true, devices: true },
    gaps: [],
    ...part,
  };
}

function group(id: string, members: readonly string[], complete = true) {
  return { id, displayName: id, members: new Set(members), complete };
}

interface Part {
  readonly name?: string;
  readonly state?: string;
  readonly users?: JsonObject;
  readonly apps?: JsonObject;
  readonly conditions?: JsonObject;
  readonly grant?: Json;
  readonly changed?: string;
}

const GLASS = { includeUsers: ['All'], excludeGroups: ['g-glass'] };

function policy(part: Part = {}): JsonObject {
  return {
    id: part.name ?? 'P',
    displayName: part.name ?? 'P',
    state: part.state ?? 'enabled',
    modifiedDateTime: part.changed ?? '2026-11-20T09:00:00Z',
    conditions: {
      users: part.users ?? GLASS,
      applications: part.apps ?? { includeApplications: ['All'] },
      clientAppTypes: ['all'],
      ...part.conditions,
    },
    grantControls: part.grant ?? { operator: 'OR', builtInControls: ['mfa'] },
  };
}

const grant = (operator: string, ...builtInControls: readonly string[]): JsonObject => ({
  operator,
  builtInControls,
});

function review(
  policies: readonly JsonObject[],
  more: Partial<ReviewFacts> = {},
  locations: readonly JsonObject[] = [],
): Review {
  const snapshot = {
    takenAt: NOW.toISOString(),
    policies,
    namedLocations: locations,
    authenticationStrengths: [{ id: 's-1' }],
    securityDefaultsEnabled: false,
  };
  return reviewPolicies({
    snapshot,
    policies: policies.map(policyParts),
    compiled: compilePolicies(snapshot),
    population: population(),
    threatLevelSet: true,
    now: NOW,
    ...more,
  });
}

const found = (result: Review, id: string): readonly (string | null)[] =>
  result.findings.filter((one) => one.check.id === id).map((one) => one.policy?.name ?? null);

const OFFICE: JsonObject = {
  '@odata.type': '#microsoft.graph.ipNamedLocation',
  id: 'office',
  displayName: 'Office',
  isTrusted: true,
  ipRanges: [],
};
const CAFE: JsonObject = { ...OFFICE, id: 'cafe', displayName: 'Café', isTrusted: false };
const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';
const SHAREPOINT = '00000003-0000-0ff1-ce00-000000000000';
const TEAMS = 'cc15fd57-2c6c-4117-a88c-83b1d56b4bbe';
const ENROLMENT = 'd4ebce55-015a-49b5-a083-c84d1797ae8c';

/** For each check: what it finds, and the nearest thing that it must not find. */
const PAIRS: readonly (readonly [check: string, hit: readonly JsonObject[], miss: readonly JsonObject[]])[] =
  [
    [
      'report-only-left-on',
      [policy({ state: 'enabledForReportingButNotEnforced', changed: '2026-10-20T09:00:00Z' })],
      [policy({ state: 'enabledForReportingButNotEnforced', changed: '2026-10-25T09:00:00Z' })],
    ],
    [
      'report-only-left-on',
      [policy({ state: 'enabledForReportingButNotEnforced', changed: '2026-01-20T09:00:00Z' })],
      [policy({ state: 'enabled', changed: '2026-01-20T09:00:00Z' })],
    ],
    [
      'excluded-group-too-wide',
      [policy({ users: { includeUsers: ['All'], excludeGroups: ['g-wide'] } })],
      [policy({ users: GLASS })],
    ],
    [
      'excluded-group-too-wide',
      [policy({ users: { includeUsers: ['All'], excludeGroups: ['g-wide'] } })],
      [policy({ users: { includeUsers: ['All'], excludeGroups: ['g-wide'] }, state: 'disabled' })],
    ],
    ['break-glass-missing', [policy({ users: { includeUsers: ['All'] } })], [policy({ users: GLASS })]],
    [
      'break-glass-missing',
      [policy({ users: { includeUsers: ['All'] } })],
      [policy({ users: { includeUsers: ['All'], excludeUsers: ['p5'] } })],
    ],
    [
      'or-with-mfa',
      [policy({ grant: grant('OR', 'mfa', 'compliantDevice') })],
      [policy({ grant: grant('AND', 'mfa', 'compliantDevice') })],
    ],
    [
      'or-with-mfa',
      [policy({ grant: grant('OR', 'domainJoinedDevice', 'compliantDevice') })],
      [policy({ grant: grant('OR', 'compliantDevice') })],
    ],
    [
      'legacy-open',
      [policy({ conditions: { clientAppTypes: ['browser', 'mobileAppsAndDesktopClients'] } })],
      [policy({ conditions: { clientAppTypes: ['all'] } })],
    ],
    [
      'legacy-open',
      [policy({ grant: grant('OR', 'block'), conditions: { clientAppTypes: ['exchangeActiveSync'] } })],
      [
        policy({
          grant: grant('OR', 'block'),
          conditions: { clientAppTypes: ['exchangeActiveSync', 'other'] },
        }),
      ],
    ],
    [
      'unknown-platform-bypass',
      [policy({ conditions: { platforms: { includePlatforms: ['windows', 'iOS'] } } })],
      [policy({ conditions: { platforms: { includePlatforms: ['all'] } } })],
    ],
    [
      'unknown-platform-bypass',
      [policy({ conditions: { platforms: { includePlatforms: ['windows'] } } })],
      [
        policy({ conditions: { platforms: { includePlatforms: ['windows'] } } }),
        policy({
          name: 'Rest',
          grant: grant('OR', 'block'),
          conditions: {
            platforms: {
              includePlatforms: ['all'],
              excludePlatforms: ['windows', 'iOS', 'android', 'macOS', 'linux'],
            },
          },
        }),
      ],
    ],
    [
      'trusted-location-exclusion',
      [
        policy({
          conditions: { locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] } },
        }),
      ],
      [policy({ conditions: { locations: { includeLocations: ['All'], excludeLocations: ['cafe'] } } })],
    ],
    [
      'trusted-location-exclusion',
      [policy({ conditions: { locations: { includeLocations: ['All'], excludeLocations: ['office'] } } })],
      [
        policy({
          grant: grant('OR', 'block'),
          conditions: { locations: { includeLocations: ['All'], excludeLocations: ['office'] } },
        }),
      ],
    ],
    [
      'negative-filter-exclude',
      [
        policy({
          conditions: { devices: { deviceFilter: { mode: 'exclude', rule: 'device.model -ne "Kiosk"' } } },
        }),
      ],
      [
        policy({
          conditions: { devices: { deviceFilter: { mode: 'exclude', rule: 'device.model -eq "Surface"' } } },
        }),
      ],
    ],
    [
      'negative-filter-exclude',
      [
        policy({
          conditions: { devices: { deviceFilter: { mode: 'exclude', rule: 'device.isCompliant -ne True' } } },
        }),
      ],
      [
        policy({
          conditions: { devices: { deviceFilter: { mode: 'include', rule: 'device.isCompliant -ne True' } } },
        }),
      ],
    ],
    [
      'app-list-not-all',
      [policy({ apps: { includeApplications: [EXCHANGE, TEAMS] } })],
      [policy({ apps: { includeApplications: [EXCHANGE, TEAMS, SHAREPOINT] } })],
    ],
    [
      'app-list-not-all',
      [policy({ apps: { includeApplications: [EXCHANGE] } })],
      [policy({ apps: { includeApplications: [EXCHANGE, 'Office365'] } })],
    ],
    [
      'all-with-exclusions',
      [policy({ apps: { includeApplications: ['All'], excludeApplications: [TEAMS] } })],
      [policy({ apps: { includeApplications: ['All'] } })],
    ],
    [
      'all-with-exclusions',
      [policy({ apps: { includeApplications: ['All'], excludeApplications: [TEAMS] } })],
      [policy({ apps: { includeApplications: ['Office365'], excludeApplications: [TEAMS] } })],
    ],
    [
      'guests',
      [policy({ grant: grant('OR', 'compliantDevice') })],
      [policy({ grant: grant('OR', 'compliantDevice', 'mfa') })],
    ],
    [
      'guests',
      [policy({ users: { ...GLASS, excludeUsers: ['GuestsOrExternalUsers'] } })],
      [
        policy({ users: { ...GLASS, excludeUsers: ['GuestsOrExternalUsers'] } }),
        policy({ name: 'Guests', users: { includeUsers: ['GuestsOrExternalUsers'] } }),
      ],
    ],
    [
      'roles-not-honoured',
      [policy({ users: { includeRoles: [ADMIN] } })],
      [policy({ users: { includeRoles: ['62e90394-69f5-4237-9190-012177145e10'] } })],
    ],
    [
      'roles-not-honoured',
      [policy({ users: { includeRoles: [ADMIN] } })],
      [policy({ users: { includeRoles: [ADMIN] }, state: 'enabledForReportingButNotEnforced' })],
    ],
    [
      'risk-lists-partial',
      [policy({ conditions: { signInRiskLevels: ['high'] } })],
      [policy({ conditions: { signInRiskLevels: ['high', 'medium'] } })],
    ],
    [
      'risk-lists-partial',
      [policy({ conditions: { userRiskLevels: ['low', 'high'] } })],
      [policy({ conditions: { userRiskLevels: ['low', 'medium', 'high'] } })],
    ],
    [
      'intune-enrollment',
      [
        policy({
          apps: { includeApplications: ['All'], excludeApplications: [ENROLMENT] },
          grant: grant('OR', 'compliantDevice'),
        }),
      ],
      [policy({ apps: { includeApplications: ['All'], excludeApplications: [ENROLMENT] } })],
    ],
    [
      'intune-enrollment',
      [
        policy({
          apps: { includeApplications: ['All'], excludeApplications: [ENROLMENT] },
          grant: grant('OR', 'compliantDevice'),
        }),
      ],
      [
        policy({
          apps: { includeApplications: ['All'], excludeApplications: [ENROLMENT] },
          grant: grant('AND', 'compliantDevice', 'mfa'),
        }),
      ],
    ],
    [
      'deleted-references',
      [policy({ users: { includeGroups: ['g-gone'] } })],
      [policy({ users: { includeGroups: ['g-wide'] } })],
    ],
    [
      'deleted-references',
      [policy({ users: { includeUsers: ['ghost'] } })],
      [policy({ users: { includeUsers: ['p3'] } })],
    ],
    [
      'deleted-references',
      [policy({ conditions: { locations: { includeLocations: ['gone'] } } })],
      [policy({ conditions: { locations: { includeLocations: ['office', 'AllTrusted'] } } })],
    ],
    [
      'deleted-references',
      [policy({ grant: { operator: 'OR', builtInControls: [], authenticationStrength: { id: 's-2' } } })],
      [policy({ grant: { operator: 'OR', builtInControls: [], authenticationStrength: { id: 's-1' } } })],
    ],
  ];

describe('The policy review', () => {
  for (const [check, hit, miss] of PAIRS) {
    it(`finds ${check}, and not its nearest neighbour (${PAIRS.findIndex((one) => one[1] === hit) + 1})`, () => {
      assert.ok(found(review(hit, {}, [OFFICE, CAFE]), check).length > 0, 'found');
      assert.deepEqual(found(review(miss, {}, [OFFICE, CAFE]), check), [], 'not found');
    });
  }

  it('states every check of the list twice', () => {
    for (const { id } of CHECKS) {
      if (id === 'no-device-risk') continue;
      assert.ok(PAIRS.filter(([check]) => check === id).length >= 2, id);
    }
  });

  it("finds that Defender's risk does not count, unless a compliance policy looks at it or nobody asks for compliance", () => {
    const asking = [policy({ grant: grant('AND', 'compliantDevice', 'mfa') })];
    assert.deepEqual(found(review(asking, { threatLevelSet: false }), 'no-device-risk'), ['P']);
    assert.deepEqual(found(review(asking, { threatLevelSet: true }), 'no-device-risk'), []);
    assert.deepEqual(found(review([policy()], { threatLevelSet: false }), 'no-device-risk'), []);
  });

  it('names the policy that an emergency account is not left out of', () => {
    const policies = [
      policy({ name: 'A' }),
      policy({ name: 'B' }),
      policy({ name: 'C', users: { includeUsers: ['All'] } }),
    ];
    assert.deepEqual(found(review(policies), 'break-glass-missing'), ['C']);
  });

  it('does not take a department that is left out everywhere for emergency accounts', () => {
    const many = Array.from({ length: 6 }, (_, index) => `p${index}`);
    const groups = new Map([['g-dept', group('g-dept', many)]]);
    const policies = [policy({ users: { includeUsers: ['All'], excludeGroups: ['g-dept'] } })];
    assert.deepEqual(found(review(policies, { population: population({ groups }) }), 'break-glass-missing'), [
      null,
    ]);
  });

  it('says which checks could not look, instead of finding nothing', () => {
    const result = review(
      [policy({ users: { ...GLASS, includeRoles: [ADMIN] }, grant: grant('AND', 'compliantDevice') })],
      {
        population: null,
        threatLevelSet: null,
      },
    );
    assert.deepEqual(
      result.notLooked.map(({ check }) => check.id),
      ['excluded-group-too-wide', 'break-glass-missing', 'roles-not-honoured', 'no-device-risk'],
    );
  });

  it('says "at least" where a group was not read to its end', () => {
    const groups = new Map([['g-wide', group('g-wide', ['p0', 'p1', 'p2', 'p3'], false)]]);
    const policies = [policy({ users: { includeUsers: ['All'], excludeGroups: ['g-wide'] } })];
    const [finding] = review(policies, { population: population({ groups }) }).findings.filter(
      (one) => one.check.id === 'excluded-group-too-wide',
    );
    assert.match(finding?.effect ?? '', /^at least 4 of 40 accounts/);
  });

  it('takes nobody for deleted where not everybody was read', () => {
    const part = population({ complete: { people: false, groups: true, roles: true, devices: true } });
    assert.deepEqual(
      found(
        review([policy({ users: { includeUsers: ['ghost'] } })], { population: part }),
        'deleted-references',
      ),
      [],
    );
  });

  it('puts what is serious first', () => {
    const { findings } = review([
      policy({ apps: { includeApplications: [EXCHANGE] }, conditions: { clientAppTypes: ['browser'] } }),
    ]);
    const order = ['high', 'medium', 'low', 'info'];
    const ranks = findings.map((one) => order.indexOf(one.severity));
    assert.deepEqual(
      ranks,
      ranks.toSorted((a, b) => a - b),
    );
    assert.equal(findings[0]?.severity, 'high');
  });

  it('reads whatever a policy holds without falling over', () => {
    const odd: readonly JsonObject[] = [
      {},
      { id: 7, displayName: null, conditions: 'none', grantControls: [] },
      {
        id: 'x',
        conditions: {
          users: null,
          applications: [],
          platforms: 'all',
          devices: { deviceFilter: { rule: '((' } },
        },
      },
      { id: 'y', conditions: { devices: { deviceFilter: { mode: 'exclude', rule: 'device.model -ne' } } } },
    ];
    assert.doesNotThrow(() => review(odd));
  });
});
