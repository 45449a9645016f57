/**
 * Has a Windows device collect its diagnostics. Unlike other remote actions it has an object of its own to follow. Reference
 * sheet intune-api, section 5 (beta only; the form of the body is UNCONFIRMED).
 */
import type { LogCollection } from '../tenant/device-action.ts';
import type { MachineActionStatus } from '../tenant/device.ts';
import { agoText } from '../questions/elapsed.ts';
import type { ActionDefinition, Receipt } from './action.ts';
import { notReportedWarning, platformBlocker } from './device-platform.ts';
import { managedDevicePreflight } from './managed-device-preflight.ts';
import { CLOCK_SKEW_MS, WHEN_SYNCED, deviceOf } from './managed-device-receipt.ts';
import { notProven } from './not-proven.ts';
import { ON_MANAGED_DEVICE } from './send-managed-device-action.ts';
import { ownershipWarning } from './who-is-hit.ts';

const UNPROVEN = 'only their link, once it is handed over, shows that the diagnostics are there';

const STATUS: Readonly<Record<LogCollection['status'], MachineActionStatus>> = {
  pending: 'Pending',
  completed: 'Succeeded',
  failed: 'Failed',
  unknown: 'unknown',
};

export const collectDiagnostics: ActionDefinition = {
  verb: 'collectDiagnostics',
  title: 'Collect diagnostics from',
  done: 'searched for diagnostics',
  actsOn: 'managedDevice',
  risk: 'harmless',
  reversal: { none: 'what was read stays read; Intune keeps it for 28 days' },
  permissions: ['DeviceManagementManagedDevices.ReadWrite.All'],
  platforms: 'Company-owned Windows devices.',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} collects its logs and settings and uploads them to Intune: names of people may be among them. The person who asks gets the link, once.`,
  takes: WHEN_SYNCED,
  undoing: 'none: what was read stays read. Nothing on the device changes.',
  proof: { none: UNPROVEN },

  preflight: (order, ports, clock) =>
    managedDevicePreflight(order, ports, clock, null, async (device, now) => {
      const collections = await ports.managedDevices.logCollections(device.id);
      const live = collections.find(isPending);
      const recent = live ?? askedSince(collections, now.getTime());
      return {
        blockers: [
          platformBlocker(device, 'Collecting diagnostics', ['Windows']),
          recent === undefined
            ? null
            : {
                code: 'underWay',
                message: `Diagnostics were asked for ${agoText(now, recent.requestedDateTimeUTC)} already (${recent.status}), and Intune does not tell two such orders so close together apart.`,
              },
        ],
        warnings: [
          'Microsoft documents the call in its beta, but names the Intune admin center for this: it may be refused.',
          ...ownershipWarning(
            device,
            'Microsoft names company-owned devices for this, and what it reads may be private',
          ),
          ...notReportedWarning(device),
        ],
        underWay: live === undefined ? null : receiptOf(device.id, live, false),
      };
    }),

  call: (order) => ({ operation: 'managedDevices.collectDiagnostics', input: ON_MANAGED_DEVICE(order) }),
  async start(order, _comment, ports) {
    const made = await ports.managedDevices.collectDiagnostics(ON_MANAGED_DEVICE(order));
    return receiptOf(order.target.id, made, true);
  },

  // No mark of ours either: the one that was asked for no earlier than our call left.
  async findOwn({ target, sentAt }, _requestId, ports) {
    if (sentAt === undefined) return null;
    const found = askedSince(await ports.managedDevices.logCollections(target.id), Date.parse(sentAt));
    return found === undefined ? null : receiptOf(target.id, found, true);
  },
  async findLive({ target }, ports) {
    const live = (await ports.managedDevices.logCollections(target.id)).find(isPending);
    return live === undefined ? null : receiptOf(target.id, live, false);
  },
  async poll(upstreamId, { target }, ports) {
    const found = await ports.managedDevices.logCollection(target.id, collectionOf(upstreamId));
    return found === null ? null : receiptOf(target.id, found, false);
  },

  verify: (_order, _upstreamId, _since, _ports, clock) => notProven(UNPROVEN, clock),

  handover: {
    button: 'Get the diagnostics',
    what: 'diagnostics package',
    link: (upstreamId, ports) =>
      ports.managedDevices.logCollectionLink(deviceOf(upstreamId), collectionOf(upstreamId)),
  },
};

function isPending({ status }: LogCollection): boolean {
  return status === 'pending';
}

function askedSince(collections: readonly LogCollection[], since: number): LogCollection | undefined {
  return collections.find(
    ({ requestedDateTimeUTC: at }) => at !== null && Date.parse(at) >= since - CLOCK_SKEW_MS,
  );
}

/** `<managed device id>/<id of the collection>`. */
function receiptOf(deviceId: string, { id, status }: LogCollection, ours: boolean): Receipt {
  return { upstreamId: `${deviceId}/${id}`, status: STATUS[status], note: null, ours };
}

function collectionOf(upstreamId: string): string {
  return upstreamId.slice(upstreamId.indexOf('/') + 1);
}
