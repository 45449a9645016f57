/** Intune through Graph. Reference sheet intune-api. */
import { z } from 'zod/v4';
import type { CallContext, ManagedDevices } from '../../domain/ports/tenant.ts';
import { NAMES_LISTED } from '../../domain/ports/tenant.ts';
import type { DeviceName } from '../../domain/tenant/device-name.ts';
import type { CompliancePolicyState, ManagedDevice } from '../../domain/tenant/device.ts';
import type { AskOnce } from '../http/ask-once.ts';
import type { GraphClient, GraphRead } from '../http/graph-client.ts';
import { anyOf, chunks, odata, route } from '../http/odata.ts';
import { readList, readMany, readOrNull, uniqueById, valueAs } from '../http/read-many.ts';
import { text } from '../http/wire.ts';
import { beginnings, nearest } from '../nearest.ts';
import { createDeviceActionReads } from './device-actions.ts';
import { createManagedDeviceOrders } from './managed-device-orders.ts';
import { READ_CONFIGURATION, READ_CONNECTORS, READ_MANAGED_DEVICES } from './intune-permissions.ts';
import {
  compliancePolicy,
  connector,
  MANAGED_DEVICE_SELECT,
  managedDevice,
  noncompliantDevice,
  policyState,
  protectionState,
  settingState,
} from './wire-intune.ts';

/** The connector of Defender for Endpoint; the same GUID as its application (section 4b). */
const DEFENDER_CONNECTOR = 'fc780465-2017-40d4-a0c5-307022471b92';
const IDS_PER_FILTER = 15;
const SIMILAR = NAMES_LISTED;
const DEVICES_PER_PAGE = 1_000;
/** Policy states that leave nothing to explain. */
const MET = new Set<CompliancePolicyState['state']>([
  'compliant',
  'remediated',
  'notApplicable',
  'notAssigned',
]);

/** v1.0 leaves the threat level of Windows policies out (section 0.1). */
const COMPLIANCE_POLICIES: GraphRead = {
  beta: true,
  route: route`/deviceManagement/deviceCompliancePolicies`,
  query: { $expand: 'assignments' },
  permissions: READ_CONFIGURATION,
  list: true,
};

export interface ManagedDevicesOptions {
  readonly graph: GraphClient;
  readonly context: CallContext;
  readonly once: AskOnce;
}

export function createManagedDevices({ graph, context, once }: ManagedDevicesOptions): ManagedDevices {
  const devices = async (reads: readonly GraphRead[]) =>
    newestFirst(uniqueById(await readMany(graph, context, managedDevice, reads)));
  return {
    ...createManagedDeviceOrders({ graph, context, once }),
    ...createDeviceActionReads({ graph, context, once }),
    find: (name) => once.ask(['managed.find', name], () => devices(findReads(name))),
    suggest: (name) =>
      once.ask(['managed.suggest', name], async () => {
        const typed = name.kind === 'fqdn' ? name.host : name.text;
        const reads = beginnings(typed).map((start) => similarRead(start));
        const found = await readMany(graph, context, z.object({ deviceName: text }), reads);
        return nearest(typed, [...new Set(found.flatMap((one) => one.deviceName ?? []))], (one) => [one]);
      }),
    namesFrom: (start) =>
      once.ask(['managed.namesFrom', start], async () => {
        const found = await readMany(graph, context, z.object({ deviceName: text }), [similarRead(start)]);
        return [...new Set(found.flatMap((one) => one.deviceName ?? []))];
      }),
    byAzureADDeviceIds: (ids) =>
      once.ask(['managed.byIds', ids], () =>
        devices(chunks([...new Set(ids)], IDS_PER_FILTER).map((group) => byIdsRead(group))),
      ),
    noncompliant: (most) =>
      once.ask(['managed.noncompliant', String(most)], async () => {
        const list = await readList(graph, context, noncompliantDevice, noncompliantRead(most + 1));
        return { list: list.slice(0, most), complete: list.length <= most };
      }),
    ofUser: (userId) =>
      once.ask(['managed.ofUser', userId], () =>
        devices([listRead(route`/users/${userId}/managedDevices`, { $select: MANAGED_DEVICE_SELECT })]),
      ),
    compliancePolicyStates: (deviceId, settingsOf = 'unmet') =>
      once.ask(['managed.policyStates', deviceId, settingsOf], () =>
        policyStates(graph, context, deviceId, settingsOf),
      ),
    compliancePolicies: () =>
      once.ask(['managed.compliancePolicies'], () =>
        readList(graph, context, compliancePolicy, COMPLIANCE_POLICIES),
      ),
    protectionState: (deviceId) =>
      once.ask(['managed.protection', deviceId], () =>
        readOrNull(graph, context, protectionState, {
          route: route`/deviceManagement/managedDevices/${deviceId}/windowsProtectionState`,
          permissions: READ_MANAGED_DEVICES,
        }),
      ),
    defenderConnector: () =>
      once.ask(['managed.connector'], () =>
        readOrNull(graph, context, connector, {
          route: route`/deviceManagement/mobileThreatDefenseConnectors/${DEFENDER_CONNECTOR}`,
          permissions: READ_CONNECTORS,
        }),
      ),
  };
}

function listRead(to: GraphRead['route'], query: NonNullable<GraphRead['query']>): GraphRead {
  return { route: to, query, permissions: READ_MANAGED_DEVICES, list: true };
}

// Filters on deviceName and azureADDeviceId are in wide use but not in Microsoft's reference: UNCONFIRMED (section 2).
function findReads(name: DeviceName): readonly GraphRead[] {
  const all = route`/deviceManagement/managedDevices`;
  const $select = MANAGED_DEVICE_SELECT;
  switch (name.kind) {
    // Intune does not know Defender's ids.
    case 'machineId':
      return [];
    case 'guid': {
      const one = route`/deviceManagement/managedDevices/${name.text}`;
      return [byIdsRead([name.text]), { route: one, query: { $select }, permissions: READ_MANAGED_DEVICES }];
    }
    case 'hostname':
    case 'fqdn': {
      const names = name.kind === 'fqdn' ? [name.host, name.text] : [name.text];
      const $filter = anyOf(names.map((one) => odata`deviceName eq ${one}`));
      return [listRead(all, { $filter, $select })];
    }
  }
}

function byIdsRead(ids: readonly string[]): GraphRead {
  const $filter = anyOf(ids.map((one) => odata`azureADDeviceId eq ${one}`));
  return listRead(route`/deviceManagement/managedDevices`, { $filter, $select: MANAGED_DEVICE_SELECT });
}

function similarRead(start: string): GraphRead {
  const $filter = odata`startswith(deviceName,${start})`;
  return {
    ...listRead(route`/deviceManagement/managedDevices`, {
      $filter,
      $select: 'id,deviceName',
      $top: SIMILAR,
    }),
    enough: SIMILAR,
  };
}

/** Documented (section 2); a page holds about a thousand. */
function noncompliantRead(most: number): GraphRead {
  return {
    ...listRead(route`/deviceManagement/managedDevices`, {
      $filter: odata`complianceState eq ${'noncompliant'}`,
      $select: 'id,deviceName,azureADDeviceId,lastSyncDateTime',
      $top: Math.min(most, DEVICES_PER_PAGE),
    }),
    enough: most,
  };
}

/**
 * The states, then the settings of what is not met (or of all), together in one `$batch`. The path to the settings is used
 * everywhere but is not in Microsoft's metadata: UNCONFIRMED (section 3).
 */
async function policyStates(
  graph: GraphClient,
  context: CallContext,
  deviceId: string,
  settingsOf: 'unmet' | 'all',
): Promise<readonly CompliancePolicyState[]> {
  const path = route`/deviceManagement/managedDevices/${deviceId}/deviceCompliancePolicyStates`;
  const read = listRead(path, {});
  const states = await readList(graph, context, policyState, read);
  const unread = states.filter(
    (state) => (settingsOf === 'all' || !MET.has(state.state)) && (state.settingStates ?? []).length === 0,
  );
  if (unread.length === 0) return states;
  const reads = unread.map((state) =>
    listRead(
      route`/deviceManagement/managedDevices/${deviceId}/deviceCompliancePolicyStates/${state.id}/settingStates`,
      {},
    ),
  );
  const answers = await graph.readTogether(context, reads);
  const settings = new Map(
    unread.map((state, index) => [
      state.id,
      valueAs(z.array(settingState), answers[index], graph.call(context, reads[index] ?? read)),
    ]),
  );
  return states.map((state) => ({ ...state, settingStates: settings.get(state.id) ?? state.settingStates }));
}

/** A device that was enrolled again has several records; the living one comes first. */
function newestFirst(devices: readonly ManagedDevice[]): readonly ManagedDevice[] {
  return devices.toSorted((a, b) => (b.lastSyncDateTime ?? '').localeCompare(a.lastSyncDateTime ?? ''));
}
