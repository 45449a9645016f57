/**
 * What the live response actions share: a session of one command each, as Defender runs one session at a time on a
 * machine. Reference sheet mde-api, section 5.4.
 */
import type { Verification } from '../approvals/request.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import { agoText } from '../questions/elapsed.ts';
import type { Machine, MachineAction } from '../tenant/device.ts';
import type { ActionDefinition, Blocker, Order } from './action.ts';
import type { MachineFacts } from './machine-facts.ts';
import type { Findings } from './machine-preflight.ts';
import { commandText, followMachineAction } from './machine-receipt.ts';
import { pendingAction } from './pending-action.ts';
import { oldWindowsBlocker, phoneBlocker } from './windows-limit.ts';

const PLATFORMS =
  'Windows 10 1709 or newer, Windows 11, Windows Server 2019 or newer, macOS, Linux; Defender for Endpoint Plan 2 with live response turned on.';
const TAKES =
  'A device in contact takes it up within minutes; a script may run for ten. Defender runs one session at a time on a device.';
const GROUP =
  'A device group without an automation level refuses live response: set one in the Defender portal then.';

const TYPE = 'LiveResponse';
const SINCE = 1709;

export interface SessionKind {
  /** Of the command: `RunScript`. */
  readonly command: string;
  /** What it runs, fetches or puts there. */
  readonly object: (order: Order) => string;
  /** Why nothing proves what came of it; no full stop. */
  readonly unproven: string;
}

/** What stands against a session on this machine, whatever it does. */
export function sessionFindings(
  order: Order,
  { machine, actions }: MachineFacts,
  kind: SessionKind,
  now: Date,
): Pick<Findings, 'blockers' | 'evidence' | 'underWay'> {
  const pending = pendingAction(
    actions,
    TYPE,
    'live response session',
    (action) => isSame(action, order, kind),
    now,
  );
  return {
    blockers: [
      phoneBlocker(machine, 'open a live response session on'),
      oldWindowsBlocker(machine, 'Live response', SINCE),
      oldServerBlocker(machine),
      silentBlocker(machine, now),
      pending.blocker,
    ],
    evidence: [{ label: 'Live response', value: GROUP }],
    underWay: pending.underWay,
  };
}

/** What is the same of every session. */
export function session(
  kind: SessionKind,
): Pick<ActionDefinition, 'platforms' | 'takes' | 'proof' | 'lapses' | 'verify'> &
  ReturnType<typeof followMachineAction> {
  return {
    ...followMachineAction(TYPE, (action, order) => isSame(action, order, kind)),
    platforms: PLATFORMS,
    takes: TAKES,
    lapses: true,
    proof: { none: kind.unproven },
    verify: (_order, upstreamId, _since, ports, clock) => notProven(kind.unproven, upstreamId, ports, clock),
  };
}

/** That a command is completed is Defender's own word; what came of it is in its result, if anywhere. */
async function notProven(
  why: string,
  upstreamId: string,
  ports: TenantPorts,
  clock: Clock,
): Promise<Verification> {
  const action = await ports.endpoints.machineAction(upstreamId);
  const told = (action?.commands ?? []).map(commandText).join(', ');
  const says = told === '' ? '' : ` Defender says: ${told}.`;
  return {
    verified: 'pending',
    evidence: `Accepted, not proven: ${why}.${says}`,
    at: clock.now().toISOString(),
  };
}

/**
 * Listing the library takes `Library.Manage`, which also lets an application put scripts into it that run with the rights
 * of the system (Microsoft, "List library files"): too much to ask for a look. So a name is not looked up; Defender refuses
 * one that is not there.
 */
export function notLookedUp(what: string, nothing: string): string {
  return `The library is not looked into, as that takes the permission to change it (Library.Manage): a ${what} that is not in it fails, and ${nothing}.`;
}

/** A name in the tenant's library: what follows it (arguments) and what leads elsewhere (a path) is none. */
export function readLibraryName(typed: string): { readonly value: string } | { readonly why: string } {
  const value = typed.trim();
  return /^[\w(][\w.()-]{0,199}$/.test(value) && !value.includes('..')
    ? { value }
    : {
        why: 'Say the name of a file in the live response library, and nothing else: paths and arguments are not taken.',
      };
}

function isSame({ commands }: MachineAction, order: Order, { command, object }: SessionKind): boolean {
  const [only, ...more] = commands;
  return only?.type === command && only.object === object(order) && more.length === 0;
}

/** Defender would keep the session for three days and begin it then: nobody who approves it now means that. */
function silentBlocker({ healthStatus, lastSeen }: Machine, now: Date): Blocker | null {
  return healthStatus === 'Inactive'
    ? {
        code: 'notReachable',
        message: `The device is out of contact (last full report ${agoText(now, lastSeen)}). Defender would keep the session for up to three days and begin it unawaited: ask again when the device reports.`,
      }
    : null;
}

function oldServerBlocker({ osPlatform }: Machine): Blocker | null {
  return /server(2008|2012|2016)/i.test(osPlatform ?? '')
    ? {
        code: 'notSupported',
        message: `Live response needs Windows Server 2019 or newer; this device runs ${osPlatform ?? ''}.`,
      }
    : null;
}
