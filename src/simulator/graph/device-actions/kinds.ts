import type { Version } from '../../http/route.ts';
import type { JsonObject } from '../../json.ts';
import {
  located,
  newPasscode,
  newSignatures,
  rotatedKeys,
  scanned,
  synced,
  unlockPin,
  wiped,
  type Ending,
} from './effects.ts';
import type { Reach } from './platform.ts';

/**
 * A remote action of Intune. Its name is the last step of its address and, as far as is known, the `actionName` of its
 * result (UNCONFIRMED).
 */
export interface DeviceActionKind {
  readonly name: string;
  readonly versions?: readonly Version[];
  readonly permissions: readonly string[];
  /** Members of the body with their types, in the notation of `check-body.ts`; `!` marks a required one. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly reach: Reach;
  /** The derived type of its result, where Microsoft has one. */
  readonly resultType?: string;
  /** Members of that type, as they are when the action is ordered. */
  readonly result?: (body: JsonObject) => JsonObject;
  /** `managementState` from the order on, until the device is gone. */
  readonly pendingState?: string;
  /** What becomes of the device when the action ends. */
  readonly end?: (ending: Ending) => void;
  readonly note?: string;
}

const PRIVILEGED = ['DeviceManagementManagedDevices.PrivilegedOperations.All'];
const PRIVILEGED_OR_WRITE = [...PRIVILEGED, 'DeviceManagementManagedDevices.ReadWrite.All'];
const BETA: readonly Version[] = ['beta'];
const NOTHING_SHOWS = 'Nothing but its result shows it.';

const ENROLLED: Reach = { platforms: ['windows', 'ios', 'macos', 'android'] };
const WINDOWS: Reach = { platforms: ['windows'] };
const SHARED_IPAD: Reach = { platforms: ['ios'], supervised: true };

export const DEVICE_ACTION_KINDS: readonly DeviceActionKind[] = [
  {
    name: 'syncDevice',
    permissions: PRIVILEGED,
    reach: ENROLLED,
    end: synced,
    note: 'Renews lastSyncDateTime; compliance is not computed anew.',
  },
  {
    name: 'rebootNow',
    permissions: PRIVILEGED,
    reach: { platforms: ['windows', 'ios', 'macos', 'android', 'chromeos'], supervised: true },
    note: NOTHING_SHOWS,
  },
  {
    name: 'shutDown',
    permissions: PRIVILEGED,
    reach: { platforms: ['ios', 'macos'], supervised: true },
    note: `${NOTHING_SHOWS} Not on Windows and Android.`,
  },
  {
    name: 'remoteLock',
    permissions: PRIVILEGED,
    reach: { platforms: ['ios', 'macos', 'android'] },
    resultType: 'remoteLockActionResult',
    result: () => ({ unlockPin: null }),
    end: unlockPin,
    note: 'Not on Windows. A Mac gets an unlockPin (made up).',
  },
  {
    name: 'locateDevice',
    permissions: PRIVILEGED,
    reach: { platforms: ['windows', 'ios', 'android'], supervised: true },
    resultType: 'locateDeviceActionResult',
    result: () => ({ deviceLocation: null }),
    end: located,
    note: 'The place is that of the newest sign-in from the device that has coordinates, else one that is made up.',
  },
  {
    name: 'resetPasscode',
    permissions: PRIVILEGED,
    reach: { platforms: ['ios', 'android'] },
    resultType: 'resetPasscodeActionResult',
    result: () => ({ errorCode: 0, passcode: null }),
    end: newPasscode,
    note: 'An Android device gets a passcode (made up), shown in the result; an iPhone or iPad loses its own.',
  },
  {
    name: 'retire',
    permissions: PRIVILEGED,
    reach: ENROLLED,
    pendingState: 'retirePending',
    note: 'The managed device is gone 30 s after the end; the Entra device stays as it was (UNCONFIRMED).',
  },
  {
    name: 'wipe',
    permissions: PRIVILEGED_OR_WRITE,
    parameters: {
      keepEnrollmentData: 'bool',
      keepUserData: 'bool',
      macOsUnlockCode: 'string',
      persistEsimDataPlan: 'bool',
    },
    reach: { platforms: ['windows', 'ios', 'macos', 'android', 'chromeos'] },
    pendingState: 'wipePending',
    end: wiped,
    note:
      'Gone 30 s after the end as well, unless keepEnrollmentData: then it is `managed` again (UNCONFIRMED). An empty body ' +
      'is taken; members that only beta has are not.',
  },
  {
    name: 'cleanWindowsDevice',
    permissions: PRIVILEGED,
    parameters: { keepUserData: 'bool!' },
    reach: WINDOWS,
    note: NOTHING_SHOWS,
  },
  {
    name: 'windowsDefenderScan',
    permissions: PRIVILEGED,
    parameters: { quickScan: 'bool!' },
    reach: WINDOWS,
    resultType: 'windowsDefenderScanActionResult',
    result: (body) => ({ scanType: body['quickScan'] === true ? 'quick' : 'full' }),
    end: scanned,
    note: 'Renews the last scan in windowsProtectionState. The values of scanType are UNCONFIRMED.',
  },
  {
    name: 'windowsDefenderUpdateSignatures',
    permissions: PRIVILEGED,
    reach: WINDOWS,
    end: newSignatures,
    note: "windowsProtectionState then has the tenant's newest signatureVersion and nothing overdue about it.",
  },
  {
    name: 'rotateBitLockerKeys',
    versions: BETA,
    permissions: ['DeviceManagementManagedDevices.ReadWrite.All'],
    reach: WINDOWS,
    resultType: 'rotateBitLockerKeysDeviceActionResult',
    result: () => ({ errorCode: 0 }),
    end: rotatedKeys,
    note: 'A device that is not encrypted fails (UNCONFIRMED). Recovery keys themselves are not imitated.',
  },
  {
    name: 'rotateLocalAdminPassword',
    versions: BETA,
    permissions: PRIVILEGED_OR_WRITE,
    reach: WINDOWS,
    note: `Permission UNCONFIRMED: Microsoft's page names read permissions. ${NOTHING_SHOWS}`,
  },
  {
    name: 'disableLostMode',
    permissions: PRIVILEGED,
    reach: SHARED_IPAD,
    note: NOTHING_SHOWS,
  },
  {
    name: 'bypassActivationLock',
    permissions: PRIVILEGED,
    reach: { platforms: ['ios', 'macos'] },
    note: NOTHING_SHOWS,
  },
  {
    name: 'logoutSharedAppleDeviceActiveUser',
    permissions: PRIVILEGED,
    reach: SHARED_IPAD,
    note: NOTHING_SHOWS,
  },
  {
    name: 'deleteUserFromSharedAppleDevice',
    permissions: PRIVILEGED,
    parameters: { userPrincipalName: 'string' },
    reach: SHARED_IPAD,
    resultType: 'deleteUserFromSharedAppleDeviceActionResult',
    result: (body) => ({ userPrincipalName: body['userPrincipalName'] ?? null }),
    note: NOTHING_SHOWS,
  },
];
