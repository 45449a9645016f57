/** Takes an account's risk off: somebody looked, and it is in the right hands. Reference sheet entra-api, section 3. */
import type { ActionDefinition, Blocker } from './action.ts';
import type { RiskyUser } from '../tenant/user.ts';
import { riskWords } from '../questions/user-posture.ts';
import { NEEDS_P2, TAKES_MINUTES, judgeRisk, judgedAlready, processingBlocker } from './risk-judgement.ts';
import { userPreflight } from './user-preflight.ts';

/** States in which there is something to dismiss. */
const OPEN: ReadonlySet<string> = new Set(['atRisk', 'confirmedCompromised']);

export const dismissRisk: ActionDefinition = {
  verb: 'dismissRisk',
  title: 'Dismiss the account risk of',
  done: 'freed from the account risk',
  actsOn: 'user',
  risk: 'harmless',
  forOthersOnly: true,
  reversal: { none: 'the level that was dismissed does not come back' },
  permissions: ['IdentityRiskyUser.ReadWrite.All'],
  platforms: NEEDS_P2,
  parameters: {},
  effect: ({ target }) =>
    `${target.name} counts as not at risk, and all open detections as dismissed: policies that kept the account out because of its risk let it in again. The password stays as it is.`,
  takes: TAKES_MINUTES,
  undoing: 'none: the level does not come back. The account can be confirmed as compromised instead.',
  proof: 'The risky user, read anew, is dismissed',

  preflight: (order, ports, clock) =>
    userPreflight(order, ports, clock, async ({ user }) => {
      // Asked again, as without an answer nothing can be said: the person reads why.
      const risk = await ports.directory.riskyUser(user.id);
      const now = clock.now().toISOString();
      return {
        blockers: [processingBlocker(risk), nothingToDismiss(risk, now)],
        warnings:
          risk?.riskState === 'confirmedCompromised'
            ? ['Somebody has confirmed it as compromised: make sure that they agree.']
            : [],
        underWay: judgedAlready('dismissRisk', risk, order),
      };
    }),

  ...judgeRisk('dismissRisk'),
};

function nothingToDismiss(risk: RiskyUser | null, at: string): Blocker | null {
  if (risk !== null && (OPEN.has(risk.riskState) || risk.isProcessing === true)) return null;
  const { words } = riskWords({ known: true, value: risk, source: 'Entra ID', at });
  return { code: 'alreadyDone', message: `There is nothing to dismiss: ${words}.` };
}
