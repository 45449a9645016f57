/** Has Microsoft Defender Antivirus fetch its newest signatures. Reference sheet intune-api, sections 5 and 6. */
import { utcText } from '../questions/elapsed.ts';
import type { ActionDefinition } from './action.ts';
import { antivirusOffWarning } from './antivirus-report.ts';
import { notReportedWarning, platformBlocker } from './device-platform.ts';
import { orNull } from './machine-facts.ts';
import { managedDevicePreflight } from './managed-device-preflight.ts';
import { WHEN_SYNCED, followManagedDeviceAction, orderedAt } from './managed-device-receipt.ts';
import { ON_MANAGED_DEVICE, sendManagedDeviceAction } from './send-managed-device-action.ts';

const NAME = 'windowsDefenderUpdateSignatures';

export const updateSignatures: ActionDefinition = {
  verb: 'updateSignatures',
  title: 'Update the antivirus signatures of',
  done: 'brought up to date with antivirus signatures',
  actsOn: 'managedDevice',
  risk: 'harmless',
  reversal: { none: 'nobody wants older signatures back' },
  permissions: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
  platforms: 'Windows, with Microsoft Defender Antivirus.',
  parameters: {},
  effect: ({ target }) => `Microsoft Defender Antivirus on ${target.name} fetches its newest signatures.`,
  takes: WHEN_SYNCED,
  undoing: 'none needed: nothing else changes.',
  proof: 'The antivirus has reported to Intune since the order, and its signatures are not overdue',

  preflight: (order, ports, clock) =>
    managedDevicePreflight(order, ports, clock, NAME, async (device) => {
      const state = await orNull(() => ports.managedDevices.protectionState(device.id));
      return {
        blockers: [platformBlocker(device, 'Updating signatures', ['Windows'])],
        warnings: [
          ...notReportedWarning(device),
          ...antivirusOffWarning(state, 'there may be nothing that takes signatures'),
        ],
        evidence: [
          {
            label: 'Signatures',
            value:
              state === null
                ? 'not known'
                : `${state.signatureVersion ?? 'no version reported'}${state.signatureUpdateOverdue === true ? ', overdue' : ''}`,
          },
        ],
      };
    }),

  ...sendManagedDeviceAction(NAME, ON_MANAGED_DEVICE, (intune, order) =>
    intune.windowsDefenderUpdateSignatures(order),
  ),

  ...followManagedDeviceAction(NAME),

  async verify(order, _upstreamId, _since, ports, clock) {
    const [device, state] = await Promise.all([
      ports.managedDevices.device(order.target.id),
      ports.managedDevices.protectionState(order.target.id),
    ]);
    const at = clock.now().toISOString();
    // Both by Intune's clock.
    const ordered = orderedAt(device, NAME, order);
    const reported = state?.lastReportedDateTime ?? null;
    const pending = (why: string) =>
      ({ verified: 'pending', evidence: `Accepted, not proven: ${why}.`, at }) as const;
    if (state === null || reported === null)
      return pending('the antivirus of the device reports nothing to Intune');
    if (ordered === null || Date.parse(reported) <= Date.parse(ordered)) {
      return pending(`the last report of the antivirus is older (${utcText(reported)})`);
    }
    const says = `The antivirus reported signatures ${state.signatureVersion ?? 'of no version'} at ${utcText(reported)}`;
    switch (state.signatureUpdateOverdue) {
      case false:
        return { verified: 'yes', evidence: `${says}, and they are not overdue.`, at };
      case true:
        return { verified: 'no', evidence: `${says}, and they are overdue.`, at };
      case null:
        return pending(
          `${says.charAt(0).toLowerCase()}${says.slice(1)}, and does not say whether they are overdue`,
        );
    }
  },
};
