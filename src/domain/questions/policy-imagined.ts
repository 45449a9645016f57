/** A policy as it would be with one thing changed: how its controls are joined, its state, or that it blocks. Pure. */
import type { JsonObject } from '../tenant/access-policies.ts';
import { isObject, isUnset, textList } from '../conditional-access/wire.ts';

/** The slot `change` of `access.whatif`. */
export const POLICY_CHANGES = ['AND', 'OR', 'on', 'off', 'reportOnly', 'block'] as const;
export type PolicyChangeName = (typeof POLICY_CHANGES)[number];

/** `If X were on`, `X were AND`. */
export const CHANGE_WORDS: Readonly<Record<PolicyChangeName, string>> = {
  AND: 'were AND',
  OR: 'were OR',
  on: 'were on',
  off: 'were off',
  reportOnly: 'were report-only',
  block: 'blocked',
};

const STATES: Readonly<Partial<Record<PolicyChangeName, string>>> = {
  on: 'enabled',
  off: 'disabled',
  reportOnly: 'enabledForReportingButNotEnforced',
};

export type Imagined =
  | { readonly kind: 'policy'; readonly policy: JsonObject }
  /** It cannot be changed so, or it is so already; why, as a sentence without its subject. */
  | { readonly kind: 'same'; readonly why: string };

export function imagined(policy: JsonObject, change: PolicyChangeName): Imagined {
  const state = STATES[change];
  if (state !== undefined) {
    return policy['state'] === state
      ? { kind: 'same', why: `is ${stateWords(policy)} already` }
      : { kind: 'policy', policy: { ...policy, state } };
  }
  if (change === 'block') {
    const grantControls = { operator: 'OR', builtInControls: ['block'] };
    return blocks(policy)
      ? { kind: 'same', why: 'blocks already' }
      : { kind: 'policy', policy: { ...policy, grantControls } };
  }
  const { grantControls } = policy;
  if (!isObject(grantControls) || controlCount(grantControls) < 2) {
    return { kind: 'same', why: 'asks for no more than one control: AND and OR are the same' };
  }
  if (grantControls['operator'] === change) return { kind: 'same', why: `is ${change} already` };
  return { kind: 'policy', policy: { ...policy, grantControls: { ...grantControls, operator: change } } };
}

export function stateWords({ state }: JsonObject): string {
  switch (state) {
    case 'enabled':
      return 'on';
    case 'disabled':
      return 'off';
    case 'enabledForReportingButNotEnforced':
      return 'report-only';
    default:
      return 'in a state that this version does not know';
  }
}

export function isEnforcedState({ state }: JsonObject): boolean {
  return state !== 'disabled' && state !== 'enabledForReportingButNotEnforced';
}

function blocks({ grantControls }: JsonObject): boolean {
  return isObject(grantControls) && textList(grantControls['builtInControls']).values.includes('block');
}

function controlCount(grantControls: JsonObject): number {
  const lists = ['builtInControls', 'termsOfUse', 'customAuthenticationFactors'];
  const listed = lists.reduce((sum, name) => sum + textList(grantControls[name]).values.length, 0);
  return listed + (isUnset(grantControls['authenticationStrength']) ? 0 : 1);
}
