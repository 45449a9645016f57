/**
 * The sign-ins of one person that a change of policies is tried on: with each of their devices, and with none. What is
 * assumed of all of them is data, so that it can be shown with the result.
 */
import type { Population } from '../../tenant/population.ts';
import type { ClientAppType, Platform, SignInFacts } from '../facts.ts';
import type { DeviceSignals } from '../population-facts.ts';

export interface Assumptions {
  readonly clients: readonly ClientAppType[];
  /** A sign-in without a registered device is tried on each of them. */
  readonly platformsWithoutDevice: readonly Platform[];
  /** Where everybody is, outside every named network; null = not known. */
  readonly country: string | null;
  readonly network: 'outside every named network';
  readonly risk: 'none';
  readonly flow: 'ordinary sign-in';
}

export function assumptionsFor({ country }: Population): Assumptions {
  return {
    clients: ['browser', 'mobileAppsAndDesktopClients'],
    platformsWithoutDevice: ['windows', 'iOS'],
    country,
    network: 'outside every named network',
    risk: 'none',
    flow: 'ordinary sign-in',
  };
}

/** What one sign-in is like, whoever signs in to whatever. */
export type SignInContext = Omit<SignInFacts, 'user' | 'target' | 'externalTenantId' | 'clientAppType'> & {
  readonly clientAppType: ClientAppType;
};

/** @param device null = none that is registered */
export function contextsWith(
  device: DeviceSignals | null,
  assumptions: Assumptions,
): readonly SignInContext[] {
  const { clients, country, platformsWithoutDevice } = assumptions;
  const platforms = device === null ? platformsWithoutDevice : [device.platform];
  const shared = {
    device: device === null ? null : device.device,
    intuneManaged: device === null ? false : device.intuneManaged,
    ip: null,
    country: country ?? undefined,
    gpsCountry: country ?? undefined,
    signInRisk: 'none',
    userRisk: 'none',
    insiderRisk: 'none',
    authFlow: null,
  } as const;
  return platforms.flatMap((platform) =>
    clients.map((clientAppType) => ({ ...shared, platform, clientAppType })),
  );
}
