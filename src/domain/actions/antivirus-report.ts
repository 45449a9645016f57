/** What Intune hears from Microsoft Defender Antivirus, for the approver. Sheet intune-api, section 6. */
import type { EvidenceLine } from '../approvals/request.ts';
import type { ManagedDevices } from '../ports/tenant.ts';
import { agoText } from '../questions/elapsed.ts';
import type { ProtectionState } from '../tenant/device.ts';
import type { IsoTime } from '../tenant/evidence.ts';
import { orNull } from './machine-facts.ts';

/** `consequence` ends the sentence: `there may be nothing that scans`. */
export function antivirusOffWarning(state: ProtectionState | null, consequence: string): readonly string[] {
  return state?.malwareProtectionEnabled === false
    ? [`Microsoft Defender Antivirus is reported as off: ${consequence}.`]
    : [];
}

interface ScanReport {
  readonly warnings: readonly string[];
  readonly evidence: readonly EvidenceLine[];
}

/** How the antivirus stands before a scan. A report that cannot be had stops nothing, and is told. */
export async function scanReport(
  kind: 'quick' | 'full',
  managedDeviceId: string,
  intune: ManagedDevices,
  now: Date,
): Promise<ScanReport> {
  const read = await orNull(async () => ({ state: await intune.protectionState(managedDeviceId) }));
  if (read === null) return withoutReport('could not be read', 'What Intune hears from it could not be read');
  const { state } = read;
  if (state === null) return withoutReport('reports nothing to Intune', 'It reports nothing to Intune');
  const { deviceState } = state;
  const wantsFull = state.fullScanRequired === true || deviceState.includes('fullScanPending');
  return {
    warnings: [
      ...antivirusOffWarning(state, 'there may be nothing that scans'),
      ...(state.realTimeProtectionEnabled === false
        ? ['Real-time protection is reported as off: nothing keeps out what comes after the scan.']
        : []),
      ...(wantsFull && kind === 'quick'
        ? ['The antivirus waits for a full scan; a quick one does not take its place.']
        : []),
      ...(deviceState.includes('offlineScanPending')
        ? [
            'An offline scan is pending: it runs when the device starts, and this one does not take its place.',
          ]
        : []),
      ...(deviceState.includes('rebootPending') ? ['The antivirus waits for a restart of the device.'] : []),
    ],
    evidence: [
      { label: 'Antivirus', value: stateText(state, now) },
      { label: 'Last quick scan', value: scanText(state.lastQuickScanDateTime, state.quickScanOverdue, now) },
      { label: 'Last full scan', value: scanText(state.lastFullScanDateTime, state.fullScanOverdue, now) },
    ],
  };
}

function withoutReport(value: string, said: string): ScanReport {
  return {
    warnings: [`${said}: whether Microsoft Defender Antivirus runs there is not known.`],
    evidence: [{ label: 'Antivirus', value }],
  };
}

function stateText(state: ProtectionState, now: Date): string {
  const onOff = (flag: boolean | null): string => (flag === null ? 'not reported' : flag ? 'on' : 'off');
  return [
    onOff(state.malwareProtectionEnabled),
    `real-time protection ${onOff(state.realTimeProtectionEnabled)}`,
    ...state.deviceState,
    `reported ${agoText(now, state.lastReportedDateTime)}`,
  ].join(', ');
}

function scanText(at: IsoTime | null, overdue: boolean | null, now: Date): string {
  return `${at === null ? 'none reported' : agoText(now, at)}${overdue === true ? ', overdue' : ''}`;
}
