/** Whom an action on a managed device hits, and what is theirs. */
import type { ActionableDevice } from '../tenant/device-action.ts';

export function sharedWarning({ userPrincipalName }: ActionableDevice): readonly string[] {
  return userPrincipalName === null
    ? ['It has no primary user: it may be shared, and whoever works on it is hit.']
    : [];
}

/** `what` is lost besides what belongs to the organization. */
export function ownershipWarning(
  { managedDeviceOwnerType }: ActionableDevice,
  what: string,
): readonly string[] {
  switch (managedDeviceOwnerType) {
    case 'company':
      return [];
    case 'personal':
      return [`It is personally owned: ${what}.`];
    case 'unknown':
      return [`Whether it belongs to the company is not known. If not: ${what}.`];
  }
}
