/**
 * A change of a device, a person or a policy, as a value: what could be changed so that an access question has
 * another outcome. Applied to the facts of a sign-in and to Microsoft's policies as they are stored, never to a result.
 */
import type { JsonObject } from '../../tenant/access-policies.ts';
import type { DeviceFacts } from '../device-facts.ts';
import { withValues } from '../device-facts.ts';
import type { SignInFacts } from '../facts.ts';
import type { DeviceSignals } from '../population-facts.ts';
import type { PolicyEdit } from './policy-edit.ts';
import { editPolicy } from './policy-edit.ts';

/** Another device of the person. */
export interface OwnDevice extends DeviceSignals {
  readonly deviceId: string;
  readonly name: string;
}

export type DeviceChange =
  /** Becomes compliant for Entra ID, or stops being so. */
  | { readonly on: 'device'; readonly kind: 'compliant'; readonly to: boolean }
  /** The sign-in comes from a device that is registered and compliant, where none was registered. */
  | { readonly on: 'device'; readonly kind: 'registered' }
  | { readonly on: 'device'; readonly kind: 'hybridJoined' }
  /** Another device of the person is used in its place. */
  | { readonly on: 'device'; readonly kind: 'other'; readonly other: OwnDevice };

export type UserChange =
  /** `direct` false: the person is in it only through another group. */
  | { readonly on: 'user'; readonly kind: 'leaveGroup'; readonly group: string; readonly direct: boolean }
  /** A group that a policy leaves out. */
  | { readonly on: 'user'; readonly kind: 'joinGroup'; readonly group: string }
  | { readonly on: 'user'; readonly kind: 'giveUpRole'; readonly role: string }
  | { readonly on: 'user'; readonly kind: 'riskRemediated' }
  /** Before any policy: the account, the licence. */
  | { readonly on: 'user'; readonly kind: 'accountEnabled' | 'planAssigned' };

export interface PolicyChange {
  readonly on: 'policy';
  /** Which of the policies, counted from 0. */
  readonly index: number;
  readonly edit: PolicyEdit;
}

export type Change = DeviceChange | UserChange | PolicyChange;

export interface Situation {
  readonly facts: SignInFacts;
  /** `conditionalAccessPolicy` objects. */
  readonly policies: readonly JsonObject[];
}

export function applyChange(change: Change, { facts, policies }: Situation): Situation {
  if (change.on !== 'policy') return { facts: factsAfter(change, facts), policies };
  return {
    facts,
    policies: policies.map((raw, index) => (index === change.index ? editPolicy(raw, change.edit) : raw)),
  };
}

/** Facts that a change does not concern stay the same object. */
export function factsAfter(change: DeviceChange | UserChange, facts: SignInFacts): SignInFacts {
  if (change.on === 'device') return deviceAfter(change, facts);
  const { user } = facts;
  switch (change.kind) {
    case 'leaveGroup':
      return user.groups === undefined
        ? facts
        : { ...facts, user: { ...user, groups: withoutKey(user.groups, change.group) } };
    case 'joinGroup':
      return user.groups === undefined
        ? facts
        : {
            ...facts,
            user: { ...user, groups: new Map(user.groups).set(change.group, { direct: true }) },
          };
    case 'giveUpRole':
      return user.roles === undefined
        ? facts
        : {
            ...facts,
            user: { ...user, roles: new Set([...user.roles].filter((role) => role !== change.role)) },
          };
    case 'riskRemediated':
      return { ...facts, userRisk: 'none' };
    default:
      return facts;
  }
}

function deviceAfter(change: DeviceChange, facts: SignInFacts): SignInFacts {
  const { device } = facts;
  switch (change.kind) {
    case 'compliant':
      if (device === null || device === undefined) return facts;
      return { ...facts, device: withValues(device, { iscompliant: String(change.to) }) };
    case 'registered':
      // What else there is to know of that device is not known.
      return { ...facts, device: withValues(NOTHING_KNOWN, { iscompliant: 'true', trusttype: 'azuread' }) };
    case 'hybridJoined':
      return { ...facts, device: withValues(device ?? NOTHING_KNOWN, { trusttype: 'serverad' }) };
    case 'other': {
      const { other } = change;
      return {
        ...facts,
        device: other.device,
        intuneManaged: other.intuneManaged,
        platform: other.platform,
      };
    }
  }
}

const NOTHING_KNOWN: DeviceFacts = { values: new Map(), assumed: new Map() };

function withoutKey<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  return new Map([...map].filter(([one]) => one !== key));
}

/** The same for the same change: two ways to the same set of changes are one. */
export function keyOf(change: Change): string {
  if (change.on === 'policy') return `policy ${change.index} ${JSON.stringify(change.edit)}`;
  if (change.on === 'device' && change.kind === 'other') return `device other ${change.other.deviceId}`;
  return JSON.stringify(change);
}
