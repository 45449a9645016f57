import { device, granting } from './builders.ts';
import { MFA, BOTH, asking, compliant, states } from './outcome-rows.ts';
import type { OutcomeRow } from './outcome-rows.ts';

// Beside the pairs of near-miss/grant-controls.ts.
const GRANTS: readonly OutcomeRow[] = [
  [
    'allows when only session controls apply',
    [asking({ grantControls: null, sessionControls: { persistentBrowser: {} } })],
    {},
    'allowed',
    [],
  ],
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
  ['asks for MFA with AND on a compliant device', [asking(BOTH)], compliant, 'allowedWithControls', ['mfa']],
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
    'leaves what cannot be had out of an OR',
    [asking(granting('OR', ['approvedApplication', 'mfa']))],
    {},
    'allowedWithControls',
    ['mfa'],
  ],
  ['cannot have MFA in ActiveSync', [asking(MFA)], { clientAppType: 'exchangeActiveSync' }, 'blocked', []],
  [
    'has MFA in a desktop client',
    [asking(MFA)],
    { clientAppType: 'mobileAppsAndDesktopClients' },
    'allowedWithControls',
    ['mfa'],
  ],
];

describe('the outcome of known facts', () => {
  states(GRANTS);
});
