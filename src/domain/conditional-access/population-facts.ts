/**
 * The people and devices of a population as the evaluator takes them. What the population does not hold is not known:
 * a person is out of a group only if the whole group was read.
 */
import type { JsonObject } from '../tenant/access-policies.ts';
import type { OwnedDevice, Person, Population } from '../tenant/population.ts';
import type { DeviceFacts } from './device-facts.ts';
import { deviceFactsFromDirectory } from './device-facts.ts';
import type { Platform, SignInFacts, UserFacts } from './facts.ts';
import { guestTypeOfUser } from './guest-type.ts';
import { platformOfSystem } from './platform-of-system.ts';
import { isObject, textList } from './wire.ts';

/** Ids (lower case) of the groups that policies include or exclude. */
export function groupsNamedBy(policies: readonly JsonObject[]): ReadonlySet<string> {
  const named = new Set<string>();
  for (const { conditions } of policies) {
    const users = isObject(conditions) ? conditions['users'] : undefined;
    if (!isObject(users)) continue;
    for (const side of ['includeGroups', 'excludeGroups']) {
      for (const id of textList(users[side]).values) named.add(id.toLowerCase());
    }
  }
  return named;
}

/**
 * @param named the groups that the policies name which are evaluated (`groupsNamedBy`): of others nothing is said, and
 *   one that the population has not read makes the person's memberships unknown. Whether somebody is in a group
 *   directly is not read either; `direct` is always true.
 */
export function userFactsOf(person: Person, population: Population, named: ReadonlySet<string>): UserFacts {
  const id = person.id.toLowerCase();
  return {
    id,
    guestType: guestTypeOfUser(person),
    groups: groupsOf(id, population, named),
    roles: rolesOf(id, population),
  };
}

const MEMBER = { direct: true };

function groupsOf(id: string, { groups }: Population, named: ReadonlySet<string>): UserFacts['groups'] {
  const found = new Map<string, typeof MEMBER>();
  for (const groupId of named) {
    const group = groups.get(groupId);
    if (group === null) continue;
    if (group === undefined) return undefined;
    if (group.members.has(id)) found.set(groupId, MEMBER);
    else if (!group.complete) return undefined;
  }
  return found;
}

function rolesOf(id: string, { roles, complete }: Population): UserFacts['roles'] {
  if (!complete.roles) return undefined;
  const held = new Set<string>();
  for (const [role, holders] of roles) if (holders.has(id)) held.add(role);
  return held;
}

/** What a sign-in from one of these devices tells the policies. */
export interface DeviceSignals {
  readonly device: DeviceFacts;
  readonly intuneManaged: SignInFacts['intuneManaged'];
  /** Undefined = its system is not said; null = one that Conditional Access does not recognise. */
  readonly platform: Platform | null | undefined;
}

/** `isManaged` null = never reported, and who manages a device reports it: not managed. */
export function deviceSignalsOf({ device }: OwnedDevice): DeviceSignals {
  return {
    device: deviceFactsFromDirectory(device),
    intuneManaged: device.isManaged === true,
    platform: platformOfSystem(device.operatingSystem),
  };
}
