/** Turns an account off: nobody signs in with it. Reference sheet entra-api, sections 0.6 and 2. */
import type { ActionDefinition, Blocker } from './action.ts';
import {
  accountSwitchProof,
  masteredBlocker,
  sendAccountSwitch,
  switchedAlready,
  switchedBlocker,
} from './account-switch.ts';
import { OPEN_SESSIONS_END, signInsSince } from './open-sessions.ts';
import type { UserFacts } from './user-facts.ts';
import { userPreflight } from './user-preflight.ts';

export const disableUser: ActionDefinition = {
  verb: 'disableUser',
  title: 'Disable the account of',
  done: 'disabled',
  actsOn: 'user',
  risk: 'disruptive',
  reversal: { verb: 'enableUser' },
  permissions: ['User.EnableDisableAccount.All'],
  platforms:
    'Accounts mastered in Entra ID, not on-premises. Administrators only if the application holds a high enough directory role itself',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} cannot sign in to anything any more. ${OPEN_SESSIONS_END} Mail still arrives, and what runs under the account stops.`,
  takes: 'New sign-ins fail within minutes.',
  undoing: 'Enable it again with the Undo button here; that is a request with its own approval.',
  proof: 'The account, read anew, is disabled; what the sign-in log lists since is told',

  preflight: (order, ports, clock) =>
    userPreflight(order, ports, clock, (facts) => ({
      blockers: [
        switchedBlocker(facts.user, false),
        masteredBlocker(facts.user, 'disable'),
        lockoutBlocker(facts),
      ],
      warnings: lockoutWarnings(facts),
      underWay: switchedAlready(facts.user, false, order),
    })),

  ...sendAccountSwitch(false),

  verify: (order, _upstreamId, since, ports, clock) =>
    accountSwitchProof(false, order, since, { ports, clock }, () =>
      signInsSince(order.target.id, since, ports, clock),
    ),
};

/** Whoever is locked out by mistake needs somebody who can still come in. */
function lockoutBlocker({ emergency, lastGlobalAdministrator }: UserFacts): Blocker | null {
  if (emergency === true) {
    return {
      code: 'notSupported',
      message:
        'It looks like an emergency account (most policies for everybody leave it out): Drawbridge does not take away the way back in.',
    };
  }
  return lastGlobalAdministrator === true
    ? {
        code: 'notSupported',
        message: 'No other enabled account is Global Administrator: nobody could manage the tenant any more.',
      }
    : null;
}

function lockoutWarnings({ emergency, lastGlobalAdministrator }: UserFacts): readonly string[] {
  return [
    ...(lastGlobalAdministrator === null
      ? ['Whether anybody else is Global Administrator is not known at the moment.']
      : []),
    ...(emergency === null ? ['Whether it is an emergency account is not known at the moment.'] : []),
  ];
}
