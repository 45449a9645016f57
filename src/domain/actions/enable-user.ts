/** Turns an account on again. Reference sheet entra-api, section 2. */
import type { ActionDefinition } from './action.ts';
import {
  accountSwitchProof,
  masteredBlocker,
  sendAccountSwitch,
  switchedAlready,
  switchedBlocker,
} from './account-switch.ts';
import { openRiskWarnings } from './open-risk.ts';
import { userPreflight } from './user-preflight.ts';

export const enableUser: ActionDefinition = {
  verb: 'enableUser',
  title: 'Enable the account of',
  done: 'enabled',
  actsOn: 'user',
  risk: 'harmless',
  forOthersOnly: true,
  reversal: { verb: 'disableUser' },
  permissions: ['User.EnableDisableAccount.All'],
  platforms: 'Whatever can be disabled',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} can sign in again, with the password and the methods that the account has now. So can whoever else has them.`,
  takes: 'Within minutes.',
  undoing: 'Disable it again with the Undo button here; that is a request with its own approval.',
  proof: 'The account, read anew, is enabled',

  preflight: (order, ports, clock) =>
    userPreflight(order, ports, clock, (facts) => ({
      blockers: [switchedBlocker(facts.user, true), masteredBlocker(facts.user, 'enable')],
      warnings: openRiskWarnings(facts),
      underWay: switchedAlready(facts.user, true, order),
    })),

  ...sendAccountSwitch(true),

  verify: (order, _upstreamId, since, ports, clock) =>
    accountSwitchProof(true, order, since, { ports, clock }),
};
