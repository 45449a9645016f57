// Every single change of the kinds that may be proposed, made without looking at a trace: what the search is measured
// against.
import type { SignInFacts } from '../../../../src/domain/conditional-access/facts.ts';
import { CLIENT_KINDS, PLATFORMS } from '../../../../src/domain/conditional-access/facts.ts';
import type { Change, OwnDevice } from '../../../../src/domain/conditional-access/change/change.ts';
import type { PolicyEdit } from '../../../../src/domain/conditional-access/change/policy-edit.ts';
import type { Goal } from '../../../../src/domain/conditional-access/change/scene.ts';
import { isCompliant } from '../../../../src/domain/conditional-access/device-facts.ts';
import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';

export function everyChange(
  policies: readonly JsonObject[],
  facts: SignInFacts,
  goal: Goal,
  others: readonly OwnDevice[],
  locations: readonly JsonObject[],
): readonly Change[] {
  const edits = policies.flatMap((raw, index) =>
    (goal === 'in' ? openings(raw, facts, locations) : closings(raw, facts, locations)).map(
      (edit) => ({ on: 'policy', index, edit }) as const,
    ),
  );
  return [...deviceChanges(facts, goal, others), ...userChanges(goal, policies, facts), ...edits];
}

function deviceChanges(facts: SignInFacts, goal: Goal, others: readonly OwnDevice[]): readonly Change[] {
  if (goal === 'out') return [{ on: 'device', kind: 'compliant', to: false }];
  return [
    ...(facts.device ? [] : [{ on: 'device', kind: 'registered' } as const]),
    { on: 'device', kind: 'compliant', to: true },
    { on: 'device', kind: 'hybridJoined' },
    ...others.map((other) => ({ on: 'device', kind: 'other', other }) as const),
  ];
}

function userChanges(goal: Goal, policies: readonly JsonObject[], facts: SignInFacts): readonly Change[] {
  const named = (list: string): readonly string[] =>
    policies.flatMap((raw) => (usersOf(raw)[list] ?? []) as readonly string[]);
  // Who leaves a group does so because a policy names it on the side that matters; joining is for exclusions only.
  const leave = named(goal === 'in' ? 'includeGroups' : 'excludeGroups');
  const joinable = named('excludeGroups').filter((id) => facts.user.groups?.has(id) !== true);
  return [
    ...leave.map((group) => ({ on: 'user', kind: 'leaveGroup', group, direct: true }) as const),
    ...(goal === 'in'
      ? [
          ...named('includeRoles').map((role) => ({ on: 'user', kind: 'giveUpRole', role }) as const),
          ...joinable.map((group) => ({ on: 'user', kind: 'joinGroup', group }) as const),
          { on: 'user', kind: 'riskRemediated' } as const,
        ]
      : []),
  ];
}

function usersOf(raw: JsonObject): JsonObject {
  return (raw['conditions'] as JsonObject)['users'] as JsonObject;
}

function controlsOf(raw: JsonObject): readonly string[] {
  const grant = raw['grantControls'] as JsonObject | null;
  if (grant === null) return [];
  const terms = (grant['termsOfUse'] ?? []) as readonly string[];
  return [
    ...((grant['builtInControls'] ?? []) as readonly string[]),
    ...terms.map((id) => `termsOfUse:${id}`),
  ];
}

function operatorOf(raw: JsonObject): unknown {
  return (raw['grantControls'] as JsonObject | null)?.['operator'];
}

function openings(
  raw: JsonObject,
  facts: SignInFacts,
  locations: readonly JsonObject[],
): readonly PolicyEdit[] {
  const controls = controlsOf(raw);
  const several = controls.length > 1 && !controls.includes('block');
  const clients = (raw['conditions'] as JsonObject)['clientAppTypes'] as readonly string[];
  return [
    { kind: 'state', to: 'enabledForReportingButNotEnforced' },
    { kind: 'add', list: 'users.excludeUsers', value: facts.user.id },
    ...(several ? [{ kind: 'operator', to: 'OR' } as const] : []),
    ...(several ? controls.map((entry) => ({ kind: 'removeControl', entry }) as const) : []),
    ...(controls.length === 1 && !controls.includes('block')
      ? [{ kind: 'addControl', entry: 'mfa', operator: 'OR' } as const]
      : []),
    ...PLATFORMS.map((value) => ({ kind: 'add', list: 'platforms.excludePlatforms', value }) as const),
    ...CLIENT_KINDS.filter((client) => clients.length !== 1 || clients[0] !== client).map(
      (client) => ({ kind: 'removeClient', client }) as const,
    ),
    ...locations.map(
      ({ id }) => ({ kind: 'add', list: 'locations.excludeLocations', value: id as string }) as const,
    ),
    ...appOf(facts).map(
      (value) => ({ kind: 'add', list: 'applications.excludeApplications', value }) as const,
    ),
  ];
}

function closings(
  raw: JsonObject,
  facts: SignInFacts,
  locations: readonly JsonObject[],
): readonly PolicyEdit[] {
  const controls = controlsOf(raw);
  const compliant = facts.device ? isCompliant(facts.device) === true : false;
  const operator = operatorOf(raw);
  const addable =
    !compliant &&
    !controls.includes('block') &&
    !controls.includes('compliantDevice') &&
    (controls.length < 2 || operator === 'AND');
  return [
    { kind: 'state', to: 'enabled' },
    ...(controls.length > 1 ? [{ kind: 'operator', to: 'AND' } as const] : []),
    ...(addable ? [{ kind: 'addControl', entry: 'compliantDevice', operator: 'AND' } as const] : []),
    { kind: 'remove', list: 'users.excludeUsers', value: facts.user.id },
    ...['g', 'h'].map((value) => ({ kind: 'remove', list: 'users.excludeGroups', value }) as const),
    ...(controls.includes('block') ? [] : stretched(facts, locations)),
    ...appOf(facts).flatMap((value) => [
      { kind: 'add', list: 'applications.includeApplications', value } as const,
      { kind: 'remove', list: 'applications.excludeApplications', value } as const,
    ]),
  ];
}

/** What a policy is about, made wider: proposed for policies that ask for something, not for those that block. */
function stretched(facts: SignInFacts, locations: readonly JsonObject[]): readonly PolicyEdit[] {
  return [
    ...[...PLATFORMS, 'all'].flatMap((value) => [
      { kind: 'add', list: 'platforms.includePlatforms', value } as const,
      { kind: 'remove', list: 'platforms.excludePlatforms', value } as const,
    ]),
    ...(facts.clientAppType === undefined
      ? []
      : [{ kind: 'addClient', client: facts.clientAppType } as const]),
    { kind: 'add', list: 'locations.includeLocations', value: 'All' },
    ...['AllTrusted', ...locations.map(({ id }) => id as string)].map(
      (value) => ({ kind: 'remove', list: 'locations.excludeLocations', value }) as const,
    ),
  ];
}

function appOf({ target }: SignInFacts): readonly string[] {
  return target.kind === 'app' ? [target.appId] : [];
}
