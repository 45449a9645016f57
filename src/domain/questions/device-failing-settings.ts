/** Which policies and settings keep a device from being compliant. Source: reference sheet intune-api, section 3. */
import type { CompliancePolicyState, ComplianceStatus, SettingState } from '../tenant/device.ts';
import type { SettingKind } from './device-setting-words.ts';
import { settingWords } from './device-setting-words.ts';

export interface FailingSetting {
  readonly setting: string;
  readonly kind: SettingKind;
  readonly problem: string;
  readonly fix: string;
  readonly state: ComplianceStatus;
  readonly currentValue: string | null;
  readonly errorDescription: string | null;
  /** True when only the evaluation for System Account fails, not the one for the person. */
  readonly systemAccountOnly: boolean;
}

export interface FailingPolicy {
  readonly name: string;
  readonly state: ComplianceStatus;
  /** null = the settings could not be read. */
  readonly settings: readonly FailingSetting[] | null;
}

const WORST: readonly ComplianceStatus[] = ['nonCompliant', 'error', 'conflict', 'unknown'];

function isUnmet(state: ComplianceStatus): boolean {
  return WORST.includes(state);
}

/** Policies that are not met, worst first; every setting once, with its worst state. */
export function failingPolicies(policies: readonly CompliancePolicyState[]): readonly FailingPolicy[] {
  return policies
    .filter((policy) => isUnmet(policy.state))
    .sort((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state))
    .map((policy) => ({
      name: policy.displayName,
      state: policy.state,
      settings: policy.settingStates === null ? null : failingSettings(policy.settingStates),
    }));
}

function failingSettings(states: readonly SettingState[]): readonly FailingSetting[] {
  const bySetting = new Map<string, SettingState[]>();
  for (const state of states) {
    bySetting.set(state.setting, [...(bySetting.get(state.setting) ?? []), state]);
  }
  return [...bySetting.values()].flatMap((same) => {
    const unmet = same
      .filter((state) => isUnmet(state.state))
      .sort((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state));
    const [worst] = unmet;
    if (worst === undefined) return [];
    const words = settingWords(worst.setting, worst.settingName);
    return [
      {
        setting: worst.setting,
        ...words,
        state: worst.state,
        currentValue: worst.currentValue,
        errorDescription: worst.errorDescription,
        systemAccountOnly: unmet.every(isSystemAccount) && same.some((state) => !isSystemAccount(state)),
      },
    ];
  });
}

/** The evaluation without a person; Intune writes `System Account`, or no name at all. */
function isSystemAccount(state: SettingState): boolean {
  const name = state.userPrincipalName?.trim().toLowerCase() ?? '';
  return name === '' || name === 'system account';
}

/** True when there are failures and all of them are records and check-ins, not protection. */
export function onlyHousekeeping(policies: readonly FailingPolicy[]): boolean {
  return (
    policies.length > 0 &&
    policies.every(
      (policy) =>
        policy.settings !== null &&
        policy.settings.length > 0 &&
        policy.settings.every((setting) => setting.kind === 'housekeeping'),
    )
  );
}

/** True when every policy is built in or does not apply: nothing was checked. */
export function nothingChecked(policies: readonly CompliancePolicyState[]): boolean {
  return policies.every(
    (policy) =>
      policy.state === 'notApplicable' ||
      policy.state === 'notAssigned' ||
      // Intune's built-in rules show up under this display name; it holds no protection setting.
      /^default device compliance policy$/i.test(policy.displayName.trim()),
  );
}
