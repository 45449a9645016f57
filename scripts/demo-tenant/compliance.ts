/** Intune compliance: the policies, and what each of them found on each device. */
import type {
  DeviceCompliancePolicy,
  DeviceCompliancePolicySettingState,
  DeviceCompliancePolicyState,
} from '@microsoft/microsoft-graph-types';
import { DEVICES, inIntune, intuneState, managedIdOf, type DeviceSpec } from './device-catalogue.ts';
import { COMPLIANCE_POLICIES, type CompliancePolicySpec } from './compliance-catalogue.ts';
import { groupId, groupsOf } from './groups.ts';
import { personOf } from './people.ts';
import { PLATFORMS } from './platforms.ts';
import { DAY, ago, guid } from './stable.ts';

const policyId = (key: string): string => guid('compliance policy', key);

const target = (policy: CompliancePolicySpec, type: string, group?: string): object => ({
  id: `${policyId(policy.key)}_${group === undefined ? guid('all licensed users') : groupId(group)}`,
  target: {
    '@odata.type': `#microsoft.graph.${type}AssignmentTarget`,
    ...(group === undefined ? {} : { groupId: groupId(group) }),
  },
});

function assignments(policy: CompliancePolicySpec): object[] {
  if (policy.assignedTo === null) return [];
  if (policy.assignedTo.length === 0) return [target(policy, 'allLicensedUsers')];
  return [
    ...policy.assignedTo.map((group) => target(policy, 'group', group)),
    ...policy.excluded.map((group) => target(policy, 'exclusionGroup', group)),
  ];
}

export const compliancePolicies = (): DeviceCompliancePolicy[] =>
  COMPLIANCE_POLICIES.map((policy) => ({
    '@odata.type': policy.type,
    id: policyId(policy.key),
    createdDateTime: ago(300 * DAY),
    description: policy.description,
    displayName: policy.name,
    lastModifiedDateTime: ago(40 * DAY),
    version: 3,
    ...policy.properties,
    assignments: assignments(policy),
    scheduledActionsForRule: [
      {
        id: guid('scheduled actions', policy.key),
        ruleName: 'PasswordRequired',
        scheduledActionConfigurations: [
          {
            id: guid('block action', policy.key),
            actionType: 'block',
            gracePeriodHours: policy.graceHours,
            notificationTemplateId: '00000000-0000-0000-0000-000000000000',
            notificationMessageCCList: [],
          },
        ],
      },
    ],
  }));

function concerns(policy: CompliancePolicySpec, one: DeviceSpec): boolean {
  if (policy.system !== PLATFORMS[one.platform].intune || policy.assignedTo === null) return false;
  if (one.owner === null) return false;
  const groups = groupsOf(one.owner);
  if (policy.assignedTo.length === 0) return personOf(one.owner).licence !== null;
  return policy.assignedTo.some((group) => groups.has(group));
}

/** Compares dotted numbers. */
function older(version: string, minimum: string): boolean {
  const left = version.split('.').map(Number);
  const right = minimum.split('.').map(Number);
  for (const [index, wanted] of right.entries()) {
    const got = left[index] ?? 0;
    if (got !== wanted) return got < wanted;
  }
  return false;
}

interface Finding {
  readonly setting: string;
  readonly name: string;
  readonly ok: boolean;
  readonly value: string | null;
}

function findings(policy: CompliancePolicySpec, one: DeviceSpec): Finding[] {
  return Object.entries(policy.settings).map(([property, name]) => {
    const setting = `${policy.prefix}.${property}`;
    const minimum = policy.properties['osMinimumVersion'];
    if (property === 'OsMinimumVersion') {
      const { version } = PLATFORMS[one.platform];
      return { setting, name, ok: !older(version, String(minimum)), value: version };
    }
    const bad = one.failing[property];
    return { setting, name, ok: bad === undefined, value: bad ?? null };
  });
}

const DEFAULT_SETTINGS: Readonly<Record<string, string>> = {
  RequireDeviceCompliancePolicyAssigned: 'Has a compliance policy assigned',
  RequireRemainContact: 'Is active',
  RequireUserExistence: 'Enrolled user exists',
};

const defaultFindings = (one: DeviceSpec): Finding[] =>
  Object.entries(DEFAULT_SETTINGS).map(([property, name]) => ({
    setting: `DefaultDeviceCompliancePolicy.${property}`,
    name,
    ok: one.failing[property] === undefined,
    value: one.failing[property] ?? null,
  }));

/** Each setting is reported for the user and again for the System Account, as Intune does. */
function settingStates(
  list: readonly Finding[],
  one: DeviceSpec,
  source: { id: string; name: string },
): DeviceCompliancePolicySettingState[] {
  const owner = one.owner === null ? null : personOf(one.owner);
  const accounts = [
    ...(owner === null ? [] : [{ id: owner.id, name: owner.displayName, upn: owner.upn, mail: owner.mail }]),
    { id: '00000000-0000-0000-0000-000000000000', name: 'System Account', upn: 'System account', mail: null },
  ];
  return accounts.flatMap((account) =>
    list.map((finding) => ({
      setting: finding.setting,
      settingName: finding.name,
      instanceDisplayName: null,
      state: finding.ok ? ('compliant' as const) : ('nonCompliant' as const),
      errorCode: 0,
      errorDescription: null,
      userId: account.id,
      userName: account.name,
      userEmail: account.mail,
      userPrincipalName: account.upn,
      sources: [{ id: source.id, displayName: source.name, sourceType: 'deviceConfiguration' as const }],
      currentValue: finding.value,
    })),
  );
}

function policyState(
  source: { id: string; name: string; platformType: DeviceCompliancePolicyState['platformType'] },
  list: readonly Finding[],
  one: DeviceSpec,
): DeviceCompliancePolicyState {
  return {
    id: source.id,
    displayName: source.name,
    platformType: source.platformType ?? 'all',
    settingCount: list.length,
    state: list.every((finding) => finding.ok) ? 'compliant' : 'nonCompliant',
    version: 3,
    settingStates: settingStates(list, one, source),
  };
}

function statesOf(one: DeviceSpec): DeviceCompliancePolicyState[] {
  // Decided elsewhere: by Configuration Manager, or by nobody (a server under Defender's settings management).
  if (one.state === 'configManager' || one.state === 'unknown') return [];
  const builtIn = {
    id: policyId('default'),
    name: 'Default Device Compliance Policy',
    platformType: 'all' as const,
  };
  return [
    policyState(builtIn, defaultFindings(one), one),
    ...COMPLIANCE_POLICIES.filter((policy) => concerns(policy, one)).map((policy) =>
      policyState(
        { id: policyId(policy.key), name: policy.name, platformType: policy.platformType },
        findings(policy, one),
        one,
      ),
    ),
  ];
}

export const complianceStates = (): Record<string, DeviceCompliancePolicyState[]> =>
  Object.fromEntries(DEVICES.filter(inIntune).map((one) => [managedIdOf(one), statesOf(one)]));

/** When the grace of a device ends: two days from now for the one that is in it. */
export const graceEnd = (one: DeviceSpec): string | null =>
  intuneState(one) === 'inGracePeriod' ? ago(-2 * DAY) : null;
