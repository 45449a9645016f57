/**
 * The verdict about a device: one sentence, a tone and the reasons. Three-valued: what did not answer is "not known"
 * and never reads as good. Pure.
 */
import type { Gap } from '../tenant/evidence.ts';
import type { Tone } from './answer.ts';
import { gapsOf } from './ask.ts';
import { COMPLIANCE, RISK, isOnboarded, onboardingWords } from './device-words.ts';
import { ageMs, spanText } from './elapsed.ts';
import type { Isolation } from './isolation.ts';
import { isolationState } from './isolation.ts';
import { disagreements, riskDisagreements } from './posture-disagreements.ts';
import type { PostureFacts, Remark } from './posture-facts.ts';
import { worstTone } from './posture-facts.ts';
import { failsByHousekeeping, remarks, riskRemarks } from './posture-remarks.ts';

export interface Verdict {
  readonly tone: Tone;
  readonly headline: string;
  readonly reasons: readonly string[];
}

/** One half of the verdict. */
interface Aspect {
  readonly phrase: string;
  readonly tone: Tone;
  /** Why it is not known. */
  readonly because: string | null;
  /** True when it is a value; false when there is nothing to value or it is not known. */
  readonly plain: boolean;
}

export function postureVerdict(facts: PostureFacts, now: Date): Verdict {
  const risk = riskAspect(facts, now);
  const compliance = complianceAspect(facts);
  const isolation = facts.actions?.known === true ? isolationState(facts.actions.value) : null;
  const said = [...disagreements(facts, now), ...remarks(facts, now)];
  const secondary = secondaryGaps(facts);
  const tone = worstTone([
    risk.tone,
    compliance.tone,
    ...said.map((remark) => remark.tone),
    ...(secondary.length > 0 ? (['unknown'] as const) : []),
  ]);
  return {
    tone: tone === 'neutral' ? 'unknown' : tone,
    headline: `${isolationPrefix(isolation)}${sentence(risk, compliance, said, secondary)}`,
    reasons: reasonsOf(said, facts),
  };
}

/** The half about risk, for the question about it alone. */
export function riskVerdict(facts: PostureFacts, now: Date): Verdict & { readonly gaps: readonly Gap[] } {
  const risk = riskAspect(facts, now);
  const isolation = facts.actions?.known === true ? isolationState(facts.actions.value) : null;
  const said = [...riskDisagreements(facts, now), ...riskRemarks(facts, now)];
  const gaps = gapsOf(
    facts.machine,
    facts.alerts,
    facts.actions,
    facts.vulnerabilities,
    facts.connector,
    facts.managed,
    facts.directory,
  );
  const tone = worstTone([
    risk.tone,
    ...said.map((remark) => remark.tone),
    ...(gaps.length > 0 ? (['unknown'] as const) : []),
  ]);
  const why = risk.because ?? said.find((remark) => remark.short !== null)?.short ?? null;
  const gap = gaps[0];
  const rest =
    why !== null ? `: ${why}` : gap === undefined ? '' : `; ${gap.subject} not known: ${gap.message}`;
  return {
    tone: tone === 'neutral' ? 'unknown' : tone,
    headline: `${isolationPrefix(isolation)}${capital(risk.phrase)}${rest}`,
    reasons: reasonsOf(said, facts),
    gaps,
  };
}

/** A note that is a remark too is said once. */
function reasonsOf(said: readonly Remark[], facts: PostureFacts): readonly string[] {
  return [...new Set([...said.map((remark) => remark.sentence), ...facts.notes])];
}

function sentence(
  risk: Aspect,
  compliance: Aspect,
  said: readonly Remark[],
  secondary: readonly Gap[],
): string {
  const unknown = [risk, compliance].filter((aspect) => aspect.because !== null);
  const settled = [risk, compliance].filter((aspect) => aspect.because === null);
  if (unknown.length > 0) {
    const because = [
      ...new Set(unknown.flatMap((aspect) => (aspect.because === null ? [] : [aspect.because]))),
    ];
    const parts = [...settled, ...unknown].map((aspect) => aspect.phrase);
    return `${capital(parts.join('; '))}: ${because.join('; ')}`;
  }
  const both = risk.plain && compliance.plain;
  const values = capital(
    both ? `${risk.phrase} and ${compliance.phrase}` : `${compliance.phrase}; ${risk.phrase}`,
  );
  const short = said.find((remark) => remark.short !== null)?.short ?? null;
  if (short !== null) return `${values}: ${short}`;
  const [gap] = secondary;
  if (gap !== undefined) return `${values}; ${gap.subject} not known: ${gap.message}`;
  return values;
}

function riskAspect(facts: PostureFacts, now: Date): Aspect {
  if (!facts.machine.known) return notKnown('risk not known', facts.machine.gap.message);
  const machine = facts.machine.value;
  if (machine === null) return plain('not known to Defender for Endpoint', 'warning', false);
  if (!isOnboarded(machine)) {
    const sure = onboardingWords(machine).tone === 'warning';
    return plain(
      `not ${sure ? '' : 'known to be '}onboarded to Defender for Endpoint, so its risk is not known`,
      sure ? 'warning' : 'unknown',
      false,
    );
  }
  if (machine.riskScore === 'unknown')
    return notKnown('risk not known', 'Defender for Endpoint gives no risk score');
  const value = RISK[machine.riskScore];
  if (machine.healthStatus === 'Active') return plain(value.words, value.tone, true);
  const age = ageMs(now, machine.lastSeen);
  const when = age === null ? 'at an unknown time' : `${spanText(age)} ago`;
  return plain(`${value.words} as of ${when}`, value.tone === 'bad' ? 'bad' : 'warning', true);
}

function complianceAspect(facts: PostureFacts): Aspect {
  if (!facts.managed.known) return notKnown('compliance not known', facts.managed.gap.message);
  const managed = facts.managed.value;
  if (managed === null) return plain('not managed by Intune', 'warning', false);
  const state = managed.complianceState;
  if (state === 'unknown') return notKnown('compliance not known', 'Intune has not evaluated it');
  if (state === 'configManager') {
    return notKnown('compliance not known', 'Configuration Manager decides it and Intune does not say how');
  }
  if (state === 'noncompliant' && failsByHousekeeping(facts)) return plain('not compliant', 'warning', true);
  return plain(COMPLIANCE[state].words, COMPLIANCE[state].tone, true);
}

/** What was asked beyond risk and compliance and could not be learned. */
function secondaryGaps(facts: PostureFacts): readonly Gap[] {
  return gapsOf(
    facts.alerts,
    facts.actions,
    facts.policies,
    facts.protection,
    facts.vulnerabilities,
    facts.connector,
    facts.directory,
    facts.owners,
  );
}

function isolationPrefix(isolation: Isolation | null): string {
  switch (isolation?.state) {
    case 'isolated':
      return 'Isolated. ';
    case 'isolating':
      return 'Isolation is under way. ';
    case 'releasing':
      return 'Still isolated, release is under way. ';
    default:
      return '';
  }
}

/** Every gap of the answer. */
export function postureGaps(facts: PostureFacts): readonly Gap[] {
  return gapsOf(
    facts.managed,
    facts.machine,
    facts.directory,
    facts.policies,
    facts.protection,
    facts.connector,
    facts.actions,
    facts.alerts,
    facts.vulnerabilities,
    facts.owners,
  );
}

function plain(phrase: string, tone: Tone, isValue: boolean): Aspect {
  return { phrase, tone, because: null, plain: isValue };
}

function notKnown(phrase: string, because: string): Aspect {
  return { phrase, tone: 'unknown', because, plain: false };
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
