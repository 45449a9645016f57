/** Turns an account on again. Reference sheet entra-api, section 2. */
import { riskWords } from '../questions/user-posture.ts';
import type { ActionDefinition } from './action.ts';
import {
  accountSwitchProof,
  masteredBlocker,
  sendAccountSwitch,
  switchedAlready,
  switchedBlocker,
} from './account-switch.ts';
import type { UserFacts } from './user-facts.ts';
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
      warnings: riskWarnings(facts),
      underWay: switchedAlready(facts.user, true, order),
    })),

  ...sendAccountSwitch(true),

  verify: (order, _upstreamId, since, ports, clock) =>
    accountSwitchProof(true, order, since, { ports, clock }),
};

function riskWarnings({ risk }: UserFacts): readonly string[] {
  if (!risk.known) return ['Its account risk is not known.'];
  const { words, tone } = riskWords(risk);
  return tone === 'good' ? [] : [`Its account risk is still open (${words}): whoever caused it may come in.`];
}
