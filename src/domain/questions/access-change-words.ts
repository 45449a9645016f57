/** A change, whom it touches and what it costs, in words: made from the change itself, so they cannot disagree. Pure. */
import type { Change, DeviceChange, UserChange } from '../conditional-access/change/change.ts';
import type { Cost, Danger } from '../conditional-access/change/cost.ts';
import type { Otherwise } from '../conditional-access/change/otherwise.ts';
import type { ListName, PolicyEdit } from '../conditional-access/change/policy-edit.ts';
import type { Reach, Turn } from '../conditional-access/change/reach.ts';
import { TURNS, peopleTouched } from '../conditional-access/change/reach.ts';
import type { ClientAppType } from '../conditional-access/facts.ts';
import { CLIENT_APP_TYPES, PLATFORMS } from '../conditional-access/facts.ts';
import type { JsonObject } from '../tenant/access-policies.ts';
import { CLIENT_WORDS, PLATFORM_WORDS } from './access-platform.ts';
import type { AccessNames } from './access-words.ts';
import { controlWords, listWords } from './access-words.ts';
import { roleName } from './role-names.ts';

export interface ChangeTelling {
  readonly person: string;
  /** As people say it: `email`. */
  readonly app: string;
  /** `FIN-LT-042`; null = no registered device. */
  readonly device: string | null;
  /** What has to be done on the device so that it is compliant; empty = not known. */
  readonly fixes: readonly string[];
  /** What the licence is: `an Exchange plan (mailbox)`. */
  readonly plan: string;
  /** Names of the groups that the person is in directly. */
  readonly directGroups: readonly string[];
  readonly policies: readonly JsonObject[];
  readonly names: AccessNames;
}

/** As something to do: `make FIN-LT-042 compliant`. */
function changeWords(change: Change, telling: ChangeTelling): string {
  switch (change.on) {
    case 'device':
      return deviceWords(change, telling);
    case 'user':
      return userWords(change, telling);
    case 'policy':
      return editWords(change.edit, change.index, telling);
  }
}

/** Several are numbered: each is something to do by itself. */
export function changesWords(changes: readonly Change[], telling: ChangeTelling): string {
  const words = changes.map((change) => changeWords(change, telling));
  return words.length === 1 ? (words[0] ?? '') : words.map((one, index) => `(${index + 1}) ${one}`).join(' ');
}

const MOST_FIXES = 2;

function deviceWords(change: DeviceChange, { device, fixes }: ChangeTelling): string {
  const name = device ?? 'the device';
  switch (change.kind) {
    case 'compliant': {
      if (!change.to) return `${name} stops being compliant`;
      const known = fixes.slice(0, MOST_FIXES).join('; ');
      const more = fixes.length > MOST_FIXES ? ` and ${fixes.length - MOST_FIXES} more` : '';
      return `make ${name} compliant${known === '' ? '' : ` (${known}${more})`}`;
    }
    case 'registered':
      return 'use a device that is registered and compliant';
    case 'hybridJoined':
      return device === null ? 'use a hybrid joined device' : `make ${name} hybrid joined`;
    case 'other':
      return `use ${change.other.name} instead`;
  }
}

const MOST_GROUPS_NAMED = 4;

function userWords(change: UserChange, { person, names, directGroups, plan }: ChangeTelling): string {
  switch (change.kind) {
    case 'leaveGroup': {
      const out = `take ${person} out of the group ${names.group(change.group)}`;
      if (change.direct) return out;
      const known = directGroups.length > 0 && directGroups.length <= MOST_GROUPS_NAMED;
      const through = known ? `: ${listWords(directGroups, 'or')}` : '';
      return `${out} (they are in it through another group${through})`;
    }
    case 'joinGroup':
      return `add ${person} to the group ${names.group(change.group)}`;
    case 'giveUpRole':
      return `take the role ${roleName(change.role)} from ${person}`;
    case 'riskRemediated':
      return `remediate the user risk of ${person} with a secure new password, or dismiss it if it is false`;
    case 'accountEnabled':
      return `enable the account of ${person}`;
    case 'planAssigned':
      return `assign ${plan} to ${person}`;
  }
}

function editWords(edit: PolicyEdit, index: number, telling: ChangeTelling): string {
  const { names, policies } = telling;
  const raw = policies[index] ?? {};
  const policy = `"${policyName(raw)}"`;
  switch (edit.kind) {
    case 'state':
      return `switch ${policy} from ${stateWords(raw['state'])} to ${stateWords(edit.to)}`;
    case 'operator':
      return edit.to === 'AND'
        ? `let ${policy} ask for all of its controls instead of one (AND instead of OR)`
        : `let ${policy} ask for one of its controls instead of all (OR instead of AND)`;
    case 'removeControl':
      return `no longer ask for ${controlWords(edit.entry, names)} in ${policy}`;
    case 'addControl':
      return edit.operator === 'AND'
        ? `ask for ${controlWords(edit.entry, names)} too in ${policy}`
        : `take ${controlWords(edit.entry, names)} instead in ${policy} (OR)`;
    case 'addClient':
      return `extend ${policy} to sign-ins ${clientWords(edit.client)}`;
    case 'removeClient':
      return `leave sign-ins ${clientWords(edit.client)} out of ${policy}`;
    default:
      return listEditWords(edit, policy, telling);
  }
}

function listEditWords(
  { kind, list, value }: Extract<PolicyEdit, { readonly list: ListName }>,
  policy: string,
  telling: ChangeTelling,
): string {
  const what = valueWords(list, value, telling);
  const including = list.includes('.include');
  if (kind === 'add') return including ? `extend ${policy} to ${what}` : `leave ${what} out of ${policy}`;
  return `no longer leave ${what} out of ${policy}`;
}

function valueWords(list: ListName, value: string, { person, app, names }: ChangeTelling): string {
  const all = value.toLowerCase() === 'all';
  switch (list) {
    case 'users.excludeUsers':
      return person;
    case 'users.excludeGroups':
      return `the group ${names.group(value.toLowerCase())}`;
    case 'users.excludeRoles':
      return `the role ${roleName(value)}`;
    case 'applications.includeApplications':
      return app;
    case 'applications.excludeApplications':
      return all ? 'every app' : (APP_GROUPS[value.toLowerCase()] ?? app);
    case 'platforms.includePlatforms':
    case 'platforms.excludePlatforms': {
      const platform = PLATFORMS.find((one) => one.toLowerCase() === value.toLowerCase());
      return platform === undefined ? 'every platform' : PLATFORM_WORDS[platform];
    }
    default:
      if (value.toLowerCase() === 'alltrusted') return 'the trusted places';
      return all ? 'every place' : `the place ${names.location(value.toLowerCase())}`;
  }
}

const APP_GROUPS: Readonly<Record<string, string>> = {
  office365: 'Office 365',
  microsoftadminportals: "Microsoft's admin portals",
};

function clientWords(client: string): string {
  const known: ClientAppType | undefined = CLIENT_APP_TYPES.find((one) => one === client);
  return known === undefined ? 'of this kind' : CLIENT_WORDS[known];
}

function policyName({ displayName, id }: JsonObject): string {
  return [displayName, id].find((text) => typeof text === 'string') ?? 'a policy without a name';
}

function stateWords(state: JsonObject[string] | undefined): string {
  if (state === 'enabled') return 'on';
  if (state === 'disabled') return 'off';
  return state === 'enabledForReportingButNotEnforced' ? 'report-only' : 'a state that is not known';
}

/** `6 other people would lose email too (5 of them only on a device that is not registered)`. */
export function reachWords(reach: Reach | null, app: string): string {
  if (reach === null) return 'whom else it would touch was not counted';
  const people = peopleTouched(reach);
  const atLeast = reach.exact ? '' : 'at least ';
  if (people === 0) {
    const devices = reach.devices === 1 ? '1 other device' : `${reach.devices} other devices`;
    const own = reach.devices === 0 ? '' : `, but ${atLeast}${devices} of theirs too`;
    return `touches nobody else${reach.exact || own !== '' ? '' : ' that was counted'}${own}`;
  }
  const turned = TURNS.filter((turn) => reach.people[turn] > 0).map((turn, index) => {
    const count = reach.people[turn];
    const who =
      index > 0 ? `${count}` : `${atLeast}${count === 1 ? '1 other person' : `${count} other people`}`;
    return `${who} ${TURN_WORDS[turn](app)}`;
  });
  const few = reach.onlyUnregistered;
  const where = 'only on a device that is not registered';
  const only = few === 0 ? '' : few === people ? `, ${where}` : ` (${few} of them ${where})`;
  return `${listWords(turned)}${only}`;
}

const TURN_WORDS: Readonly<Record<Turn, (app: string) => string>> = {
  loses: (app) => `would lose ${app} too`,
  gains: (app) => `would reach ${app} too`,
  more: () => 'would have more to do',
  less: () => 'would have less to do',
  unclear: () => 'would be touched in a way that is not known',
};

const DANGER_WORDS: Readonly<Record<Danger, string>> = {
  emergency: 'dangerous: the group is kept for emergencies',
  role: "dangerous: an administrator's role",
  account: 'dangerous: somebody disabled the account; find out why first',
};

/** What it costs; empty = nothing. */
export function costWords({ lost, dangers }: Cost): readonly string[] {
  const names = lost.map((name) => `"${name}"`);
  return [
    ...(names.length === 0 ? [] : [`weakens protection: ${listWords(names)}`]),
    ...dangers.map((danger) => DANGER_WORDS[danger]),
  ];
}

/** `in a browser and from SE`. */
export function otherwiseWords(set: readonly Otherwise[]): string {
  return listWords(set.map(oneOtherwise));
}

function oneOtherwise(one: Otherwise): string {
  switch (one.kind) {
    case 'client':
      return CLIENT_WORDS[one.client];
    case 'platform':
      return `from another device with ${PLATFORM_WORDS[one.platform]}`;
    case 'country':
      return `from ${one.country}`;
    case 'network':
      return `from the network ${one.location.displayName}`;
    case 'ordinaryFlow':
      return 'in an ordinary sign-in, without a device code or a transfer';
    case 'noRisk':
      return 'in a sign-in that Entra sees no risk in';
    case 'device':
      return `from ${one.other.name}`;
  }
}
