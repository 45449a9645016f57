/**
 * What the sensors of simulated machines tell: a function of the machine and the time. Nothing is kept; the rows of a
 * window are made when somebody asks for them.
 */
import { createHash } from 'node:crypto';
import { enforcedAt, machineHistories, type MachineHistory } from '../../defender/enforcement-history.ts';
import { isOnboarded } from '../../defender/machine-shape.ts';
import type { Call } from '../../http/route.ts';
import { objects, text, type JsonObject } from '../../json.ts';
import {
  FOREIGN,
  KEPT_IN_SELECTIVE,
  livePlatform,
  type Platform,
  type Program,
  type Programs,
} from './live-programs.ts';
import type { RowWindow } from './row-window.ts';

type World = Pick<Call, 'store' | 'clock'>;

interface Sensor {
  readonly head: JsonObject;
  readonly localIp: string;
  readonly seed: number;
  readonly platform: Platform;
  readonly history: MachineHistory;
  /** When it reports. */
  readonly from: number;
  readonly until: number;
}

interface Tick {
  readonly at: number;
  /** Counts the ticks of a beat; below 0 before the run began. */
  readonly index: number;
  /** A number that looks like chance, the same whenever it is asked for. */
  readonly noise: number;
}

interface Beat {
  readonly name: string;
  readonly everyMs: number;
  readonly event: (sensor: Sensor, tick: Tick) => JsonObject | undefined;
}

const BEATS: Readonly<Record<string, readonly Beat[]>> = {
  DeviceProcessEvents: [{ name: 'process', everyMs: 20_000, event: processEvent }],
  DeviceNetworkEvents: [
    { name: 'connection', everyMs: 30_000, event: connectionEvent },
    { name: 'defender', everyMs: 60_000, event: defenderEvent },
    { name: 'resolver', everyMs: 120_000, event: resolverEvent },
    { name: 'loopback', everyMs: 120_000, event: loopbackEvent },
  ],
  DeviceEvents: [{ name: 'blocked', everyMs: 60_000, event: blockedEvent }],
};

/** Live rows of a table in a window; none for a table that no sensor fills. */
export function* liveRows(table: string, world: World, window: RowWindow): Iterable<JsonObject> {
  const beats = Object.hasOwn(BEATS, table) ? BEATS[table] : undefined;
  if (beats === undefined) return;
  const anchor = world.store.startedAt().getTime();
  for (const sensor of sensors(world, window)) {
    for (const beat of beats) {
      for (const tick of ticks(sensor, beat, anchor)) {
        const event = beat.event(sensor, tick);
        if (event !== undefined) yield { ...stamp(sensor, tick), ...event };
      }
    }
  }
}

function sensors(world: World, window: RowWindow): Sensor[] {
  const historyOf = machineHistories(world.store, world.clock);
  return world.store.list('machines').flatMap((machine) => {
    const id = text(machine['id']) ?? '';
    if (window.devices?.has(id) === false) return [];
    const sensor = sensorOf(machine, id, historyOf(id), window);
    return sensor === undefined ? [] : [sensor];
  });
}

/** A machine without an active sensor tells nothing; one that was offboarded told until then. */
function sensorOf(
  machine: JsonObject,
  id: string,
  history: MachineHistory,
  window: RowWindow,
): Sensor | undefined {
  const platform = livePlatform(machine);
  const active = machine['healthStatus'] === 'Active';
  if (platform === undefined || !isOnboarded(machine)) return undefined;
  if (!active && history.offboarded === undefined) return undefined;
  const firstSeen = Date.parse(text(machine['firstSeen']) ?? '');
  const [address] = objects(machine['ipAddresses']);
  return {
    head: { DeviceId: id, DeviceName: machine['computerDnsName'] ?? '' },
    localIp: text(machine['lastIpAddress']) ?? text(address?.['ipAddress']) ?? '10.0.0.10',
    seed: seedOf(id),
    platform,
    history,
    from: Math.max(window.from, Number.isNaN(firstSeen) ? window.from : firstSeen),
    until: Math.min(window.to, active ? window.to : (history.offboarded ?? window.to)),
  };
}

function seedOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32LE(0);
}

/** Spreads the bits of two numbers over 32. */
function mixed(one: number, other: number): number {
  let bits = (one ^ Math.imul(other, 0x9e3779b1)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35) >>> 0;
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** One tick in each stretch of the beat's length, up to a fifth of it late. */
function* ticks(sensor: Sensor, beat: Beat, anchor: number): Iterable<Tick> {
  const seed = mixed(sensor.seed, seedOf(beat.name));
  const play = beat.everyMs / 5;
  const start = anchor + (seed % (beat.everyMs - play));
  for (let index = Math.floor((sensor.from - start) / beat.everyMs) - 1; ; index += 1) {
    const noise = mixed(seed, index);
    const at = start + index * beat.everyMs + (noise % play);
    if (at > sensor.until) return;
    if (at >= sensor.from) yield { at, index, noise };
  }
}

function stamp(sensor: Sensor, tick: Tick): JsonObject {
  return { ...sensor.head, Timestamp: new Date(tick.at).toISOString(), ReportId: tick.noise };
}

function inTurn(programs: Programs, sensor: Sensor, tick: Tick): Program {
  const { length } = programs;
  const turn = (tick.index + (sensor.seed % length)) % length;
  return programs[turn < 0 ? turn + length : turn] ?? programs[0];
}

function initiator(sensor: Sensor, tick: Tick, program: Program): JsonObject {
  return {
    InitiatingProcessFileName: program.file,
    InitiatingProcessFolderPath: program.path,
    InitiatingProcessId: program.processId,
    LocalIP: sensor.localIp,
    LocalPort: 49_152 + (tick.noise % 16_384),
    LocalIPType: 'Private',
    Protocol: 'Tcp',
  };
}

function outward(sensor: Sensor, tick: Tick, program: Program, ActionType: string): JsonObject {
  return {
    ...initiator(sensor, tick, program),
    ActionType,
    RemoteIP: program.remoteIp,
    RemoteUrl: program.remoteUrl,
    RemotePort: 443,
    RemoteIPType: 'Public',
  };
}

/** In a full isolation no program but Defender's connects; in a selective one Outlook and Teams do as well. */
function connectionEvent(sensor: Sensor, tick: Tick): JsonObject {
  const program = inTurn(sensor.platform.programs, sensor, tick);
  const isolation = enforcedAt(sensor.history.isolations, tick.at);
  const kept = isolation?.scope === 'Selective' && KEPT_IN_SELECTIVE.has(program.file);
  const connects = isolation === undefined || kept;
  return outward(sensor, tick, program, connects ? 'ConnectionSuccess' : 'ConnectionFailed');
}

function defenderEvent(sensor: Sensor, tick: Tick): JsonObject {
  return outward(sensor, tick, inTurn(sensor.platform.defender, sensor, tick), 'ConnectionSuccess');
}

/** Names are asked for, and found, in isolation too: Defender needs them (UNCONFIRMED). */
function resolverEvent(sensor: Sensor, tick: Tick): JsonObject {
  return {
    ...initiator(sensor, tick, sensor.platform.resolver),
    ActionType: 'ConnectionSuccess',
    RemoteIP: sensor.localIp.replace(/\d+$/, '1'),
    RemotePort: 53,
    RemoteIPType: 'Private',
    Protocol: 'Udp',
  };
}

/** What never leaves the machine goes on in isolation (UNCONFIRMED). */
function loopbackEvent(sensor: Sensor, tick: Tick): JsonObject {
  const program = inTurn(sensor.platform.programs, sensor, tick);
  return {
    ...initiator(sensor, tick, program),
    ActionType: 'ConnectionSuccess',
    LocalIP: '127.0.0.1',
    LocalIPType: 'Loopback',
    RemoteIP: '127.0.0.1',
    RemotePort: 49_152 + (tick.noise % 1000),
    RemoteIPType: 'Loopback',
  };
}

function processEvent(sensor: Sensor, tick: Tick): JsonObject {
  const { programs, resolver } = sensor.platform;
  const program = inTurn(programs, sensor, tick);
  const barred = FOREIGN.has(program.file) && isRestricted(sensor, tick);
  return { ActionType: 'ProcessCreated', ...started(sensor, tick, barred ? resolver : program) };
}

function isRestricted(sensor: Sensor, tick: Tick): boolean {
  return enforcedAt(sensor.history.restrictions, tick.at) !== undefined;
}

function started(sensor: Sensor, tick: Tick, program: Program): JsonObject {
  const parent = sensor.platform.resolver;
  return {
    FileName: program.file,
    FolderPath: program.path,
    ProcessId: 4 * (tick.noise % 16_384),
    ProcessCommandLine: `"${program.path}"`,
    ProcessCreationTime: new Date(tick.at).toISOString(),
    InitiatingProcessFileName: parent.file,
    InitiatingProcessFolderPath: parent.path,
    InitiatingProcessId: parent.processId,
  };
}

/** A restricted machine turns away programs that Microsoft did not sign; the ActionType is UNCONFIRMED. */
function blockedEvent(sensor: Sensor, tick: Tick): JsonObject | undefined {
  const program = sensor.platform.programs.find(({ file }) => FOREIGN.has(file));
  if (program === undefined || !isRestricted(sensor, tick)) return undefined;
  return { ActionType: 'AppControlExecutableBlocked', FileName: program.file, FolderPath: program.path };
}
