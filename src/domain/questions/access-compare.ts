/** What Microsoft did in the newest real sign-in beside what the evaluation says now. Pure. */
import type { Evaluation } from '../conditional-access/evaluate.ts';
import type { PolicyResult } from '../conditional-access/policy-result.ts';
import { isApplied, isAppliedInReportOnly } from '../conditional-access/policy-result.ts';
import type { AccessPolicySnapshot } from '../tenant/access-policies.ts';
import { clientTypeOf } from './access-platform.ts';
import type { Telling } from './access-policies-told.ts';
import { conditionWords } from './access-words.ts';
import { agoText } from './elapsed.ts';
import type { Attempt } from './sign-in-fold.ts';
import { signInWords } from './sign-in-words.ts';

type Fate = 'applied' | 'reportOnly' | 'notApplied';

const MICROSOFT: Readonly<Record<string, Fate>> = {
  success: 'applied',
  failure: 'applied',
  notApplied: 'notApplied',
  notEnabled: 'notApplied',
  reportOnlySuccess: 'reportOnly',
  reportOnlyFailure: 'reportOnly',
  reportOnlyInterrupted: 'reportOnly',
  reportOnlyNotApplied: 'notApplied',
};

const FATE_WORDS: Readonly<Record<Fate, string>> = {
  applied: 'applied',
  reportOnly: 'applied it in report-only mode',
  notApplied: 'did not apply',
};

/** Refusals for something that the person can do: nothing has changed as long as the policies still ask for it. */
const STILL_TO_DO: Readonly<Record<number, readonly string[]>> = {
  50072: ['mfa', 'authenticationStrength'],
  50074: ['mfa', 'authenticationStrength'],
  50076: ['mfa', 'authenticationStrength'],
  50079: ['mfa', 'authenticationStrength'],
  50135: ['passwordChange', 'riskRemediation'],
  50158: ['termsOfUse', 'customAuthenticationFactor'],
};

function asksFor(evaluation: Evaluation, control: string): boolean {
  return evaluation.outcome.requiredControls.some((entry) =>
    entry.split('|').some((one) => one.split(':')[0] === control),
  );
}

export interface Comparison {
  readonly now: Date;
  readonly attempt: Attempt;
  readonly evaluation: Evaluation;
  readonly telling: Telling;
  readonly snapshot: AccessPolicySnapshot;
  readonly deviceId: string | null;
}

/** A sentence for each difference; empty = they agree, or Microsoft's results were left out. */
export function differences(comparison: Comparison): readonly string[] {
  const { attempt, evaluation, now } = comparison;
  const when = agoText(now, attempt.end.createdDateTime);
  const applied = attempt.end.appliedPolicies ?? [];
  const byId = new Map(applied.map((policy) => [policy.id.toLowerCase(), policy]));
  const policies = evaluation.results.flatMap((result) => {
    const real = MICROSOFT[byId.get(result.policy.id.toLowerCase())?.result ?? ''];
    const ours = fateOf(result);
    if (real === undefined || ours === null || real === ours) return [];
    const name = `"${result.policy.displayName}"`;
    const said = real === 'reportOnly' ? `${FATE_WORDS[real]}: ${name}` : `${FATE_WORDS[real]} ${name}`;
    return [
      `In the sign-in ${when} Microsoft ${said}; now it ${nowWords(ours, result, comparison)}${likely(result, comparison)}.`,
    ];
  });
  return [...outcomeDifference(comparison, when), ...policies];
}

function fateOf(result: PolicyResult): Fate | null {
  if (isApplied(result)) return 'applied';
  if (isAppliedInReportOnly(result)) return 'reportOnly';
  const out = result.matches === false || result.policy.mode === 'disabled';
  return out ? 'notApplied' : null;
}

function nowWords(ours: Fate, result: PolicyResult, { telling }: Comparison): string {
  if (ours === 'applied') return 'would apply';
  if (ours === 'reportOnly') return 'is report-only';
  const failing = result.unmet.find((condition) => condition.truth === false);
  if (result.policy.mode === 'disabled' || failing === undefined) return 'is disabled';
  return `would not apply: it ${conditionWords(failing, telling.facts, telling.names)}`;
}

function outcomeDifference({ attempt, evaluation }: Comparison, when: string): readonly string[] {
  const { verdict } = evaluation.outcome;
  if (attempt.outcome === 'success' && verdict === 'blocked') {
    return [
      `The newest sign-in (${when}) succeeded although the policies would stop it now: something changed since.`,
    ];
  }
  const refused = attempt.outcome === 'failure' && attempt.end.conditionalAccessStatus === 'failure';
  if (refused && (verdict === 'allowed' || verdict === 'allowedWithControls')) {
    const { words } = signInWords(attempt.end);
    if (STILL_TO_DO[attempt.end.errorCode ?? 0]?.some((c) => asksFor(evaluation, c)) === true) {
      return [`The newest sign-in (${when}) was refused: ${words}. That is still to be done.`];
    }
    return [
      `The newest sign-in (${when}) was refused: ${words}. The policies would let it in now: something changed since.`,
    ];
  }
  return [];
}

/** The likely reason, as far as it can be seen. */
function likely(result: PolicyResult, { attempt, snapshot, deviceId, telling }: Comparison): string {
  const raw = snapshot.policies.find((policy) => policy['id'] === result.policy.id);
  const modified = raw?.['modifiedDateTime'];
  if (typeof modified === 'string' && Date.parse(modified) > Date.parse(attempt.end.createdDateTime)) {
    return ' (the policy was changed after that sign-in)';
  }
  const { end } = attempt;
  if ((end.device?.deviceId ?? '').toLowerCase() !== (deviceId ?? '').toLowerCase()) {
    return ' (that sign-in came from another device)';
  }
  return clientTypeOf(end.clientAppUsed) === telling.facts.clientAppType
    ? ' (memberships, the device or the place may have changed since)'
    : ' (that sign-in used another kind of client)';
}
