/** The answer about everybody under a policy that is imagined otherwise: how many, who, what was assumed. Pure. */
import type { AccessChange, AppCounts, DeltaTotals } from '../conditional-access/delta/access-delta.ts';
import type { OutcomeChange } from '../conditional-access/delta/outcome-change.ts';
import type { Population } from '../tenant/population.ts';
import type { AccessApp } from './access-app.ts';
import { CLIENT_WORDS, PLATFORM_WORDS } from './access-platform.ts';
import type { ImaginedPolicy } from './access-policy-change.ts';
import type { AccessNames } from './access-words.ts';
import { accessNames, listWords } from './access-words.ts';
import type { Answer, ListItem, Offer, Section, Table, Tone } from './answer.ts';
import { agoText } from './elapsed.ts';
import { outcomeWords } from './outcome-words.ts';
import { plural } from './plural.ts';
import { CHANGE_WORDS, POLICY_CHANGES, imagined, isEnforcedState, stateWords } from './policy-imagined.ts';
import { factsOf, section } from './posture-sections.ts';

export interface ToldDelta {
  readonly policy: ImaginedPolicy;
  readonly apps: readonly AccessApp[];
  readonly population: Population;
  readonly changes: readonly AccessChange[];
  readonly totals: DeltaTotals;
  readonly now: Date;
  /** What was asked, with the policy by its id. */
  readonly slots: Readonly<Record<string, string>>;
}

const TITLES: Readonly<Record<OutcomeChange, string>> = {
  loses: 'Would be kept out',
  gains: 'Would get in',
  moreToDo: 'Would have more to do',
  otherToDo: 'Would have something else to do',
  lessToDo: 'Would have less to do',
  undetermined: 'Not known',
};
const TONES: Readonly<Record<OutcomeChange, Tone>> = {
  loses: 'bad',
  gains: 'warning',
  moreToDo: 'neutral',
  otherToDo: 'neutral',
  lessToDo: 'neutral',
  undetermined: 'unknown',
};
const ORDER = Object.keys(TITLES) as readonly OutcomeChange[];
const MOST_LISTED = 10;
const MOST_PARTS = 4;

export function deltaAnswer(told: ToldDelta): Answer {
  const { policy, population, changes } = told;
  const names = accessNames(null, policy.snapshot);
  return {
    kind: 'answer',
    intent: 'access.whatif',
    subject: null,
    tone: toneOf(told),
    headline: `If ${policy.name} ${CHANGE_WORDS[policy.change]}: ${headlineOf(told)}`,
    reasons: reasonsOf(told),
    sections: [...ORDER.flatMap((change) => peopleSections(change, told, names)), assumedSection(told)],
    gaps: population.gaps,
    offers: offersOf(told),
    ...(changes.length === 0 ? {} : { table: tableOf(told, names) }),
  };
}

function toneOf({ changes, population }: ToldDelta): Tone {
  const kinds = new Set(changes.map(({ change }) => change));
  if (kinds.has('loses')) return 'bad';
  if (kinds.has('gains')) return 'warning';
  const whole = Object.values(population.complete).every((complete) => complete);
  if (kinds.has('undetermined') || !whole) return 'unknown';
  return kinds.size > 0 ? 'warning' : 'neutral';
}

/** Apps for which the same would happen to as many people are named together. */
function headlineOf({ apps, totals, population }: ToldDelta): string {
  const alike = new Map<string, { readonly counts: AppCounts; readonly names: string[] }>();
  for (const { appId, name } of apps) {
    const counts = totals.counts.get(appId);
    if (counts === undefined) continue;
    const key = JSON.stringify(counts);
    const group = alike.get(key) ?? { counts, names: [] };
    group.names.push(name);
    alike.set(key, group);
  }
  const atLeast = population.complete.people ? '' : 'at least ';
  const people = (count: number): string => `${atLeast}${plural(count, 'person', 'people')}`;
  const parts = [...alike.values()].flatMap(({ counts, names }) => partsOf(counts, shortList(names), people));
  if (parts.length === 0) {
    return atLeast === ''
      ? 'nothing would change for anybody'
      : 'nothing would change for anybody who is known of';
  }
  const shown = parts.slice(0, MOST_PARTS);
  const gains = [...totals.counts.values()].some((counts) => counts.gains + counts.undetermined > 0);
  const rest = parts.length > MOST_PARTS ? ['more below'] : gains ? [] : ['nobody gains'];
  return [...shown, ...rest].join('; ');
}

/** A headline has room for two names. */
function shortList(names: readonly string[]): string {
  const [first = '', ...others] = names;
  return names.length < 3 ? listWords(names) : `${first} and ${others.length} other apps`;
}

function partsOf(counts: AppCounts, apps: string, people: (count: number) => string): readonly string[] {
  const { loses, lockedOut, gains, letIn, moreToDo, lessToDo, otherToDo, undetermined } = counts;
  const some = (all: number, wholly: number, word: string): string =>
    wholly === all
      ? ''
      : wholly === 0
        ? ' in some sign-ins'
        : ` in some sign-ins, ${wholly.toLocaleString('en-US')} of them ${word}`;
  return [
    ...(loses === 0 ? [] : [`${people(loses)} would lose ${apps}${some(loses, lockedOut, 'altogether')}`]),
    ...(gains === 0
      ? []
      : [`${people(gains)} would get into ${apps}${some(gains, letIn, 'for the first time')}`]),
    ...(moreToDo === 0 ? [] : [`${people(moreToDo)} would have more to do for ${apps}`]),
    ...(otherToDo === 0 ? [] : [`${people(otherToDo)} would have something else to do for ${apps}`]),
    ...(lessToDo === 0 ? [] : [`${people(lessToDo)} would have less to do for ${apps}`]),
    ...(undetermined === 0 ? [] : [`for ${people(undetermined)} and ${apps} it is not known`]),
  ];
}

/** Slots that describe one sign-in. */
const NOT_FOR_EVERYBODY = ['device', 'platform', 'ip'];

function reasonsOf({ policy, population, totals, now, slots }: ToldDelta): readonly string[] {
  const { complete } = population;
  const disabled = totals.disabledPeople;
  const joins = policy.change === 'AND' || policy.change === 'OR' || policy.change === 'block';
  const missing = [
    ...(complete.devices ? [] : ['devices']),
    ...(complete.groups ? [] : ['groups']),
    ...(complete.roles ? [] : ['roles']),
  ];
  return [
    ...(joins && !isEnforcedState(policy.now)
      ? [`It is ${stateWords(policy.now)}: what it asks for keeps nobody out until it is on.`]
      : []),
    ...(policy.change === 'AND' ? ['AND: everything that it asks for has to be there, not one of it.'] : []),
    ...(policy.change === 'OR' ? ['OR: one of the things that it asks for is enough.'] : []),
    `Evaluated for ${plural(totals.people, 'person', 'people')}, with each registered device of theirs and with none; people and devices as of ${agoText(now, population.takenAt)}.`,
    ...(NOT_FOR_EVERYBODY.some((slot) => slots[slot] !== undefined)
      ? ['A device, platform or address is looked at for one person only: name one.']
      : []),
    ...(complete.people ? [] : ['There are more people than are looked at.']),
    ...(missing.length === 0
      ? []
      : [`Not all ${listWords(missing)} could be read: whom that concerns may be missing or not known.`]),
    ...(disabled === 0 ? [] : [`${plural(disabled, 'disabled account')} left out.`]),
  ];
}

/** What happens to one person in the same way: with these apps, in these sign-ins. */
interface PersonLine {
  readonly change: AccessChange;
  readonly apps: readonly string[];
  /** Empty = in every sign-in that was looked at. */
  readonly where: string;
}

function peopleSections(kind: OutcomeChange, told: ToldDelta, names: AccessNames): readonly Section[] {
  const changes = told.changes.filter(({ change }) => change === kind);
  if (changes.length === 0) return [];
  // Who is met in every sign-in comes first.
  const lines = linesOf(changes, told.apps).toSorted(
    (a, b) =>
      Number(a.where !== '') - Number(b.where !== '') ||
      a.change.person.displayName.localeCompare(b.change.person.displayName, 'en'),
  );
  const people = new Set(changes.map(({ person }) => person.id)).size;
  return [
    section({
      title: `${TITLES[kind]}: ${plural(people, 'person', 'people')}`,
      source: 'Conditional Access',
      askedAt: told.policy.snapshot.takenAt,
      facts: [],
      items: lines.slice(0, MOST_LISTED).map((line) => itemOf(kind, line, names)),
      more: Math.max(0, lines.length - MOST_LISTED),
    }),
  ];
}

function linesOf(changes: readonly AccessChange[], apps: readonly AccessApp[]): readonly PersonLine[] {
  const alike = Map.groupBy(changes, ({ person, before, after }) =>
    JSON.stringify([person.id, before, after]),
  );
  return [...alike.values()].flatMap((same) => {
    const byApp = Map.groupBy(same, ({ appId }) => appId);
    const places = [...byApp].flatMap(([appId, list]) =>
      list.slice(0, 1).map((change) => ({
        change,
        app: nameOf(appId, apps),
        where: list.map(whereWords).join('; '),
      })),
    );
    const byPlace = Map.groupBy(places, ({ where }) => where);
    return [...byPlace].flatMap(([where, list]) =>
      list.slice(0, 1).map(({ change }) => ({ change, where, apps: list.map(({ app }) => app) })),
    );
  });
}

function itemOf(kind: OutcomeChange, { change, apps, where }: PersonLine, names: AccessNames): ListItem {
  const { before, after, person } = change;
  return {
    title: person.displayName,
    detail: [
      listWords(apps),
      where,
      `now: ${outcomeWords(before, names)}; then: ${outcomeWords(after, names)}`,
    ]
      .filter((part) => part !== '')
      .join(' · '),
    tone: TONES[kind],
  };
}

/** Empty = in every sign-in that was looked at. */
function whereWords({ only }: AccessChange): string {
  if (only === null) return '';
  const device =
    only.device === null
      ? 'without a registered device'
      : `with ${only.device.device.displayName ?? only.device.device.deviceId}`;
  if (only.client === undefined) return device;
  const { clientAppType, platform } = only.client;
  const on = platform === null || platform === undefined ? '' : ` on ${PLATFORM_WORDS[platform]}`;
  return `${device}, ${CLIENT_WORDS[clientAppType]}${on}`;
}

function nameOf(appId: string, apps: readonly AccessApp[]): string {
  return apps.find((app) => app.appId === appId)?.name ?? appId;
}

function assumedSection({ totals, population, policy }: ToldDelta): Section {
  const { clients, country, platformsWithoutDevice, network, risk, flow } = totals.assumptions;
  return section({
    title: 'Assumed of every sign-in',
    source: 'Drawbridge',
    askedAt: population.takenAt,
    facts: [
      ...factsOf('Conditional Access', policy.snapshot.takenAt, [['Policy now', stateWords(policy.now)]]),
      ...factsOf('Drawbridge', null, [
        ['Country', country ?? 'not known', country === null ? 'unknown' : undefined],
        ['Network', network],
        ['Risk', `${risk}, ${flow}`],
        ['Clients', listWords(clients.map((client) => CLIENT_WORDS[client]))],
        ['Without a device', `on ${listWords(platformsWithoutDevice.map((one) => PLATFORM_WORDS[one]))}`],
        ['Apps', 'each by itself, without those that it needs'],
      ]),
    ],
    folded: true,
  });
}

function offersOf({ policy: { now, change }, slots }: ToldDelta): readonly Offer[] {
  return POLICY_CHANGES.filter((one) => one !== change && imagined(now, one).kind === 'policy')
    .slice(0, 3)
    .map((one) => ({
      title: `And if it ${CHANGE_WORDS[one]}?`,
      intent: 'access.whatif',
      slots: { ...slots, change: one },
    }));
}

function tableOf({ changes, apps, policy, now, slots }: ToldDelta, names: AccessNames): Table {
  const table = {
    name: `if-${policy.change}-${now.toISOString().slice(0, 10)}`,
    slots,
    columns: ['Person', 'Sign-in name', 'Person id', 'App', 'In which sign-ins', 'Change', 'Now', 'Then'],
    rows: changes.map((change) => [
      change.person.displayName,
      change.person.userPrincipalName,
      change.person.id,
      nameOf(change.appId, apps),
      whereWords(change) === '' ? 'all' : whereWords(change),
      change.change,
      outcomeWords(change.before, names),
      outcomeWords(change.after, names),
    ]),
  };
  return table;
}
