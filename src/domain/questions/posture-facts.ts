/** All that was asked about one device. `null` in place of an `Asked` = there was nothing to ask it of. */
import type { Asked } from '../tenant/evidence.ts';
import type {
  CompliancePolicyState,
  DeviceAlert,
  DirectoryDevice,
  Machine,
  MachineAction,
  ManagedDevice,
  ProtectionState,
  ThreatDefenseConnector,
  Vulnerability,
} from '../tenant/device.ts';
import type { User } from '../tenant/user.ts';
import type { Tone } from './answer.ts';
import type { DeviceRecord } from './device-records.ts';

export interface PostureFacts {
  readonly name: string;
  readonly directory: Asked<DirectoryDevice | null>;
  readonly managed: Asked<ManagedDevice | null>;
  readonly machine: Asked<Machine | null>;
  readonly policies: Asked<readonly CompliancePolicyState[]> | null;
  readonly protection: Asked<ProtectionState | null> | null;
  readonly connector: Asked<ThreatDefenseConnector | null> | null;
  readonly actions: Asked<readonly MachineAction[]> | null;
  readonly alerts: Asked<readonly DeviceAlert[]> | null;
  readonly vulnerabilities: Asked<readonly Vulnerability[]> | null;
  readonly owners: Asked<readonly User[]> | null;
  /** How the device was found, for the reader. */
  readonly notes: readonly string[];
  /** Registrations under the same name that were left aside. */
  readonly others: readonly DeviceRecord[];
}

/** One thing worth saying about a device. */
export interface Remark {
  readonly tone: Tone;
  /** For the headline, after a colon; null = not for the headline. */
  readonly short: string | null;
  readonly sentence: string;
}

export function knownValue<T>(fact: Asked<T> | null): T | null {
  return fact?.known === true ? fact.value : null;
}

/** True when the service answered and has no such device. */
export function isAbsent<T>(fact: Asked<T | null>): boolean {
  return fact.known && fact.value === null;
}

const SEVERITY: readonly Tone[] = ['bad', 'unknown', 'warning', 'good', 'neutral'];

/** What is certainly bad wins; what is not known comes before what merely needs a look. */
export function worstTone(tones: readonly Tone[]): Tone {
  return SEVERITY.find((tone) => tones.includes(tone)) ?? 'neutral';
}
