import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import { app, device, granting } from '../builders.ts';
import { COMPLIANT, MFA, asking, compliant, notCompliant } from '../outcome-rows.ts';
import { and, any, every, one, strength, terms } from './controls.ts';
import type { Table } from './pairs.ts';
import { filter } from './pairs.ts';

const on = (...includePlatforms: string[]): JsonObject => ({ platforms: { includePlatforms } });
const GRAPH = '00000003-0000-0000-c000-000000000000';
const only = (...includeApplications: string[]): JsonObject => ({ applications: { includeApplications } });
const SAW = filter('device.extensionAttribute1 -eq "SAW"');
const plain = device({ isCompliant: false });
const PHONE = { platform: 'iOS' } as const;
const risky = { signInRiskLevels: ['high'] };

export const OUTCOME: Table = {
  about: 'near misses of the outcome',
  outcomes: [
    ['4 nothing applies: access is granted', [], {}, 'allowed', { policy: [asking({})] }, 'blocked'],
    [
      '4 nothing applies: access is granted',
      [asking({}, only('Office365'))],
      app(GRAPH),
      'allowed',
      { policy: [asking({}, only('All'))] },
      'blocked',
    ],
    [
      'P what is unknown counts only if it could change the outcome',
      [asking(COMPLIANT, risky)],
      { ...compliant, signInRisk: undefined },
      'allowed',
      { signIn: notCompliant },
      'undetermined ? signInRisk',
    ],
    [
      'P what is unknown counts only if it could change the outcome',
      [asking(MFA), asking(MFA, risky, 'p2')],
      { signInRisk: undefined },
      'allowedWithControls mfa',
      { policy: [asking(MFA, risky, 'p2')] },
      'undetermined ? signInRisk',
    ],
    [
      'P what is unknown counts only if it could change the outcome',
      [
        asking({}, on('windows')),
        asking({}, { platforms: { includePlatforms: ['all'], excludePlatforms: ['windows'] } }, 'p2'),
      ],
      { platform: undefined },
      'blocked',
      {
        policy: [
          asking({}, on('windows')),
          asking({}, { platforms: { includePlatforms: ['all'], excludePlatforms: ['macOS'] } }, 'p2'),
        ],
      },
      'undetermined ? platform',
    ],
    [
      'P a certain block wins over what is unknown',
      [asking({}), asking({}, risky, 'p2')],
      { signInRisk: undefined },
      'blocked',
      { policy: [asking({}, risky, 'p2')] },
      'undetermined ? signInRisk',
    ],
    [
      'P a certain block wins over what is unknown',
      [asking(COMPLIANT), asking(granting('OR', ['retinaScan']), {}, 'p2')],
      { device: null },
      'blocked',
      { signIn: compliant },
      'undetermined ? policy:p2',
    ],
    [
      'P missing names every signal that decides',
      [asking({}, { ...risky, ...on('iOS') })],
      { signInRisk: undefined, platform: undefined },
      'undetermined ? platform, signInRisk',
      { signIn: { platform: 'iOS' } },
      'undetermined ? signInRisk',
    ],
    [
      'P missing names every signal that decides',
      [asking({}, { ...risky, ...on('iOS') })],
      { signInRisk: undefined, platform: undefined },
      'undetermined ? platform, signInRisk',
      { signIn: { platform: 'windows' } },
      'allowed',
    ],
    [
      'P missing names every signal that decides',
      [asking(COMPLIANT)],
      { device: undefined, authFlow: undefined, clientAppType: undefined },
      'undetermined ? authFlow, clientAppType, device',
      { signIn: { device: null } },
      'blocked',
    ],
    [
      'P missing names every signal that decides',
      [asking({}, { clientAppTypes: ['easSupported'] })],
      { clientAppType: undefined, platform: undefined },
      'undetermined ? clientAppType, platform',
      { signIn: { platform: 'iOS' } },
      'undetermined ? clientAppType',
    ],
    [
      'P missing names every signal that decides',
      [asking({}, { clientAppTypes: ['easSupported'] })],
      { clientAppType: undefined, platform: undefined },
      'undetermined ? clientAppType, platform',
      { policy: [asking({}, { clientAppTypes: ['browser'] })] },
      'undetermined ? clientAppType',
    ],
    [
      'P missing names every signal that decides',
      [asking({}, SAW)],
      { device: plain, intuneManaged: undefined },
      'undetermined ? managedDevice',
      { signIn: { intuneManaged: false } },
      'allowed',
    ],
    [
      'P missing names every signal that decides',
      [asking({}, SAW)],
      { device: undefined, intuneManaged: undefined },
      'undetermined ? device, managedDevice',
      { signIn: { intuneManaged: true } },
      'undetermined ? device',
    ],
    [
      'P a strength does not replace mfa',
      and(strength('s1'), MFA),
      {},
      'allowedWithControls authenticationStrength:s1, mfa',
      { policy: [asking(strength('s1'))] },
      'allowedWithControls authenticationStrength:s1',
    ],
    [
      'P a strength does not replace mfa',
      one(strength('s1', 'mfa')),
      {},
      'allowedWithControls authenticationStrength:s1, mfa',
      { policy: one(strength('s1')) },
      'allowedWithControls authenticationStrength:s1',
    ],
    [
      'P an unmet OR is one entry',
      any('passwordChange', 'mfa'),
      {},
      'allowedWithControls mfa|passwordChange',
      { policy: every('passwordChange', 'mfa') },
      'allowedWithControls mfa, passwordChange',
    ],
    [
      'P an unmet OR is one entry',
      any('mfa', 'approvedApplication'),
      PHONE,
      'allowedWithControls approvedApplication|mfa',
      { signIn: { platform: 'windows' } },
      'allowedWithControls mfa',
    ],
    [
      'P an OR is left out if one of its members is to be done anyway',
      and(granting('OR', ['mfa', 'passwordChange']), MFA),
      {},
      'allowedWithControls mfa',
      { policy: and(granting('OR', ['mfa', 'passwordChange']), granting('OR', ['riskRemediation'])) },
      'allowedWithControls mfa|passwordChange, riskRemediation',
    ],
    [
      'P an OR is left out if one of its members is to be done anyway',
      and(granting('OR', ['mfa'], { termsOfUse: ['t'] }), terms('t')),
      {},
      'allowedWithControls termsOfUse:t',
      { policy: and(granting('OR', ['mfa'], { termsOfUse: ['t'] }), terms('u')) },
      'allowedWithControls mfa|termsOfUse:t, termsOfUse:u',
    ],
  ],
};
