/**
 * The device filter. `include`: the policy applies only if the rule holds; `exclude`: it applies unless the rule
 * holds. Source: reference sheet conditional-access, section 6.
 */
import { atomsOf, parseDeviceRule } from '../device-rule.ts';
import { ruleMissing, ruleTruth } from '../device-rule-truth.ts';
import type { Because, ConditionResult, Match } from '../match.ts';
import { NOT_UNDERSTOOD, NO_MATCH, assigned, decided, matched, unsure } from '../match.ts';
import { POLICY_VALUE } from '../signals.ts';
import { isObject, isUnset, textOf, unknownMembers } from '../wire.ts';
import type { ConditionModule } from './condition.ts';

const ANY_DEVICE = matched({ kind: 'everyone', id: 'all' });

export const devices: ConditionModule = {
  members: ['devices'],
  compile(conditions, _context, mentions) {
    const raw = conditions['devices'];
    if (isUnset(raw)) return null;
    const strange = () => decided('devices', NOT_UNDERSTOOD);
    if (!isObject(raw) || unknownMembers(raw, ['deviceFilter']).length > 0) return strange;
    const filter = raw['deviceFilter'];
    if (!isObject(filter) || unknownMembers(filter, ['mode', 'rule']).length > 0) return strange;
    const mode = textOf(filter['mode']);
    const text = textOf(filter['rule']);
    if ((mode !== 'include' && mode !== 'exclude') || text === null) return strange;
    const parsed = parseDeviceRule(text);
    if (!parsed.ok) {
      const { problem, position } = parsed.fault;
      return () => notRead({ kind: 'notUnderstood', what: `device rule: ${problem}`, position });
    }
    const { rule } = parsed;
    mentions.deviceRules.push(rule);
    const entangled = atomsOf(rule).length > 1;
    return (facts) => {
      const truth = ruleTruth(rule, facts);
      const by = { kind: 'rule', id: text } as const;
      const match: Match =
        truth === 'unknown' ? unsure(ruleMissing(rule, facts), by) : truth ? matched(by) : NO_MATCH;
      const result =
        mode === 'include' ? assigned('devices', match, NO_MATCH) : assigned('devices', ANY_DEVICE, match);
      return result.truth === 'unknown' ? { ...result, entangled } : result;
    };
  },
};

function notRead(because: Because): ConditionResult {
  return { condition: 'devices', truth: 'unknown', because, missing: POLICY_VALUE };
}
