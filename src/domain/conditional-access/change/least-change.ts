/**
 * The least change that turns an access outcome, and the next ones in order: found by evaluating sets of changes made
 * from the trace (search.ts), with whom each would touch besides (reach.ts) and what it costs (cost.ts). Nothing is
 * said that was not evaluated; what was not counted is said to be so.
 */
import type { Population } from '../../tenant/population.ts';
import type { SignInFacts } from '../facts.ts';
import type { Verdict } from '../outcome.ts';
import type { Change, OwnDevice, UserChange } from './change.ts';
import type { Cost } from './cost.ts';
import { costOf, dangersOf, groupOf, policiesNaming } from './cost.ts';
import { circumstancesFor, othersOf } from './others.ts';
import type { Ranked } from './ranking.ts';
import { bySize, intrinsic } from './ranking.ts';
import type { Census, Reach } from './reach.ts';
import { peopleTouched, reachOf, turnBetween } from './reach.ts';
import type { Configuration, Goal, Ground, Way } from './scene.ts';
import { groundOf, sceneAfter, sceneOf, verdictOf } from './scene.ts';
import { smallestFlips } from './search.ts';

export interface AccessCaseFacts {
  readonly configuration: Configuration;
  /** For each kind of client that comes into question: the sign-ins that must succeed, the app's own first. */
  readonly ways: readonly (readonly SignInFacts[])[];
  readonly goal: Goal;
  /** What keeps the person out before any policy. */
  readonly before: readonly (UserChange & { readonly kind: 'accountEnabled' | 'planAssigned' })[];
  /** `deviceId` of the device in question; null = none. */
  readonly deviceId: string | null;
  /** The person's other devices; null = not known. */
  readonly otherDevices: readonly OwnDevice[] | null;
  readonly population: Population | null;
  /** Apps for which a change of membership is evaluated too. */
  readonly otherApps: readonly { readonly appId: string; readonly name: string }[];
}

export interface Alternative extends Ranked {
  /** What the app comes to afterwards, and what is then still to be done. */
  readonly verdict: Verdict;
  readonly requiredControls: readonly string[];
  /** For each group whose membership changes: the policies that name it. */
  readonly groups: readonly { readonly group: string; readonly policies: readonly string[] }[];
  /** Names of other apps that would come to something else for this person. */
  readonly otherApps: readonly string[];
}

export interface LeastChange {
  /** The smallest first. Empty = nothing that was tried turns the outcome. */
  readonly alternatives: readonly Alternative[];
  /** How many more sets were found that turn it too. */
  readonly more: number;
  readonly tried: number;
  /** False = the search was given up before every set was tried. */
  readonly complete: boolean;
}

const MOST_ALTERNATIVES = 5;

export function leastChange(facts: AccessCaseFacts): LeastChange {
  const { configuration, goal, before, population } = facts;
  const ground = groundOf(configuration);
  const ways = facts.ways.map((way) => way.map((signIn) => sceneOf(ground, signIn)));
  const { sets, tried, complete } = smallestFlips(ways, goal, before, facts.otherDevices ?? [], (set) =>
    dangersOf(set, configuration.policies, population).includes('emergency'),
  );
  const asked: Asked = { facts, ways, own: ownDevices(facts, ground), census: censusOf(facts, ground) };
  const ranked = smallest(
    asked,
    sets.map((changes) => ({
      changes,
      cost: costOf(ways, changes, configuration.policies, population),
    })),
  );
  return {
    alternatives: ranked.map((one) => told(asked, one)),
    more: sets.length - ranked.length,
    tried,
    complete,
  };
}

interface Asked {
  readonly facts: AccessCaseFacts;
  readonly ways: readonly Way[];
  /** The same sign-ins from each other device of the person. */
  readonly own: readonly Way[];
  /** Null = there is no population to count in. */
  readonly census: Census | null;
}

function ownDevices({ ways, otherDevices }: AccessCaseFacts, ground: Ground): readonly Way[] {
  return (otherDevices ?? []).flatMap(({ device, intuneManaged, platform }) =>
    ways.map((way) => way.map((signIn) => sceneOf(ground, { ...signIn, device, intuneManaged, platform }))),
  );
}

function censusOf({ ways, population, deviceId }: AccessCaseFacts, ground: Ground): Census | null {
  const [way] = ways;
  const [first] = way ?? [];
  if (population === null || way === undefined || first === undefined) return null;
  const others = othersOf(population, ground);
  return {
    ground,
    others,
    userId: first.user.id,
    deviceId: deviceId?.toLowerCase() ?? null,
    circumstances: circumstancesFor(
      ways.flatMap(([own]) => (own === undefined ? [] : [own])),
      others.country,
    ),
    targets: way.map((signIn) => signIn.target),
    before: new Map(),
    passedOver: new Map(),
  };
}

interface Priced {
  readonly changes: readonly Change[];
  readonly cost: Cost;
}

/** The smallest of them in order; what touches more people than those is not counted to its end. */
function smallest(asked: Asked, priced: readonly Priced[]): readonly Ranked[] {
  const near = [...priced].sort((a, b) => byIntrinsic(a, b));
  let found: readonly Ranked[] = [];
  for (const { changes, cost } of near) {
    const last = found[MOST_ALTERNATIVES - 1];
    const reach = reachFor(asked, changes, mostPeople(asked, last));
    if (reach === 'more') continue;
    found = [...found, { changes, cost, reach }].sort(bySize).slice(0, MOST_ALTERNATIVES);
  }
  return found;
}

function byIntrinsic(a: Priced, b: Priced): number {
  const right = intrinsic(b.changes, b.cost);
  const differing = intrinsic(a.changes, a.cost).map((value, index) => value - (right[index] ?? 0));
  return differing.find((difference) => difference !== 0) ?? 0;
}

/** An exact count comes before an inexact one whatever they are: only an exact one ends the counting of another. */
function mostPeople({ census }: Asked, last: Ranked | undefined): number {
  const comparable = last?.reach?.exact === true || census?.others.complete === false;
  return last?.reach && comparable ? peopleTouched(last.reach) : Number.POSITIVE_INFINITY;
}

function reachFor(asked: Asked, changes: readonly Change[], most: number): Reach | 'more' | null {
  const { census, facts } = asked;
  const own = {
    devices: ownDevicesTouched(asked, changes),
    exact: facts.otherDevices !== null || changes.every(({ on }) => on === 'device'),
  };
  if (census !== null) return reachOf(census, changes, own, most) ?? 'more';
  if (changes.some(({ on }) => on === 'policy')) return null;
  return { people: NOBODY, onlyUnregistered: 0, ...own };
}

const NOBODY = { loses: 0, gains: 0, more: 0, less: 0, unclear: 0 };

function ownDevicesTouched({ own, facts }: Asked, changes: readonly Change[]): number {
  const elsewhere = changes.filter(({ on }) => on !== 'device');
  if (elsewhere.length === 0) return 0;
  const touched = own.map((way) => {
    const turn = turnOfWay(way, elsewhere);
    return turn !== null && turn !== 'open';
  });
  return (facts.otherDevices ?? []).filter((_, index) =>
    facts.ways.some((__, way) => touched[index * facts.ways.length + way] === true),
  ).length;
}

function turnOfWay(way: Way, changes: readonly Change[]): ReturnType<typeof turnBetween> {
  const after = way.map((scene) => sceneAfter(scene, changes));
  return turnBetween(
    way.map(({ outcome }) => outcome),
    after.map(({ outcome }) => outcome),
  );
}

function told({ facts, ways }: Asked, ranked: Ranked): Alternative {
  const { changes } = ranked;
  const after = (ways[0] ?? []).map((scene) => sceneAfter(scene, changes));
  const groups = changes.flatMap((change) => {
    const group = change.on === 'user' ? groupOf(change) : null;
    return group === null ? [] : [{ group, policies: policiesNaming(group, facts.configuration.policies) }];
  });
  return {
    ...ranked,
    verdict: verdictOf(after),
    requiredControls: [...new Set(after.flatMap(({ outcome }) => outcome.requiredControls))].sort(),
    groups,
    otherApps: groups.length === 0 ? [] : otherAppsTouched(facts, ways, changes),
  };
}

function otherAppsTouched(
  { otherApps }: AccessCaseFacts,
  ways: readonly Way[],
  changes: readonly Change[],
): readonly string[] {
  const scene = ways[0]?.[0];
  if (scene?.facts.target.kind !== 'app') return [];
  const { target } = scene.facts;
  return otherApps
    .filter(({ appId }) => appId !== target.appId)
    .filter(({ appId }) => {
      const there = sceneOf(scene.ground, { ...scene.facts, target: { ...target, appId } });
      const turn = turnOfWay([there], changes);
      return turn !== null && turn !== 'open' && turn !== 'unclear';
    })
    .map(({ name }) => name);
}
