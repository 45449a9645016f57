/**
 * A condition that is unknown in more than one place may still be certain: a location that lies wholly inside an
 * excluded one never matches, whatever the address is. Found by trying the possible values, condition by condition.
 */
import { alternatives } from './alternatives.ts';
import type { ConditionTest } from './conditions/condition.ts';
import type { SignInFacts } from './facts.ts';
import { NOTHING_ASKED } from './grant-controls.ts';
import type { ConditionResult } from './match.ts';
import type { PolicyResult } from './policy-result.ts';
import { evaluatePolicy } from './policy-result.ts';

/** Possible sign-ins looked at for one condition before it stays unknown. */
const MOST_WORLDS = 128;

/** The same result, with the conditions that turn out to be certain. */
export function settled(result: PolicyResult, facts: SignInFacts): PolicyResult {
  if (result.matches !== 'unknown' || !result.unmet.some(isEntangled)) return result;
  const { policy } = result;
  return evaluatePolicy(policy, facts, (test) => {
    const condition = test(facts);
    if (!isEntangled(condition)) return condition;
    return (
      everywhere(test, facts, { ...result, grant: NOTHING_ASKED, missing: condition.missing }) ?? condition
    );
  });
}

function isEntangled(condition: ConditionResult): boolean {
  return condition.truth === 'unknown' && condition.entangled === true;
}

/** What the condition is in every possible sign-in; null when that differs or is not found out. */
function everywhere(test: ConditionTest, facts: SignInFacts, open: PolicyResult): ConditionResult | null {
  let tried = 0;
  let found: ConditionResult | null = null;
  const explore = (world: SignInFacts): boolean => {
    const condition = test(world);
    if (condition.truth !== 'unknown') {
      found ??= condition;
      return condition.truth === found.truth;
    }
    tried += 1;
    const next = tried > MOST_WORLDS ? null : alternatives(world, [{ ...open, missing: condition.missing }]);
    return next?.every(explore) ?? false;
  };
  return explore(facts) ? found : null;
}
