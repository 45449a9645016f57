/**
 * Following what Intune was ordered to do. Intune takes no comment, keeps one result for each kind of action and tells
 * nobody whose order it was: ours is the result that began no earlier than our call left. That no other began shortly
 * before is looked at before the call (`sameKindBlocker`); a second order of the same kind that somebody gives later takes
 * the place of ours, and is then what is followed. Source: reference sheet intune-api, section 5.
 */
import type { ActionableDevice, DeviceActionName, DeviceActionResult } from '../tenant/device-action.ts';
import type { MachineActionStatus } from '../tenant/device.ts';
import type { IsoTime } from '../tenant/evidence.ts';
import { agoText } from '../questions/elapsed.ts';
import { DEVICES_TOGETHER } from '../ports/tenant.ts';
import type { ActionDefinition, Blocker, Following, Order, Receipt } from './action.ts';

/** How far Intune's clock and ours may be apart. */
export const CLOCK_SKEW_MS = 2 * 60_000;

export const WHEN_SYNCED =
  'A device in contact takes it up within minutes; one that is off, when it checks in again.';

const STATUS: Readonly<Record<DeviceActionResult['actionState'], MachineActionStatus>> = {
  // Intune says this while there is nothing to say yet.
  none: 'Pending',
  pending: 'Pending',
  active: 'InProgress',
  done: 'Succeeded',
  failed: 'Failed',
  notSupported: 'Failed',
  canceled: 'Cancelled',
  unknown: 'unknown',
};

/** `<managed device id>/<action name>/<since when>`: found again by all three. */
function upstreamIdOf(deviceId: string, name: DeviceActionName, since: string): string {
  return `${deviceId}/${name}/${since}`;
}

export function deviceOf(upstreamId: string): string {
  return upstreamId.slice(0, upstreamId.indexOf('/'));
}

function nameIn(upstreamId: string): string {
  return upstreamId.slice(upstreamId.indexOf('/') + 1, upstreamId.lastIndexOf('/'));
}

/** When the action began, by the id under which it is followed. */
function beginningOf(upstreamId: string): number {
  return Date.parse(upstreamId.slice(upstreamId.lastIndexOf('/') + 1));
}

/** What was just sent: Intune answers with nothing but that it took the order. */
export function sentReceipt(order: Order, name: DeviceActionName): Receipt {
  if (order.sentAt === undefined) throw new TypeError(`${name}: when it was sent is not known`);
  return {
    upstreamId: upstreamIdOf(order.target.id, name, order.sentAt),
    status: 'Pending',
    note: null,
    ours: true,
  };
}

function receiptOf(upstreamId: string, result: DeviceActionResult, ours: boolean): Receipt {
  const notes = [
    ...(result.actionState === 'notSupported' ? ['Intune says that the device does not support it'] : []),
    ...(result.errorCode === null || result.errorCode === 0
      ? []
      : [`error 0x${(result.errorCode >>> 0).toString(16)}`]),
  ];
  return {
    upstreamId,
    status: STATUS[result.actionState],
    note: notes.length === 0 ? null : notes.join(', '),
    ours,
  };
}

function resultOf(device: ActionableDevice, name: DeviceActionName): DeviceActionResult | null {
  return device.deviceActionResults.find((one) => one.actionName === name) ?? null;
}

function beganSince(result: DeviceActionResult, since: number): boolean {
  return result.startDateTime !== null && Date.parse(result.startDateTime) >= since - CLOCK_SKEW_MS;
}

/** Both kinds of scan share one result. An order that is of no kind fits every result. */
function fitOf({ scanKind }: DeviceActionResult, { parameters }: Order): 'same' | 'other' | 'notTold' {
  if (parameters.kind === undefined) return 'same';
  if (scanKind === null) return 'notTold';
  return scanKind === parameters.kind ? 'same' : 'other';
}

/** As far as Intune tells: not an order of before, nor one of the other kind that took its place. */
function isOf(order: Order, since: number, result: DeviceActionResult): boolean {
  return beganSince(result, since) && fitOf(result, order) !== 'other';
}

/** When it took what was ordered, by its own clock; null = it no longer lists it. */
export function orderedAt(
  device: ActionableDevice | null,
  name: DeviceActionName,
  order: Order,
): IsoTime | null {
  const result = device === null ? null : resultOf(device, name);
  return result === null || fitOf(result, order) === 'other' ? null : result.startDateTime;
}

function isRunning(result: DeviceActionResult): boolean {
  return result.actionState === 'pending' || result.actionState === 'active';
}

/** Somebody's order of that kind that is not over yet, and certainly does the same. */
export function liveReceipt(device: ActionableDevice, name: DeviceActionName, order: Order): Receipt | null {
  const result = resultOf(device, name);
  if (result === null || !isRunning(result) || result.startDateTime === null) return null;
  if (fitOf(result, order) !== 'same') return null;
  return receiptOf(upstreamIdOf(device.id, name, result.startDateTime), result, false);
}

/** What an order of the same kind, under way or just over, means for a new one. */
export function sameKindBlocker(
  device: ActionableDevice,
  name: DeviceActionName,
  order: Order,
  now: Date,
): Blocker | null {
  const result = resultOf(device, name);
  if (result === null) return null;
  const same = fitOf(result, order) === 'same';
  if (isRunning(result)) {
    const told = `${result.actionState} since ${agoText(now, result.startDateTime)}`;
    const message = same
      ? `The same is under way (${told}).`
      : `A scan is under way (${result.scanKind ?? 'quick or full, Intune does not tell'}, ${told}), and Intune follows one at a time. Ask again when it has ended.`;
    return { code: 'underWay', message };
  }
  return isOf(order, now.getTime(), result)
    ? {
        code: 'underWay',
        message: `${same ? 'The same' : 'A scan'} was ordered ${agoText(now, result.startDateTime)} (${result.actionState}), and Intune does not tell two orders so close together apart. Ask again in ${CLOCK_SKEW_MS / 60_000} minutes.`,
      }
    : null;
}

/** That lists show the results is UNCONFIRMED: the devices are read one by one, twenty in a round trip. */
const FOLLOWING: Following = {
  family: 'managedDevices',
  async look(wanted, mostCalls, ports) {
    const found = new Map<string, Receipt>();
    const missing: string[] = [];
    let calls = 0;
    for (let rest = [...wanted]; rest.length > 0 && calls < mostCalls; calls += 1) {
      const group = rest.slice(0, DEVICES_TOGETHER);
      rest = rest.slice(DEVICES_TOGETHER);
      const ids = [...new Set(group.map(({ upstreamId }) => deviceOf(upstreamId)))];
      const devices = new Map((await ports.managedDevices.devices(ids)).map((one) => [one.id, one]));
      for (const { upstreamId, order } of group) {
        const device = devices.get(deviceOf(upstreamId));
        const result = device?.deviceActionResults.find((one) => one.actionName === nameIn(upstreamId));
        // What it means that it is not there, each action says for itself.
        if (result === undefined || !isOf(order, beginningOf(upstreamId), result)) missing.push(upstreamId);
        else found.set(upstreamId, receiptOf(upstreamId, result, false));
      }
    }
    return { found, missing, calls };
  },
};

/** How an action of that name is found again and followed. */
export function followManagedDeviceAction(
  name: DeviceActionName,
  /** What it means that Intune no longer lists the device. */
  whenGone: 'done' | 'notKnown' = 'notKnown',
): Pick<ActionDefinition, 'findOwn' | 'findLive' | 'poll' | 'following'> {
  const gone = (upstreamId: string): Receipt | null =>
    whenGone === 'done'
      ? { upstreamId, status: 'Succeeded', note: 'Intune no longer lists the device', ours: true }
      : null;
  return {
    following: FOLLOWING,
    async findOwn(order, _requestId, ports) {
      const { target, sentAt } = order;
      if (sentAt === undefined) return null;
      const upstreamId = upstreamIdOf(target.id, name, sentAt);
      const device = await ports.managedDevices.device(target.id);
      if (device === null) return gone(upstreamId);
      const result = resultOf(device, name);
      return result !== null && isOf(order, Date.parse(sentAt), result)
        ? receiptOf(upstreamId, result, true)
        : null;
    },
    async findLive(order, ports) {
      const device = await ports.managedDevices.device(order.target.id);
      return device === null ? null : liveReceipt(device, name, order);
    },
    async poll(upstreamId, order, ports) {
      const device = await ports.managedDevices.device(order.target.id);
      if (device === null) return gone(upstreamId);
      const result = resultOf(device, name);
      return result !== null && isOf(order, beginningOf(upstreamId), result)
        ? receiptOf(upstreamId, result, false)
        : null;
    },
  };
}
