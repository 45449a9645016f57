/**
 * "What would change it": the least change that turns an access answer, in one sentence, and the next ones with whom
 * they would touch and what they cost. All of it is evaluated; a count that could not be made is not made up. Pure.
 */
import { dependenciesOf } from '../conditional-access/dependencies.ts';
import type { OwnDevice } from '../conditional-access/change/change.ts';
import type { Alternative, LeastChange } from '../conditional-access/change/least-change.ts';
import { leastChange } from '../conditional-access/change/least-change.ts';
import type { Otherwise } from '../conditional-access/change/otherwise.ts';
import { waysIn } from '../conditional-access/change/otherwise.ts';
import type { Goal } from '../conditional-access/change/scene.ts';
import { groundOf } from '../conditional-access/change/scene.ts';
import type { SignInFacts } from '../conditional-access/facts.ts';
import { deviceSignalsOf } from '../conditional-access/population-facts.ts';
import type { AccessPolicySnapshot } from '../tenant/access-policies.ts';
import type { DirectoryDevice } from '../tenant/device.ts';
import type { Population } from '../tenant/population.ts';
import type { AccessApp } from './access-app.ts';
import { KNOWN_APPS } from './access-app.ts';
import type { ChangeTelling } from './access-change-words.ts';
import { changesWords, costWords, otherwiseWords, reachWords } from './access-change-words.ts';
import type { AccessFacts } from './access-facts.ts';
import { blockers } from './access-policies-told.ts';
import type { Variant } from './access-reasons.ts';
import { planState } from './access-sections.ts';
import type { AccessCase } from './access-verdict.ts';
import { controlWords, listWords } from './access-words.ts';
import type { ListItem, Section } from './answer.ts';
import { failingPolicies } from './device-failing-settings.ts';
import { factsOf, section } from './posture-sections.ts';

export interface ChangeQuestion {
  readonly facts: AccessFacts;
  readonly snapshot: AccessPolicySnapshot;
  readonly app: AccessApp;
  readonly asked: AccessCase;
  /** The one that the verdict is about first. */
  readonly variants: readonly Variant[];
  /** What is held of everybody else; null = nothing yet. */
  readonly population: Population | null;
}

export interface ChangeAnswer {
  readonly reasons: readonly string[];
  readonly sections: readonly Section[];
}

export function whatWouldChangeIt(question: ChangeQuestion): ChangeAnswer {
  const { facts, snapshot, app, variants, population } = question;
  const [main] = variants;
  if (main === undefined) return { reasons: [], sections: [] };
  const goal = goalFor(question, main);
  const ways = variants.map(({ telling }) => allSignIns(telling.facts));
  const otherDevices = othersOf(question);
  const least = leastChange({
    configuration: snapshot,
    ways,
    goal,
    before: [
      ...(facts.user.accountEnabled === false ? [{ on: 'user', kind: 'accountEnabled' } as const] : []),
      ...(planState(facts.user, app) === 'missing' ? [{ on: 'user', kind: 'planAssigned' } as const] : []),
    ],
    deviceId: facts.device.deviceId,
    otherDevices,
    population,
    otherApps: KNOWN_APPS,
  });
  const otherwise =
    goal === 'in' && question.asked.before.length === 0
      ? waysIn(groundOf(snapshot), {
          signIns: ways[0] ?? [],
          otherDevices: otherDevices ?? [],
          country: population?.country ?? null,
        })
      : [];
  const telling = tellingOf(question, main);
  return {
    reasons: [smallestReason(question, main, goal, least, telling), ...otherwiseReason(telling, otherwise)],
    sections: changeSection(question, goal, least, telling),
  };
}

/** Where it is not known whether they get in, the question says which of the two would have to be certain. */
function goalFor({ asked }: ChangeQuestion, { verdict }: Variant): Goal {
  if (verdict.verdict === 'undetermined') return asked.polarity === 'can' ? 'out' : 'in';
  return verdict.verdict === 'blocked' ? 'in' : 'out';
}

/** To the app and to what it needs before it opens. */
function allSignIns(signIn: SignInFacts): readonly SignInFacts[] {
  const { target } = signIn;
  if (target.kind !== 'app') return [signIn];
  const needed = dependenciesOf(target.appId).early.map(({ appId }): SignInFacts => ({
    ...signIn,
    target: { ...target, appId, owner: 'microsoft' },
  }));
  return [signIn, ...needed];
}

/** The person's other devices: those of the directory, or what is held of it where it was not asked. */
function othersOf({ facts, population }: ChangeQuestion): readonly OwnDevice[] | null {
  const owner = facts.user.id.toLowerCase();
  const held = population?.devices.flatMap(({ device, owners }) => (owners.includes(owner) ? [device] : []));
  const listed: readonly DirectoryDevice[] | undefined =
    facts.ownDevices?.known === true ? facts.ownDevices.value : held;
  const chosen = facts.device.deviceId?.toLowerCase();
  return (
    listed
      ?.filter((device) => device.deviceId.toLowerCase() !== chosen && device.accountEnabled !== false)
      .map((device) => ({
        deviceId: device.deviceId.toLowerCase(),
        name: device.displayName ?? device.deviceId,
        ...deviceSignalsOf({ device, owners: [] }),
      })) ?? null
  );
}

function tellingOf(
  { facts, snapshot, app, asked, population }: ChangeQuestion,
  main: Variant,
): ChangeTelling {
  const { names, device } = main.telling;
  const failing = facts.compliance?.known === true ? failingPolicies(facts.compliance.value) : [];
  const fixes = failing.flatMap(({ settings }) => (settings ?? []).map(({ problem }) => problem));
  const groups = facts.memberships.known ? facts.memberships.value.groups : [];
  return {
    person: asked.person,
    app: app.name,
    device,
    fixes: [...new Set(fixes)],
    plan: app.plan?.what ?? 'a plan',
    directGroups: groups.filter(({ direct }) => direct).map(({ displayName }) => displayName),
    policies: snapshot.policies,
    names: {
      ...names,
      group: (id) => {
        const known = names.group(id);
        return known === id ? (population?.groups.get(id)?.displayName ?? id) : known;
      },
    },
  };
}

function smallestReason(
  question: ChangeQuestion,
  main: Variant,
  goal: Goal,
  least: LeastChange,
  telling: ChangeTelling,
): string {
  const { person, app } = telling;
  const aim = goal === 'in' ? `let ${person} in` : `keep ${person} out`;
  const [smallest] = least.alternatives;
  if (smallest === undefined) return nothingReason(question, main, goal, least, telling);
  const single = smallest.changes.length === 1;
  const what = changesWords(smallest.changes, telling);
  const certain = main.verdict.verdict === 'undetermined' ? ' for certain' : '';
  const how = [
    reachWords(smallest.reach, app),
    ...costWords(smallest.cost),
    ...todoWords(smallest, goal, telling),
  ];
  const smallestOf = single
    ? `Smallest change that would ${aim}${certain}`
    : `No single change would ${aim}${certain}; the smallest set`;
  const partly = least.complete ? '' : ` There may be a smaller one: ${givenUp(least)}.`;
  return `${smallestOf}: ${what}; ${how.join('; ')}.${partly}`;
}

function givenUp({ tried }: LeastChange): string {
  return `the search was given up after ${tried} sets of changes`;
}

function nothingReason(
  { asked }: ChangeQuestion,
  { evaluation }: Variant,
  goal: Goal,
  least: LeastChange,
  { person }: ChangeTelling,
): string {
  const looked = least.complete ? 'up to three changes at once were tried' : givenUp(least);
  if (goal === 'out')
    return `No change of device, person or policy was found that would keep ${person} out (${looked}).`;
  const stopping = blockers(evaluation.results).map(({ policy }) => `"${policy.displayName}"`);
  const against = [
    ...asked.before,
    ...(stopping.length === 0 ? [] : [`${listWords(stopping)} would stop them`]),
  ];
  const because = against.length === 0 ? '' : `: ${listWords(against)}`;
  return `No change of device, person or policy was found that would let ${person} in${because} (${looked}).`;
}

/** What is then still to be done, where somebody is let in. */
function todoWords(
  { verdict, requiredControls }: Alternative,
  goal: Goal,
  { names }: ChangeTelling,
): readonly string[] {
  if (goal === 'out' || verdict !== 'allowedWithControls') return [];
  const todo = requiredControls.map((entry) => controlWords(entry, names));
  return [`then still to do: ${todo.length === 0 ? 'what the policies ask for' : listWords(todo)}`];
}

function changeSection(
  { snapshot, population }: ChangeQuestion,
  goal: Goal,
  { alternatives, more }: LeastChange,
  telling: ChangeTelling,
): readonly Section[] {
  if (alternatives.length === 0) return [];
  return [
    section({
      title: 'What would change it',
      source: 'Conditional Access',
      askedAt: snapshot.takenAt,
      facts: factsOf('Entra ID', population?.takenAt ?? null, countRows(population)),
      items: alternatives.map((one) => changeItem(one, goal, telling)),
      more,
    }),
  ];
}

/** A sign-in profile is an assumption: it stands beside the count. */
function countRows(population: Population | null): Parameters<typeof factsOf>[2] {
  if (population === null) return [['Counted among', 'nobody: the directory has not been read yet']];
  const { people, devices, complete, country } = population;
  const among = `${atLeast(complete.people)}${people.length} people, ${atLeast(complete.devices)}${devices.length} devices`;
  const from = country === null ? '' : ` from ${country}`;
  return [
    ['Counted among', among],
    ['Each of them', `on each device and on one that is not registered; ordinarily${from}, and as here`],
  ];
}

function atLeast(complete: boolean): string {
  return complete ? '' : 'at least ';
}

function changeItem(one: Alternative, goal: Goal, telling: ChangeTelling): ListItem {
  const words = changesWords(one.changes, telling);
  const groups = one.groups.map(
    ({ group, policies }) =>
      `${telling.names.group(group)} is named by ${listWords(policies.map((name) => `"${name}"`))}`,
  );
  const apps = one.otherApps.length === 0 ? [] : [`changes ${appsWords(one.otherApps)} for them too`];
  const detail = [
    reachWords(one.reach, telling.app),
    ...costWords(one.cost),
    ...todoWords(one, goal, telling),
    ...apps,
    ...groups,
  ];
  const tone = one.cost.dangers.length > 0 ? 'bad' : one.cost.lost.length > 0 ? 'warning' : 'neutral';
  return { title: `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`, detail: detail.join(' · '), tone };
}

const MOST_APPS = 3;

function appsWords(names: readonly string[]): string {
  const beyond = names.length - MOST_APPS;
  const more = beyond > 0 ? [`${beyond} more ${beyond === 1 ? 'app' : 'apps'}`] : [];
  return listWords([...names.slice(0, MOST_APPS), ...more]);
}

const MOST_OTHERWISE = 4;

function otherwiseReason(
  { person }: ChangeTelling,
  otherwise: readonly (readonly Otherwise[])[],
): readonly string[] {
  if (otherwise.length === 0) return [];
  const beyond = otherwise.length - MOST_OTHERWISE;
  const more = beyond > 0 ? [`in ${beyond} more ${beyond === 1 ? 'way' : 'ways'}`] : [];
  const told = [...otherwise.slice(0, MOST_OTHERWISE).map(otherwiseWords), ...more];
  return [`Without changing anything, ${person} would get in ${listWords(told, 'or')}.`];
}
