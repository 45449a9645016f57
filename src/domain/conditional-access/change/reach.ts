/**
 * Whom a set of changes touches besides the person and the device in question: every other person of the population on
 * each device of theirs and on one that is not registered, evaluated before and after. Counted, never guessed.
 */
import type { CompiledPolicy } from '../compile.ts';
import type { SignInFacts, UserFacts } from '../facts.ts';
import type { Outcome } from '../outcome.ts';
import { decideOutcome } from '../outcome.ts';
import type { PolicyResult } from '../policy-result.ts';
import { effectOf, isEnforced } from '../policy-result.ts';
import type { Change } from './change.ts';
import type { Circumstances, Kind, Others } from './others.ts';
import { signInOf } from './others.ts';
import type { Ground } from './scene.ts';
import { editsByPolicy, factsAfterAll, hardest, policyAfter, resultOf } from './scene.ts';

/** What becomes of somebody else, the gravest first. `unclear`: before or after it is not known. */
export const TURNS = ['loses', 'gains', 'more', 'less', 'unclear'] as const;
export type Turn = (typeof TURNS)[number];

export interface Reach {
  /** Other people for whom anything changes, each counted once, by the gravest. */
  readonly people: Readonly<Record<Turn, number>>;
  /** Of them: those to whom the gravest happens only on a device that is not registered. */
  readonly onlyUnregistered: number;
  /** Other registered devices on which anything changes, the person's own included. */
  readonly devices: number;
  /** False = at least: the population is not whole or too varied, or outcomes are not known before and after. */
  readonly exact: boolean;
}

/** Kinds of people and devices looked at for one set of changes; a tenant with more gets "at least". */
const MOST_KINDS = 1500;

export function peopleTouched({ people }: Reach): number {
  return TURNS.reduce((sum, turn) => sum + people[turn], 0);
}

/** What counting needs, made once for a question. */
export interface Census {
  readonly ground: Ground;
  readonly others: Others;
  /** Who and what is in question: their own outcome is not counted. */
  readonly userId: string;
  readonly deviceId: string | null;
  readonly circumstances: readonly Circumstances[];
  /** The app and the apps that it needs before it opens. */
  readonly targets: readonly SignInFacts['target'][];
  /** Results before any change, by kind and sign-in. */
  readonly before: Map<Kind, readonly Sign[]>;
  /** Policies that are certainly for other people than these. */
  readonly passedOver: Map<UserFacts, ReadonlySet<number>>;
}

/** One sign-in of a kind of people. */
interface Sign {
  readonly facts: SignInFacts;
  /** Made when they are asked for; null = the policy is for other people. */
  readonly results: (PolicyResult | null | undefined)[];
  readonly passedOver: ReadonlySet<number>;
  outcome: Outcome | null;
}

/** Null = it touches more other people than `most`, so the count was not finished. */
export function reachOf(
  census: Census,
  changes: readonly Change[],
  own: { readonly devices: number; readonly exact: boolean },
  most: number,
): Reach | null {
  const edits = changes.filter((change) => change.on === 'policy');
  const device = changes.filter((change) => change.on === 'device' && change.kind !== 'other');
  const turns = new Map<string, { turn: Turn; registered: boolean }>();
  const devices = new Set<string>();
  const { kinds, complete } = census.others;
  let exact = own.exact && (edits.length === 0 || (complete && kinds.length <= MOST_KINDS));
  for (const kind of kinds.slice(0, MOST_KINDS)) {
    for (const { holders, theirs } of sharesOf(census, kind, edits, device)) {
      const { turn, open } = turnOf(census, kind, theirs);
      if (open) exact = false;
      if (turn === null) continue;
      for (const { person, deviceId } of holders) {
        const known = turns.get(person);
        const registered = deviceId !== null;
        if (known === undefined || graver(turn, known.turn)) turns.set(person, { turn, registered });
        else if (turn === known.turn && registered) turns.set(person, { turn, registered });
        if (deviceId !== null) devices.add(deviceId);
      }
    }
    if (turns.size > most) return null;
  }
  const all = [...turns.values()];
  const count = (wanted: Turn): number => all.filter(({ turn }) => turn === wanted).length;
  return {
    people: {
      loses: count('loses'),
      gains: count('gains'),
      more: count('more'),
      less: count('less'),
      unclear: count('unclear'),
    },
    onlyUnregistered: all.filter(({ registered }) => !registered).length,
    devices: devices.size + own.devices,
    exact,
  };
}

interface Share {
  readonly holders: Kind['holders'];
  readonly theirs: readonly Change[];
}

/** The device in question may be somebody else's too: then its changes reach them. */
function sharesOf(
  { userId, deviceId }: Census,
  { holders }: Kind,
  edits: readonly Change[],
  device: readonly Change[],
): readonly Share[] {
  const others = holders.filter(({ person }) => person !== userId);
  const shared =
    device.length === 0 || deviceId === null ? [] : others.filter((one) => one.deviceId === deviceId);
  const rest = shared.length === 0 ? others : others.filter((one) => one.deviceId !== deviceId);
  return [
    { holders: rest, theirs: edits },
    { holders: shared, theirs: [...device, ...edits] },
  ].filter((share) => share.holders.length > 0 && share.theirs.length > 0);
}

function graver(turn: Turn, than: Turn): boolean {
  return TURNS.indexOf(turn) < TURNS.indexOf(than);
}

interface Turned {
  readonly turn: Turn | null;
  /** Something changed about an outcome that is not known before and after. */
  readonly open: boolean;
}

function turnOf(census: Census, kind: Kind, changes: readonly Change[]): Turned {
  let turn: Turn | null = null;
  let open = false;
  const signs = signsOf(census, kind);
  for (let at = 0; at < signs.length; at += census.targets.length) {
    const found = turnOfWay(census, signs.slice(at, at + census.targets.length), changes);
    if (found === 'open') open = true;
    else if (found !== null && (turn === null || graver(found, turn))) turn = found;
  }
  return { turn, open };
}

function signsOf(census: Census, kind: Kind): readonly Sign[] {
  const { before, circumstances, targets, ground } = census;
  const known = before.get(kind);
  if (known !== undefined) return known;
  const signs = circumstances.flatMap((one) =>
    targets.map((target): Sign => {
      const facts = signInOf(kind, one, target);
      const results = new Array<PolicyResult | undefined>(ground.compiled.policies.length);
      return { facts, results, passedOver: passedOverFor(census, facts), outcome: null };
    }),
  );
  before.set(kind, signs);
  return signs;
}

/** Most policies are for few people: whoever they are certainly not for is asked once. */
function passedOverFor({ ground, passedOver }: Census, facts: SignInFacts): ReadonlySet<number> {
  const known = passedOver.get(facts.user);
  if (known !== undefined) return known;
  const found = new Set<number>();
  for (const [index, policy] of ground.compiled.policies.entries()) {
    if (isForOthers(policy, facts)) found.add(index);
  }
  passedOver.set(facts.user, found);
  return found;
}

function isForOthers(policy: CompiledPolicy, facts: SignInFacts): boolean {
  return policy.tests[policy.people]?.(facts).truth === false;
}

/** The sign-ins to the app and to what it needs, seen together. */
function turnOfWay(
  { ground }: Census,
  signs: readonly Sign[],
  changes: readonly Change[],
): Turn | 'open' | null {
  const after = signs.map((sign) => {
    const facts = factsAfterAll(changes, sign.facts);
    return { sign, facts, anew: resultsAnew(ground, sign, facts, changes) };
  });
  if (after.every(({ anew }) => anew.size === 0)) return null;
  return turnBetween(
    signs.map((sign) => outcomeBefore(ground, sign)),
    after.map(({ sign, facts, anew }) =>
      anew.size === 0 ? outcomeBefore(ground, sign) : outcomeOf(ground, facts, sign, anew),
    ),
  );
}

/** Results, by policy, that are not what they were. */
function resultsAnew(
  ground: Ground,
  sign: Sign,
  facts: SignInFacts,
  changes: readonly Change[],
): ReadonlyMap<number, PolicyResult> {
  const { policies } = ground.compiled;
  const edits = editsByPolicy(changes);
  const anew = new Map<number, PolicyResult>();
  for (const index of facts === sign.facts ? edits.keys() : policies.keys()) {
    const edit = edits.get(index);
    const policy = edit === undefined ? policies[index] : policyAfter(ground, index, edit);
    const was = resultBefore(ground, index, sign);
    if (policy === undefined || (was === null && isForOthers(policy, facts))) continue;
    const result = resultOf(policy, facts);
    if (!isSame(was, result)) anew.set(index, result);
  }
  return anew;
}

function outcomeBefore(ground: Ground, sign: Sign): Outcome {
  return (sign.outcome ??= outcomeOf(ground, sign.facts, sign, new Map()));
}

/** What is not applied anew is as it was. */
function outcomeOf(
  ground: Ground,
  facts: SignInFacts,
  sign: Sign,
  anew: ReadonlyMap<number, PolicyResult>,
): Outcome {
  const results: PolicyResult[] = [];
  for (const index of ground.compiled.policies.keys()) {
    const result = anew.get(index) ?? resultBefore(ground, index, sign);
    if (result !== null) results.push(result);
  }
  return decideOutcome(facts, results, isEnforced);
}

function resultBefore({ compiled }: Ground, index: number, sign: Sign): PolicyResult | null {
  const known = sign.results[index];
  if (known !== undefined) return known;
  const policy = sign.passedOver.has(index) ? undefined : compiled.policies[index];
  const result = policy === undefined ? null : resultOf(policy, sign.facts);
  sign.results[index] = result;
  return result;
}

/** Nothing that an outcome is made of differs. */
function isSame(a: PolicyResult | null, b: PolicyResult): boolean {
  const counted = a !== null && counts(a);
  if (!counted || !counts(b)) return counted === counts(b);
  return (
    a.matches === b.matches &&
    effectOf(a) === effectOf(b) &&
    a.missing === b.missing &&
    a.grant.missing === b.grant.missing &&
    a.grant.required.join() === b.grant.required.join()
  );
}

function counts(result: PolicyResult): boolean {
  return isEnforced(result.policy) && result.matches !== false;
}

/** `open`: not known before and after, so whether anything changes is not known either. Null = nothing changes. */
export function turnBetween(before: readonly Outcome[], after: readonly Outcome[]): Turn | 'open' | null {
  const was = hardest(before);
  const is = hardest(after);
  if (was === 'undetermined' && is === 'undetermined') return 'open';
  if (was === 'undetermined' || is === 'undetermined') return 'unclear';
  if (is === 'blocked') return was === 'blocked' ? null : 'loses';
  if (was === 'blocked') return 'gains';
  const asked = requiredBy(before);
  const asks = requiredBy(after);
  if ([...asks].some((entry) => !asked.has(entry))) return 'more';
  return asks.size < asked.size ? 'less' : null;
}

function requiredBy(outcomes: readonly Outcome[]): ReadonlySet<string> {
  return new Set(outcomes.flatMap(({ requiredControls }) => requiredControls));
}
