/**
 * Runs Microsoft Defender Antivirus by order of Intune: the way to a device that Defender for Endpoint does not have.
 * Reference sheet intune-api, sections 5 and 6.
 */
import type { Machine } from '../tenant/device.ts';
import type { ActionDefinition, Order } from './action.ts';
import { scanReport } from './antivirus-report.ts';
import { notReportedWarning, platformBlocker } from './device-platform.ts';
import { onboardingBlocker } from './machine-facts.ts';
import { managedDevicePreflight } from './managed-device-preflight.ts';
import { WHEN_SYNCED, followManagedDeviceAction, orderedAt } from './managed-device-receipt.ts';
import { scanKind, scanPending, scanProof } from './scan-proof.ts';
import { ON_MANAGED_DEVICE, sendManagedDeviceAction } from './send-managed-device-action.ts';

const NAME = 'windowsDefenderScan';

export const intuneScan: ActionDefinition = {
  verb: 'intuneScan',
  title: 'Have Intune scan',
  done: 'scanned through Intune',
  actsOn: 'managedDevice',
  risk: 'harmless',
  reversal: { none: 'a scan changes nothing; no API of Intune cancels it' },
  permissions: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
  platforms: 'Windows, with Microsoft Defender Antivirus; Defender for Endpoint is not needed.',
  parameters: { kind: ['quick', 'full'] },
  effect: (order) =>
    `Intune has Microsoft Defender Antivirus look ${
      scanKind(order) === 'full'
        ? `through every file of ${order.target.name}, which is slower for as long as that lasts`
        : `where malware settles on ${order.target.name}`
    }. What it finds becomes an alert only where Defender for Endpoint has the device.`,
  takes: `${WHEN_SYNCED} A full scan can last for hours.`,
  undoing: 'none, as a scan changes nothing. What it finds is treated as your antivirus policy says.',
  proof: 'Intune reports a scan of that kind since the order; its report may come hours later',

  preflight: (order, ports, clock) =>
    managedDevicePreflight(order, ports, clock, NAME, async (device, now, machine) => {
      const report = await scanReport(scanKind(order), device.id, ports.managedDevices, now);
      return {
        blockers: [platformBlocker(device, 'A scan through Intune', ['Windows'])],
        warnings: [...notReportedWarning(device), ...betterWay(machine, order), ...report.warnings],
        evidence: report.evidence,
      };
    }),

  ...sendManagedDeviceAction(
    NAME,
    (order) => ({ ...ON_MANAGED_DEVICE(order), quickScan: scanKind(order) === 'quick' }),
    (intune, order) => intune.windowsDefenderScan(order),
  ),

  ...followManagedDeviceAction(NAME),

  async verify(order, _upstreamId, _since, ports, clock) {
    const [device, state] = await Promise.all([
      ports.managedDevices.device(order.target.id),
      ports.managedDevices.protectionState(order.target.id),
    ]);
    // By Intune's clock.
    const ordered = orderedAt(device, NAME, order);
    return ordered === null
      ? scanPending('Intune', 'it no longer lists the order', clock)
      : scanProof('Intune', order, ordered, state, clock);
  },
};

function betterWay(machine: Machine | null, order: Order): readonly string[] {
  if (machine === null || onboardingBlocker(machine) !== null) return [];
  const words = scanKind(order) === 'full' ? 'full scan' : 'scan';
  return [
    `Defender for Endpoint has this device and is the better way (“${words} ${order.target.name}”): its scan can be cancelled while it is pending, tells who ordered it, and raises alerts.`,
  ];
}
