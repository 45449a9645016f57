/**
 * The signals of a sign-in that a policy may look at, by the names of the offline cases (product contract, section
 * 8), and sets of them as bits: evaluating a thousand policies must not build a thousand sets.
 */
export const SIGNALS = [
  'user',
  'app',
  'device',
  'managedDevice',
  'ip',
  'country',
  'gpsCountry',
  'platform',
  'clientAppType',
  'signInRisk',
  'userRisk',
  'insiderRisk',
  'authFlow',
  'externalTenantId',
] as const;

export type SignalName = (typeof SIGNALS)[number];

/** A set of signals that would have to be known, and possibly `POLICY_VALUE`. */
export type Missing = number;

export const NOTHING_MISSING: Missing = 0;

/** Not a signal: the policy itself carries something that this version does not know. */
export const POLICY_VALUE: Missing = 1 << SIGNALS.length;

export function bitOf(signal: SignalName): Missing {
  return 1 << SIGNALS.indexOf(signal);
}

/** The names in a set, in a fixed order; the policy's own part is named `policy:<id>`. */
export function missingNames(missing: Missing, policyId: string): readonly string[] {
  const names: string[] = SIGNALS.filter((_, index) => (missing & (1 << index)) !== 0);
  if ((missing & POLICY_VALUE) !== 0) names.push(`policy:${policyId}`);
  return names;
}
