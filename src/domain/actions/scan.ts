/** Runs Microsoft Defender Antivirus on a machine. Reference sheets mde-api (section 5.3), intune-api (section 2). */
import type { Verification } from '../approvals/request.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { MachineAction } from '../tenant/device.ts';
import type { ActionDefinition, Order } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { WHEN_IN_CONTACT, followMachineAction } from './machine-receipt.ts';
import { pendingAction } from './pending-action.ts';
import { scanPending, scanProof } from './scan-proof.ts';
import { antivirusWarnings, oldWindowsBlocker, phoneBlocker, windowsWarnings } from './windows-limit.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

const TYPE = 'RunAntiVirusScan';
const SINCE = 1709;

export const scan: ActionDefinition = {
  verb: 'scan',
  title: 'Scan',
  done: 'scanned',
  actsOn: 'machine',
  risk: 'harmless',
  reversal: { none: 'a scan changes nothing; while it is pending it can be cancelled' },
  permissions: ['Machine.Scan'],
  platforms: `Windows 10 ${SINCE} or newer and Windows 11, with Microsoft Defender Antivirus active or passive.`,
  parameters: { kind: ['quick', 'full'] },
  effect: ({ target, parameters }) =>
    parameters.kind === 'full'
      ? `Microsoft Defender Antivirus looks through every file of ${target.name}, which is slower for as long as that lasts. What it finds becomes an alert.`
      : `Microsoft Defender Antivirus looks where malware settles on ${target.name}. What it finds becomes an alert.`,
  takes: `${WHEN_IN_CONTACT} A full scan can last for hours.`,
  undoing: 'none, as a scan changes nothing. What it finds is treated as your antivirus policy says.',
  proof:
    'Intune reports a scan of that kind since, where it manages the device; its report may come hours later',

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, ({ machine, actions }, now) => {
      const pending = pendingAction(actions, TYPE, 'scan', (action) => isSame(action, order), now);
      return {
        blockers: [
          phoneBlocker(machine, 'scan'),
          oldWindowsBlocker(machine, 'A scan', SINCE),
          pending.blocker,
        ],
        warnings: [...windowsWarnings(machine, SINCE), ...antivirusWarnings(machine)],
        underWay: pending.underWay,
        onServer: order.parameters.kind === 'full' ? 'a full scan slows every service on it' : null,
      };
    }),

  ...sendMachineAction(
    'scan',
    (order) => ({
      ...ON_MACHINE(order),
      scanType: order.parameters.kind === 'full' ? ('Full' as const) : ('Quick' as const),
    }),
    (endpoints, order) => endpoints.scan(order),
  ),

  ...followMachineAction(TYPE, isSame),

  verify: (order, upstreamId, _since, ports, clock) => intuneSaw(order, upstreamId, ports, clock),
};

function isSame({ scope }: MachineAction, { parameters }: Order): boolean {
  return scope === null || scope.toLowerCase() === parameters.kind;
}

/** Defender tells that the scan ended; Intune hears from the antivirus itself. */
async function intuneSaw(
  order: Order,
  upstreamId: string,
  ports: TenantPorts,
  clock: Clock,
): Promise<Verification> {
  const pending = (why: string): Verification => scanPending('Defender', why, clock);
  const { aadDeviceId } = order.target;
  if (aadDeviceId === null)
    return pending('the device is not registered in Entra ID, so Intune cannot be asked');
  const [action, [managed]] = await Promise.all([
    ports.endpoints.machineAction(upstreamId),
    ports.managedDevices.byAzureADDeviceIds([aadDeviceId]),
  ]);
  if (action === null) return pending('it no longer lists it');
  if (managed === undefined)
    return pending('Intune, which hears from the antivirus, does not manage the device');
  const state = await ports.managedDevices.protectionState(managed.id);
  return scanProof('Defender', order, action.creationDateTimeUtc, state, clock);
}
