/** A sign-in to Exchange Online in a browser on Windows, as What If is asked about it. */
import type { SignInFacts } from '../../src/domain/conditional-access/facts.ts';
import { deviceFactsFromDirectory } from '../../src/domain/conditional-access/device-facts.ts';
import type { DirectoryDevice } from '../../src/domain/tenant/device.ts';
import type { WhatIfQuestion } from '../../src/domain/tenant/what-if.ts';

export function whatIfQuestion(
  about: {
    readonly userId?: string;
    readonly device?: DirectoryDevice | null | undefined;
    readonly signIn?: Partial<SignInFacts>;
  } = {},
): WhatIfQuestion {
  const device = 'device' in about ? about.device : null;
  return {
    device,
    signIn: {
      user: { id: about.userId ?? 'u', guestType: null, groups: new Map(), roles: new Set() },
      target: {
        kind: 'app',
        appId: '00000002-0000-0ff1-ce00-000000000000',
        owner: undefined,
        authContext: null,
      },
      device: device === null || device === undefined ? device : deviceFactsFromDirectory(device),
      intuneManaged: undefined,
      ip: null,
      country: 'NO',
      gpsCountry: undefined,
      platform: 'windows',
      clientAppType: 'browser',
      signInRisk: 'none',
      userRisk: 'none',
      insiderRisk: undefined,
      authFlow: null,
      externalTenantId: undefined,
      ...about.signIn,
    },
  };
}
