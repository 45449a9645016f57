/**
 * Risk conditions match by being in the list, never by a threshold: `["high"]` does not reach medium. Source:
 * reference sheet conditional-access, section 3. Insider risk is a flags text and needs Purview; sign-in and user
 * risk are Entra ID Protection's, not Defender's.
 */
import type { Json, JsonObject } from '../../tenant/access-policies.ts';
import type { SignInFacts } from '../facts.ts';
import { INSIDER_RISK_LEVELS, RISK_LEVELS } from '../facts.ts';
import type { ConditionName } from '../match.ts';
import { NOT_UNDERSTOOD, NO_MATCH, decided, either, matched, unsure } from '../match.ts';
import { bitOf } from '../signals.ts';
import type { TextList } from '../wire.ts';
import { flagList, spelled, textList } from '../wire.ts';
import type { ConditionModule, ConditionTest } from './condition.ts';

type RiskSignal = 'signInRisk' | 'userRisk' | 'insiderRisk';

export const signInRisk = riskCondition('signInRisk', 'signInRiskLevels', textList, RISK_LEVELS);
export const userRisk = riskCondition('userRisk', 'userRiskLevels', textList, RISK_LEVELS);
export const insiderRisk = riskCondition('insiderRisk', 'insiderRiskLevels', flagList, INSIDER_RISK_LEVELS);

function riskCondition(
  signal: RiskSignal & ConditionName,
  member: string,
  read: (raw: Json | undefined) => TextList,
  levels: readonly string[],
): ConditionModule {
  return {
    members: [member],
    compile: (conditions: JsonObject) =>
      riskTest(signal, spelled(read(conditions[member]), [...levels, 'hidden']), levels),
  };
}

function riskTest(
  signal: RiskSignal & ConditionName,
  list: TextList,
  levels: readonly string[],
): ConditionTest | null {
  const { values } = list;
  if (values.length === 0 && !list.malformed) return null;
  // A list of every level leaves nobody out, whatever the risk is.
  if (levels.every((level) => values.includes(level))) return null;
  // `hidden` is a level of Microsoft's enumeration; a sign-in whose risk is hidden has an unknown risk here.
  const strange = list.malformed || values.some((value) => value !== 'hidden' && !levels.includes(value));
  const rest = strange ? NOT_UNDERSTOOD : NO_MATCH;
  const missing = bitOf(signal);
  return (facts: SignInFacts) => {
    const risk = facts[signal];
    if (risk === undefined) return decided(signal, either(unsure(missing), rest));
    return decided(signal, values.includes(risk) ? matched({ kind: 'value', id: risk }) : rest);
  };
}
