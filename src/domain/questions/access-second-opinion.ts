/**
 * Microsoft's What If beside our own evaluation: where both say the same, and each policy on which they differ with the
 * likely reason. It compares which policies apply; whether the person gets in, What If does not say. Pure.
 */
import type { PolicyResult } from '../conditional-access/policy-result.ts';
import { POLICY_VALUE, bitOf } from '../conditional-access/signals.ts';
import type { SignalName } from '../conditional-access/signals.ts';
import type { Asked, IsoTime } from '../tenant/evidence.ts';
import type { SecondOpinion, WhatIfResult } from '../tenant/what-if.ts';
import { CLIENT_WORDS } from './access-platform.ts';
import type { Telling } from './access-policies-told.ts';
import { SIGNAL_WORDS, conditionWords, listWords } from './access-words.ts';
import type { ListItem, Section, Tone } from './answer.ts';
import { plural } from './plural.ts';
import { factsOf, section } from './posture-sections.ts';

export interface OpinionCase {
  readonly app: string;
  readonly opinion: SecondOpinion;
  readonly results: readonly PolicyResult[];
  readonly telling: Telling;
  /** When the policies were read that our evaluation looks at. */
  readonly takenAt: IsoTime;
}

export interface Difference {
  readonly policy: string;
  readonly microsoft: string;
  readonly ours: string;
  /** Why they may differ; never more than likely. */
  readonly likely: string;
  readonly tone: Tone;
}

export interface Comparison {
  readonly agree: number;
  readonly differences: readonly Difference[];
}

export interface OpinionTold {
  /** A sentence when they differ: it belongs before the reasons. */
  readonly disagreement: readonly string[];
  readonly agreement: readonly string[];
  readonly sections: readonly Section[];
}

const MOST_DIFFERENCES = 12;
const MOST_NAMED = 3;

/** Disabled policies are none of What If's business: they are not compared unless it says that one applies. */
export function compareOpinions({ opinion, results, telling, takenAt }: OpinionCase): Comparison {
  const said = new Map(opinion.results.map((one) => [one.policyId.toLowerCase(), one]));
  const known = new Set(results.map(({ policy }) => policy.id.toLowerCase()));
  const differences: Difference[] = [];
  let agree = 0;
  for (const result of results) {
    const microsoft = said.get(result.policy.id.toLowerCase());
    if (result.policy.mode === 'disabled') {
      if (microsoft?.applies !== true) continue;
    } else if (microsoft?.applies === result.matches) {
      agree += 1;
      continue;
    }
    differences.push({
      policy: result.policy.displayName,
      microsoft: microsoftWords(microsoft),
      ours: ourWords(result, telling),
      likely: likelyReason(result, microsoft, opinion.leftOut, takenAt),
      tone: result.matches === 'unknown' ? 'unknown' : 'warning',
    });
  }
  for (const microsoft of opinion.results) {
    if (known.has(microsoft.policyId.toLowerCase())) continue;
    differences.push({
      policy: microsoft.displayName,
      microsoft: microsoftWords(microsoft),
      ours: 'not among the policies that were read',
      likely: 'it was created since',
      tone: 'warning',
    });
  }
  return { agree, differences };
}

const REASON_WORDS: ReadonlyMap<string, string> = new Map([
  ['users', 'the person'],
  ['workloadIdentities', 'it is for service principals'],
  ['application', 'the app'],
  ['userActions', 'the user action'],
  ['authenticationContext', 'the authentication context'],
  ['devicePlatform', 'the platform'],
  ['devices', 'the device filter'],
  ['clientApps', 'the kind of client'],
  ['location', 'the place'],
  ['signInRisk', 'the sign-in risk'],
  ['userRisk', 'the user risk'],
  ['insiderRisk', 'the insider risk'],
  ['authenticationFlow', 'the authentication flow'],
  ['time', 'the time'],
  ['emptyPolicy', 'it is for nobody'],
  ['invalidPolicy', 'the policy is not valid'],
  ['invalidCondition', 'a condition is not valid'],
  ['policyNotEnabled', 'it is not enabled'],
  ['notEnoughInformation', 'not enough information'],
]);

function microsoftWords(said: WhatIfResult | undefined): string {
  if (said === undefined) return 'not in its answer';
  if (said.applies) return 'applies';
  const reasons = said.reasons
    .filter((reason) => reason !== 'notSet')
    .map((reason) => REASON_WORDS.get(reason) ?? `${plainWord(reason)}, which this version does not know`);
  return `does not apply (${reasons.length === 0 ? 'no reason given' : listWords(reasons)})`;
}

/** Foreign text: a member of an enum has word characters only. */
function plainWord(reason: string): string {
  return reason.replace(/[^\w.-]/g, '').slice(0, 60);
}

function ourWords(result: PolicyResult, { facts, names }: Telling): string {
  const { policy, matches, unmet } = result;
  if (policy.mode === 'disabled') return 'disabled';
  if (matches === true) return policy.mode === 'reportOnly' ? 'applies (report-only)' : 'applies';
  const words = [...new Set(unmet.map((condition) => conditionWords(condition, facts, names)))];
  return `${matches === false ? 'does not apply' : 'may apply'}: ${words.join('; ')}`;
}

/** What a reason of What If looks at. */
const LOOKS_AT: ReadonlyMap<string, readonly SignalName[]> = new Map([
  ['users', ['externalTenantId']],
  ['devicePlatform', ['platform']],
  ['devices', ['device']],
  ['clientApps', ['clientAppType']],
  ['location', ['ip', 'country', 'gpsCountry']],
  ['signInRisk', ['signInRisk']],
  ['userRisk', ['userRisk']],
  ['insiderRisk', ['insiderRisk']],
  ['authenticationFlow', ['authFlow']],
]);

const MEMBERSHIP = 'groups, roles or the kind of guest are not what they were when they were read';
const OTHER_TARGET = 'What If was asked about an app, and takes policies on other things in its own way';
const CHANGED = 'it may have changed since it was read';
const FAULTY = 'Microsoft finds a fault in the policy that cannot be seen here';

/** By the condition on which they differ. */
const LIKELY: ReadonlyMap<string, string> = new Map([
  ['users', MEMBERSHIP],
  ['emptyPolicy', MEMBERSHIP],
  ['application', 'which apps an app group holds, Microsoft publishes by name only'],
  ['userActions', OTHER_TARGET],
  ['authenticationContext', OTHER_TARGET],
  ['workloadIdentities', OTHER_TARGET],
  [
    'devices',
    'What If takes the values of the device as they are sent, and says nothing of unregistered ones',
  ],
  ['clientApps', 'legacy clients are told apart in another way'],
  ['location', "Microsoft's map of countries and the legacy MFA trusted IPs cannot be seen here"],
  ['signInRisk', CHANGED],
  ['userRisk', CHANGED],
  ['insiderRisk', CHANGED],
  ['time', 'the directory API does not show conditions on the time'],
  ['invalidPolicy', FAULTY],
  ['invalidCondition', FAULTY],
  ['policyNotEnabled', 'it was turned off since'],
]);

function likelyReason(
  result: PolicyResult,
  said: WhatIfResult | undefined,
  leftOut: readonly SignalName[],
  takenAt: IsoTime,
): string {
  const { mode } = result.policy;
  if (said === undefined) {
    return mode === 'unknown'
      ? 'its state is not known to this version, and What If looks at enabled and report-only policies only'
      : 'What If looks at enabled and report-only policies only: it was turned off or deleted since';
  }
  const changed = said.modifiedDateTime;
  if (changed !== null && Date.parse(changed) > Date.parse(takenAt)) {
    return 'the policy was changed after it was read here';
  }
  if (mode === 'disabled') return 'it was turned on since';
  const untold = leftOut.filter((signal) => bearsOn(signal, result, said));
  if (untold.length > 0) {
    const words = listWords(untold.map((signal) => SIGNAL_WORDS[signal]));
    return `What If was not told ${words}, and takes what it is not told as none`;
  }
  if (result.matches === 'unknown') {
    return (result.missing & POLICY_VALUE) === 0
      ? 'Microsoft knows what could not be learned here'
      : 'the policy holds a value that this version does not know';
  }
  return LIKELY.get(decisive(result, said)) ?? 'nothing that can be seen here: worth a closer look';
}

/** Whether a signal that What If was not told may be what they differ about. */
function bearsOn(signal: SignalName, { missing }: PolicyResult, said: WhatIfResult): boolean {
  if ((missing & bitOf(signal)) !== 0) return true;
  // Only a policy that looks at GPS, and then our own result is open, can depend on it.
  if (said.applies || signal === 'gpsCountry') return false;
  return said.reasons.some(
    (reason) => reason === 'notEnoughInformation' || LOOKS_AT.get(reason)?.includes(signal) === true,
  );
}

/** The condition that only one of the two takes for unmet. */
function decisive({ unmet }: PolicyResult, said: WhatIfResult): string {
  const own = unmet.find((condition) => condition.truth === false);
  return (said.applies ? own?.condition : said.reasons[0]) ?? '';
}

/** null = nobody asked for it. */
export function opinionTold(
  asked: Asked<SecondOpinion> | null,
  about: Omit<OpinionCase, 'opinion'>,
): OpinionTold {
  if (asked?.known !== true) return { disagreement: [], agreement: [], sections: [] };
  const { agree, differences } = compareOpinions({ ...about, opinion: asked.value });
  const all = agree + differences.length;
  const policies = plural(all, 'policy', 'policies');
  return {
    disagreement:
      differences.length === 0
        ? []
        : [`Microsoft's What If differs on ${differences.length} of ${policies}: ${names(differences)}.`],
    agreement:
      differences.length > 0 || all === 0
        ? []
        : [`Microsoft's What If says the same of ${all === 1 ? 'the one policy' : `all ${policies}`}.`],
    sections: [
      section({
        title: "Microsoft's What If",
        source: 'Conditional Access',
        askedAt: asked.at,
        facts: factsOf('Conditional Access', null, [
          ['Says the same of', `${agree} of ${policies}`, differences.length === 0 ? 'good' : 'warning'],
          ['Asked about', askedAbout(about)],
          ['Was not told', listWords(asked.value.leftOut.map((signal) => SIGNAL_WORDS[signal]))],
          ['Tells', 'which policies apply, not whether somebody gets in; the app alone, not those it needs'],
        ]),
        items: differences.slice(0, MOST_DIFFERENCES).map(differenceItem),
        more: Math.max(0, differences.length - MOST_DIFFERENCES),
      }),
    ],
  };
}

function names(differences: readonly Difference[]): string {
  const first = differences.slice(0, MOST_NAMED).map(({ policy }) => `"${policy}"`);
  const more = differences.length - first.length;
  return listWords(more === 0 ? first : [...first, `${more} more`]);
}

/** Where a person's kind of client is not known, What If is asked about the first that comes into question. */
function askedAbout({ app, telling }: Pick<OpinionCase, 'app' | 'telling'>): string {
  const { clientAppType } = telling.facts;
  return clientAppType === undefined ? app : `${app} ${CLIENT_WORDS[clientAppType]}`;
}

function differenceItem({ policy, microsoft, ours, likely, tone }: Difference): ListItem {
  return {
    title: policy,
    detail: `Microsoft: ${microsoft} · Drawbridge: ${ours} · likely because: ${likely}`,
    tone,
  };
}
