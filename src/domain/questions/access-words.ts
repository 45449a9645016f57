/** The trace of an evaluation in words. Every sentence is made from the result itself, so it cannot disagree with it. */
import { appName } from '../conditional-access/apps.ts';
import type { SignInFacts } from '../conditional-access/facts.ts';
import type { ControlResult } from '../conditional-access/grant-controls.ts';
import type { ConditionResult, Target } from '../conditional-access/match.ts';
import type { PolicyResult } from '../conditional-access/policy-result.ts';
import { POLICY_VALUE, SIGNALS } from '../conditional-access/signals.ts';
import type { SignalName } from '../conditional-access/signals.ts';
import type { AccessPolicySnapshot } from '../tenant/access-policies.ts';
import type { Memberships } from '../tenant/user.ts';
import { CLIENT_WORDS, PLATFORM_WORDS } from './access-platform.ts';
import { roleName } from './role-names.ts';

/** Names for the ids of a trace. */
export interface AccessNames {
  readonly group: (id: string) => string;
  readonly location: (id: string) => string;
  readonly strength: (id: string) => string;
}

export function accessNames(
  memberships: Memberships | null,
  snapshot: AccessPolicySnapshot | null,
): AccessNames {
  const named = (
    list: readonly { readonly [key: string]: unknown }[] | undefined,
  ): ReadonlyMap<string, string> =>
    new Map((list ?? []).map(({ id, displayName }) => [String(id).toLowerCase(), String(displayName)]));
  const groups = new Map((memberships?.groups ?? []).map((g) => [g.id.toLowerCase(), g.displayName]));
  const locations = named(snapshot?.namedLocations);
  const strengths = named(snapshot?.authenticationStrengths);
  return {
    group: (id) => groups.get(id) ?? id,
    location: (id) => locations.get(id) ?? id,
    strength: (id) => strengths.get(id.toLowerCase()) ?? id,
  };
}

/** `the nested group CA exclusions`. */
export function targetWords(target: Target | null, names: AccessNames): string {
  switch (target?.kind) {
    case 'everyone':
      return 'everybody';
    case 'user':
      return 'this person by name';
    case 'group':
      return `the ${target.direct === false ? 'nested ' : ''}group ${names.group(target.id)}`;
    case 'role':
      return `the role ${roleName(target.id)}`;
    case 'guests':
      return 'guests of this kind';
    case 'app':
      return appName(target.id) ?? 'this app';
    case 'appGroup':
      return target.id === 'Office365' ? 'Office 365' : "Microsoft's admin portals";
    case 'location':
      return names.location(target.id);
    default:
      return 'it';
  }
}

/** Why one condition keeps a policy out, or leaves it open: `excludes the nested group CA exclusions`. */
export function conditionWords(result: ConditionResult, facts: SignInFacts, names: AccessNames): string {
  const { because } = result;
  if (because.kind === 'notUnderstood') {
    const where = because.position === undefined ? '' : ` (character ${because.position + 1})`;
    return `cannot be evaluated: ${because.what}${where}`;
  }
  if (result.truth === 'unknown') return unknownWords(result);
  const excluded = because.kind === 'excluded';
  const by = because.kind === 'excluded' || because.kind === 'included' ? because.by : null;
  switch (result.condition) {
    case 'users':
      return excluded ? `excludes ${targetWords(by, names)}` : 'is for other people';
    case 'emptyPolicy':
      return 'is for nobody';
    case 'workloadIdentities':
      return 'is for service principals';
    case 'application':
      return excluded
        ? `excludes ${by?.kind === 'everyone' ? 'every app' : 'this app'}`
        : 'is for other apps';
    case 'userActions':
      return 'is about user actions, not apps';
    case 'authenticationContext':
      return 'is for an authentication context that is not asked for';
    case 'devicePlatform':
      return `is not for ${platformWords(facts.platform)}`;
    case 'devices':
      return excluded
        ? 'leaves this device out by its device filter'
        : 'is for other devices by its device filter';
    case 'clientApps':
      return `is not for sign-ins ${facts.clientAppType === undefined ? 'of this kind' : CLIENT_WORDS[facts.clientAppType]}`;
    case 'location':
      return excluded ? `leaves this place out (${targetWords(by, names)})` : 'is for other places';
    case 'signInRisk':
      return `is for another sign-in risk than ${facts.signInRisk ?? 'this'}`;
    case 'userRisk':
      return `is for another user risk than ${facts.userRisk ?? 'this'}`;
    case 'insiderRisk':
      return 'is for another insider risk';
    case 'authenticationFlow':
      return 'is for device code flow or authentication transfer';
    case 'unknownCondition':
      return 'cannot be evaluated';
  }
}

function platformWords(platform: SignInFacts['platform']): string {
  if (platform === null || platform === undefined) return 'a platform that is not recognised';
  return PLATFORM_WORDS[platform];
}

export const SIGNAL_WORDS: Readonly<Record<SignalName, string>> = {
  user: 'the groups and roles of the person',
  app: 'which app group the app belongs to',
  device: 'the device',
  managedDevice: 'who manages the device',
  ip: 'the address it comes from',
  country: 'the country it comes from',
  gpsCountry: 'the GPS location',
  platform: 'the platform',
  clientAppType: 'the kind of client',
  signInRisk: 'the sign-in risk',
  userRisk: 'the user risk',
  insiderRisk: 'the insider risk',
  authFlow: 'the authentication flow',
  externalTenantId: "the guest's home tenant",
};

function unknownWords({ missing }: ConditionResult): string {
  const signals = SIGNALS.filter((_, index) => (missing & (1 << index)) !== 0).map(
    (name) => SIGNAL_WORDS[name],
  );
  const value = (missing & POLICY_VALUE) === 0 ? [] : ['a value in it that this version does not know'];
  return `depends on ${listWords([...signals, ...value])}`;
}

/** What keeps an outcome open, in words: signal names and `policy:<id>`. */
export function missingWords(
  missing: readonly string[],
  policies: readonly PolicyResult[],
): readonly string[] {
  const words = missing.map((name) => {
    const signal = SIGNALS.find((one) => one === name);
    if (signal !== undefined) return SIGNAL_WORDS[signal];
    const policy = policies.find((result) => `policy:${result.policy.id}` === name)?.policy;
    const value = `a value in ${policy?.displayName ?? name} that this version does not know`;
    const [first, ...more] = policy?.notUnderstood() ?? [];
    if (first === undefined) return value;
    return `${value} (${first}${more.length === 0 ? '' : `, and ${more.length} more`})`;
  });
  return [...new Set(words)];
}

const CONTROL_WORDS: ReadonlyMap<string, string> = new Map([
  ['mfa', 'multifactor authentication'],
  ['compliantDevice', 'a compliant device'],
  ['domainJoinedDevice', 'a Microsoft Entra hybrid joined device'],
  ['approvedApplication', 'an approved client app'],
  ['compliantApplication', 'an app with app protection'],
  ['passwordChange', 'a new password'],
  ['riskRemediation', 'risk remediation'],
]);

/** An entry of `requiredControls`; a choice is joined by `|`. */
export function controlWords(entry: string, names: AccessNames): string {
  return listWords(
    entry.split('|').map((one) => singleControl(one, names)),
    'or',
  );
}

function singleControl(entry: string, names: AccessNames): string {
  const colon = entry.indexOf(':');
  const id = colon < 0 ? '' : entry.slice(colon + 1);
  switch (colon < 0 ? '' : entry.slice(0, colon)) {
    case 'termsOfUse':
      return 'accepting the terms of use';
    case 'authenticationStrength':
      return `the authentication strength ${names.strength(id)}`;
    case 'customAuthenticationFactor':
      return `the custom factor ${id}`;
    default:
      return CONTROL_WORDS.get(entry) ?? `the control ${entry}, which this version does not know`;
  }
}

/** `multifactor authentication or a compliant device`. */
export function askedFor(
  controls: readonly ControlResult[],
  operator: 'AND' | 'OR',
  names: AccessNames,
): string {
  const words = [...new Set(controls.map((control) => singleControl(control.entry, names)))];
  return listWords(words, operator === 'OR' ? 'or' : 'and');
}

export function listWords(items: readonly string[], joiner: 'and' | 'or' = 'and'): string {
  const [last] = items.slice(-1);
  if (last === undefined) return '';
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} ${joiner} ${last}`;
}
