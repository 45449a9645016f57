/**
 * A Temporary Access Pass: a passcode with which somebody signs in without their password. Microsoft tells it once, in
 * the answer that makes it, so it is made when whoever asked fetches it, and nothing of it is kept. The properties from
 * reference sheet entra-api, section 3; what a pass does from Microsoft's page "Configure Temporary Access Pass".
 */
import { asked } from '../questions/ask.ts';
import { utcText } from '../questions/elapsed.ts';
import type { Asked } from '../tenant/evidence.ts';
import type { AccessPass, User } from '../tenant/user.ts';
import type { ActionDefinition, Blocker, Order } from './action.ts';
import { openRiskWarnings } from './open-risk.ts';
import { stateProof } from './state-proof.ts';
import type { UserFacts } from './user-facts.ts';
import { isHomedElsewhere } from './user-facts.ts';
import { userPreflight } from './user-preflight.ts';

/** The least that Microsoft's policy allows as it is shipped, and what it recommends for one person. */
const LIFETIME_MINUTES = 60;
/** Our clock and Microsoft's may differ so much. */
const SKEW_MS = 60_000;
const FACT = 'Temporary Access Pass';

const PASS = ({ target }: Order) => ({
  userId: target.id,
  lifetimeInMinutes: LIFETIME_MINUTES,
  isUsableOnce: true,
});

const sendPass: NonNullable<ActionDefinition['fetched']>['send'] = async (order, ports) => {
  const { pass, secret } = await ports.directory.createAccessPass(PASS(order));
  return {
    receipt: { upstreamId: pass.id, status: 'Succeeded', note: null, ours: true },
    lines: [
      secret,
      `It lets ${order.target.name} sign in once, ${validText(pass)}. Tell it to them in person, after you have made sure who they are.`,
    ],
  };
};

export const temporaryPass: ActionDefinition = {
  verb: 'temporaryPass',
  title: 'Make a Temporary Access Pass for',
  done: 'made and shown to the person who asked',
  actsOn: 'user',
  risk: 'disruptive',
  forOthersOnly: true,
  reversal: {
    none: 'it ends with its first use, after an hour or with the next pass; Entra ID can delete it',
  },
  permissions: ['UserAuthMethod-TAP.ReadWrite.All'],
  platforms:
    'Accounts of this tenant that its policy for such passes includes; not external guests, not in China. Administrators as with revoking sessions',
  parameters: {},
  effect: ({ target }) =>
    `A passcode for ${target.name} is made: valid for ${LIFETIME_MINUTES} minutes from then on, for one sign-in. The person who asks is shown it once and hands it over; nobody else sees it, and it is kept nowhere.`,
  takes:
    'It is made when the person who asked fetches it with a button, as long after the approval as people had to decide.',
  undoing:
    'none; the pass ends with its first use or after an hour. “revoke the sessions of …” ends what it opened.',
  proof:
    'The passes of the account, read anew, list it, with its start and lifetime; the pass itself cannot be read',
  record: 'Pass',
  resend: 'never',

  async preflight(order, ports, clock) {
    const [passes, found] = await Promise.all([
      asked(clock, 'Entra ID', 'temporary access passes', () =>
        ports.directory.accessPasses(order.target.id),
      ),
      userPreflight(order, ports, clock, (facts) => ({
        blockers: [enabledBlocker(facts.user), guestBlocker(facts.user)],
        warnings: warningsOf(facts),
        underWay: null,
      })),
    ]);
    const earlier = earlierWarning(passes);
    return {
      ...found,
      warnings: [...found.warnings, ...earlier],
      evidence: [...earlier.map((value) => ({ label: 'Warning', value })), ...found.evidence],
      facts: { ...found.facts, [FACT]: factOf(passes) },
    };
  },

  call: (order) => ({ operation: 'directory.createAccessPass', input: PASS(order) }),
  start: async (order, _comment, ports) => (await sendPass(order, ports)).receipt,
  // Whoever made a pass cannot be read, and what it is can be read by nobody: none is taken for one's own, or over.
  findOwn: () => Promise.resolve(null),
  findLive: () => Promise.resolve(null),
  // Entra's answer was the end of it.
  poll: (upstreamId) => Promise.resolve({ upstreamId, status: 'Succeeded', note: null, ours: true }),

  async verify(order, upstreamId, since, ports, clock) {
    const pass = (await ports.directory.accessPasses(order.target.id)).find(({ id }) => id === upstreamId);
    const says =
      pass === undefined
        ? 'Entra ID, read anew, does not list the pass'
        : `Entra ID, read anew, lists the pass, ${validText(pass)}`;
    return stateProof({ holds: pass !== undefined, says }, since, clock.now());
  },

  fetched: {
    button: 'Get the pass',
    what: 'Temporary Access Pass',
    send: sendPass,
    async withdraw(order, ports) {
      const passes = (await ports.directory.accessPasses(order.target.id)).filter((pass) =>
        mayBeOurs(pass, order),
      );
      for (const { id: passId } of passes) {
        await ports.directory.deleteAccessPass({ userId: order.target.id, passId });
      }
      return passes.length > 0;
    },
    remains: ({ sentAt }) =>
      sentAt === undefined
        ? 'A pass that nobody holds may be valid'
        : `A pass that nobody holds may be valid until ${utcText(endOf(sentAt))}`,
  },
};

/** A pass as it was ordered, made since then. Somebody else's of that very minute would look the same: it goes too. */
function mayBeOurs(
  { createdDateTime, lifetimeInMinutes, isUsableOnce }: AccessPass,
  { sentAt }: Order,
): boolean {
  if (sentAt === undefined || createdDateTime === null) return false;
  const since = Date.parse(createdDateTime) >= Date.parse(sentAt) - SKEW_MS;
  return since && lifetimeInMinutes === LIFETIME_MINUTES && isUsableOnce !== false;
}

function endOf(sentAt: string): string {
  return new Date(Date.parse(sentAt) + LIFETIME_MINUTES * 60_000 + SKEW_MS).toISOString();
}

function validText({ startDateTime, lifetimeInMinutes }: AccessPass): string {
  const from = startDateTime === null ? '' : ` from ${utcText(startDateTime)}`;
  return `valid${from} for ${lifetimeInMinutes ?? 'an unknown number of'} minutes`;
}

function enabledBlocker({ accountEnabled }: User): Blocker | null {
  return accountEnabled === false
    ? {
        code: 'notSupported',
        message: 'The account is disabled: nobody signs in with a pass. Enable it first.',
      }
    : null;
}

function guestBlocker(user: User): Blocker | null {
  return isHomedElsewhere(user)
    ? {
        code: 'notSupported',
        message: 'This person signs in at another organization: Microsoft makes no pass for external guests.',
      }
    : null;
}

function warningsOf(facts: UserFacts): readonly string[] {
  return [
    ...(facts.roles.length === 0
      ? []
      : [
          'Whoever holds the pass acts with the directory roles of this person: make sure that nobody else can recover them.',
        ]),
    'Whoever holds the pass is taken for this person: no password is asked for, policies that ask for several factors may accept it, and they can register methods that stay.',
    'Make sure that the person is who they say before the pass is handed over, and hand it over in person.',
    ...openRiskWarnings(facts),
  ];
}

function earlierWarning(passes: Asked<readonly AccessPass[]>): readonly string[] {
  if (!passes.known) return ['Whether there is a pass already is not known: a new one would replace it.'];
  return passes.value
    .filter(({ isUsable }) => isUsable !== false)
    .map((pass) => `There is a pass already (${validText(pass)}): the new one replaces it.`);
}

/** Another pass than the one that was there is another situation; one that only ran out is not. */
function factOf(passes: Asked<readonly AccessPass[]>): string | null {
  if (!passes.known) return null;
  const [pass] = passes.value;
  if (pass === undefined) return 'none';
  return pass.createdDateTime === null ? 'made at an unknown time' : `made ${utcText(pass.createdDateTime)}`;
}
