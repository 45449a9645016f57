// Near-miss pairs: two policies, or two sign-ins, that differ in one thing and come out differently.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../../src/domain/conditional-access/facts.ts';
import type { Person } from '../builders.ts';
import { fateOf, outcomeOf, person, policy, signIn } from '../builders.ts';
import type { Rule } from './rules.ts';

/** The one thing that differs: the policy (or the policies), the sign-in, or the named locations. */
interface But<T> {
  readonly policy?: T;
  readonly signIn?: Partial<SignInFacts>;
  readonly places?: readonly JsonObject[];
}

/**
 * `policy` is its conditions (or a whole policy, where it has `conditions`) for the fate of one policy; for the outcome
 * of several it is the list of them.
 */
type PairOf<T> = readonly [
  rule: Rule,
  policy: T,
  signIn: Partial<SignInFacts>,
  comes: string,
  but: But<T>,
  then: string,
];

/** What becomes of one policy. */
export type FatePair = PairOf<JsonObject>;
/** What all policies come to: `allowedWithControls mfa`, `undetermined ? device`. */
export type OutcomePair = PairOf<readonly JsonObject[]>;

export interface Table {
  readonly about: string;
  readonly fates?: readonly FatePair[];
  readonly outcomes?: readonly OutcomePair[];
  readonly places?: readonly JsonObject[];
}

export const as = (who: Person): Partial<SignInFacts> => ({ user: person(who) });

/** One test for each pair of a table. */
export function states({ about, fates = [], outcomes = [], places = [] }: Table): void {
  describe(about, () => {
    for (const pair of fates)
      it(titleOf(pair), () => {
        check(pair, places, whole, fate);
      });
    for (const pair of outcomes)
      it(titleOf(pair), () => {
        check(pair, places, asIs, outcome);
      });
  });
}

export function pairsOf({ fates = [], outcomes = [] }: Table): readonly (FatePair | OutcomePair)[] {
  return [...fates, ...outcomes];
}

function titleOf(pair: FatePair | OutcomePair): string {
  const [rule, , , comes, but, then] = pair;
  const differs = but.policy !== undefined ? 'policy' : but.signIn !== undefined ? 'sign-in' : 'places';
  return `${rule}: ${comes}, with another ${differs} ${then}`;
}

function check<T extends object>(
  [, given, facts, comes, but, then]: PairOf<T>,
  places: readonly JsonObject[],
  complete: (policy: T) => T,
  resultOf: (policy: T, facts: Partial<SignInFacts>, places: readonly JsonObject[]) => string,
): void {
  const other = but.policy ?? given;
  const there = but.places ?? places;
  const otherFacts = { ...facts, ...but.signIn };
  assert.equal(resultOf(complete(given), facts, places), comes);
  assert.equal(resultOf(complete(other), otherFacts, there), then);
  assert.notEqual(comes, then, 'a pair comes out differently');
  const differing =
    differences(complete(given), complete(other)) +
    differences(plain(signIn(facts)), plain(signIn(otherFacts))) +
    differences(places, there);
  assert.equal(differing, 1, 'a pair differs in one thing');
}

const whole = (raw: JsonObject): JsonObject => (raw['conditions'] === undefined ? policy(raw) : raw);
const asIs = (raw: readonly JsonObject[]): readonly JsonObject[] => raw;
const fate = fateOf;

function outcome(
  policies: readonly JsonObject[],
  facts: Partial<SignInFacts>,
  places: readonly JsonObject[],
): string {
  const [verdict, required, missing] = outcomeOf(policies, facts, places);
  return [
    verdict,
    ...(required.length > 0 ? [required.join(', ')] : []),
    ...(missing.length > 0 ? [`? ${missing.join(', ')}`] : []),
  ].join(' ');
}

/** Members that differ; of two lists the entries that only one has (one replaced by another counts once). */
function differences(a: unknown, b: unknown): number {
  if (isDeepStrictEqual(a, b)) return 0;
  if (Array.isArray(a) && Array.isArray(b)) {
    const left: readonly unknown[] = a;
    const right: readonly unknown[] = b;
    if (left.length === right.length) return sum(left.map((item, index) => differences(item, right[index])));
    const only = (these: readonly unknown[], those: readonly unknown[]): number =>
      these.filter((item) => !those.some((other) => isDeepStrictEqual(item, other))).length;
    return Math.max(only(left, right), only(right, left));
  }
  // Another kind of thing has other members: that is one difference.
  if (!isRecord(a) || !isRecord(b) || a['kind'] !== b['kind']) return 1;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return sum([...names].map((name) => differences(a[name], b[name])));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Maps and sets as objects and lists, so that their entries can be compared. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return plain(Object.fromEntries(value as Map<string, unknown>));
  if (value instanceof Set) return [...(value as Set<unknown>)];
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

/** A device filter. */
export const filter = (rule: string, mode = 'include'): JsonObject => ({
  devices: { deviceFilter: { mode, rule } },
});

export const lists = (
  member: string,
  include: readonly string[],
  exclude: readonly string[] = [],
): JsonObject => {
  const name = member.replace(/^./, (first) => first.toUpperCase());
  const list: Record<string, Json> = { [`include${name}`]: include, [`exclude${name}`]: exclude };
  return { [member]: list };
};
