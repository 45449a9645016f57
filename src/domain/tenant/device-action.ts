/**
 * What Intune says of the remote actions of a device. It keeps one result for each kind of action: a later order of the
 * same kind takes the place of the earlier one. Source: reference sheet intune-api, section 5, and Microsoft's metadata.
 */
import type { IsoTime } from './evidence.ts';
import type { ManagedDevice } from './device.ts';

/** `actionName` is the last step of the call's address (UNCONFIRMED for some). */
export type DeviceActionName =
  | 'syncDevice'
  | 'rebootNow'
  | 'shutDown'
  | 'remoteLock'
  | 'locateDevice'
  | 'resetPasscode'
  | 'retire'
  | 'wipe'
  | 'rotateBitLockerKeys'
  | 'rotateLocalAdminPassword'
  | 'windowsDefenderScan'
  | 'windowsDefenderUpdateSignatures';

/** Intune `deviceActionResult`. */
export interface DeviceActionResult {
  readonly actionName: string;
  readonly actionState:
    'none' | 'pending' | 'canceled' | 'active' | 'done' | 'failed' | 'notSupported' | 'unknown';
  readonly startDateTime: IsoTime | null;
  readonly lastUpdatedDateTime: IsoTime | null;
  /** Of the actions that have one; 0 = none. */
  readonly errorCode: number | null;
  /** Of a scan; null = of something else, or not told in words that are known. */
  readonly scanKind: 'quick' | 'full' | null;
}

/** A managed device as an action needs it: with what lists leave out. */
export interface ActionableDevice extends ManagedDevice {
  /** iPhones and iPads; null where it means nothing. */
  readonly isSupervised: boolean | null;
  readonly deviceActionResults: readonly DeviceActionResult[];
}

/** Where a device was, in degrees and metres. Personal data. */
export interface DeviceLocation {
  readonly latitude: number;
  readonly longitude: number;
  readonly horizontalAccuracy: number | null;
  readonly lastCollectedDateTime: IsoTime | null;
}

/** What an action brought to light: secrets and personal data, read only to hand them over. */
export interface DeviceActionYield {
  readonly passcode: string | null;
  readonly unlockPin: string | null;
  readonly location: DeviceLocation | null;
}

/** Intune `deviceLogCollectionResponse`. */
export interface LogCollection {
  readonly id: string;
  readonly status: 'pending' | 'completed' | 'failed' | 'unknown';
  readonly requestedDateTimeUTC: IsoTime | null;
}
