/**
 * What could be changed about one policy's part in an outcome, made from its trace: to let somebody in, whatever the
 * policy asks that is not there and whatever brings the person under it; to keep somebody out, whatever leaves them
 * out of it or lets them satisfy it with less. Nobody is added to a policy that is not for them: whom it is for
 * is the tenant's own decision.
 */
import type { Json, JsonObject } from '../../tenant/access-policies.ts';
import { isCompliant, isHybridJoined } from '../device-facts.ts';
import type { SignInFacts } from '../facts.ts';
import { CLIENT_KINDS } from '../facts.ts';
import type { ControlResult } from '../grant-controls.ts';
import type { ConditionName, ConditionResult } from '../match.ts';
import { isAt, isTrusted } from '../named-locations.ts';
import type { PolicyResult } from '../policy-result.ts';
import { IMPOSSIBLE, MET } from '../statuses.ts';
import { isObject, isUnset, textList } from '../wire.ts';
import type { Change, DeviceChange, OwnDevice, UserChange } from './change.ts';
import type { ListName, PolicyEdit } from './policy-edit.ts';
import { includes } from './policy-edit.ts';
import type { Goal, Scene } from './scene.ts';

/** Changes that could bring the policy at `index` nearer to the goal in this sign-in. */
export function candidatesAt(
  scene: Scene,
  index: number,
  goal: Goal,
  others: readonly OwnDevice[],
): readonly Change[] {
  const result = scene.results[index];
  const raw = scene.ground.configuration.policies[index];
  if (result === undefined || raw === undefined) return [];
  const at: At = { scene, facts: scene.facts, result, conditions: conditionsOf(raw) };
  const edits = goal === 'in' ? opening(at) : closing(at);
  return [
    ...deviceChanges(at, goal, others),
    ...userChanges(at, goal),
    ...edits.map((edit) => ({ on: 'policy', index, edit }) as const),
  ];
}

interface At {
  readonly scene: Scene;
  readonly facts: SignInFacts;
  readonly result: PolicyResult;
  readonly conditions: JsonObject;
}

function conditionsOf(raw: JsonObject): JsonObject {
  const conditions = raw['conditions'];
  return isObject(conditions) ? conditions : {};
}

function listAt(conditions: JsonObject, list: string): readonly string[] {
  const [part = '', member = ''] = list.split('.');
  const object = conditions[part];
  return isObject(object) ? textList(object[member]).values.map((value) => value.toLowerCase()) : [];
}

// Devices.

const DEVICE_STATES: readonly string[] = ['compliantDevice', 'domainJoinedDevice'];

function deviceChanges(
  { facts, result, conditions }: At,
  goal: Goal,
  others: readonly OwnDevice[],
): readonly DeviceChange[] {
  const { device } = facts;
  const states = controlsOf(result, facts).filter(({ entry }) => DEVICE_STATES.includes(entry));
  const filtered = !isUnset(conditions['devices']);
  if (goal === 'out') {
    const asked =
      filtered || states.some(({ entry, statuses }) => entry === 'compliantDevice' && statuses === MET);
    const compliant = device !== null && device !== undefined && isCompliant(device) === true;
    return asked && compliant ? [{ on: 'device', kind: 'compliant', to: false }] : [];
  }
  const looks = filtered || states.length > 0;
  const wants = (entry: string): boolean => filtered || states.some((control) => control.entry === entry);
  const changes: DeviceChange[] = [];
  if (wants('compliantDevice') && (device === null || device === undefined))
    changes.push({ on: 'device', kind: 'registered' });
  else if (wants('compliantDevice') && device && isCompliant(device) !== true)
    changes.push({ on: 'device', kind: 'compliant', to: true });
  if (wants('domainJoinedDevice') && (!device || isHybridJoined(device) !== true))
    changes.push({ on: 'device', kind: 'hybridJoined' });
  if (looks || !isUnset(conditions['platforms'])) {
    changes.push(...others.map((other) => ({ on: 'device', kind: 'other', other }) as const));
  }
  return changes;
}

/** What the policy asks for, also where it does not match. */
function controlsOf(result: PolicyResult, facts: SignInFacts): readonly ControlResult[] {
  return result.policy.grant(facts).controls;
}

// People.

function userChanges({ facts, conditions }: At, goal: Goal): readonly UserChange[] {
  const { groups, roles } = facts.user;
  const side = goal === 'in' ? 'include' : 'exclude';
  const named = listAt(conditions, `users.${side}Groups`);
  const changes: UserChange[] = [];
  for (const group of named) {
    const membership = groups?.get(group);
    if (membership !== undefined)
      changes.push({ on: 'user', kind: 'leaveGroup', group, direct: membership.direct });
  }
  for (const role of listAt(conditions, `users.${side}Roles`)) {
    if (roles?.has(role) === true) changes.push({ on: 'user', kind: 'giveUpRole', role });
  }
  if (goal === 'out') return changes;
  for (const group of listAt(conditions, 'users.excludeGroups')) {
    if (groups !== undefined && !groups.has(group)) changes.push({ on: 'user', kind: 'joinGroup', group });
  }
  const risky = facts.userRisk !== 'none' && !isUnset(conditions['userRiskLevels']);
  return risky ? [...changes, { on: 'user', kind: 'riskRemediated' }] : changes;
}

// The policy: less of it.

function opening(at: At): readonly PolicyEdit[] {
  const { facts } = at;
  return [
    { kind: 'state', to: 'enabledForReportingButNotEnforced' },
    ...lessAsked(at),
    { kind: 'add', list: 'users.excludeUsers', value: facts.user.id },
    ...narrowed(at),
  ];
}

function lessAsked({ result, facts }: At): readonly PolicyEdit[] {
  const grant = result.policy.grant(facts);
  const { controls, operator } = grant;
  if (controls.some(({ entry }) => entry === 'block')) return [];
  const several = controls.length > 1;
  const missing = controls.filter(({ statuses }) => (statuses & IMPOSSIBLE) !== 0);
  const edits: PolicyEdit[] = [];
  if (several && operator === 'AND') edits.push({ kind: 'operator', to: 'OR' });
  if (several) edits.push(...missing.map(({ entry }) => ({ kind: 'removeControl', entry }) as const));
  const asksMfa = controls.some(({ entry }) => entry === 'mfa');
  if (!asksMfa && missing.length > 0 && (!several || operator === 'OR'))
    edits.push({ kind: 'addControl', entry: 'mfa', operator: 'OR' });
  return edits;
}

function narrowed({ scene, facts, conditions }: At): readonly PolicyEdit[] {
  const edits: PolicyEdit[] = [];
  const { target, platform, clientAppType } = facts;
  if (typeof platform === 'string')
    edits.push({ kind: 'add', list: 'platforms.excludePlatforms', value: platform });
  const clients = textList(conditions['clientAppTypes']).values;
  const listed = clients.length === 0 || includes(clients, 'all') ? CLIENT_KINDS : clients;
  // Taking the only kind off the list would leave none, which stands for every kind.
  if (clientAppType !== undefined && listed.length > 1 && includes(listed, clientAppType))
    edits.push({ kind: 'removeClient', client: clientAppType });
  const excluded = listAt(conditions, 'locations.excludeLocations');
  for (const place of scene.ground.compiled.locations.values()) {
    if (isAt(place, facts).truth === true && !excluded.includes(place.id))
      edits.push({ kind: 'add', list: 'locations.excludeLocations', value: place.id });
  }
  if (target.kind === 'app')
    edits.push({ kind: 'add', list: 'applications.excludeApplications', value: target.appId });
  return edits;
}

// The policy: more of it.

/** Conditions that no edit here can make match: such a policy cannot be what keeps the person out. */
const FIXED: ReadonlySet<ConditionName> = new Set([
  'workloadIdentities',
  'userActions',
  'authenticationContext',
  'signInRisk',
  'userRisk',
  'insiderRisk',
  'authenticationFlow',
  'emptyPolicy',
]);

function isOutOfReach({ condition, truth, because }: ConditionResult): boolean {
  if (truth !== false) return false;
  return FIXED.has(condition) || (condition === 'users' && because.kind === 'notIncluded');
}

/** How many changes at least it takes until the policy applies; more than can be made = out of reach. */
export function stepsToApply({ policy, unmet }: PolicyResult): number {
  if (unmet.some(isOutOfReach)) return Number.POSITIVE_INFINITY;
  const failing = unmet.filter(({ truth, condition }) => truth === false && condition !== 'devices');
  const off = policy.mode === 'reportOnly' || policy.mode === 'disabled';
  return failing.length + (off ? 1 : 0);
}

function closing(at: At): readonly PolicyEdit[] {
  const { policy, unmet } = at.result;
  if (unmet.some(isOutOfReach)) return [];
  const off = policy.mode === 'reportOnly' || policy.mode === 'disabled';
  return [
    ...(off ? [{ kind: 'state', to: 'enabled' } as const] : []),
    ...moreAsked(at),
    ...unmet.flatMap((condition) => widened(at, condition)),
  ];
}

function moreAsked({ result, facts }: At): readonly PolicyEdit[] {
  const { controls, operator } = result.policy.grant(facts);
  const entries = controls.map(({ entry }) => entry);
  if (entries.includes('block')) return [];
  const several = controls.length > 1;
  const { device } = facts;
  const compliant = device !== null && device !== undefined && isCompliant(device) === true;
  const addable = !entries.includes('compliantDevice') && !compliant && (!several || operator === 'AND');
  return [
    ...(several && operator === 'OR' ? [{ kind: 'operator', to: 'AND' } as const] : []),
    ...(addable ? [{ kind: 'addControl', entry: 'compliantDevice', operator: 'AND' } as const] : []),
  ];
}

/** Conditions that say what a block is about (legacy clients, other countries): stretched, it would block everybody. */
const ABOUT: ReadonlySet<ConditionName> = new Set(['devicePlatform', 'clientApps', 'location']);

function widened(at: At, condition: ConditionResult): readonly PolicyEdit[] {
  const { facts } = at;
  const blocks = controlsOf(at.result, facts).some(({ entry }) => entry === 'block');
  if (blocks && ABOUT.has(condition.condition)) return [];
  const { because } = condition;
  const left = because.kind === 'excluded' || because.kind === 'notKnown';
  switch (condition.condition) {
    case 'users':
      return exclusionsOf(at);
    case 'devicePlatform': {
      const { platform } = facts;
      if (!left) return [{ kind: 'add', list: 'platforms.includePlatforms', value: platform ?? 'all' }];
      return typeof platform === 'string' ? dropped('platforms.excludePlatforms', [platform]) : [];
    }
    case 'clientApps':
      return facts.clientAppType === undefined ? [] : [{ kind: 'addClient', client: facts.clientAppType }];
    case 'location':
      return left
        ? dropped('locations.excludeLocations', placesExcluded(at))
        : [{ kind: 'add', list: 'locations.includeLocations', value: 'All' }];
    case 'application': {
      const { target } = facts;
      if (target.kind !== 'app') return [];
      if (!left) return [{ kind: 'add', list: 'applications.includeApplications', value: target.appId }];
      const by = because.kind === 'excluded' ? because.by : null;
      return dropped('applications.excludeApplications', [by?.id ?? target.appId]);
    }
    default:
      return [];
  }
}

function dropped(list: ListName, values: readonly string[]): readonly PolicyEdit[] {
  return values.map((value) => ({ kind: 'remove', list, value }));
}

/** Every exclusion by which the person is out. */
function exclusionsOf({ facts, conditions }: At): readonly PolicyEdit[] {
  const { id, groups, roles } = facts.user;
  const listed = (list: ListName, holds: (value: string) => boolean): readonly PolicyEdit[] =>
    dropped(list, listAt(conditions, list).filter(holds));
  return [
    ...listed('users.excludeUsers', (value) => value === id),
    ...listed('users.excludeGroups', (value) => groups?.has(value) === true),
    ...listed('users.excludeRoles', (value) => roles?.has(value) === true),
  ];
}

/** Every excluded place that the sign-in comes from, or may come from. */
function placesExcluded({ scene, facts, conditions }: At): readonly string[] {
  const { locations } = scene.ground.compiled;
  const raw: Json | undefined = conditions['locations'];
  const listed = isObject(raw) ? textList(raw['excludeLocations']).values : [];
  return listed.filter((id) => {
    if (id.toLowerCase() === 'all') return true;
    if (id.toLowerCase() === 'alltrusted') return isTrusted(locations, facts).truth !== false;
    const place = locations.get(id.toLowerCase());
    return place !== undefined && isAt(place, facts).truth !== false;
  });
}
