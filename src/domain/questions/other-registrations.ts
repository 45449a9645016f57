/**
 * Records under the name of the device that were left aside for the one last active. Left aside is not harmless: a
 * reinstalled device keeps the risk of its old registration, and whoever asks by name has to hear of it. Pure.
 */
import type { DeviceRecord } from './device-records.ts';
import { lastActive } from './device-records.ts';
import { COMPLIANCE, RISK, isOnboarded } from './device-words.ts';
import { agoText, utcText } from './elapsed.ts';
import type { Remark } from './posture-facts.ts';

/** `Entra ID, Intune, Defender`: the services that hold a record. */
export function holders(record: DeviceRecord): string {
  const names = [
    ...(record.directory === null ? [] : ['Entra ID']),
    ...(record.managed === null ? [] : ['Intune']),
    ...(record.machine === null ? [] : ['Defender']),
  ];
  return names.join(', ');
}

/** Which record it is, and what the services say of it. */
export function registrationNote(record: DeviceRecord, now: Date): string {
  const at = lastActive(record);
  const when = at === null ? 'never active' : `last active ${agoText(now, at)} (${utcText(at)})`;
  const { machine, managed } = record;
  const said = [
    ...(machine !== null && isOnboarded(machine) ? [`Defender says ${RISK[machine.riskScore].words}`] : []),
    ...(managed === null ? [] : [`Intune says ${COMPLIANCE[managed.complianceState].words}`]),
  ];
  return `Another registration under the same name (${holders(record)}, ${when}) was left aside: the one last active is shown.${said.length === 0 ? '' : ` Of the other, ${said.join(', and ')}.`}`;
}

export function carriesRisk({ machine }: DeviceRecord): boolean {
  return machine !== null && isOnboarded(machine) && RISK[machine.riskScore].tone !== 'good';
}

/** Keeps the verdict from being good while another registration is at risk, or may be. */
export function registrationRemarks(others: readonly DeviceRecord[], now: Date): readonly Remark[] {
  return others.filter(carriesRisk).map((record) => ({
    tone: 'warning',
    short: `another registration under this name has ${RISK[record.machine?.riskScore ?? 'unknown'].words}`,
    sentence: registrationNote(record, now),
  }));
}
