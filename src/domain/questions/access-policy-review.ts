/**
 * "Review our Conditional Access policies": what usually goes wrong, policy by policy, with what follows from it and what
 * to do. Three reads that do not depend on each other; the one of people and groups may take a while where nobody has
 * asked before.
 */
import { compilePolicies } from '../conditional-access/compile.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Found, Review } from '../policy-review/review.ts';
import { CHECKS, reviewPolicies } from '../policy-review/review.ts';
import type { Severity } from '../policy-review/finding.ts';
import { SEVERITIES } from '../policy-review/finding.ts';
import { policyParts } from '../policy-review/policy-parts.ts';
import type { Population } from '../tenant/population.ts';
import type { Answer, Section, Tone } from './answer.ts';
import { asked, gapsOf } from './ask.ts';
import { agoText } from './elapsed.ts';
import { section } from './posture-sections.ts';

const TITLES: Readonly<Record<Severity, string>> = {
  high: 'Serious',
  medium: 'To mend',
  low: 'To look at',
  info: 'Worth knowing',
};
const TONES: Readonly<Record<Severity, Tone>> = {
  high: 'bad',
  medium: 'warning',
  low: 'neutral',
  info: 'neutral',
};
const MOST_LISTED = 12;

export async function accessPolicyReview(ports: TenantPorts, clock: Clock): Promise<Answer> {
  const [snapshot, people, compliancePolicies] = await Promise.all([
    asked(clock, 'Conditional Access', 'policies', () => ports.accessPolicies.snapshot()),
    asked(clock, 'Entra ID', 'people and groups', () => ports.populations.read()),
    asked(clock, 'Intune', 'compliance policies', () => ports.managedDevices.compliancePolicies()),
  ]);
  const gaps = [...gapsOf(snapshot, people, compliancePolicies), ...(people.known ? people.value.gaps : [])];
  const common = { kind: 'answer', intent: 'integrations.check', subject: null, gaps } as const;
  if (!snapshot.known) {
    return {
      ...common,
      tone: 'unknown',
      headline: `The policies could not be looked over: ${snapshot.gap.message}`,
      reasons: [],
      sections: [],
      offers: [],
    };
  }
  const now = clock.now();
  const population = people.known ? people.value : null;
  const { takenAt, policies } = snapshot.value;
  const review = reviewPolicies({
    snapshot: snapshot.value,
    policies: policies.map(policyParts),
    compiled: compilePolicies(snapshot.value),
    population,
    threatLevelSet: compliancePolicies.known
      ? compliancePolicies.value.some((one) => one.isAssigned && one.threatLevel !== null)
      : null,
    now,
  });
  return {
    ...common,
    ...verdict(review, policies.length, gaps.length === 0 && isWhole(population)),
    reasons: [
      ...(review.notLooked.length === 0 ? [] : [notLooked(review)]),
      ...(population === null ? [] : [`People and groups as of ${agoText(now, population.takenAt)}.`]),
    ],
    sections: SEVERITIES.flatMap((severity) => sectionOf(severity, review, takenAt)),
    offers: [{ title: 'Review again', intent: 'integrations.check', slots: { only: 'conditional access' } }],
  };
}

/** Whether everybody and every group could be looked at: only then is finding nothing good news. */
function isWhole(population: Population | null): boolean {
  return population !== null && Object.values(population.complete).every((part) => part);
}

function verdict(review: Review, count: number, whole: boolean): Pick<Answer, 'tone' | 'headline'> {
  const of = `${count === 1 ? 'One policy' : `${count} policies`} looked over with ${CHECKS.length} checks`;
  const serious = review.findings.filter((one) => one.severity === 'high').length;
  const all = review.findings.length;
  const unknown = review.notLooked.length > 0 || !whole;
  if (all === 0) {
    return {
      tone: unknown ? 'unknown' : 'good',
      headline: `${of}: ${unknown ? 'nothing found so far, but not every check could look' : 'nothing found'}`,
    };
  }
  const words = serious === 0 ? 'none of them serious' : `${serious} of them serious`;
  return {
    tone: serious > 0 ? 'bad' : 'warning',
    headline: `${of}: ${all === 1 ? 'one finding' : `${all} findings`}, ${words}`,
  };
}

function notLooked({ notLooked: list }: Review): string {
  const missing = [...new Set(list.map((one) => one.missing))].join(' and ');
  return `${list.length === 1 ? 'One check' : `${list.length} checks`} could not look, because ${missing} could not be read: ${list.map(({ check }) => check.title).join('; ')}.`;
}

function sectionOf(severity: Severity, { findings }: Review, askedAt: string): readonly Section[] {
  const these = findings.filter((one) => one.severity === severity);
  if (these.length === 0) return [];
  return [
    section({
      title: `${TITLES[severity]} (${these.length})`,
      source: 'Conditional Access',
      askedAt,
      facts: [],
      items: these.slice(0, MOST_LISTED).map((one) => ({
        title: titleOf(one),
        detail: `${sentence(one.effect)} ${sentence(one.fix)}`,
        tone: TONES[severity],
      })),
      more: Math.max(0, these.length - MOST_LISTED),
      folded: severity === 'info' || severity === 'low',
    }),
  ];
}

function titleOf({ policy, check }: Found): string {
  return policy === null ? check.title : `${policy.name}: ${check.title}`;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
