import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../src/domain/conditional-access/facts.ts';
import { parseIp } from '../../../src/domain/conditional-access/ip-address.ts';
import { OWN_APP, app, device, fateOf, granting, outcomeOf, policy } from './builders.ts';

const MFA = granting('OR', ['mfa']);
const COMPLIANT = granting('OR', ['compliantDevice']);
const EITHER = granting('OR', ['mfa', 'compliantDevice']);
const BOTH = granting('AND', ['mfa', 'compliantDevice']);
const asking = (rest: JsonObject, conditions: JsonObject = {}, id = 'p1'): JsonObject =>
  policy(conditions, { id, ...rest });
const compliant = { device: device({ isCompliant: true }) };
const notCompliant = { device: device({ isCompliant: false }) };

type OutcomeRow = readonly [
  rule: string,
  policies: readonly JsonObject[],
  changes: Partial<SignInFacts>,
  verdict: string,
  required: readonly string[],
  missing?: readonly string[],
];

const GRANTS: readonly OutcomeRow[] = [
  ['allows when nothing applies', [], {}, 'allowed', []],
  [
    'allows when only session controls apply',
    [asking({ grantControls: null, sessionControls: { persistentBrowser: {} } })],
    {},
    'allowed',
    [],
  ],
  ['allows when no control is chosen', [asking(granting('OR', []))], {}, 'allowed', []],
  ['blocks', [asking({})], {}, 'blocked', []],
  ['blocks whatever stands beside the block', [asking(granting('OR', ['block', 'mfa']))], {}, 'blocked', []],
  ['asks for MFA', [asking(MFA)], {}, 'allowedWithControls', ['mfa']],
  [
    'asks for MFA although a strength is asked for too',
    [asking(MFA), asking(granting('OR', [], { authenticationStrength: { id: 's1' } }))],
    {},
    'allowedWithControls',
    ['authenticationStrength:s1', 'mfa'],
  ],
  [
    'names terms of use and custom factors by id',
    [asking(granting('AND', [], { termsOfUse: ['t1', 't2'], customAuthenticationFactors: ['f1'] }))],
    {},
    'allowedWithControls',
    ['customAuthenticationFactor:f1', 'termsOfUse:t1', 'termsOfUse:t2'],
  ],
  [
    'asks for a password change with MFA',
    [asking(granting('AND', ['passwordChange', 'mfa']))],
    {},
    'allowedWithControls',
    ['mfa', 'passwordChange'],
  ],
  [
    'asks for risk remediation',
    [asking(granting('OR', ['riskRemediation']))],
    {},
    'allowedWithControls',
    ['riskRemediation'],
  ],
  ['allows a compliant device', [asking(COMPLIANT)], compliant, 'allowed', []],
  ['blocks a device that is not compliant', [asking(COMPLIANT)], notCompliant, 'blocked', []],
  [
    'blocks a device that never reported',
    [asking(COMPLIANT)],
    { device: device({ isCompliant: null }) },
    'blocked',
    [],
  ],
  ['blocks without a registered device', [asking(COMPLIANT)], { device: null }, 'blocked', []],
  [
    'allows a hybrid joined device',
    [asking(granting('OR', ['domainJoinedDevice']))],
    { device: device({ trustType: 'ServerAd' }) },
    'allowed',
    [],
  ],
  [
    'does not take Entra joined for hybrid joined',
    [asking(granting('OR', ['domainJoinedDevice']))],
    { device: device({ trustType: 'AzureAd' }) },
    'blocked',
    [],
  ],
  [
    'lets MFA stand in for a compliant device with OR',
    [asking(EITHER)],
    notCompliant,
    'allowedWithControls',
    ['mfa'],
  ],
  ['needs nothing more on a compliant device with OR', [asking(EITHER)], compliant, 'allowed', []],
  ['blocks with AND when the device is not compliant', [asking(BOTH)], notCompliant, 'blocked', []],
  ['asks for MFA with AND on a compliant device', [asking(BOTH)], compliant, 'allowedWithControls', ['mfa']],
  ['adds the policies up', [asking(MFA), asking(COMPLIANT, {}, 'p2')], notCompliant, 'blocked', []],
  [
    'lets one block win over every other policy',
    [asking(MFA), asking({}, {}, 'p2')],
    compliant,
    'blocked',
    [],
  ],
  [
    'joins the members of an unmet OR',
    [asking(granting('OR', ['passwordChange', 'mfa'], { termsOfUse: ['t'] }))],
    {},
    'allowedWithControls',
    ['mfa|passwordChange|termsOfUse:t'],
  ],
  [
    'leaves an OR out when one of its members is to be done anyway',
    [asking(granting('OR', ['mfa', 'passwordChange'])), asking(MFA, {}, 'p2')],
    {},
    'allowedWithControls',
    ['mfa'],
  ],
  [
    'keeps an OR when another member of no list is to be done',
    [
      asking(granting('OR', ['mfa', 'passwordChange'])),
      asking(granting('OR', [], { termsOfUse: ['t'] }), {}, 'p2'),
    ],
    {},
    'allowedWithControls',
    ['mfa|passwordChange', 'termsOfUse:t'],
  ],
  [
    'asks for an approved app on a phone',
    [asking(granting('OR', ['approvedApplication']))],
    { platform: 'iOS' },
    'allowedWithControls',
    ['approvedApplication'],
  ],
  [
    'cannot have an approved app on Windows',
    [asking(granting('OR', ['approvedApplication']))],
    {},
    'blocked',
    [],
  ],
  [
    'cannot have app protection on an unrecognised platform',
    [asking(granting('OR', ['compliantApplication']))],
    { platform: null },
    'blocked',
    [],
  ],
  [
    'leaves what cannot be had out of an OR',
    [asking(granting('OR', ['approvedApplication', 'mfa']))],
    {},
    'allowedWithControls',
    ['mfa'],
  ],
  ['cannot have MFA in ActiveSync', [asking(MFA)], { clientAppType: 'exchangeActiveSync' }, 'blocked', []],
  ['cannot have MFA in a legacy client', [asking(MFA)], { clientAppType: 'other' }, 'blocked', []],
  [
    'has MFA in a desktop client',
    [asking(MFA)],
    { clientAppType: 'mobileAppsAndDesktopClients' },
    'allowedWithControls',
    ['mfa'],
  ],
  [
    'sees no device in a legacy client',
    [asking(COMPLIANT)],
    { ...compliant, clientAppType: 'other' },
    'blocked',
    [],
  ],
  [
    'sees no device in the device code flow',
    [asking(COMPLIANT)],
    { ...compliant, authFlow: 'deviceCodeFlow' },
    'blocked',
    [],
  ],
  [
    'sees the device in an authentication transfer',
    [asking(COMPLIANT)],
    { ...compliant, authFlow: 'authenticationTransfer' },
    'allowed',
    [],
  ],
  [
    'has MFA in the device code flow',
    [asking(EITHER)],
    { ...compliant, authFlow: 'deviceCodeFlow' },
    'allowedWithControls',
    ['mfa'],
  ],
];

const UNKNOWNS: readonly OutcomeRow[] = [
  [
    'cannot tell without the device',
    [asking(COMPLIANT)],
    { device: undefined },
    'undetermined',
    [],
    ['device'],
  ],
  [
    'cannot tell an OR that the device could meet',
    [asking(EITHER)],
    { device: undefined },
    'undetermined',
    [],
    ['device'],
  ],
  [
    'says what is to be done in any case',
    [asking(BOTH)],
    { device: undefined },
    'undetermined',
    ['mfa'],
    ['device'],
  ],
  [
    'knows a legacy client is blocked whatever the device',
    [asking(COMPLIANT)],
    { device: undefined, clientAppType: 'other' },
    'blocked',
    [],
  ],
  [
    'knows no device is no device whatever the client',
    [asking(COMPLIANT)],
    { device: null, clientAppType: undefined, authFlow: undefined },
    'blocked',
    [],
  ],
  [
    'cannot tell whether a compliant device is seen without the flow',
    [asking(COMPLIANT)],
    { ...compliant, authFlow: undefined },
    'undetermined',
    [],
    ['authFlow'],
  ],
  [
    'cannot tell whether MFA can be had without the client',
    [asking(MFA)],
    { clientAppType: undefined },
    'undetermined',
    [],
    ['clientAppType'],
  ],
  [
    'cannot tell an approved app without the platform',
    [asking(granting('OR', ['approvedApplication']))],
    { platform: undefined },
    'undetermined',
    [],
    ['platform'],
  ],
  [
    'does not mind an unknown risk when the policy asks for what is there',
    [asking(COMPLIANT, { signInRiskLevels: ['high'] })],
    { ...compliant, signInRisk: undefined },
    'allowed',
    [],
  ],
  [
    'minds an unknown risk when the policy blocks',
    [asking({}, { signInRiskLevels: ['high'] })],
    { signInRisk: undefined },
    'undetermined',
    [],
    ['signInRisk'],
  ],
  [
    'minds an unknown risk when the policy asks for more',
    [asking(MFA, { signInRiskLevels: ['high'] })],
    { signInRisk: undefined },
    'undetermined',
    [],
    ['signInRisk'],
  ],
  [
    'does not mind when MFA is asked for anyway',
    [asking(MFA), asking(MFA, { signInRiskLevels: ['high'] }, 'p2')],
    { signInRisk: undefined },
    'allowedWithControls',
    ['mfa'],
  ],
  [
    'lists only what is certain when more may be asked for',
    [asking(MFA), asking(granting('OR', ['passwordChange']), { userRiskLevels: ['high'] }, 'p2')],
    { userRisk: undefined },
    'allowedWithControls',
    ['mfa'],
  ],
  [
    'lets a certain block win over what is unknown',
    [asking({}), asking({}, { signInRiskLevels: ['high'] }, 'p2')],
    { signInRisk: undefined },
    'blocked',
    [],
  ],
  [
    'names every missing signal',
    [asking({}, { signInRiskLevels: ['high'], platforms: { includePlatforms: ['iOS'] } })],
    { signInRisk: undefined, platform: undefined },
    'undetermined',
    [],
    ['platform', 'signInRisk'],
  ],
  [
    'needs no signal of a policy that another condition keeps out',
    [asking({}, { signInRiskLevels: ['high'], platforms: { includePlatforms: ['iOS'] } })],
    { signInRisk: undefined },
    'allowed',
    [],
  ],
  // Two policies that look at the same unknown signal.
  [
    'sees two policies that leave no platform out',
    [
      asking({}, { platforms: { includePlatforms: ['windows'] } }),
      asking({}, { platforms: { includePlatforms: ['all'], excludePlatforms: ['windows'] } }, 'p2'),
    ],
    { platform: undefined },
    'blocked',
    [],
  ],
  [
    'sees that every app is in Office 365 or not',
    [
      asking({}, { applications: { includeApplications: ['Office365'] } }),
      asking(
        {},
        { applications: { includeApplications: ['All'], excludeApplications: ['Office365'] } },
        'p2',
      ),
    ],
    app(OWN_APP),
    'blocked',
    [],
  ],
  [
    'lists what is asked for on every platform while something else is open',
    [
      asking(MFA, { platforms: { includePlatforms: ['windows'] } }),
      asking(MFA, { platforms: { includePlatforms: ['all'], excludePlatforms: ['windows'] } }, 'p2'),
      asking(COMPLIANT, {}, 'p3'),
    ],
    { platform: undefined, device: undefined },
    'undetermined',
    ['mfa'],
    ['device', 'platform'],
  ],
  [
    'sees that two policies give the same choice on every platform',
    [
      asking(granting('OR', ['mfa', 'passwordChange']), { platforms: { includePlatforms: ['windows'] } }),
      asking(
        granting('OR', ['passwordChange', 'mfa']),
        { platforms: { includePlatforms: ['all'], excludePlatforms: ['windows'] } },
        'p2',
      ),
    ],
    { platform: undefined },
    'allowedWithControls',
    ['mfa|passwordChange'],
  ],
  [
    'sees that two policies ask for the same on every platform',
    [
      asking(MFA, { platforms: { includePlatforms: ['windows'] } }),
      asking(MFA, { platforms: { includePlatforms: ['all'], excludePlatforms: ['windows'] } }, 'p2'),
    ],
    { platform: undefined },
    'allowedWithControls',
    ['mfa'],
  ],
  [
    'sees what is asked for on every platform beside something certain',
    [
      asking(granting('OR', [], { termsOfUse: ['t'] }), {}, 'p0'),
      asking(MFA, { platforms: { includePlatforms: ['windows'] } }),
      asking(MFA, { platforms: { includePlatforms: ['all'], excludePlatforms: ['windows'] } }, 'p2'),
    ],
    { platform: undefined },
    'allowedWithControls',
    ['mfa', 'termsOfUse:t'],
  ],
  [
    'sees that a device is either compliant or not',
    [
      asking(COMPLIANT),
      asking(
        {},
        { devices: { deviceFilter: { mode: 'include', rule: 'device.isCompliant -eq True' } } },
        'p2',
      ),
    ],
    { device: undefined },
    'blocked',
    [],
  ],
  [
    'sees that a device has one model',
    [
      asking({}, { devices: { deviceFilter: { mode: 'exclude', rule: 'device.model -eq "A"' } } }),
      asking({}, { devices: { deviceFilter: { mode: 'exclude', rule: 'device.model -eq "B"' } } }, 'p2'),
    ],
    { device: undefined },
    'blocked',
    [],
  ],
  [
    'sees that a device can be without either model',
    [
      asking({}, { devices: { deviceFilter: { mode: 'include', rule: 'device.model -eq "A"' } } }),
      asking({}, { devices: { deviceFilter: { mode: 'include', rule: 'device.model -eq "B"' } } }, 'p2'),
    ],
    { device: undefined },
    'undetermined',
    [],
    ['device'],
  ],
  [
    'does not take the same risk for high and low',
    [
      asking(MFA, { signInRiskLevels: ['high'] }),
      asking(MFA, { signInRiskLevels: ['low', 'medium', 'none'] }, 'p2'),
    ],
    { signInRisk: undefined },
    'allowedWithControls',
    ['mfa'],
  ],
  // What this version does not know.
  [
    'cannot tell an unknown control',
    [asking(granting('OR', ['retinaScan']))],
    {},
    'undetermined',
    [],
    ['policy:p1'],
  ],
  [
    'is decided by a met control beside an unknown one',
    [asking(granting('OR', ['retinaScan', 'compliantDevice']))],
    compliant,
    'allowed',
    [],
  ],
  [
    'takes the attainable beside an unknown control',
    [asking(granting('OR', ['retinaScan', 'mfa']))],
    {},
    'allowedWithControls',
    ['mfa'],
  ],
  [
    'cannot tell an unknown control beside an impossible one',
    [asking(granting('OR', ['retinaScan', 'compliantDevice']))],
    notCompliant,
    'undetermined',
    [],
    ['policy:p1'],
  ],
  [
    'is blocked by an impossible control with AND',
    [asking(granting('AND', ['retinaScan', 'compliantDevice']))],
    notCompliant,
    'blocked',
    [],
  ],
  [
    'cannot tell an unknown control with AND',
    [asking(granting('AND', ['retinaScan', 'mfa']))],
    {},
    'undetermined',
    ['mfa'],
    ['policy:p1'],
  ],
  [
    'does not understand an unknown member of the controls',
    [asking(granting('OR', [], { deviceRisk: 'low' }))],
    {},
    'undetermined',
    [],
    ['policy:p1'],
  ],
  [
    'ignores an empty unknown member of the controls',
    [asking(granting('AND', ['mfa'], { deviceRisk: null, 'authenticationStrength@odata.context': 'x' }))],
    {},
    'allowedWithControls',
    ['mfa'],
  ],
  [
    'cannot tell an operator that it does not know',
    [asking(granting('XOR', ['mfa', 'compliantDevice']))],
    notCompliant,
    'undetermined',
    [],
    ['policy:p1'],
  ],
  [
    'takes what AND and OR agree on when the operator is not known',
    [asking(granting('XOR', ['mfa', 'passwordChange']))],
    {},
    'allowedWithControls',
    ['mfa|passwordChange'],
  ],
  [
    'does not understand controls that are no object',
    [asking({ grantControls: 'mfa' })],
    {},
    'undetermined',
    [],
    ['policy:p1'],
  ],
  [
    'does not understand a list of controls that is none',
    [asking(granting('AND', ['mfa'], { termsOfUse: 'x', customAuthenticationFactors: 7 }))],
    {},
    'undetermined',
    ['mfa'],
    ['policy:p1'],
  ],
  [
    'does not understand a strength without an id',
    [asking(granting('OR', [], { authenticationStrength: { displayName: 'x' } }))],
    {},
    'undetermined',
    [],
    ['policy:p1'],
  ],
  ['needs no operator for one control', [asking(granting('', ['mfa']))], {}, 'allowedWithControls', ['mfa']],
  [
    'does not take an unknown state for enabled or disabled',
    [asking({ state: 'partiallyEnabled' })],
    {},
    'undetermined',
    [],
    ['policy:p1'],
  ],
  [
    'is not moved by an unknown state of a policy that does not match',
    [asking({ state: 'partiallyEnabled' }, { users: { includeUsers: ['diego'] } })],
    {},
    'allowed',
    [],
  ],
  [
    'cannot tell a condition that it does not know',
    [asking({}, { times: { x: 'y' } })],
    {},
    'undetermined',
    [],
    ['policy:p1'],
  ],
  [
    'cannot tell a policy without conditions',
    [asking({ conditions: null })],
    {},
    'undetermined',
    [],
    ['policy:p1'],
  ],
  [
    'cannot tell an app group for an app that nobody lists',
    [asking({}, { applications: { includeApplications: ['Office365'] } })],
    { target: { kind: 'app', appId: 'x', owner: undefined, authContext: null } },
    'undetermined',
    [],
    ['app', 'policy:p1'],
  ],
];

describe('the outcome', () => {
  for (const [rule, policies, changes, verdict, required, missing] of [...GRANTS, ...UNKNOWNS]) {
    it(rule, () => {
      assert.deepEqual(outcomeOf(policies, changes), [verdict, required, missing ?? []]);
    });
  }

  it('sees that every address is trusted or not', () => {
    const office: JsonObject = {
      '@odata.type': '#microsoft.graph.ipNamedLocation',
      id: 'office',
      displayName: 'Office',
      isTrusted: true,
      ipRanges: [{ cidrAddress: '198.51.100.0/24' }],
    };
    const inside = asking({}, { locations: { includeLocations: ['AllTrusted'], excludeLocations: [] } });
    const outside = asking(
      {},
      { locations: { includeLocations: ['All'], excludeLocations: ['office'] } },
      'p2',
    );
    assert.deepEqual(outcomeOf([inside, outside], { ip: undefined }, [office]), ['blocked', [], []]);
    assert.deepEqual(outcomeOf([inside], { ip: undefined }, [office]), ['undetermined', [], ['ip']]);
    assert.deepEqual(outcomeOf([inside], { ip: parseIp('192.0.2.1') }, [office]), ['allowed', [], []]);
  });
});

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

describe('the state of a policy', () => {
  const REGISTER = { applications: { includeUserActions: ['urn:user:registersecurityinfo'] } };
  const target = { kind: 'userAction', action: 'urn:user:registersecurityinfo' } as const;

  it('never lets a report-only policy block', () => {
    const reportOnly = asking({ state: 'enabledForReportingButNotEnforced' });
    assert.equal(fateOf(reportOnly), 'reportOnly');
    assert.deepEqual(outcomeOf([reportOnly]), ['allowed', [], []]);
  });

  it('names the condition that keeps a report-only policy out', () => {
    const reportOnly = asking(
      { state: 'enabledForReportingButNotEnforced' },
      { users: { includeUsers: ['x'] } },
    );
    assert.equal(fateOf(reportOnly), 'users');
  });

  it('does not evaluate a report-only policy on user actions', () => {
    const reportOnly = asking({ state: 'enabledForReportingButNotEnforced' }, REGISTER);
    assert.equal(fateOf(reportOnly, { target }), 'policyNotEnabled');
    assert.equal(fateOf(asking({}, REGISTER), { target }), 'applied');
  });

  it('leaves a disabled policy out', () => {
    assert.equal(fateOf(asking({ state: 'disabled' })), 'policyNotEnabled');
    assert.deepEqual(outcomeOf([asking({ state: 'disabled' })]), ['allowed', [], []]);
  });

  it('says that it does not know about an unknown state', () => {
    assert.equal(fateOf(asking({ state: 'partiallyEnabled' })), 'notEnoughInformation');
  });

  it('keeps a policy applied although its controls are unmet or unknown', () => {
    assert.equal(fateOf(asking(COMPLIANT), notCompliant), 'applied');
    assert.equal(fateOf(asking(granting('OR', ['retinaScan']))), 'applied');
    assert.equal(fateOf(asking({ grantControls: null })), 'applied');
  });
});
