/** What stands against letting somebody in whose account is at risk. */
import { riskWords } from '../questions/user-posture.ts';
import type { UserFacts } from './user-facts.ts';

export function openRiskWarnings({ risk }: Pick<UserFacts, 'risk'>): readonly string[] {
  if (!risk.known) return ['Its account risk is not known.'];
  const { words, tone } = riskWords(risk);
  return tone === 'good' ? [] : [`Its account risk is still open (${words}): whoever caused it may come in.`];
}
