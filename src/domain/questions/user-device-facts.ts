/** The devices of a person with what each service says about them, in one line each. */
import type { Asked, Gap } from '../tenant/evidence.ts';
import type { DirectoryDevice, Machine, ManagedDevice } from '../tenant/device.ts';
import type { User } from '../tenant/user.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { ListItem, Offer, Tone } from './answer.ts';
import { asked, gapsOf } from './ask.ts';
import type { DeviceRecord } from './device-records.ts';
import { joinRecords, lastActive, recordDeviceId, recordName, recordReference } from './device-records.ts';
import { COMPLIANCE, RISK, isOnboarded } from './device-words.ts';
import { agoText } from './elapsed.ts';
import { worstTone } from './posture-facts.ts';

export interface UserDevices {
  readonly items: readonly ListItem[];
  /** `3 devices: 1 with High risk, 1 not compliant`. */
  readonly summary: string;
  readonly tone: Tone;
  readonly offers: readonly Offer[];
  readonly gaps: readonly Gap[];
  readonly count: number;
}

export async function userDeviceFacts(ports: TenantPorts, clock: Clock, user: User): Promise<UserDevices> {
  const [directory, managed] = await Promise.all([
    asked(clock, 'Entra ID', 'registered devices', () => ports.directory.devicesOf(user.id)),
    asked(clock, 'Intune', 'enrolled devices and their compliance', () =>
      ports.managedDevices.ofUser(user.id),
    ),
  ]);
  const records = joinRecords(listOf(directory), listOf(managed), []);
  const ids = records.flatMap((record) => recordDeviceId(record) ?? []);
  const machines: Asked<readonly Machine[]> = await asked(
    clock,
    'Defender for Endpoint',
    'risk of the devices',
    () => (ids.length === 0 ? Promise.resolve([]) : ports.endpoints.byAzureADDeviceIds(ids)),
  );
  return tell(clock.now(), directory, managed, machines);
}

/** Pure: from what was learned to lines. */
function tell(
  now: Date,
  directory: Asked<readonly DirectoryDevice[]>,
  managed: Asked<readonly ManagedDevice[]>,
  machines: Asked<readonly Machine[]>,
): UserDevices {
  const records = joinRecords(listOf(directory), listOf(managed), newestEach(listOf(machines)));
  const rows = records.map((record) => ({ record, ...judge(record, managed.known, machines.known) }));
  rows.sort((a, b) => RANK.indexOf(a.tone) - RANK.indexOf(b.tone));
  const risky = rows.filter((row) => row.record.machine?.riskScore === 'High').length;
  const failing = rows.filter((row) => row.record.managed?.complianceState === 'noncompliant').length;
  const gaps = gapsOf(directory, managed, machines);
  // "one device, with High risk": the only one needs no number.
  const many = (number: number): string => (rows.length === 1 ? '' : `${number} `);
  const parts = [
    ...(risky > 0 ? [`${many(risky)}with High risk`] : []),
    ...(failing > 0 ? [`${many(failing)}not compliant`] : []),
  ];
  const count = rows.length === 1 ? 'one device' : `${rows.length === 0 ? 'no' : rows.length} devices`;
  return {
    items: rows.map((row) => {
      const at = lastActive(row.record);
      const system = row.record.managed?.operatingSystem ?? row.record.directory?.operatingSystem ?? null;
      return {
        title: recordName(row.record),
        detail: [
          row.words,
          ...(system === null ? [] : [system]),
          at === null ? 'never active' : `last active ${agoText(now, at)}`,
        ].join(' · '),
        tone: row.tone,
      };
    }),
    summary: `${count}${gaps.length > 0 ? ' known so far' : ''}${parts.length === 0 ? '' : `${rows.length === 1 ? ',' : ':'} ${parts.join(', ')}`}`,
    tone: worstTone([...rows.map((row) => row.tone), ...(gaps.length > 0 ? (['unknown'] as const) : [])]),
    offers: rows.slice(0, 5).map((row) => ({
      title: recordName(row.record),
      intent: 'device.posture',
      slots: { device: recordReference(row.record) },
    })),
    gaps,
    count: rows.length,
  };
}

const RANK: readonly Tone[] = ['bad', 'unknown', 'warning', 'good', 'neutral'];

function judge(
  record: DeviceRecord,
  intuneAnswered: boolean,
  defenderAnswered: boolean,
): { readonly words: string; readonly tone: Tone } {
  const { managed, machine } = record;
  const compliance = managed === null ? null : COMPLIANCE[managed.complianceState];
  const risk = machine === null || !isOnboarded(machine) ? null : RISK[machine.riskScore];
  const words = [
    compliance?.words ?? (intuneAnswered ? 'not managed by Intune' : 'compliance not known'),
    risk?.words ?? (defenderAnswered ? 'not monitored by Defender' : 'risk not known'),
    ...(machine !== null && machine.healthStatus === 'Inactive' ? ['sensor silent'] : []),
  ];
  return {
    words: words.join(', '),
    tone: worstTone([
      compliance?.tone ?? (intuneAnswered ? 'warning' : 'unknown'),
      risk?.tone ?? (defenderAnswered ? 'warning' : 'unknown'),
      machine?.healthStatus === 'Inactive' ? 'warning' : 'good',
    ]),
  };
}

/** After a reinstall a device id can have several machines: the one last seen counts. */
function newestEach(machines: readonly Machine[]): readonly Machine[] {
  const byId = new Map<string, Machine>();
  for (const machine of machines) {
    const key = machine.aadDeviceId?.toLowerCase() ?? machine.id;
    const before = byId.get(key);
    if (before === undefined || (machine.lastSeen ?? '') > (before.lastSeen ?? '')) byId.set(key, machine);
  }
  return [...byId.values()];
}

function listOf<T>(fact: Asked<readonly T[]>): readonly T[] {
  return fact.known ? fact.value : [];
}
