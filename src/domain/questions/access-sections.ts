/** The evidence of an access answer: the chain from the account to the device, the policies, the real sign-ins. Pure. */
import type { Evaluation } from '../conditional-access/evaluate.ts';
import type { SignIn, User } from '../tenant/user.ts';
import type { AccessApp } from './access-app.ts';
import type { AccessFacts } from './access-facts.ts';
import { CLIENT_WORDS, PLATFORM_WORDS } from './access-platform.ts';
import type { SignInFacts } from '../conditional-access/facts.ts';
import type { Telling } from './access-policies-told.ts';
import { inOrder, isOutOfPlay, policyItem } from './access-policies-told.ts';
import type { Fact, FactValue, ListItem, Section, Tone } from './answer.ts';
import { failingPolicies } from './device-failing-settings.ts';
import { COMPLIANCE, JOIN, RISK } from './device-words.ts';
import { factsOf, section } from './posture-sections.ts';
import type { Attempt } from './sign-in-fold.ts';
import { attemptItems } from './sign-in-fold.ts';

const MOST_POLICIES = 12;
const MOST_SIGN_INS = 5;

export type PlanState = 'assigned' | 'missing' | 'notNeeded';

/** Guests have no plan of this tenant for Teams and SharePoint, and need none; a mailbox they do not have. */
export function planState(user: User, app: AccessApp): PlanState {
  const { plan } = app;
  if (plan === null || (user.userType === 'Guest' && plan.service !== 'exchange')) return 'notNeeded';
  const assigned = user.assignedPlans.some(
    ({ service, capabilityStatus }) =>
      service.toLowerCase() === plan.service.toLowerCase() &&
      ['Enabled', 'Warning'].includes(capabilityStatus),
  );
  return assigned ? 'assigned' : 'missing';
}

export function chainSections(
  facts: AccessFacts,
  app: AccessApp,
  telling: Telling,
  like: SignIn | null,
): readonly Section[] {
  const { user, userAt, snapshot } = facts;
  const { accountEnabled } = user;
  const plan = planState(user, app);
  return [
    section({
      title: 'Before any policy',
      source: 'Entra ID',
      askedAt: userAt,
      facts: [
        ...factsOf('Entra ID', null, [
          ['Account', ...triple(accountEnabled, 'enabled', 'disabled')],
          ['Plan', ...planRow(plan, app)],
          ['Kind of account', user.userType === 'Guest' ? 'guest' : null],
          [
            'Invitation',
            user.externalUserState === 'PendingAcceptance' ? 'not accepted yet' : null,
            'warning',
          ],
        ]),
        ...(snapshot.known
          ? factsOf('Conditional Access', snapshot.value.takenAt, [
              ['Security defaults', ...defaultsRow(snapshot.value.securityDefaultsEnabled)],
            ])
          : []),
      ],
    }),
    ...deviceSections(facts),
    ...signalSections(facts, telling, like),
  ];
}

function triple(value: boolean | null, yes: string, no: string): readonly [string, Tone] {
  return value === null ? ['not known', 'unknown'] : value ? [yes, 'good'] : [no, 'bad'];
}

function planRow(plan: PlanState, app: AccessApp): readonly [FactValue | null, Tone] {
  const what = app.plan?.what ?? '';
  if (plan === 'notNeeded') return [null, 'neutral'];
  return plan === 'assigned' ? [`has ${what}`, 'good'] : [`without ${what}`, 'bad'];
}

function defaultsRow(enabled: boolean | null): readonly [string, Tone] {
  if (enabled === null) return ['not known', 'unknown'];
  return enabled ? ['on: Microsoft decides when MFA is asked for', 'warning'] : ['off', 'neutral'];
}

function deviceSections({ device, compliance, machine }: AccessFacts): readonly Section[] {
  const directory = device.directory.known ? device.directory : null;
  const managed = device.managed.known ? device.managed : null;
  const askedAt = directory?.at ?? managed?.at;
  if (askedAt === undefined || askedAt === '') return [];
  const entra = directory?.value ?? null;
  const intune = managed?.value ?? null;
  const failing = compliance?.known === true ? failingPolicies(compliance.value) : [];
  const defender = machine?.known === true ? machine.value : null;
  const facts: readonly Fact[] = [
    ...(directory === null ? [] : factsOf('Entra ID', null, entraRows(entra))),
    ...factsOf('Intune', intune?.lastSyncDateTime ?? null, [
      [
        'Compliance in Intune',
        intune === null
          ? managed === null
            ? null
            : 'not managed by Intune'
          : COMPLIANCE[intune.complianceState].words,
      ],
    ]),
    ...factsOf('Defender for Endpoint', defender?.lastSeen ?? null, [
      [
        'Risk (no policy looks at it)',
        defender === null ? null : RISK[defender.riskScore].words,
        defender === null ? undefined : RISK[defender.riskScore].tone,
      ],
    ]),
  ];
  const items: readonly ListItem[] = failing.flatMap((policy) =>
    (policy.settings ?? []).map((setting) => ({
      title: setting.problem,
      detail: `${setting.fix} · ${policy.name}`,
      tone: 'bad' as const,
    })),
  );
  return [
    section({
      title: `Device ${device.name ?? ''}`.trim(),
      source: 'Entra ID',
      askedAt,
      facts,
      items: items.slice(0, 8),
      more: Math.max(0, items.length - 8),
    }),
  ];
}

function entraRows(
  entra: NonNullable<Extract<AccessFacts['device']['directory'], { known: true }>['value']> | null,
): Parameters<typeof factsOf>[2] {
  if (entra === null) return [['Registered in Entra ID', 'no', 'warning']];
  const compliant = { true: 'yes', false: 'no', null: 'never reported' }[
    String(entra.isCompliant) as 'true' | 'false' | 'null'
  ];
  return [
    ['Compliant for policies', compliant, entra.isCompliant === true ? 'good' : 'bad'],
    ['Join', JOIN[entra.trustType]],
  ];
}

/** What the evaluation took for given, so that the reader can disagree. */
function signalSections(
  facts: AccessFacts,
  { facts: signIn }: Telling,
  like: SignIn | null,
): readonly Section[] {
  const at = facts.signIns.known ? facts.signIns.at : facts.userAt;
  const place = [like?.city, like?.countryOrRegion, like?.ipAddress].filter(
    (part) => part !== null && part !== undefined && part !== '',
  );
  const asked = signIn.country !== like?.countryOrRegion?.toUpperCase();
  return [
    section({
      title: 'Looked at as a sign-in',
      source: 'Entra sign-in log',
      askedAt: at,
      facts: factsOf('Entra sign-in log', like?.createdDateTime ?? null, [
        [
          'Place',
          asked ? (signIn.country ?? 'not known') : place.length === 0 ? 'not known' : place.join(', '),
        ],
        ['Client', signIn.clientAppType === undefined ? 'not known' : CLIENT_WORDS[signIn.clientAppType]],
        ['Platform', platformWords(signIn.platform)],
        ['Sign-in risk', signIn.signInRisk ?? 'not known'],
        ['User risk', signIn.userRisk ?? 'not known'],
      ]),
      folded: true,
    }),
  ];
}

function platformWords(platform: SignInFacts['platform']): string {
  if (platform === undefined) return 'not known';
  return platform === null ? 'not recognised' : PLATFORM_WORDS[platform];
}

export function policySections(
  evaluation: Evaluation,
  telling: Telling,
  takenAt: string,
): readonly Section[] {
  const ordered = inOrder(evaluation.results);
  const inPlay = ordered.filter((result) => !isOutOfPlay(result));
  const out = ordered.filter(isOutOfPlay);
  const told = (results: typeof ordered): Pick<Section, 'items' | 'more'> => ({
    items: results.slice(0, MOST_POLICIES).map((result) => policyItem(result, telling)),
    more: Math.max(0, results.length - MOST_POLICIES),
  });
  const common = { source: 'Conditional Access', askedAt: takenAt, facts: [] } as const;
  return [
    ...(inPlay.length === 0
      ? []
      : [section({ ...common, title: 'Policies that apply or may', ...told(inPlay) })]),
    ...(out.length === 0
      ? []
      : [section({ ...common, title: 'Policies that do not apply', ...told(out), folded: true })]),
  ];
}

export function signInSections(
  attempts: readonly Attempt[],
  app: AccessApp,
  askedAt: string,
): readonly Section[] {
  if (attempts.length === 0) return [];
  return [
    section({
      title: `Real sign-ins to ${app.name}`,
      source: 'Entra sign-in log',
      askedAt,
      facts: [],
      items: attemptItems(attempts, MOST_SIGN_INS),
      more: Math.max(0, attempts.length - MOST_SIGN_INS),
    }),
  ];
}
