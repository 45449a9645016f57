/**
 * Everybody else of a population, folded: people whom no policy tells apart, on devices that no policy tells apart,
 * are evaluated once. A thousand people come to some dozens of such kinds.
 */
import type { JsonObject } from '../../tenant/access-policies.ts';
import type { Population } from '../../tenant/population.ts';
import type { CompiledPolicies } from '../compile.ts';
import { atomsOf } from '../device-rule.ts';
import type { SignInFacts, UserFacts } from '../facts.ts';
import type { DeviceSignals } from '../population-facts.ts';
import { deviceSignalsOf, groupsNamedBy, userFactsOf } from '../population-facts.ts';
import { isObject, textList } from '../wire.ts';
import type { Ground } from './scene.ts';

/** One person with one device of theirs; null = a device that is not registered. */
interface Holder {
  readonly person: string;
  readonly deviceId: string | null;
}

/** People and devices that no policy tells apart. */
export interface Kind {
  readonly user: UserFacts;
  readonly device: DeviceSignals | null;
  readonly holders: readonly Holder[];
}

export interface Others {
  /** Those of most people first. */
  readonly kinds: readonly Kind[];
  /** False = some people or devices are missing. */
  readonly complete: boolean;
  readonly country: string | null;
}

/** Folding takes longer than counting, and depends on nothing that is asked: done once for a population. */
const FOLDED = new WeakMap<Population, WeakMap<readonly JsonObject[], Others>>();

export function othersOf(population: Population, { configuration, compiled }: Ground): Others {
  const { policies } = configuration;
  const byPolicies = FOLDED.get(population) ?? new WeakMap<readonly JsonObject[], Others>();
  FOLDED.set(population, byPolicies);
  const others = byPolicies.get(policies) ?? fold(population, policies, compiled);
  byPolicies.set(policies, others);
  return others;
}

/** A disabled account reaches nothing, whatever the policies say: it is left out. */
function fold(population: Population, policies: readonly JsonObject[], compiled: CompiledPolicies): Others {
  const namedGroups = groupsNamedBy(policies);
  const namedUsers = usersNamedBy(policies);
  const devices = devicesByOwner(population, attributesLookedAt(compiled));
  const users = new Map<string, UserFacts>();
  const byKey = new Map<string, { kind: Omit<Kind, 'holders'>; holders: Holder[] }>();
  for (const person of population.people) {
    const id = person.id.toLowerCase();
    if (person.accountEnabled === false) continue;
    const known = userFactsOf(person, population, namedGroups);
    // Many stand for one: what an edit names by id may not be any of them.
    const own = namedUsers.has(id) ? known : { ...known, id: '' };
    const userKey = keyOfUser(own);
    const user = users.get(userKey) ?? own;
    users.set(userKey, user);
    for (const owned of [null, ...(devices.get(id) ?? [])]) {
      const key = `${userKey}\n${owned?.key ?? ''}`;
      const same = byKey.get(key) ?? { kind: { user, device: owned?.signals ?? null }, holders: [] };
      same.holders.push({ person: id, deviceId: owned?.deviceId ?? null });
      byKey.set(key, same);
    }
  }
  return {
    kinds: [...byKey.values()]
      .map(({ kind, holders }) => ({ ...kind, holders }))
      .sort((a, b) => b.holders.length - a.holders.length),
    complete: population.complete.people && population.complete.devices,
    country: population.country,
  };
}

interface Owned {
  readonly deviceId: string;
  readonly signals: DeviceSignals;
  readonly key: string;
}

function devicesByOwner(
  population: Population,
  attributes: readonly string[],
): ReadonlyMap<string, readonly Owned[]> {
  const byOwner = new Map<string, Owned[]>();
  for (const owned of population.devices) {
    const signals = deviceSignalsOf(owned);
    const deviceId = owned.device.deviceId.toLowerCase();
    const one = { deviceId, signals, key: keyOfDevice(signals, attributes) };
    for (const owner of owned.owners) {
      const list = byOwner.get(owner);
      if (list === undefined) byOwner.set(owner, [one]);
      else list.push(one);
    }
  }
  return byOwner;
}

function usersNamedBy(policies: readonly JsonObject[]): ReadonlySet<string> {
  const named = new Set<string>();
  for (const { conditions } of policies) {
    const users = isObject(conditions) ? conditions['users'] : undefined;
    if (!isObject(users)) continue;
    for (const side of ['includeUsers', 'excludeUsers']) {
      for (const id of textList(users[side]).values) named.add(id.toLowerCase());
    }
  }
  return named;
}

/** What grant controls and device rules look at. */
function attributesLookedAt({ policies }: CompiledPolicies): readonly string[] {
  const rules = policies.flatMap(({ mentions }) => mentions.deviceRules.flatMap(atomsOf));
  return [...new Set(['iscompliant', 'trusttype', ...rules.map(({ attribute }) => attribute)])];
}

function keyOfUser({ id, guestType, groups, roles }: UserFacts): string {
  return JSON.stringify([
    id,
    guestType ?? String(guestType),
    groups === undefined ? null : [...groups.keys()],
    roles === undefined ? null : [...roles],
  ]);
}

function keyOfDevice(
  { device, intuneManaged, platform }: DeviceSignals,
  attributes: readonly string[],
): string {
  // A value that is none and one that is not known are two things, and neither is the text of another value.
  const values = attributes.map((attribute) => {
    const value = device.values.get(attribute);
    return value === undefined ? [] : [value];
  });
  return JSON.stringify([values, intuneManaged, platform ?? String(platform)]);
}

/** How somebody else signs in: everything but who they are and what they hold. */
export type Circumstances = Omit<
  SignInFacts,
  'user' | 'device' | 'intuneManaged' | 'target' | 'externalTenantId'
>;

/** One sign-in of theirs. An unregistered device has the platform of the circumstances. */
export function signInOf(
  { user, device }: Pick<Kind, 'user' | 'device'>,
  circumstances: Circumstances,
  target: SignInFacts['target'],
): SignInFacts {
  return {
    ...circumstances,
    user,
    target,
    device: device?.device ?? null,
    intuneManaged: device?.intuneManaged ?? false,
    platform: device === null ? circumstances.platform : device.platform,
    // The home tenant of a guest is not read; a member has none.
    externalTenantId: user.guestType === null ? null : undefined,
  };
}

/**
 * The sign-ins that others are looked at in: an ordinary one from the organization's country, in both modern kinds of
 * client, and one in the same circumstances as the sign-in in question. Without the latter a policy on legacy
 * clients or on a far country would seem to concern nobody.
 */
export function circumstancesFor(
  asked: readonly SignInFacts[],
  country: string | null,
): readonly Circumstances[] {
  const [first] = asked;
  const home = country ?? first?.country ?? null;
  const ordinary: Circumstances = {
    ip: null,
    country: home,
    gpsCountry: home,
    platform: 'windows',
    clientAppType: 'mobileAppsAndDesktopClients',
    signInRisk: 'none',
    userRisk: 'none',
    insiderRisk: 'none',
    authFlow: null,
  };
  const alike = asked.map((facts) => likewise(facts, ordinary));
  return [ordinary, { ...ordinary, clientAppType: 'browser' }, ...alike];
}

/** The circumstances of a sign-in; what is not known of it is ordinary. */
function likewise(facts: SignInFacts, ordinary: Circumstances): Circumstances {
  const { ip = ordinary.ip, country = ordinary.country, gpsCountry = ordinary.gpsCountry } = facts;
  const { platform = ordinary.platform, clientAppType = ordinary.clientAppType } = facts;
  const { signInRisk = ordinary.signInRisk, userRisk = ordinary.userRisk } = facts;
  const { insiderRisk = ordinary.insiderRisk, authFlow = ordinary.authFlow } = facts;
  return {
    ip,
    country,
    gpsCountry,
    platform,
    clientAppType,
    signInRisk,
    userRisk,
    insiderRisk,
    authFlow,
  };
}
