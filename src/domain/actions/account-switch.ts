/** What turning an account on and turning it off have in common. Reference sheet entra-api, section 2. */
import type { Verification } from '../approvals/request.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { IsoTime } from '../tenant/evidence.ts';
import type { User } from '../tenant/user.ts';
import type { Blocker, Order, Receipt } from './action.ts';
import { directoryChange, stateReached } from './directory-change.ts';
import { stateProof } from './state-proof.ts';

export function sendAccountSwitch(enabled: boolean): ReturnType<typeof directoryChange> {
  return directoryChange(
    'setUserEnabled',
    ({ target }) => ({ userId: target.id, enabled }),
    (directory, order) => directory.setUserEnabled(order),
  );
}

/** A change made here is refused, or undone by the next synchronization (section 2, "On-prem synced users"). */
export function masteredBlocker(user: User, verb: string): Blocker | null {
  return user.onPremisesSyncEnabled === true
    ? {
        code: 'notSupported',
        message: `The account is mastered on-premises: ${verb} it in Active Directory. Entra ID refuses the change or loses it again.`,
      }
    : null;
}

export function switchedBlocker(user: User, enabled: boolean): Blocker | null {
  return user.accountEnabled === enabled
    ? { code: 'alreadyDone', message: `The account is ${enabled ? 'enabled' : 'disabled'} already.` }
    : null;
}

export function switchedAlready(user: User, enabled: boolean, order: Order): Receipt | null {
  return user.accountEnabled === enabled ? stateReached(order, false) : null;
}

/** `more` is asked for what else there is to say once the state is reached. */
export async function accountSwitchProof(
  enabled: boolean,
  order: Order,
  since: IsoTime,
  { ports, clock }: { readonly ports: TenantPorts; readonly clock: Clock },
  more: () => Promise<string | null> = () => Promise.resolve(null),
): Promise<Verification> {
  const user = await ports.directory.user(order.target.id);
  const state =
    user?.accountEnabled === undefined
      ? 'does not know the account any more'
      : user.accountEnabled === null
        ? 'does not say whether the account is enabled'
        : `says that the account is ${user.accountEnabled ? 'enabled' : 'disabled'}`;
  const holds = user?.accountEnabled === enabled;
  const rest = holds ? await more() : null;
  const says = `Entra ID, read anew, ${state}${rest === null ? '' : `; ${rest}`}`;
  return stateProof({ holds, says }, since, clock.now());
}
