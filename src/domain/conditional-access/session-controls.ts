/**
 * What a policy asks of the session. Session controls never grant or deny; they say how long and in what way somebody who
 * got in may go on. Source: reference sheet conditional-access, section 2.8.
 */
import type { Json, JsonObject } from '../tenant/access-policies.ts';
import { isObject, isUnset, textOf, unknownMembers } from './wire.ts';

export type SessionControl =
  | {
      readonly kind: 'signInFrequency';
      readonly every: { readonly value: number; readonly unit: 'hours' | 'days' };
    }
  | { readonly kind: 'signInEveryTime' }
  | { readonly kind: 'persistentBrowser'; readonly mode: 'always' | 'never' }
  | { readonly kind: 'appEnforcedRestrictions' | 'tokenProtection' | 'noResilience' }
  /** `cloudAppSecurityType`, as Microsoft says it. */
  | { readonly kind: 'cloudAppSecurity'; readonly type: string }
  /** The control is set to something that this version does not know. */
  | { readonly kind: 'notUnderstood'; readonly member: string };

/** One reader for each member of `sessionControls`; null = it is off. */
const READERS: Readonly<Record<string, (control: JsonObject) => SessionControl | null>> = {
  applicationEnforcedRestrictions: () => ({ kind: 'appEnforcedRestrictions' }),
  cloudAppSecurity: (control) => ({
    kind: 'cloudAppSecurity',
    type: textOf(control['cloudAppSecurityType']) ?? 'not said',
  }),
  secureSignInSession: () => ({ kind: 'tokenProtection' }),
  persistentBrowser: ({ mode }) =>
    mode === 'always' || mode === 'never'
      ? { kind: 'persistentBrowser', mode }
      : { kind: 'notUnderstood', member: 'persistentBrowser' },
  signInFrequency: ({ frequencyInterval, type, value }) => {
    if (frequencyInterval === 'everyTime') return { kind: 'signInEveryTime' };
    if ((type !== 'hours' && type !== 'days') || typeof value !== 'number')
      return { kind: 'notUnderstood', member: 'signInFrequency' };
    return { kind: 'signInFrequency', every: { value, unit: type } };
  },
};

export function sessionControlsOf(raw: Json | undefined): readonly SessionControl[] {
  if (isUnset(raw)) return [];
  if (!isObject(raw)) return [{ kind: 'notUnderstood', member: 'sessionControls' }];
  const known = Object.entries(READERS).flatMap(([member, read]) => {
    const control = raw[member];
    if (isUnset(control)) return [];
    if (!isObject(control)) return [{ kind: 'notUnderstood', member } as const];
    // Only what says that it is on is on; each of these says so.
    return control['isEnabled'] === true ? (read(control) ?? []) : [];
  });
  return [
    ...known,
    ...(raw['disableResilienceDefaults'] === true ? [{ kind: 'noResilience' } as const] : []),
    ...unknownMembers(raw, [...Object.keys(READERS), 'disableResilienceDefaults']).map(
      (member) => ({ kind: 'notUnderstood', member }) as const,
    ),
  ];
}
