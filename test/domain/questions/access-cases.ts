/** A tenant, its policies and readers of the answer, for the tests of access. */
import assert from 'node:assert/strict';
import type { Answer, Reply } from '../../../src/domain/questions/answer.ts';
import { accessExplain } from '../../../src/domain/questions/access-explain.ts';
import type { AccessPolicySnapshot, JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { TenantPorts } from '../../../src/domain/ports/tenant.ts';
import type { Overrides, TenantData } from '../../fakes/tenant-ports.ts';
import { NOW, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import {
  ADELE_ID,
  DEVICE_ID,
  MANAGED_ID,
  directoryDevice,
  healthyTenant,
  managedDevice,
  policyState,
  setting,
  signIn,
  user,
} from '../../fakes/sample-device.ts';

export const MAILBOX = { service: 'exchange', servicePlanId: 'p', capabilityStatus: 'Enabled' };
export const FINANCE = { id: 'g-finance', displayName: 'Finance', direct: true };
export const EXCLUSIONS = { id: 'g-out', displayName: 'CA exclusions', direct: false };

export function policy(
  displayName: string,
  controls: readonly string[],
  more: JsonObject = {},
  operator = 'OR',
): JsonObject {
  const { state = 'enabled', ...conditions } = more;
  return {
    id: displayName,
    displayName,
    state,
    conditions: {
      users: { includeUsers: ['All'] },
      applications: { includeApplications: ['Office365'] },
      clientAppTypes: ['all'],
      ...conditions,
    },
    grantControls: { operator, builtInControls: controls },
  };
}

export function snapshot(
  policies: readonly JsonObject[],
  more: Partial<AccessPolicySnapshot> = {},
): AccessPolicySnapshot {
  return {
    takenAt: NOW.toISOString(),
    policies,
    namedLocations: [
      {
        '@odata.type': '#microsoft.graph.countryNamedLocation',
        id: 'home',
        displayName: 'Where we work',
        countriesAndRegions: ['NO'],
      },
    ],
    authenticationStrengths: [],
    securityDefaultsEnabled: false,
    ...more,
  };
}

export const ON_LAPTOP = signIn({
  device: {
    deviceId: DEVICE_ID,
    displayName: 'FIN-LT-042',
    operatingSystem: 'Windows',
    browser: 'Edge',
    isCompliant: true,
    trustType: 'Azure AD joined',
  },
  clientAppUsed: 'Mobile Apps and Desktop clients',
});

export function tenant(policies: readonly JsonObject[], more: TenantData = {}): TenantData {
  return healthyTenant({
    users: [user({ assignedPlans: [MAILBOX] })],
    memberships: { [ADELE_ID]: { groups: [FINANCE], roleTemplateIds: [] } },
    signIns: [ON_LAPTOP],
    snapshot: snapshot(policies),
    ...more,
  });
}

export const notCompliant = (): TenantData => ({
  devices: [directoryDevice({ isCompliant: false })],
  managedDevices: [managedDevice({ complianceState: 'noncompliant' })],
  policyStates: {
    [MANAGED_ID]: [
      policyState({ displayName: 'Baseline', state: 'nonCompliant', settingStates: [setting()] }),
    ],
  },
});

export async function explain(
  data: TenantData,
  slots: Readonly<Record<string, string>> = {},
  overrides: Overrides = {},
): Promise<Answer> {
  const asked = { user: 'adele', polarity: 'can', ...slots };
  return asAnswer(await accessExplain(fakePorts(data, overrides), fixedClock(), asked));
}

export function asAnswer(reply: Reply): Answer {
  assert.ok(reply.kind === 'answer');
  return reply;
}

export const itemsOf = (answer: Answer, title: string): readonly string[] =>
  answer.sections
    .find((part) => part.title === title)
    ?.items.map((item) => `${item.title}: ${item.detail ?? ''}`) ?? [];

export const factOf = (answer: Answer, label: string): unknown =>
  answer.sections.flatMap((part) => part.facts).find((fact) => fact.label === label)?.value;

export const MFA = policy('CA02 MFA', ['mfa']);
export const COMPLIANT = policy('CA03 Compliant', ['compliantDevice'], {
  users: { includeGroups: ['g-finance'] },
});

/** The same ports, answering only when nothing else can start: each round is one step. */
export function inSteps(ports: TenantPorts): { readonly ports: TenantPorts; readonly steps: () => number } {
  let waiting: (() => void)[] = [];
  let steps = 0;
  const release = (): void => {
    const ready = waiting;
    waiting = [];
    if (ready.length > 0) steps += 1;
    for (const go of ready) go();
  };
  const slow = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
        return async (...args: unknown[]) => {
          await new Promise<void>((go) => {
            if (waiting.length === 0) setImmediate(release);
            waiting.push(go);
          });
          return method(...args);
        };
      },
    });
  return {
    ports: {
      ...ports,
      directory: slow(ports.directory),
      managedDevices: slow(ports.managedDevices),
      endpoints: slow(ports.endpoints),
      accessPolicies: slow(ports.accessPolicies),
    },
    steps: () => steps,
  };
}
