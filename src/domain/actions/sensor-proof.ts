/**
 * Proof by what a device's own sensor reports, whatever the status of the action says: an isolated device makes no more
 * connections but Defender's own while it goes on telling of the network, a released one makes some again, a restricted one blocks
 * programs. Silence proves nothing. Reference sheet defender-xdr-graph, section 6.
 */
import { UpstreamError } from '../../errors.ts';
import type { Verification } from '../approvals/request.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import { gapOf } from '../questions/ask.ts';
import { utcText } from '../questions/elapsed.ts';
import type { MachineAction } from '../tenant/device.ts';
import { ISOLATION, RESTRICTION } from '../tenant/machine-switch.ts';
import type { NetworkConnection } from '../tenant/sensor-report.ts';
import type { EffectLook } from './action.ts';
import { harmless } from './indicator-value.ts';
import type { Listed, SwitchClaim } from './switch-proof.ts';
import { readSwitch } from './switch-proof.ts';

export const ISOLATION_PROOF =
  "The sensor's own reports: no connection but Defender's own has succeeded since, while it went on telling of the network; and Defender lists nothing after it that takes it back";
export const RELEASE_PROOF =
  "The sensor's own reports: a connection has succeeded since; and Defender lists nothing after it that takes it back";
export const RESTRICTION_PROOF =
  "The sensor's own reports: a policy has blocked a program since; and Defender lists nothing after it that takes it back";

/** A connection that was being made as the isolation took hold proves nothing against it. */
const SETTLES_MS = 60_000;
/** The sensor has to go on telling of the network for so long: what was sent together may be shown one after the other. */
const HEARD_FOR_MS = 60_000;
/** Looking earlier would only cost calls. */
export const ISOLATION_SHOWS_AFTER_MS = SETTLES_MS + HEARD_FOR_MS + 30_000;
/** Reports take a few minutes until they can be asked about (UNCONFIRMED how many); later less often. */
const FIRST_LOOKS_MS = 2 * 60_000;

/** Programs of Defender for Endpoint and of Defender Antivirus, which stay connected. Names UNCONFIRMED as a whole list. */
const DEFENDERS_OWN = [
  'MsSense.exe',
  'SenseCE.exe',
  'SenseCM.exe',
  'SenseCncProxy.exe',
  'SenseGPParser.exe',
  'SenseIdentity.exe',
  'SenseImdsCollector.exe',
  'SenseIR.exe',
  'SenseNdr.exe',
  'SenseSampleUploader.exe',
  'SenseScreenshot.exe',
  'SenseTVM.exe',
  'MsMpEng.exe',
  'MpCmdRun.exe',
  'MpDefenderCoreService.exe',
  'NisSrv.exe',
  'mdatp',
  'wdavdaemon',
];
/** Outlook, Teams and Skype for Business stay connected in a selective isolation (mde-api, section 5). */
const IN_SELECTIVE = ['outlook.exe', 'olk.exe', 'ms-teams.exe', 'msteams.exe', 'teams.exe', 'lync.exe'];

interface SensorOrder {
  readonly machineId: string;
  readonly upstreamId: string;
  /** When the workflow saw its end. */
  readonly since: string;
}

interface Sensor {
  readonly machineId: string;
  readonly listed: Extract<Listed, { holds: true }>;
  readonly ports: TenantPorts;
}

export async function verifyIsolation(
  order: SensorOrder,
  ports: TenantPorts,
  clock: Clock,
): Promise<EffectLook> {
  return bySensor({ ...order, pair: ISOLATION, on: true }, ports, clock, async (sensor) => {
    const { machineId, listed } = sensor;
    const settled = tookHold(listed.by) + SETTLES_MS;
    const from = new Date(settled).toISOString();
    const selective = listed.by.scope?.toLowerCase() === 'selective';
    const except = selective ? [...DEFENDERS_OWN, ...IN_SELECTIVE] : DEFENDERS_OWN;
    // In this order: what shows that the sensor tells of the network is never newer than the look for connections.
    const reported = (await ports.hunting.reports([machineId], from)).get(machineId);
    const connection = (await ports.hunting.connections([machineId], from, except)).get(machineId);
    if (connection !== undefined) {
      return [
        'no',
        `It is not cut off: ${connected(connection)}, although ${listed.says}. Keep it off the network another way until it is known why.`,
      ];
    }
    if (reported === undefined || Date.parse(reported) < settled + HEARD_FOR_MS) {
      return ['pending', `${listed.says}, but its sensor has told too little of the network since.`];
    }
    const allowed = selective ? "Defender's, Outlook's and Teams' own" : "Defender's own";
    return [
      'yes',
      `No connection but ${allowed} has succeeded since ${utcText(from)}, while its sensor told of the network until ${utcText(reported)}; ${listed.says}.`,
    ];
  });
}

export async function verifyRelease(
  order: SensorOrder,
  ports: TenantPorts,
  clock: Clock,
): Promise<EffectLook> {
  return bySensor({ ...order, pair: ISOLATION, on: false }, ports, clock, async (sensor) => {
    const { machineId, listed } = sensor;
    const from = new Date(tookHold(listed.by)).toISOString();
    const connection = (await ports.hunting.connections([machineId], from, DEFENDERS_OWN)).get(machineId);
    return connection === undefined
      ? ['pending', `${listed.says}, but its sensor has reported no connection since.`]
      : ['yes', `It is connected again: ${connected(connection)}; ${listed.says}.`];
  });
}

export async function verifyRestriction(
  order: SensorOrder,
  ports: TenantPorts,
  clock: Clock,
): Promise<EffectLook> {
  return bySensor({ ...order, pair: RESTRICTION, on: true }, ports, clock, async (sensor) => {
    const { machineId, listed } = sensor;
    const from = new Date(tookHold(listed.by)).toISOString();
    const blocked = (await ports.hunting.blockedPrograms([machineId], from)).get(machineId);
    return blocked === undefined
      ? ['pending', `${listed.says}, but no program has been blocked on it since, which proves nothing.`]
      : [
          'yes',
          `A policy blocked ${program(blocked.fileName)} on it at ${utcText(blocked.at)}; ${listed.says}.`,
        ];
  });
}

async function bySensor(
  claim: SwitchClaim & SensorOrder,
  ports: TenantPorts,
  clock: Clock,
  judge: (sensor: Sensor) => Promise<readonly [Verification['verified'], string]>,
): Promise<EffectLook> {
  const listed = await readSwitch(claim, ports, clock);
  if (!listed.holds) return listed.verification;
  const now = clock.now();
  const pending = (why: string): EffectLook => ({
    verified: 'pending',
    evidence: `Accepted, not proven: ${why}`,
    at: now.toISOString(),
    lookAgainInMs: Math.max(FIRST_LOOKS_MS, (now.getTime() - Date.parse(claim.since)) / 2),
  });
  try {
    const [verified, evidence] = await judge({ machineId: claim.machineId, listed, ports });
    return verified === 'pending' ? pending(evidence) : { verified, evidence, at: now.toISOString() };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const { message } = gapOf('Defender XDR', "the sensor's reports", error);
    const found = pending(`${listed.says}, but what its sensor reports could not be read: ${message}.`);
    // Nobody grants a permission within minutes.
    return error.code === 'upstream_forbidden' ? { ...found, lookAgainInMs: Infinity } : found;
  }
}

/** By Defender's clock, as the reports are. */
function tookHold({ lastUpdateDateTimeUtc, creationDateTimeUtc }: MachineAction): number {
  return Date.parse(lastUpdateDateTimeUtc ?? creationDateTimeUtc);
}

function connected({ at, process, remoteIp, remoteUrl, remotePort }: NetworkConnection): string {
  const where = harmless((remoteUrl ?? remoteIp ?? 'an address that is not named').slice(0, 100));
  return `${program(process)} connected to ${where}${remotePort === null ? '' : ` (port ${remotePort})`} at ${utcText(at)}`;
}

function program(name: string | null): string {
  return name === null ? 'a program' : name.slice(0, 60);
}
