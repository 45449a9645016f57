/** "How is Adele's account?": account, risk, memberships, devices and the last sign-ins in one picture. */
import type { Asked } from '../tenant/evidence.ts';
import type { Memberships, RiskyUser, SignIn, User } from '../tenant/user.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Answer, Reply, Section, Tone } from './answer.ts';
import { asked, gapsOf, isoNow } from './ask.ts';
import { worstTone } from './posture-facts.ts';
import { factsOf, section } from './posture-sections.ts';
import { reachEmailOffer } from './reach-offer.ts';
import { resolveUser } from './resolve-user.ts';
import { roleName } from './role-names.ts';
import { attemptItems, foldSignIns } from './sign-in-fold.ts';
import type { UserDevices } from './user-device-facts.ts';
import { userDeviceFacts } from './user-device-facts.ts';
import { signInVerdict } from './user-signins.ts';

interface UserFacts {
  readonly user: User;
  readonly userAt: string;
  readonly risk: Asked<RiskyUser | null>;
  readonly memberships: Asked<Memberships>;
  readonly signIns: Asked<readonly SignIn[]>;
  readonly devices: UserDevices;
}

export async function userPosture(ports: TenantPorts, clock: Clock, typed: string): Promise<Reply> {
  const resolution = await resolveUser(ports, clock, typed, { intent: 'user.posture' });
  if (resolution.kind === 'reply') return resolution.reply;
  const { user } = resolution;
  const [risk, memberships, signIns, devices] = await Promise.all([
    asked(clock, 'Entra ID', 'account risk', () => ports.directory.riskyUser(user.id)),
    asked(clock, 'Entra ID', 'groups and roles', () => ports.directory.memberships(user.id)),
    asked(clock, 'Entra sign-in log', 'last sign-ins', () =>
      ports.directory.signIns({ userId: user.id, top: 20 }),
    ),
    userDeviceFacts(ports, clock, user),
  ]);
  const facts = { user, userAt: resolution.at, risk, memberships, signIns, devices };
  return userPostureAnswer(facts, clock.now(), isoNow(clock));
}

/** Pure: from the facts to the answer. */
function userPostureAnswer(facts: UserFacts, now: Date, at: string): Answer {
  const { user, devices } = facts;
  const risk = riskWords(facts.risk);
  const account = accountWords(user);
  const attempts = facts.signIns.known ? foldSignIns(facts.signIns.value) : null;
  const last = attempts === null ? null : signInVerdict(attempts, now);
  const gaps = [...gapsOf(facts.risk, facts.memberships, facts.signIns), ...devices.gaps];
  return {
    kind: 'answer',
    intent: 'user.posture',
    subject: { kind: 'user', name: user.displayName, reference: user.id },
    tone: worstTone([
      risk.tone,
      account.tone,
      last?.tone === 'bad' ? 'bad' : 'neutral',
      devices.count === 0 && devices.gaps.length === 0 ? 'neutral' : devices.tone,
      ...(gaps.length > 0 ? (['unknown'] as const) : []),
    ]),
    headline: `${account.words}; ${risk.words}; ${devices.summary}`,
    reasons: [...(last === null ? [] : [`${last.headline}.`])],
    sections: [
      accountSection(facts),
      ...(devices.count === 0
        ? []
        : [
            section({
              title: 'Devices (Entra ID, Intune, Defender for Endpoint)',
              source: 'Intune',
              askedAt: at,
              facts: [],
              items: devices.items.slice(0, 5),
              more: Math.max(0, devices.items.length - 5),
            }),
          ]),
      ...(attempts === null || attempts.length === 0 || !facts.signIns.known
        ? []
        : [
            section({
              title: 'Last sign-ins',
              source: 'Entra sign-in log',
              askedAt: facts.signIns.at,
              facts: [],
              items: attemptItems(attempts, 3),
              more: Math.max(0, attempts.length - 3),
              folded: true,
            }),
          ]),
    ],
    gaps,
    offers: [
      { title: 'Sign-ins', intent: 'user.signins', slots: { user: user.id } },
      { title: 'Devices', intent: 'user.devices', slots: { user: user.id } },
      reachEmailOffer(user, { keptOut: attempts?.[0]?.outcome === 'failure' }),
    ],
  };
}

function accountSection(facts: UserFacts): Section {
  const { user } = facts;
  const risk = riskWords(facts.risk);
  const riskAge = facts.risk.known ? (facts.risk.value?.riskLastUpdatedDateTime ?? null) : null;
  const groups = facts.memberships.known ? facts.memberships.value.groups : null;
  const roles = facts.memberships.known ? facts.memberships.value.roleTemplateIds : null;
  return section({
    title: 'Account',
    source: 'Entra ID',
    askedAt: facts.userAt,
    facts: [
      ...factsOf('Entra ID', null, [
        ['State', stateWords(user), accountWords(user).tone],
        ['Sign-in name', user.userPrincipalName],
        ['Type', typeWords(user)],
        ['Role in the company', [user.jobTitle, user.department].filter((part) => part !== null).join(', ')],
        ['Mastered', user.onPremisesSyncEnabled === true ? 'on-premises (changes are made there)' : null],
        [
          'Groups',
          groups === null ? 'not known' : countGroups(groups),
          groups === null ? 'unknown' : undefined,
        ],
        [
          'Directory roles',
          roles === null ? 'not known' : roles.length === 0 ? 'none active' : roles.map(roleName).join(', '),
          roles === null ? 'unknown' : roles.length > 0 ? 'warning' : undefined,
        ],
      ]),
      ...factsOf('Entra ID', riskAge, [['Risk', risk.words, risk.tone]]),
    ],
  });
}

function countGroups(groups: Memberships['groups']): string {
  const direct = groups.filter((group) => group.direct).length;
  if (groups.length === 0) return 'none';
  return direct === groups.length
    ? `${groups.length}, all direct`
    : `${groups.length} (${direct} direct, ${groups.length - direct} through other groups)`;
}

function stateWords(user: User): string {
  return user.accountEnabled === null ? 'not known' : user.accountEnabled ? 'enabled' : 'disabled';
}

function accountWords(user: User): { readonly words: string; readonly tone: Tone } {
  if (user.accountEnabled === null) return { words: 'Account state not known', tone: 'unknown' };
  return { words: `Account ${stateWords(user)}`, tone: user.accountEnabled ? 'good' : 'warning' };
}

function typeWords(user: User): string {
  if (user.userType !== 'Guest') return user.userType === 'Member' ? 'member' : 'not known';
  return user.externalUserState === 'PendingAcceptance' ? 'guest, invitation not accepted yet' : 'guest';
}

/** A level counts only while its state does; `hidden` needs a licence that the tenant lacks. */
export function riskWords(fact: Asked<RiskyUser | null>): { readonly words: string; readonly tone: Tone } {
  if (!fact.known) return { words: 'account risk not known', tone: 'unknown' };
  const risk = fact.value;
  if (risk === null) return { words: 'no account risk on record', tone: 'good' };
  switch (risk.riskState) {
    case 'confirmedCompromised':
      return { words: 'confirmed compromised', tone: 'bad' };
    case 'atRisk':
      if (risk.riskLevel === 'hidden' || risk.riskLevel === 'unknown') {
        return { words: 'at risk, level not shown', tone: 'bad' };
      }
      return { words: `at risk: ${risk.riskLevel}`, tone: risk.riskLevel === 'low' ? 'warning' : 'bad' };
    case 'remediated':
    case 'dismissed':
    case 'confirmedSafe':
    case 'none':
      return {
        words: risk.riskState === 'none' ? 'no account risk' : `no account risk now (${risk.riskState})`,
        tone: 'good',
      };
    default:
      return { words: 'account risk not known (a state that is not known)', tone: 'unknown' };
  }
}
