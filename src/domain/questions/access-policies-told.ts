/** Each policy in one line: what it does in this sign-in, and everything that keeps it out. Pure. */
import type { Evaluation } from '../conditional-access/evaluate.ts';
import type { SignInFacts } from '../conditional-access/facts.ts';
import type { GrantResult } from '../conditional-access/grant-controls.ts';
import type { PolicyResult } from '../conditional-access/policy-result.ts';
import {
  effectOf,
  isApplied,
  isAppliedInReportOnly,
  isReportOnly,
} from '../conditional-access/policy-result.ts';
import { ATTAINABLE, IMPOSSIBLE, MET } from '../conditional-access/statuses.ts';
import type { AccessNames } from './access-words.ts';
import { askedFor, conditionWords, controlWords, listWords, targetWords } from './access-words.ts';
import type { ListItem, Tone } from './answer.ts';
import { sessionWords } from './session-control-words.ts';

export interface Telling {
  readonly facts: SignInFacts;
  readonly names: AccessNames;
  /** `FIN-LT-042`; null = no registered device. */
  readonly device: string | null;
}

/** Those that matter first: what blocks, what asks for something, what would in report-only, what is open, what is met. */
export function inOrder(results: readonly PolicyResult[]): readonly PolicyResult[] {
  const rank = (result: PolicyResult): number => {
    if (isApplied(result)) return { [IMPOSSIBLE]: 0, [ATTAINABLE]: 1, [MET]: 5 }[result.grant.statuses] ?? 2;
    return isAppliedInReportOnly(result) ? 3 : 4;
  };
  return [...results].sort((a, b) => rank(a) - rank(b));
}

export function isOutOfPlay(result: PolicyResult): boolean {
  return (
    result.matches === false ||
    result.policy.mode === 'disabled' ||
    (result.policy.mode === 'reportOnly' && !isReportOnly(result.policy))
  );
}

export function policyItem(result: PolicyResult, telling: Telling): ListItem {
  const { words, tone } = policyWords(result, telling);
  const session = result.matches === false ? '' : sessionWords(result.policy.session());
  const detail = session === '' ? words : `${words} · of the session: ${session}`;
  return { title: result.policy.displayName, detail, tone };
}

function policyWords(
  result: PolicyResult,
  telling: Telling,
): { readonly words: string; readonly tone: Tone } {
  const { policy } = result;
  if (policy.mode === 'disabled') return { words: `disabled${because(result, telling)}`, tone: 'neutral' };
  if (policy.mode === 'reportOnly' && !isReportOnly(policy)) {
    return { words: 'report-only, and policies on user actions are not evaluated then', tone: 'neutral' };
  }
  if (result.matches === false)
    return { words: `does not apply${because(result, telling)}`, tone: 'neutral' };
  const demand = demandWords(result.grant, telling);
  const through = throughWhom(result, telling);
  if (result.matches === 'unknown') {
    return { words: `may apply${because(result, telling)} · then: ${demand.words}`, tone: 'unknown' };
  }
  if (policy.mode === 'unknown') {
    return { words: `its state is not known to this version · if on: ${demand.words}`, tone: 'unknown' };
  }
  if (policy.mode === 'reportOnly') {
    const tone = demand.tone === 'good' ? 'neutral' : 'warning';
    return { words: `report-only: nothing is enforced · if on: ${demand.words}${through}`, tone };
  }
  return { words: `${demand.words}${through}`, tone: demand.tone };
}

/** What a policy that applies comes to. */
export function demandWords(
  grant: GrantResult,
  telling: Telling,
): { readonly words: string; readonly tone: Tone } {
  const { controls, operator, statuses, required } = grant;
  if (controls.length === 0) return { words: 'asks for nothing', tone: 'good' };
  if (controls.some((control) => control.entry === 'block')) return { words: 'blocks', tone: 'bad' };
  const demand = `asks for ${askedFor(controls, operator, telling.names)}`;
  switch (statuses) {
    case IMPOSSIBLE:
      return { words: `${demand}: ${whyNot(grant, telling)}`, tone: 'bad' };
    case MET:
      return { words: `${demand}: met`, tone: 'good' };
    case ATTAINABLE: {
      const todo = listWords(required.map((entry) => controlWords(entry, telling.names)));
      return {
        words: required.length === controls.length ? demand : `${demand}: still to do: ${todo}`,
        tone: 'warning',
      };
    }
    default:
      return { words: `${demand}: not known whether that is there`, tone: 'unknown' };
  }
}

/** Why a control cannot be had in this sign-in: `HR-LT-023 is not compliant`. */
export function whyNot(grant: GrantResult, { facts, device, names }: Telling): string {
  const missing = grant.controls.filter((control) => control.statuses === IMPOSSIBLE);
  const reasons = missing.map((control) => {
    const state = control.entry === 'compliantDevice' || control.entry === 'domainJoinedDevice';
    if (state && facts.device === null) return 'the device is not registered';
    if (state && isLegacy(facts)) return 'this kind of client shows no device';
    if (state && facts.authFlow === 'deviceCodeFlow') return 'device code flow shows no device';
    if (control.entry === 'compliantDevice') return `${device ?? 'the device'} is not compliant`;
    if (control.entry === 'domainJoinedDevice') return `${device ?? 'the device'} is not hybrid joined`;
    return isLegacy(facts)
      ? `this kind of client cannot do ${controlWords(control.entry, names)}`
      : `${controlWords(control.entry, names)} cannot be had on this platform`;
  });
  return listWords([...new Set(reasons)]);
}

function isLegacy({ clientAppType }: SignInFacts): boolean {
  return clientAppType !== 'browser' && clientAppType !== 'mobileAppsAndDesktopClients';
}

/** Every condition that stands against it. */
function because(result: PolicyResult, { facts, names }: Telling): string {
  const words = result.unmet.map((condition) => conditionWords(condition, facts, names));
  return words.length === 0 ? '' : `: ${[...new Set(words)].join('; ')}`;
}

/** Groups and roles are worth naming; "everybody" is not. */
function throughWhom(result: PolicyResult, { names }: Telling): string {
  const { because: why } = result.people;
  if (why.kind !== 'included' || why.by === null || why.by.kind === 'everyone') return '';
  return ` · applies through ${targetWords(why.by, names)}`;
}

/** Enabled policies that certainly keep the person out. */
export function blockers(results: readonly PolicyResult[]): readonly PolicyResult[] {
  return results.filter((result) => isApplied(result) && effectOf(result) === IMPOSSIBLE);
}

/** Report-only policies that would keep the person out. */
export function reportOnlyBlockers(results: readonly PolicyResult[]): readonly PolicyResult[] {
  return results.filter((result) => isAppliedInReportOnly(result) && result.grant.statuses === IMPOSSIBLE);
}

/** Policies in which another control is taken in place of a device state that is not there. */
export function bypassedByOr(results: readonly PolicyResult[]): readonly PolicyResult[] {
  return results.filter(
    ({ grant, ...result }) =>
      isApplied({ grant, ...result }) &&
      grant.operator === 'OR' &&
      grant.statuses === ATTAINABLE &&
      grant.controls.some((c) => c.statuses === IMPOSSIBLE && DEVICE_STATES.includes(c.entry)),
  );
}

const DEVICE_STATES = ['compliantDevice', 'domainJoinedDevice'];

/** Enabled policies that would change the outcome, were the person not excluded; the strictest first. */
export function excludedFrom(
  { results, outcome }: Evaluation,
  facts: SignInFacts,
): readonly { readonly result: PolicyResult; readonly wouldBlock: boolean }[] {
  return results
    .flatMap((result) => {
      const [only, ...more] = result.unmet;
      const excluded = only?.condition === 'users' && only.because.kind === 'excluded';
      if (result.policy.mode !== 'enforced' || !excluded || more.length > 0) return [];
      const { statuses, required } = result.policy.grant(facts);
      const wouldBlock = statuses === IMPOSSIBLE;
      const changes = wouldBlock || required.some((entry) => !outcome.requiredControls.includes(entry));
      return changes ? [{ result, wouldBlock }] : [];
    })
    .sort((a, b) => Number(b.wouldBlock) - Number(a.wouldBlock));
}
