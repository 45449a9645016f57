/** Cancels a machine action that is not over. Reference sheet mde-api, section 5.3. */
import { agoText } from '../questions/elapsed.ts';
import type { MachineAction } from '../tenant/device.ts';
import { isRunning } from '../tenant/machine-switch.ts';
import type { ActionDefinition, Blocker, Receipt } from './action.ts';
import { isOwnComment } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { sendMachineAction } from './send-machine-action.ts';

/** Cancelling takes the permission of what is cancelled. Types that are not here are left to the portal. */
const PERMISSION_OF: ReadonlyMap<string, string> = new Map([
  ['Isolate', 'Machine.Isolate'],
  ['Unisolate', 'Machine.Isolate'],
  ['RestrictCodeExecution', 'Machine.RestrictExecution'],
  ['UnrestrictCodeExecution', 'Machine.RestrictExecution'],
  ['RunAntiVirusScan', 'Machine.Scan'],
  ['CollectInvestigationPackage', 'Machine.CollectForensics'],
  ['StopAndQuarantineFile', 'Machine.StopAndQuarantine'],
  ['Offboard', 'Machine.Offboard'],
  ['LiveResponse', 'Machine.LiveResponse'],
]);

export const cancelAction: ActionDefinition = {
  verb: 'cancelAction',
  title: 'Cancel an action on',
  done: 'relieved of the action',
  actsOn: 'machine',
  risk: 'disruptive',
  reversal: { none: 'what was cancelled can be asked for again' },
  permissions: [
    'Machine.Isolate',
    'Machine.RestrictExecution',
    'Machine.Scan',
    'Machine.CollectForensics',
    'Machine.StopAndQuarantine',
    'Machine.Offboard',
    'Machine.LiveResponse',
  ],
  platforms: 'Whatever the action runs on; it must not be over.',
  parameters: { type: { read: readName }, actionId: { read: readName } },
  effect: ({ target, parameters }) =>
    `Defender gives up the ${parameters.type ?? 'action'} on ${target.name}. What the device has done of it already stays.`,
  takes: 'At once while the device has not taken it up.',
  undoing: 'none; ask for the cancelled action again.',
  proof: 'The cancelled action, read anew: its status is Cancelled',

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, ({ actions }, now) => {
      const action = actions.find(({ id }) => id === order.parameters.actionId);
      return {
        blockers: [whyNot(action, now)],
        warnings:
          action?.status === 'InProgress'
            ? ['The device has begun with it: what it did already stays, and it may end before this arrives.']
            : [],
        evidence: action === undefined ? [] : told(action, now),
        underWay: action?.status === 'Cancelled' ? cancellation(action, '') : null,
        onServer: null,
        atOnce: true,
      };
    }),

  ...sendMachineAction(
    'cancelAction',
    ({ parameters }) => ({ actionId: parameters.actionId ?? '' }),
    (endpoints, order) => endpoints.cancelAction(order),
    (action) => cancellation(action, ''),
  ),

  async findOwn(order, requestId, ports) {
    const actions = await ports.endpoints.machineActions(order.target.id);
    const found = actions.find(({ id }) => id === order.parameters.actionId);
    return found !== undefined && isOwnComment(found.cancellationComment, requestId)
      ? cancellation(found, requestId)
      : null;
  },
  // A cancellation is no action of its own: none can be under way.
  findLive: () => Promise.resolve(null),
  async poll(upstreamId, _order, ports) {
    const action = await ports.endpoints.machineAction(upstreamId);
    return action === null ? null : cancellation(action, '');
  },

  async verify(_order, upstreamId, _since, ports, clock) {
    const action = await ports.endpoints.machineAction(upstreamId);
    const status = action?.status ?? 'gone from its list';
    return {
      verified: status === 'Cancelled' ? 'yes' : 'no',
      evidence: `Defender's record of the action, read anew, says ${status}.`,
      at: clock.now().toISOString(),
    };
  },
};

/** What can be cancelled of a machine's actions, newest first. */
export function cancellable(actions: readonly MachineAction[]): readonly MachineAction[] {
  return actions.filter(({ status }) => isRunning(status));
}

/** `RunAntiVirusScan (Full), Pending since 3 h ago, by Nadia`. */
export function actionText(
  { type, scope, status, requestor, creationDateTimeUtc }: MachineAction,
  now: Date,
): string {
  const what = scope === null ? type : `${type} (${scope})`;
  const who = requestor === null ? '' : `, by ${requestor}`;
  return `${what}, ${status} since ${agoText(now, creationDateTimeUtc)}${who}`;
}

function told(action: MachineAction, now: Date): readonly { label: string; value: string }[] {
  return [
    { label: 'Action', value: actionText(action, now) },
    ...(action.requestorComment === null
      ? []
      : [{ label: 'Its comment', value: action.requestorComment.slice(0, 300) }]),
  ];
}

function whyNot(action: MachineAction | undefined, now: Date): Blocker | null {
  if (action === undefined) {
    return {
      code: 'notFound',
      message: 'The action is not among the last that Defender lists of the device.',
    };
  }
  if (!PERMISSION_OF.has(action.type)) {
    return {
      code: 'notSupported',
      message: `Drawbridge cannot cancel an action of type ${action.type}: do so in the Defender portal.`,
    };
  }
  if (isRunning(action.status)) return null;
  const when = agoText(now, action.lastUpdateDateTimeUtc ?? action.creationDateTimeUtc);
  return {
    code: 'alreadyDone',
    message: `The action is over (${action.status}, ${when}): there is nothing to cancel.`,
  };
}

/** The cancelled action, as the end of the cancellation. */
function cancellation(action: MachineAction, requestId: string): Receipt {
  const ended = action.status === 'Succeeded' || action.status === 'Failed' || action.status === 'TimeOut';
  return {
    upstreamId: action.id,
    status: action.status === 'Cancelled' ? 'Succeeded' : ended ? 'Failed' : action.status,
    note: ended ? `the action ended as ${action.status} before it could be cancelled` : null,
    ours: isOwnComment(action.cancellationComment, requestId),
  };
}

/** Ids and types come from Defender's list, by way of a button. */
function readName(typed: string): { readonly value: string } | { readonly why: string } {
  return /^[\w-]{1,64}$/.test(typed) ? { value: typed } : { why: 'Which action is meant is not known.' };
}
