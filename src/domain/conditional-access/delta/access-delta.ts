/**
 * A change of policies against the whole tenant: for every person, with each of their devices and with none, and for
 * each app, what they would notice. Nothing is said that was not evaluated; devices that policies cannot tell
 * apart count as one kind of sign-in.
 */
import type { OwnedDevice, Person, Population } from '../../tenant/population.ts';
import type { AppOwner, ClientAppType, Platform, SignInFacts, UserFacts } from '../facts.ts';
import type { Outcome } from '../outcome.ts';
import { deviceSignalsOf, groupsNamedBy, userFactsOf } from '../population-facts.ts';
import type { DeviceSignals } from '../population-facts.ts';
import { deviceKey } from './device-key.ts';
import { OUTCOME_CHANGES, getsIn } from './outcome-change.ts';
import type { OutcomeChange } from './outcome-change.ts';
import { compileChange } from './policy-change.ts';
import type { PersonTruths, PolicyVersions, SignInChange, SignInKindUnderChange } from './policy-change.ts';
import { assumptionsFor, contextsWith } from './sign-in-contexts.ts';
import type { Assumptions, SignInContext } from './sign-in-contexts.ts';

export interface DeltaQuestion extends PolicyVersions {
  readonly population: Population;
  readonly apps: readonly DeltaApp[];
}

export interface DeltaApp {
  /** Lower case. */
  readonly appId: string;
  readonly owner: AppOwner | undefined;
}

/** What one person notices with one app. */
export interface AccessChange extends SignInChange {
  readonly person: Person;
  readonly appId: string;
  /** In which of the person's sign-ins; null = in all that were looked at. */
  readonly only: SignInsChanged | null;
}

export interface SignInsChanged {
  /** Null = without a registered device. */
  readonly device: OwnedDevice | null;
  /** Absent = whatever the client, on whatever platform. */
  readonly client?: { readonly clientAppType: ClientAppType; readonly platform: Platform | null | undefined };
}

/** People, by what changes for them in any of their sign-ins. */
export type AppCounts = Readonly<Record<OutcomeChange, number>> & {
  /** Got in one way or another before, and do not get in any more with anything that was looked at. */
  readonly lockedOut: number;
  /** Did not get in with anything before, and do now. */
  readonly letIn: number;
};

export interface DeltaTotals {
  readonly counts: ReadonlyMap<string, AppCounts>;
  /** How many people were looked at: those whose account is not disabled. */
  readonly people: number;
  readonly disabledPeople: number;
  readonly disabledDevices: number;
  readonly assumptions: Assumptions;
}

/** Yields once for each person, in their order, so that a long list can be worked off in pieces. */
export function* accessDelta(
  question: DeltaQuestion,
): Generator<readonly AccessChange[], DeltaTotals, undefined> {
  const { population, apps } = question;
  const counts = new Map(apps.map(({ appId }) => [appId, noCounts()]));
  const tenant = preparedTenant(question);
  let people = 0;
  for (const person of population.people) {
    if (person.accountEnabled === false) continue;
    people += 1;
    const changes: AccessChange[] = [];
    for (const { appId, cells } of tenant.cellsOf(person)) {
      if (cells.every((cell) => cell.change === null)) continue;
      changes.push(...changesIn(person, appId, cells));
      const count = counts.get(appId);
      if (count !== undefined) addTo(count, cells);
    }
    yield changes;
  }
  return {
    counts,
    people,
    disabledPeople: population.people.length - people,
    disabledDevices: population.devices.filter(isDisabled).length,
    assumptions: tenant.assumptions,
  };
}

/** One sign-in of one person to one app. */
interface Cell {
  readonly device: OwnedDevice | null;
  readonly context: SignInContext;
  readonly change: SignInChange | null;
  /** Whether the person gets in before and after; null = not known. */
  readonly standing: () => Standing;
}

interface Standing {
  readonly before: boolean | null;
  readonly after: boolean | null;
}

interface PreparedTenant {
  readonly assumptions: Assumptions;
  cellsOf(person: Person): Iterable<{ readonly appId: string; readonly cells: readonly Cell[] }>;
}

/** What somebody signs in with: a device, or none that is registered. */
interface Equipment {
  readonly device: OwnedDevice | null;
  /** For each app, in their order. */
  readonly signIns: readonly (readonly SignInKind[])[];
}

interface SignInKind {
  readonly context: SignInContext;
  readonly app: DeltaApp;
  readonly underChange: SignInKindUnderChange;
}

function preparedTenant(question: DeltaQuestion): PreparedTenant {
  const { population, apps, before, after } = question;
  const change = compileChange(question);
  const named = groupsNamedBy([...before, ...after]);
  const assumptions = assumptionsFor(population);
  const keyOf = deviceKey(change.policies);
  const owned = byOwner(population.devices);
  const kinds = new Map<string, Equipment['signIns']>();
  const signInsWith = (key: string, device: DeviceSignals | null): Equipment['signIns'] => {
    const known =
      kinds.get(key) ??
      apps.map((app) =>
        contextsWith(device, assumptions).map((context) => ({
          context,
          app,
          underChange: change.kindOfSignIn(),
        })),
      );
    kinds.set(key, known);
    return known;
  };
  const none: Equipment = { device: null, signIns: signInsWith('none', null) };
  return {
    assumptions,
    *cellsOf(person) {
      const user = userFactsOf(person, population, named);
      const [anySignIn] = none.signIns.flat();
      if (anySignIn === undefined) return;
      const truths = change.truthsOf(factsOf(user, anySignIn));
      if (!truths.concerned) return;
      const devices = (owned.get(user.id) ?? []).map((device) => {
        const signals = deviceSignalsOf(device);
        return { device, signIns: signInsWith(keyOf(signals), signals) };
      });
      for (const [index, { appId }] of apps.entries()) {
        const cells = [...devices, none].flatMap(({ device, signIns }) =>
          (signIns[index] ?? []).map((kind) => cellOf(device, kind, user, truths)),
        );
        yield { appId, cells };
      }
    },
  };
}

function factsOf(user: UserFacts, { context, app }: SignInKind): SignInFacts {
  const target = { kind: 'app', appId: app.appId, owner: app.owner, authContext: null } as const;
  // The home tenant of a guest is not read.
  return { ...context, user, target, externalTenantId: undefined };
}

function cellOf(device: OwnedDevice | null, kind: SignInKind, user: UserFacts, truths: PersonTruths): Cell {
  const facts = factsOf(user, kind);
  const change = kind.underChange.change(facts, truths);
  return {
    device,
    context: kind.context,
    change,
    standing: () => {
      const before = change?.before ?? kind.underChange.outcomeBefore(facts, truths);
      return { before: isIn(before), after: isIn(change?.after ?? before) };
    },
  };
}

function isIn(outcome: Outcome): boolean | null {
  return outcome.verdict === 'undetermined' ? null : getsIn(outcome);
}

/** As few lines as say it: one for all sign-ins, else one for each device, else one for each client of it. */
function changesIn(person: Person, appId: string, cells: readonly Cell[]): readonly AccessChange[] {
  const all = sameIn(cells);
  if (all !== null) return [{ ...all, person, appId, only: null }];
  const devices = new Set(cells.map(({ device }) => device));
  return [...devices].flatMap((device) => {
    const own = cells.filter((cell) => cell.device === device);
    const same = sameIn(own);
    if (same !== null) return [{ ...same, person, appId, only: { device } }];
    return own.flatMap(({ change, context: { clientAppType, platform } }) =>
      change === null
        ? []
        : [{ ...change, person, appId, only: { device, client: { clientAppType, platform } } }],
    );
  });
}

function sameIn(cells: readonly Cell[]): SignInChange | null {
  const [first] = cells;
  return first !== undefined && cells.every(({ change }) => change === first.change) ? first.change : null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function noCounts(): Mutable<AppCounts> {
  return {
    loses: 0,
    gains: 0,
    moreToDo: 0,
    lessToDo: 0,
    otherToDo: 0,
    undetermined: 0,
    lockedOut: 0,
    letIn: 0,
  };
}

function addTo(counts: Mutable<AppCounts>, cells: readonly Cell[]): void {
  for (const change of OUTCOME_CHANGES) {
    if (cells.some((cell) => cell.change?.change === change)) counts[change] += 1;
  }
  if (isOver(cells, 'loses', 'before', 'after')) counts.lockedOut += 1;
  if (isOver(cells, 'gains', 'after', 'before')) counts.letIn += 1;
}

/** In somehow at `one`, and for certain in no way at `other`. */
function isOver(
  cells: readonly Cell[],
  change: OutcomeChange,
  one: 'before' | 'after',
  other: 'before' | 'after',
): boolean {
  return (
    cells.some((cell) => cell.change?.change === change) &&
    cells.some((cell) => cell.standing()[one] === true) &&
    cells.every((cell) => cell.standing()[other] === false)
  );
}

function byOwner(devices: readonly OwnedDevice[]): ReadonlyMap<string, readonly OwnedDevice[]> {
  const owned = new Map<string, OwnedDevice[]>();
  for (const device of devices) {
    if (isDisabled(device)) continue;
    for (const owner of device.owners) {
      const list = owned.get(owner) ?? [];
      list.push(device);
      owned.set(owner, list);
    }
  }
  return owned;
}

/** It cannot prove itself in a sign-in. */
function isDisabled({ device }: OwnedDevice): boolean {
  return device.accountEnabled === false;
}
