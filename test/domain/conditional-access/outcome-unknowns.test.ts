import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import { parseIp } from '../../../src/domain/conditional-access/ip-address.ts';
import { OWN_APP, app, granting, outcomeOf } from './builders.ts';
import { MFA, COMPLIANT, EITHER, BOTH, asking, compliant, states } from './outcome-rows.ts';
import type { OutcomeRow } from './outcome-rows.ts';

const UNKNOWNS: readonly OutcomeRow[] = [
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
    'minds an unknown risk when the policy asks for more',
    [asking(MFA, { signInRiskLevels: ['high'] })],
    { signInRisk: undefined },
    'undetermined',
    [],
    ['signInRisk'],
  ],
  [
    'lists only what is certain when more may be asked for',
    [asking(MFA), asking(granting('OR', ['passwordChange']), { userRiskLevels: ['high'] }, 'p2')],
    { userRisk: undefined },
    'allowedWithControls',
    ['mfa'],
  ],
  // Two policies that look at the same unknown signal.

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

describe('the outcome while something is not known', () => {
  states(UNKNOWNS);

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
