import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import { asking } from '../outcome-rows.ts';
import type { Table } from './pairs.ts';

const signInRisk = (...signInRiskLevels: string[]): JsonObject => ({ signInRiskLevels });
const userRisk = (...userRiskLevels: string[]): JsonObject => ({ userRiskLevels });
const insider = (insiderRiskLevels: JsonObject[string]): JsonObject => ({ insiderRiskLevels });
const flows = (transferMethods: string): JsonObject => ({ authenticationFlows: { transferMethods } });

export const RISK: Table = {
  about: 'near misses of risk',
  fates: [
    [
      '3 risk by membership, never by threshold',
      signInRisk('medium'),
      { signInRisk: 'high' },
      'signInRisk',
      { policy: signInRisk('medium', 'high') },
      'applied',
    ],
    [
      '3 risk by membership, never by threshold',
      userRisk('high'),
      { userRisk: 'high' },
      'applied',
      { signIn: { userRisk: 'medium' } },
      'userRisk',
    ],
    [
      '3 risk by membership, never by threshold',
      signInRisk('none'),
      {},
      'applied',
      { signIn: { signInRisk: 'low' } },
      'signInRisk',
    ],
    [
      '2.1 sign-in risk and user risk are different',
      userRisk('high'),
      { signInRisk: 'high' },
      'userRisk',
      { signIn: { userRisk: 'high' } },
      'applied',
    ],
    [
      '2.1 sign-in risk and user risk are different',
      signInRisk('high'),
      { userRisk: 'high' },
      'signInRisk',
      { signIn: { signInRisk: 'high' } },
      'applied',
    ],
    [
      '3 hidden risk is unknown',
      signInRisk('hidden'),
      { signInRisk: undefined },
      'notEnoughInformation',
      { signIn: { signInRisk: 'high' } },
      'signInRisk',
    ],
    [
      '3 hidden risk is unknown',
      userRisk('high', 'medium', 'low'),
      { userRisk: undefined },
      'notEnoughInformation',
      { policy: userRisk('high', 'medium', 'low', 'none') },
      'applied',
    ],
    [
      '2.1 insider risk is flags in one text',
      insider('minor,elevated'),
      { insiderRisk: 'elevated' },
      'applied',
      { signIn: { insiderRisk: 'moderate' } },
      'insiderRisk',
    ],
    [
      '2.1 insider risk is flags in one text',
      insider('moderate'),
      { insiderRisk: 'minor' },
      'insiderRisk',
      { policy: insider('minor, moderate') },
      'applied',
    ],
    [
      '3 insider risk that is not known',
      insider('elevated'),
      { insiderRisk: undefined },
      'notEnoughInformation',
      { signIn: { insiderRisk: 'none' } },
      'insiderRisk',
    ],
    [
      '3 insider risk that is not known',
      insider('elevated'),
      { insiderRisk: undefined },
      'notEnoughInformation',
      { policy: insider(null) },
      'applied',
    ],
    [
      '2.1 an unknown level decides nothing',
      signInRisk('extreme'),
      {},
      'notEnoughInformation',
      { policy: signInRisk('high') },
      'signInRisk',
    ],
    [
      '2.1 an unknown level decides nothing',
      userRisk('unknownFutureValue'),
      {},
      'notEnoughInformation',
      { policy: userRisk('unknownFutureValue', 'none') },
      'applied',
    ],
    [
      '2.1 an unknown level decides nothing',
      insider('critical'),
      {},
      'notEnoughInformation',
      { policy: insider('minor') },
      'insiderRisk',
    ],
    [
      '2.1 an unknown level decides nothing',
      insider({ level: 'minor' }),
      {},
      'notEnoughInformation',
      { policy: insider([]) },
      'applied',
    ],
  ],
  outcomes: [
    [
      '3 hidden risk is unknown',
      [asking({}, signInRisk('high'))],
      { signInRisk: undefined },
      'undetermined ? signInRisk',
      { signIn: { signInRisk: 'none' } },
      'allowed',
    ],
  ],
};

export const FLOWS: Table = {
  about: 'near misses of authentication flows',
  fates: [
    [
      '2.1 transfer methods are flags in one text',
      flows('deviceCodeFlow,authenticationTransfer'),
      { authFlow: 'authenticationTransfer' },
      'applied',
      { policy: flows('deviceCodeFlow') },
      'authenticationFlow',
    ],
    [
      '2.1 transfer methods are flags in one text',
      flows('deviceCodeFlow'),
      { authFlow: 'deviceCodeFlow' },
      'applied',
      { signIn: { authFlow: null } },
      'authenticationFlow',
    ],
    [
      '2.1 transfer methods are flags in one text',
      flows('none'),
      {},
      'applied',
      { policy: flows('none,deviceCodeFlow') },
      'authenticationFlow',
    ],
    [
      '2.1 transfer methods are flags in one text',
      flows('deviceCodeFlow'),
      { authFlow: undefined },
      'notEnoughInformation',
      { signIn: { authFlow: null } },
      'authenticationFlow',
    ],
    [
      '2.1 an unknown flow decides nothing',
      flows('qrCode'),
      {},
      'notEnoughInformation',
      { policy: flows('authenticationTransfer') },
      'authenticationFlow',
    ],
    [
      '2.1 an unknown flow decides nothing',
      flows('unknownFutureValue'),
      { authFlow: 'deviceCodeFlow' },
      'notEnoughInformation',
      { policy: flows('unknownFutureValue,deviceCodeFlow') },
      'applied',
    ],
  ],
};
