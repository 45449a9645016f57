/** Defender for Endpoint: machines, and what is known of them; what changes them is in machine-orders.ts. Reference sheet mde-api. */
import type { z } from 'zod/v4';
import { UpstreamError } from '../../errors.ts';
import type { CallContext, Endpoints, Listed } from '../../domain/ports/tenant.ts';
import { ACTIONS_LISTED, IDS_LISTED, NAMES_LISTED } from '../../domain/ports/tenant.ts';
import type { DeviceName } from '../../domain/tenant/device-name.ts';
import type { Machine, MachineAction } from '../../domain/tenant/device.ts';
import { saysNotFound } from '../http/answering.ts';
import type { AskOnce } from '../http/ask-once.ts';
import type { DefenderClient, DefenderRead } from '../http/defender-client.ts';
import { anyOf, chunks, odata, route } from '../http/odata.ts';
import { uniqueById } from '../http/read-many.ts';
import { listOf, readAs } from '../http/wire.ts';
import { beginnings, nearest } from '../nearest.ts';
import * as may from './defender-permissions.ts';
import { createMachineOrders } from './machine-orders.ts';
import {
  deviceAlert,
  logonUser,
  machine,
  machineAction,
  packageLink,
  resultLink,
  software,
  vulnerability,
} from './wire-defender.ts';

const SIMILAR = NAMES_LISTED;
/** `$top` of a list goes that far (section 2). */
const MOST_LISTED = 10_000;

export interface EndpointsOptions {
  readonly defender: DefenderClient;
  readonly context: CallContext;
  readonly once: AskOnce;
}

export function createEndpoints({ defender, context, once }: EndpointsOptions): Endpoints {
  const list = async <T>(schema: z.ZodType<T>, read: DefenderRead, enough?: number) =>
    readAs(listOf(schema), await defender.list(context, read, enough), defender.call(context, read));
  const machines = async (read: DefenderRead, enough?: number): Promise<readonly Machine[]> => {
    try {
      return await list(machine, read, enough);
    } catch (error) {
      // The list of machines says 404 when it is empty.
      if (saysNotFound(error)) return [];
      throw error;
    }
  };
  const orNull = async <T>(schema: z.ZodType<T>, read: DefenderRead): Promise<T | null> => {
    try {
      return readAs(schema, await defender.get(context, read), defender.call(context, read));
    } catch (error) {
      if (saysNotFound(error)) return null;
      throw error;
    }
  };
  // One page: the list goes by `$top`, and what lies beyond shows by one action more.
  const actionsUpTo = async (most: number, $filter: string): Promise<Listed<MachineAction>> => {
    const $top = Math.min(most + 1, MOST_LISTED);
    const found = await list(machineAction, actionsRead($filter, $top), $top);
    return { list: found.slice(0, most), complete: found.length < $top };
  };
  const oneMachine = (machineId: string) =>
    orNull(machine, { route: route`/api/machines/${machineId}`, permissions: may.READ_MACHINES });

  return {
    find: (name) =>
      once.ask(['endpoints.find', name], async () => {
        if (name.kind === 'machineId') {
          return [await oneMachine(name.text)].filter((found) => found !== null);
        }
        const found = await machines(machinesRead(findFilter(name)));
        return livingFirst(found.filter((one) => fits(one, name)));
      }),
    suggest: (name) =>
      once.ask(['endpoints.suggest', name], async () => {
        const typed = (name.kind === 'fqdn' ? name.host : name.text).toLowerCase();
        const reads = beginnings(typed).map((start) =>
          machines(machinesRead(odata`startswith(computerDnsName,${start})`, SIMILAR), SIMILAR),
        );
        const hosts = (await Promise.all(reads)).flat().flatMap((one) => hostOf(one) ?? []);
        return nearest(typed, [...new Set(hosts)], (one) => [one]);
      }),
    namesFrom: (start) =>
      once.ask(['endpoints.namesFrom', start], async () => {
        const wanted = odata`startswith(computerDnsName,${start.toLowerCase()})`;
        const found = await machines(machinesRead(wanted, SIMILAR), SIMILAR);
        return [...new Set(found.flatMap((one) => one.computerDnsName ?? []))];
      }),
    machine: (machineId) => once.ask(['endpoints.machine', machineId], () => oneMachine(machineId)),
    machinesById: (machineIds) =>
      machines(machinesRead(anyOf(machineIds.map((one) => odata`id eq ${one}`)), IDS_LISTED)),
    byAzureADDeviceIds: (ids) =>
      once.ask(['endpoints.byIds', ids], async () => {
        const groups = chunks([...new Set(ids)], IDS_LISTED);
        const reads = groups.map((group) =>
          machines(machinesRead(anyOf(group.map((one) => odata`aadDeviceId eq ${one}`)))),
        );
        return livingFirst(uniqueById((await Promise.all(reads)).flat()));
      }),
    highRisk: (most) =>
      once.ask(['endpoints.highRisk', String(most)], async () => {
        const page = Math.min(most + 1, MOST_LISTED);
        const found = await machines(machinesRead(odata`riskScore eq ${'High'}`, page), most + 1);
        return { list: found.slice(0, most), complete: found.length <= most };
      }),
    machineActions: (machineId) =>
      once.ask(['endpoints.machineActions', machineId], async () => {
        const read = actionsRead(odata`machineId eq ${machineId}`, ACTIONS_LISTED);
        const actions = await list(machineAction, read, ACTIONS_LISTED);
        return actions.toSorted((a, b) => b.creationDateTimeUtc.localeCompare(a.creationDateTimeUtc));
      }),
    // What is followed changes: asked anew every time.
    machineAction: (actionId) =>
      orNull(machineAction, {
        route: route`/api/machineactions/${actionId}`,
        permissions: may.READ_MACHINES,
      }),
    machineActionsOf: (machineIds, most) =>
      actionsUpTo(most, anyOf(machineIds.map((one) => odata`machineId eq ${one}`))),
    machineActionsSince: (since, most) =>
      actionsUpTo(most, `creationDateTimeUtc ge ${new Date(since).toISOString()}`),
    machineActionsById: (actionIds) =>
      list(machineAction, actionsRead(anyOf(actionIds.map((one) => odata`id eq ${one}`)), IDS_LISTED)),
    packageLink: (actionId) =>
      orNull(packageLink, {
        route: route`/api/machineactions/${actionId}/getPackageUri`,
        permissions: may.READ_MACHINES,
        limits: ['defenderPackageLink'],
        onlyOnce: true,
      }),
    sessionResultLink: (actionId, index) =>
      orNull(resultLink, {
        route: route`/api/machineactions/${actionId}/GetLiveResponseResultDownloadLink(index=${String(index)})`,
        permissions: may.READ_MACHINES,
      }),
    logonUsers: (machineId) =>
      once.ask(['endpoints.logonUsers', machineId], () =>
        list(logonUser, {
          route: route`/api/machines/${machineId}/logonusers`,
          permissions: may.READ_LOGON_USERS,
        }),
      ),
    vulnerabilities: (machineId) =>
      once.ask(['endpoints.vulnerabilities', machineId], () =>
        list(vulnerability, {
          route: route`/api/machines/${machineId}/vulnerabilities`,
          permissions: may.READ_VULNERABILITIES,
          limits: ['defenderVulnerabilities'],
        }),
      ),
    software: (machineId) =>
      once.ask(['endpoints.software', machineId], () =>
        list(software, { route: route`/api/machines/${machineId}/software`, permissions: may.READ_SOFTWARE }),
      ),
    alerts: (machineId) =>
      once.ask(['endpoints.alerts', machineId], () =>
        list(deviceAlert, { route: route`/api/machines/${machineId}/alerts`, permissions: may.READ_ALERTS }),
      ),
    ...createMachineOrders({ defender, context, once }),
  };
}

/** For clouds and installations without Defender for Endpoint: every question says so. */
export function noEndpoints(): Endpoints {
  const refuse = (): Promise<never> =>
    Promise.reject(
      new UpstreamError('upstream_not_configured', 'Defender for Endpoint is not configured', {
        service: 'defender',
        operation: 'Defender for Endpoint',
        mayHaveArrived: false,
      }),
    );
  return {
    find: refuse,
    suggest: refuse,
    namesFrom: refuse,
    machine: refuse,
    machinesById: refuse,
    byAzureADDeviceIds: refuse,
    highRisk: refuse,
    machineActions: refuse,
    machineActionsOf: refuse,
    machineAction: refuse,
    machineActionsSince: refuse,
    machineActionsById: refuse,
    packageLink: refuse,
    sessionResultLink: refuse,
    logonUsers: refuse,
    vulnerabilities: refuse,
    software: refuse,
    alerts: refuse,
    isolate: refuse,
    release: refuse,
    restrict: refuse,
    unrestrict: refuse,
    scan: refuse,
    collect: refuse,
    quarantineFile: refuse,
    offboard: refuse,
    cancelAction: refuse,
    setTag: refuse,
    setDeviceValue: refuse,
    contain: refuse,
    runScript: refuse,
    getFile: refuse,
    putFile: refuse,
    investigate: refuse,
  };
}

function machinesRead($filter: string, $top?: number): DefenderRead {
  return {
    route: route`/api/machines`,
    query: { $filter, ...($top === undefined ? {} : { $top }) },
    permissions: may.READ_MACHINES,
  };
}

function actionsRead($filter: string, $top: number): DefenderRead {
  return { route: route`/api/machineactions`, query: { $filter, $top }, permissions: may.READ_MACHINES };
}

/**
 * Machine names are kept in lower case, with their domain or without. `startswith`, `or` and the quotes around a
 * device id are in wide use but not in Microsoft's reference: UNCONFIRMED (sections 2 and 4).
 */
function findFilter(name: Exclude<DeviceName, { kind: 'machineId' }>): string {
  switch (name.kind) {
    case 'guid':
      return odata`aadDeviceId eq ${name.text}`;
    case 'fqdn':
      return anyOf([
        odata`computerDnsName eq ${name.text.toLowerCase()}`,
        odata`computerDnsName eq ${name.host.toLowerCase()}`,
      ]);
    case 'hostname': {
      const host = name.text.toLowerCase();
      return anyOf([odata`computerDnsName eq ${host}`, odata`startswith(computerDnsName,${`${host}.`})`]);
    }
  }
}

/** What was asked for, checked once more: acting on the wrong machine is worse than finding none. */
function fits(one: Machine, name: Exclude<DeviceName, { kind: 'machineId' }>): boolean {
  const dns = one.computerDnsName?.toLowerCase() ?? '';
  switch (name.kind) {
    case 'guid':
      return one.aadDeviceId === name.text;
    case 'fqdn':
      return dns === name.text.toLowerCase() || dns === name.host.toLowerCase();
    case 'hostname':
      return dns === name.text.toLowerCase() || dns.startsWith(`${name.text.toLowerCase()}.`);
  }
}

function hostOf(one: Machine): string | null {
  return one.computerDnsName?.split('.')[0] ?? null;
}

/** After a reinstall the old entity stays as inactive: the living one comes first, then the one seen last. */
function livingFirst(machines: readonly Machine[]): readonly Machine[] {
  const silent = (one: Machine) => (one.healthStatus === 'Inactive' ? 1 : 0);
  return machines.toSorted(
    (a, b) => silent(a) - silent(b) || (b.lastSeen ?? '').localeCompare(a.lastSeen ?? ''),
  );
}
