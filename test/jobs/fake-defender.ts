/** Defender for Endpoint and the directory in memory, as far as isolating needs them. Every call can be made to fail. */
import type { Machine, MachineAction, MachineActionStatus } from '../../src/domain/tenant/device.ts';
import type { ShiftSchedules } from '../../src/domain/ports/shift-schedules.ts';
import type { Directory, Endpoints, Hunting, Tenant, TenantPorts } from '../../src/domain/ports/tenant.ts';
import type { User } from '../../src/domain/tenant/user.ts';
import { UpstreamError } from '../../src/errors.ts';
import type { UpstreamDetails } from '../../src/errors.ts';

export const MACHINE_ID = '5c1f0a7de3b94a6f8f2b7c90d4e1a2b3c4d5e6f7';
export const RESPONDERS = '10000000-0000-4000-8000-000000000001';
export const APPROVERS = '10000000-0000-4000-8000-000000000002';

export function machine(over: Partial<Machine> = {}): Machine {
  return {
    id: MACHINE_ID,
    computerDnsName: 'fin-lt-042.contoso.example',
    aadDeviceId: null,
    firstSeen: null,
    lastSeen: '2026-11-22T05:00:00.000Z',
    osPlatform: 'Windows11',
    osVersion: null,
    version: '24H2',
    healthStatus: 'Active',
    onboardingStatus: 'onboarded',
    riskScore: 'High',
    exposureLevel: 'Medium',
    deviceValue: 'Normal',
    rbacGroupName: null,
    machineTags: [],
    lastIpAddress: null,
    lastExternalIpAddress: null,
    defenderAvStatus: null,
    isAadJoined: true,
    ...over,
  };
}

export function machineAction(over: Partial<MachineAction> = {}): MachineAction {
  return {
    id: 'action-0',
    type: 'Isolate',
    scope: 'Full',
    status: 'Succeeded',
    requestor: 'somebody',
    requestorComment: 'by hand',
    requestSource: 'Portal',
    machineId: MACHINE_ID,
    creationDateTimeUtc: '2026-11-22T04:00:00.000Z',
    lastUpdateDateTimeUtc: '2026-11-22T04:01:00.000Z',
    errorHResult: 0,
    troubleshootInfo: null,
    relatedFile: null,
    cancellationComment: null,
    commands: [],
    ...over,
  };
}

export function upstreamError(
  code: ConstructorParameters<typeof UpstreamError>[0],
  details: Partial<UpstreamDetails> = {},
): UpstreamError {
  return new UpstreamError(code, 'it failed', {
    service: 'defender',
    operation: 'POST /api/test',
    ...details,
  });
}

export type Call =
  | 'machine'
  | 'machineActions'
  | 'machineAction'
  | 'packageLink'
  | 'isolate'
  | 'release'
  | 'collect'
  | 'memberOfAny';

export class FakeDefender implements Tenant {
  readonly tenantId = 'tenant';
  machine: Machine | null = machine();
  actions: MachineAction[] = [];
  packageLink: string | null = 'https://packages.example/1.zip?sig=secret';
  /** Group id → members. */
  readonly groups = new Map<string, Set<string>>([
    [RESPONDERS, new Set()],
    [APPROVERS, new Set()],
  ]);
  /** Names of groups beside those of the roles. */
  readonly groupLabels = new Map<string, string>();
  /** Those whose names Entra ID knows. */
  readonly people = new Map<string, User>();
  shiftSchedules: ShiftSchedules = notThere('shiftSchedules');
  readonly calls: Call[] = [];
  /** Status that a new action starts with, and that looking at it moves it to. */
  startsAs: MachineActionStatus = 'Pending';
  endsAs: MachineActionStatus = 'Succeeded';
  /** Isolated as it is listed, it goes on making connections. */
  staysConnected = false;
  /** Thrown instead of answering; after `act` the action exists although the caller sees a failure. */
  readonly faults: { call: Call; error: unknown; act?: boolean; skip?: number }[] = [];
  /** Runs before a call is answered. */
  beforeCall: ((call: Call) => void | Promise<void>) | null = null;
  private readonly waiting: { call: Call; count: number; resolve: () => void }[] = [];
  private made = 0;

  /** Upstream writes that took effect. */
  get sent(): readonly MachineAction[] {
    return this.actions.filter((action) => action.requestSource === 'PublicApi');
  }

  /** Resolves when a call was made that often. */
  untilCalled(call: Call, count: number): Promise<void> {
    if (this.count(call) >= count) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.push({ call, count, resolve });
    });
  }

  private count(call: Call): number {
    return this.calls.filter((one) => one === call).length;
  }

  open(): TenantPorts {
    return {
      endpoints: this.endpoints(),
      indicators: notThere('indicators'),
      hunting: this.hunting(),
      directory: this.directory(),
      managedDevices: notThere('managedDevices'),
      accessPolicies: notThere('accessPolicies'),
      populations: notThere('populations'),
      shiftSchedules: this.shiftSchedules,
    };
  }

  /** The sensor goes on reporting; whether there are connections follows from what was ordered last. */
  private hunting(): Hunting {
    const later = (since: string): string => new Date(Date.parse(since) + 10 * 60_000).toISOString();
    const isolated = (): boolean =>
      this.actions.findLast(({ type, status }) => /solate$/.test(type) && status === 'Succeeded')?.type ===
      'Isolate';
    const connection = { process: 'chrome.exe', remoteIp: '203.0.113.9', remoteUrl: null, remotePort: 443 };
    return {
      connections: (ids, since) =>
        Promise.resolve(
          new Map(
            isolated() && !this.staysConnected
              ? []
              : ids.map((id) => [id, { at: later(since), ...connection }]),
          ),
        ),
      reports: (ids, since) => Promise.resolve(new Map(ids.map((id) => [id, later(since)]))),
      blockedPrograms: () => Promise.resolve(new Map()),
    };
  }

  private endpoints(): Endpoints {
    return {
      ...notThere<Endpoints>('endpoints'),
      machine: () => this.answer('machine', () => this.machine),
      machineActions: () => this.answer('machineActions', () => [...this.actions].reverse()),
      machineAction: (id) =>
        this.answer('machineAction', () => {
          const at = this.actions.findIndex((action) => action.id === id);
          const found = this.actions[at];
          if (found === undefined) return null;
          const next = { ...found, status: found.status === 'Pending' ? this.endsAs : found.status };
          this.actions[at] = next;
          return next;
        }),
      logonUsers: () => Promise.resolve([]),
      software: () => Promise.resolve([]),
      isolate: (order) =>
        this.answer('isolate', () => this.add('Isolate', order.isolationType, order.comment)),
      collect: (order) =>
        this.answer('collect', () => this.add('CollectInvestigationPackage', null, order.comment)),
      packageLink: () => this.answer('packageLink', () => this.packageLink),
      release: (order) => this.answer('release', () => this.add('Unisolate', null, order.comment)),
    };
  }

  private directory(): Directory {
    return {
      ...notThere<Directory>('directory'),
      memberOfAny: (userId, ids) =>
        this.answer('memberOfAny', () => ids.filter((id) => this.groups.get(id)?.has(userId) ?? false)),
      user: (id) => Promise.resolve(this.people.get(id) ?? null),
      groupNames: (ids) =>
        Promise.resolve(
          new Map(
            ids
              .filter((id) => this.groups.has(id))
              .map((id) => [
                id,
                this.groupLabels.get(id) ?? (id === RESPONDERS ? 'SOC Responders' : 'SOC Approvers'),
              ]),
          ),
        ),
    };
  }

  private add(type: string, scope: string | null, comment: string): MachineAction {
    this.made += 1;
    const at = new Date(Date.parse('2026-11-22T06:00:00.000Z') + this.made * 1000).toISOString();
    const action = machineAction({
      id: `action-${this.made}`,
      type,
      scope,
      status: this.startsAs,
      requestor: 'Drawbridge',
      requestorComment: comment,
      requestSource: 'PublicApi',
      creationDateTimeUtc: at,
      lastUpdateDateTimeUtc: at,
    });
    this.actions.push(action);
    return action;
  }

  private async answer<T>(call: Call, give: () => T): Promise<T> {
    this.calls.push(call);
    for (const one of this.waiting) if (this.count(one.call) >= one.count) one.resolve();
    await this.beforeCall?.(call);
    const skipped = this.faults.find((fault) => fault.call === call && (fault.skip ?? 0) > 0);
    if (skipped !== undefined) skipped.skip = (skipped.skip ?? 0) - 1;
    const at = this.faults.findIndex((fault) => fault.call === call && fault !== skipped);
    const [fault] = at < 0 ? [] : this.faults.splice(at, 1);
    if (fault === undefined) return Promise.resolve(give());
    if (fault.act === true) give();
    throw fault.error;
  }
}

/** A port none of whose methods may be called here. */
// The caller says which port it stands for.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export function notThere<T extends object>(name: string): T {
  return new Proxy({} as T, {
    get(_target, method) {
      throw new Error(`${name}.${String(method)} is not expected here`);
    },
    ownKeys: () => [],
  });
}
