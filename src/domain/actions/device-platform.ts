/**
 * Which devices can carry out a remote action of Intune. Microsoft's page of each action names platforms; what Intune
 * answers for others is UNCONFIRMED, so only what is certain (the system, supervision) refuses, the rest warns.
 */
import type { ManagedDevice } from '../tenant/device.ts';
import type { ActionableDevice } from '../tenant/device-action.ts';
import type { Blocker } from './action.ts';

export type Platform = 'Windows' | 'iOS' | 'macOS' | 'Android' | 'ChromeOS';

/** By the start of `operatingSystem`, in lower case. */
const STARTS: readonly (readonly [string, Platform])[] = [
  ['windows', 'Windows'],
  ['ios', 'iOS'],
  ['ipados', 'iOS'],
  ['macos', 'macOS'],
  ['mac os', 'macOS'],
  ['android', 'Android'],
  ['chromeos', 'ChromeOS'],
];

/** null = not reported, or none of those. */
export function platformOf(operatingSystem: string | null): Platform | null {
  const system = operatingSystem?.toLowerCase() ?? '';
  return STARTS.find(([start]) => system.startsWith(start))?.[1] ?? null;
}

/** `what` starts a sentence: `A remote lock`. */
export function platformBlocker(
  { operatingSystem, managementAgent }: Pick<ManagedDevice, 'operatingSystem' | 'managementAgent'>,
  what: string,
  platforms: readonly Platform[],
): Blocker | null {
  // Not enrolled: there is nobody on it who would obey Intune (sheet, section 2).
  if (managementAgent === 'msSense') {
    return {
      code: 'notSupported',
      message:
        'Intune knows this device through Defender only; it is not enrolled, so no remote action reaches it.',
    };
  }
  if (operatingSystem === null) return null;
  const platform = platformOf(operatingSystem);
  if (platform !== null && platforms.includes(platform)) return null;
  const named = platforms.map((one) => (one === 'iOS' ? 'iOS and iPadOS' : one)).join(', ');
  return {
    code: 'notSupported',
    message: `${what} works on ${named} only; this device runs ${operatingSystem}.`,
  };
}

/** iPhones and iPads that the company owns through and through. */
export function supervisedBlocker(
  { operatingSystem, isSupervised }: ActionableDevice,
  what: string,
): Blocker | null {
  return platformOf(operatingSystem) === 'iOS' && isSupervised === false
    ? {
        code: 'notSupported',
        message: `${what} works on supervised iPhones and iPads only, and this one is not supervised.`,
      }
    : null;
}

export function notReportedWarning({ operatingSystem }: ActionableDevice): readonly string[] {
  return operatingSystem === null ? ['Its system is not reported: Intune may refuse it.'] : [];
}

/** Whose it is decides on Android what Intune may do; Microsoft's names for it are not in Graph's v1.0. */
export function androidWarning(
  { operatingSystem, managedDeviceOwnerType }: ActionableDevice,
  what: string,
  works: 'company' | 'personal',
): readonly string[] {
  if (platformOf(operatingSystem) !== 'Android' || managedDeviceOwnerType === works) return [];
  const owned = works === 'company' ? 'company-owned' : 'personally owned';
  const this_ = managedDeviceOwnerType === 'unknown' ? 'of an unknown owner' : managedDeviceOwnerType;
  return [
    `Microsoft names ${owned} Android devices for ${what}, and this one is ${this_}: it may be refused.`,
  ];
}
