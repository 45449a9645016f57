/** Sign-ins with everything known and nothing special, to ask the whole set what it does with somebody. */
import { EXCHANGE_ONLINE } from '../conditional-access/apps.ts';
import type { CompiledPolicies } from '../conditional-access/compile.ts';
import { evaluate } from '../conditional-access/evaluate.ts';
import type { SignInFacts } from '../conditional-access/facts.ts';
import type { Verdict } from '../conditional-access/outcome.ts';

/** An ordinary member of no group and no role, on Windows, without a registered device, in no named network. */
export const SOMEBODY: SignInFacts = {
  user: { id: 'somebody', guestType: null, groups: new Map(), roles: new Set() },
  target: { kind: 'app', appId: EXCHANGE_ONLINE, owner: 'microsoft', authContext: null },
  device: null,
  intuneManaged: false,
  ip: null,
  country: null,
  gpsCountry: null,
  platform: 'windows',
  clientAppType: 'browser',
  signInRisk: 'none',
  userRisk: 'none',
  insiderRisk: 'none',
  authFlow: null,
  externalTenantId: null,
};

export function verdictOf(compiled: CompiledPolicies, differing: Partial<SignInFacts>): Verdict {
  return evaluate(compiled, { ...SOMEBODY, ...differing }).outcome.verdict;
}
