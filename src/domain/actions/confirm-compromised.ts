/** Tells Identity Protection that an account is in other hands. Reference sheet entra-api, sections 2 and 3. */
import { isOn, policyParts } from '../policy-review/policy-parts.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import { asked } from '../questions/ask.ts';
import type { ActionDefinition } from './action.ts';
import {
  NEEDS_P2,
  TAKES_MINUTES,
  isJudged,
  judgeRisk,
  judgedAlready,
  processingBlocker,
} from './risk-judgement.ts';
import { isHomedElsewhere } from './user-facts.ts';
import { userPreflight } from './user-preflight.ts';

const POLICIES_NAMED = 3;

export const confirmCompromised: ActionDefinition = {
  verb: 'confirmCompromised',
  title: 'Confirm the compromise of',
  done: 'confirmed as compromised',
  actsOn: 'user',
  risk: 'disruptive',
  reversal: { verb: 'dismissRisk' },
  permissions: ['IdentityRiskyUser.ReadWrite.All'],
  platforms: NEEDS_P2,
  parameters: {},
  effect: ({ target }) =>
    `The account risk of ${target.name} becomes high. Policies that look at account risk then block sign-ins or ask for a new password; nothing else changes.`,
  takes: TAKES_MINUTES,
  undoing: 'Dismiss the risk with the Undo button here; that is a request with its own approval.',
  proof: 'The risky user, read anew, is confirmed as compromised',

  preflight: (order, ports, clock) =>
    userPreflight(order, ports, clock, async ({ user }) => {
      // Asked again, as without an answer nothing can be said: the person reads why.
      const risk = await ports.directory.riskyUser(user.id);
      return {
        blockers: [
          processingBlocker(risk),
          isJudged('confirmCompromised', risk)
            ? { code: 'alreadyDone', message: 'The account is confirmed as compromised already.' }
            : null,
        ],
        warnings: [
          await reachWarning(ports, clock),
          // UNCONFIRMED: the sheet does not speak of guests.
          isHomedElsewhere(user) ? 'Risk of guests is kept where they sign in: it may be refused.' : null,
        ].filter((one) => one !== null),
        underWay: judgedAlready('confirmCompromised', risk, order),
      };
    }),

  ...judgeRisk('confirmCompromised'),
};

/** Without a policy that looks at it, the mark keeps nobody out. */
async function reachWarning(ports: TenantPorts, clock: Clock): Promise<string | null> {
  const snapshot = await asked(clock, 'Conditional Access', 'policies', () =>
    ports.accessPolicies.snapshot(),
  );
  if (!snapshot.known) return 'Which policies look at account risk could not be read.';
  const looking = snapshot.value.policies
    .map(policyParts)
    .filter((policy) => isOn(policy) && policy.userRisk.includes('high'));
  if (looking.length === 0) {
    return 'No policy that is on looks at high account risk: this keeps nobody out. Disable the account or revoke its sessions for that.';
  }
  const names = looking.slice(0, POLICIES_NAMED).map(({ name }) => `“${name}”`);
  const more = looking.length - names.length;
  return `High account risk is looked at by ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}
