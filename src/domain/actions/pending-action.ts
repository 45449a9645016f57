/** Defender takes one action of a kind at a time on a machine: what a pending one means for a new request. */
import { agoText } from '../questions/elapsed.ts';
import type { MachineAction } from '../tenant/device.ts';
import { isRunning } from '../tenant/machine-switch.ts';
import type { Blocker, Preflight } from './action.ts';
import { receipt } from './machine-receipt.ts';

/**
 * The same order under way is taken over by an approved request; another of its kind stands in the way. `what` is a
 * noun: `scan`.
 */
export function pendingAction(
  actions: readonly MachineAction[],
  type: string,
  what: string,
  isSame: (action: MachineAction) => boolean,
  now: Date,
): { readonly blocker: Blocker | null; readonly underWay: Preflight['underWay'] } {
  const live = actions.filter((action) => action.type === type && isRunning(action.status));
  const same = live.find(isSame);
  const found = same ?? live[0];
  if (found === undefined) return { blocker: null, underWay: null };
  const who = found.requestor === null || found.requestor === '' ? '' : `, by ${found.requestor}`;
  const scope = found.scope === null || found.scope === '' ? '' : `${found.scope}, `;
  const told = `${scope}${found.status} since ${agoText(now, found.creationDateTimeUtc)}${who}`;
  return {
    blocker: {
      code: 'underWay',
      message:
        same === undefined
          ? `Another ${what} is under way (${told}), and Defender takes one at a time. Ask again when it has ended.`
          : `The same ${what} is under way (${told}).`,
    },
    underWay: same === undefined ? null : receipt(same, ''),
  };
}
