/** Microsoft's machine actions as the workflow follows them. Source: reference sheet mde-api, section 5. */
import type { MachineAction, SessionCommand } from '../tenant/device.ts';
import { isRunning } from '../tenant/machine-switch.ts';
import type { ActionDefinition, Order, Receipt } from './action.ts';
import { isOwnComment } from './action.ts';
import { machineFollowing } from './machine-following.ts';

/** Microsoft promises no time. */
export const WHEN_IN_CONTACT =
  'A device in contact takes it up within minutes; one that is off, when it checks in again.';

/** Microsoft's action as the workflow reads it. */
export function receipt(action: MachineAction, requestId: string): Receipt {
  const reasons = [
    ...(action.troubleshootInfo === null || action.troubleshootInfo === '' ? [] : [action.troubleshootInfo]),
    ...(action.errorHResult === null || action.errorHResult === 0
      ? []
      : [`error 0x${(action.errorHResult >>> 0).toString(16)}`]),
    ...action.commands
      .filter(({ status }) => status === 'Failed')
      .map((command) => [commandText(command), ...command.errors.map(withoutStop)].join(': ')),
  ];
  return {
    upstreamId: action.id,
    status: action.status,
    note: reasons.length === 0 ? null : reasons.join(', '),
    ours: isOwnComment(action.requestorComment, requestId),
    ...(action.cancellationComment === null ? {} : { cancelledByHand: true as const }),
  };
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** `RunScript list-autoruns.ps1 Failed`. */
export function commandText({ type, object, status }: SessionCommand): string {
  return [type, object, status].filter((part) => part !== null).join(' ');
}

const FOLLOWING = machineFollowing((action) => receipt(action, ''));

/** How every machine action of a type is found again and followed. */
export function followMachineAction(
  type: string,
  /** Whether somebody's action does what was ordered. */
  isSame: (action: MachineAction, order: Order) => boolean = () => true,
): Pick<ActionDefinition, 'findOwn' | 'findLive' | 'poll' | 'following'> {
  return {
    following: FOLLOWING,
    findOwn: async (order, requestId, ports) =>
      ownAction(await ports.endpoints.machineActions(order.target.id), type, requestId),
    async findLive(order, ports) {
      const actions = await ports.endpoints.machineActions(order.target.id);
      const found = actions.find(
        (action) => action.type === type && isRunning(action.status) && isSame(action, order),
      );
      return found === undefined ? null : receipt(found, '');
    },
    async poll(upstreamId, _order, ports) {
      const action = await ports.endpoints.machineAction(upstreamId);
      return action === null ? null : receipt(action, '');
    },
  };
}

/** This request's own action among the machine's recent ones. */
function ownAction(actions: readonly MachineAction[], type: string, requestId: string): Receipt | null {
  const found = actions.find(
    (action) => action.type === type && isOwnComment(action.requestorComment, requestId),
  );
  return found === undefined ? null : receipt(found, requestId);
}
