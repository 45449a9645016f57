/**
 * From Defender's risk to the door. Conditional Access has no condition on machine risk, so a device at High risk is
 * kept out only if every link holds: Intune hears Defender, a compliance policy of the device looks at the risk,
 * Intune calls it noncompliant, Entra follows, and an enabled policy that covers this person and app asks for a
 * compliant device. The first link that fails is what to mend. Pure.
 * Source: reference sheets conditional-access (section 0.1), intune-api (sections 3 and 4b).
 */
import type { Evaluation } from '../conditional-access/evaluate.ts';
import type { PolicyResult } from '../conditional-access/policy-result.ts';
import { isApplied, isAppliedInReportOnly, isEnforced } from '../conditional-access/policy-result.ts';
import type { Asked } from '../tenant/evidence.ts';
import type {
  CompliancePolicyState,
  DirectoryDevice,
  Machine,
  ManagedDevice,
  ThreatDefenseConnector,
} from '../tenant/device.ts';
import { blockers } from './access-policies-told.ts';
import { listWords } from './access-words.ts';
import type { ListItem, Section, Tone } from './answer.ts';
import { PARTNER_LEVEL, RISK_LEVEL, connectorCause } from './defender-connector.ts';
import { COMPLIANCE, PARTNER, RISK } from './device-words.ts';
import { section } from './posture-sections.ts';

export interface RiskChainFacts {
  readonly app: string;
  readonly device: string;
  readonly machine: Asked<Machine | null> | null;
  readonly connector: Asked<ThreatDefenseConnector | null> | null;
  /** Compliance policies of the device with the settings of all of them. */
  readonly policyStates: Asked<readonly CompliancePolicyState[]> | null;
  readonly managed: Asked<ManagedDevice | null>;
  readonly directory: Asked<DirectoryDevice | null>;
  /** The same sign-in, were the device's flag in Entra ID false, and true. */
  readonly ifNoncompliant: Evaluation;
  readonly ifCompliant: Evaluation;
  readonly now: Date;
}

export type LinkState = 'holds' | 'broken' | 'unknown' | 'waits';

/** One link. `waits` = there is no risk to pass on. */
export interface ChainLink {
  readonly name: string;
  readonly state: LinkState;
  readonly words: string;
}

type Link = (facts: RiskChainFacts, raised: boolean) => ChainLink;

/** In the order in which the risk travels. */
export function riskChain(facts: RiskChainFacts): readonly ChainLink[] {
  const raised = isRaised(facts);
  return [risk, connector, setting, compliance, flag, policy].map((link: Link) => link(facts, raised));
}

/** Medium or High. */
export function isRaised({ machine }: Pick<RiskChainFacts, 'machine'>): boolean {
  const score = machine?.known === true ? machine.value?.riskScore : undefined;
  return score !== undefined && (RISK_LEVEL[score] ?? 0) >= 2;
}

/** The first link that fails; null = none does for certain. */
export function brokenLink(links: readonly ChainLink[]): ChainLink | null {
  return links.find((link) => link.state === 'broken') ?? null;
}

function risk({ machine, device }: RiskChainFacts): ChainLink {
  const name = 'Risk in Defender';
  if (machine === null) return { name, state: 'unknown', words: 'not asked: the device is not registered' };
  if (!machine.known) return { name, state: 'unknown', words: machine.gap.message };
  if (machine.value === null) {
    return { name, state: 'broken', words: `Defender does not know ${device}: it has no risk there` };
  }
  const { riskScore } = machine.value;
  return { name, state: riskScore === 'unknown' ? 'unknown' : 'holds', words: RISK[riskScore].words };
}

function connector(facts: RiskChainFacts, raised: boolean): ChainLink {
  const name = 'Intune hears Defender';
  const managed = valueOf(facts.managed);
  if (managed === null) return unmanaged(name, facts);
  const cause = connectorCause(facts.connector, managed, facts.now);
  if (cause.state !== 'works') {
    return { name, state: cause.state === 'broken' ? 'broken' : 'unknown', words: cause.why };
  }
  const holds = PARTNER[managed.partnerReportedThreatState];
  const heard = PARTNER_LEVEL[managed.partnerReportedThreatState];
  const score = facts.machine?.known === true ? facts.machine.value?.riskScore : undefined;
  const level = score === undefined ? null : RISK_LEVEL[score];
  if (raised && level !== null && (heard ?? 0) < level) {
    return { name, state: 'broken', words: `Intune still holds "${holds}": ${cause.why}` };
  }
  return { name, state: 'holds', words: `Intune holds "${holds}"; ${cause.why}` };
}

/** As Intune names it in the states of a device, whatever the platform. */
const THREAT_SETTING = /(^|\.)deviceThreatProtectionRequiredSecurityLevel$/i;

function setting(facts: RiskChainFacts): ChainLink {
  const name = 'A compliance policy looks at the risk';
  const { policyStates, device } = facts;
  if (valueOf(facts.managed) === null) return unmanaged(name, facts);
  if (policyStates === null)
    return { name, state: 'unknown', words: 'the compliance policies were not asked for' };
  if (!policyStates.known) return { name, state: 'unknown', words: policyStates.gap.message };
  const reaching = policyStates.value.filter(
    ({ state }) => state !== 'notApplicable' && state !== 'notAssigned',
  );
  const looking = reaching.filter((one) =>
    (one.settingStates ?? []).some(
      ({ setting: id, state }) => THREAT_SETTING.test(id) && state !== 'notApplicable',
    ),
  );
  if (looking.length > 0) {
    return { name, state: 'holds', words: listWords(looking.map((one) => `"${one.displayName}"`)) };
  }
  if (reaching.some((one) => one.settingStates === null)) {
    return { name, state: 'unknown', words: 'the settings of its compliance policies could not be read' };
  }
  return {
    name,
    state: 'broken',
    words: `no compliance policy that reaches ${device} sets a machine risk: assign one that does`,
  };
}

function compliance(facts: RiskChainFacts, raised: boolean): ChainLink {
  const name = 'Intune calls it noncompliant';
  const managed = valueOf(facts.managed);
  if (managed === null) return unmanaged(name, facts);
  const { complianceState } = managed;
  const { words } = COMPLIANCE[complianceState];
  if (complianceState === 'noncompliant') return { name, state: 'holds', words };
  if (!raised) return { name, state: 'waits', words: `${words}; there is no risk to pass on` };
  switch (complianceState) {
    case 'compliant':
      return { name, state: 'broken', words: 'Intune still calls it compliant' };
    case 'inGracePeriod':
      return { name, state: 'broken', words: 'it is in its grace period, which counts as compliant' };
    default:
      return { name, state: 'unknown', words };
  }
}

function flag(facts: RiskChainFacts, raised: boolean): ChainLink {
  const name = 'Entra follows';
  const { directory, device } = facts;
  if (!directory.known) return { name, state: 'unknown', words: directory.gap.message };
  if (directory.value === null)
    return { name, state: 'broken', words: `${device} is not registered in Entra ID` };
  switch (directory.value.isCompliant) {
    case false:
      return { name, state: 'holds', words: 'noncompliant for policies' };
    case null:
      // A policy that asks for a compliant device takes "never reported" for no.
      return { name, state: 'holds', words: 'compliance never reported, which policies take for no' };
    case true:
      return raised
        ? { name, state: 'broken', words: 'still compliant for policies' }
        : { name, state: 'waits', words: 'compliant for policies; there is no risk to pass on' };
  }
}

/** Found by evaluating both: what stops a noncompliant device and lets a compliant one through. */
function policy({ ifNoncompliant, ifCompliant, app }: RiskChainFacts): ChainLink {
  const name = `A policy keeps it from ${app}`;
  const always = new Set(blockers(ifCompliant.results).map((result) => result.policy.id));
  const strict = blockers(ifNoncompliant.results).filter((result) => !always.has(result.policy.id));
  if (strict.length > 0) return { name, state: 'holds', words: names(strict) };
  const { results } = ifNoncompliant;
  const asking = results.filter(({ grant }) =>
    grant.controls.some(({ entry }) => entry === 'compliantDevice'),
  );
  if (asking.some((result) => isEnforced(result.policy) && result.matches === 'unknown')) {
    return {
      name,
      state: 'unknown',
      words: 'whether one that asks for a compliant device applies is not known',
    };
  }
  const applying = asking.filter(isApplied);
  if (applying.length > 0) {
    return { name, state: 'broken', words: `${names(applying)} takes something else instead (OR)` };
  }
  const reportOnly = asking.filter(isAppliedInReportOnly);
  if (reportOnly.length > 0) {
    return { name, state: 'broken', words: `only ${names(reportOnly)}, in report-only mode` };
  }
  return { name, state: 'broken', words: 'no enabled policy that covers them asks for a compliant device' };
}

function names(results: readonly PolicyResult[]): string {
  return listWords(results.map((result) => `"${result.policy.displayName}"`));
}

function unmanaged(name: string, { managed, device }: RiskChainFacts): ChainLink {
  return managed.known
    ? { name, state: 'broken', words: `Intune does not manage ${device}` }
    : { name, state: 'unknown', words: managed.gap.message };
}

function valueOf<T>(fact: Asked<T | null>): T | null {
  return fact.known ? fact.value : null;
}

const TONES: Readonly<Record<LinkState, Tone>> = {
  holds: 'good',
  broken: 'bad',
  unknown: 'unknown',
  waits: 'neutral',
};
const STATES: Readonly<Record<LinkState, string>> = {
  holds: 'holds',
  broken: 'broken',
  unknown: 'not known',
  waits: 'nothing to pass on',
};

/** Open where a risk is not passed on, folded where it is an outlook. */
export function chainOfRisk(facts: RiskChainFacts, askedAt: string): readonly Section[] {
  const links = riskChain(facts);
  return [
    section({
      title: "From Defender's risk to the door",
      source: 'Drawbridge',
      askedAt,
      facts: [],
      items: links.map(linkItem),
      folded: !(isRaised(facts) && brokenLink(links) !== null),
    }),
  ];
}

function linkItem({ name, state, words }: ChainLink, index: number): ListItem {
  return { title: `${index + 1}. ${name}: ${STATES[state]}`, detail: words, tone: TONES[state] };
}

/** For the reasons of an answer: only where there is a risk to pass on. */
export function riskNotPassedOn(facts: RiskChainFacts): readonly string[] {
  if (!isRaised(facts)) return [];
  const links = riskChain(facts);
  const broken = brokenLink(links);
  if (broken === null) return [];
  return [
    `Defender's risk does not reach the door: the first link that fails is ${links.indexOf(broken) + 1} of ${links.length}, "${broken.name}" (${broken.words}).`,
  ];
}
