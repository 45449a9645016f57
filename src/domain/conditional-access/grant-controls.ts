/**
 * What a policy asks for before it lets somebody in, and what of it is there, can be done now, or cannot be had in
 * this sign-in. Rules: product contract, section 8; facts: reference sheet conditional-access, section 2.7.
 */
import type { Json, JsonObject } from '../tenant/access-policies.ts';
import { isCompliant, isHybridJoined } from './device-facts.ts';
import type { SignInFacts } from './facts.ts';
import type { Missing } from './signals.ts';
import { NOTHING_MISSING, POLICY_VALUE, bitOf } from './signals.ts';
import type { Statuses } from './statuses.ts';
import { ATTAINABLE, IMPOSSIBLE, MET, allOf, anyOf, isCertain, lowest } from './statuses.ts';
import type { Truth } from './truth.ts';
import { and, not, or } from './truth.ts';
import { isObject, isUnset, spelled, textList, textOf, unknownMembers } from './wire.ts';

export interface ControlResult {
  /** As in `requiredControls`: `mfa`, `termsOfUse:<id>`. */
  readonly entry: string;
  readonly statuses: Statuses;
  readonly missing: Missing;
}

export interface GrantResult {
  readonly operator: 'AND' | 'OR';
  readonly controls: readonly ControlResult[];
  /** What the whole comes to. */
  readonly statuses: Statuses;
  /** Entries that are certainly still to be done if the policy applies; an unmet OR is one entry. */
  readonly required: readonly string[];
  readonly missing: Missing;
}

type Control = (facts: SignInFacts) => ControlResult;
export type GrantTest = (facts: SignInFacts) => GrantResult;

export const GRANT_MEMBERS = [
  'operator',
  'builtInControls',
  'customAuthenticationFactors',
  'termsOfUse',
  'authenticationStrength',
];
const CLIENT = bitOf('clientAppType');
const PLATFORM = bitOf('platform');
const DEVICE = bitOf('device');
const FLOW = bitOf('authFlow');

/** Nothing to grant: session controls only, or no controls at all. */
export const NOTHING_ASKED: GrantResult = {
  operator: 'AND',
  controls: [],
  statuses: MET,
  required: [],
  missing: NOTHING_MISSING,
};

export function compileGrant(raw: Json | undefined): GrantTest {
  if (isUnset(raw)) return () => NOTHING_ASKED;
  if (!isObject(raw)) return (facts) => folded('AND', [notUnderstood('grantControls')(facts)]);
  const controls = controlsOf(raw);
  if (controls.length === 0) return () => NOTHING_ASKED;
  const operator = textOf(raw['operator'])?.toUpperCase();
  if (operator === 'OR' || operator === 'AND' || controls.length === 1) {
    return (facts) => folded(operator === 'OR' ? 'OR' : 'AND', resultsOf(controls, facts));
  }
  return (facts) => foldedEitherWay(resultsOf(controls, facts));
}

function controlsOf(raw: JsonObject): readonly Control[] {
  const builtIn = spelled(textList(raw['builtInControls']), [...BUILT_IN.keys()]);
  const terms = textList(raw['termsOfUse']);
  const factors = textList(raw['customAuthenticationFactors']);
  const strange = [
    ...unknownMembers(raw, GRANT_MEMBERS),
    ...(builtIn.malformed ? ['builtInControls'] : []),
    ...(terms.malformed ? ['termsOfUse'] : []),
    ...(factors.malformed ? ['customAuthenticationFactors'] : []),
  ];
  return [
    ...builtIn.values.map((name) => (BUILT_IN.get(name) ?? notUnderstood)(name)),
    ...strengthOf(raw['authenticationStrength']),
    ...terms.values.map((id) => prompt(`termsOfUse:${id}`)),
    ...factors.values.map((id) => prompt(`customAuthenticationFactor:${id}`)),
    ...strange.map(notUnderstood),
  ];
}

function strengthOf(raw: Json | undefined): readonly Control[] {
  if (isUnset(raw)) return [];
  const id = isObject(raw) ? textOf(raw['id']) : null;
  return [id === null ? notUnderstood('authenticationStrength') : prompt(`authenticationStrength:${id}`)];
}

function resultsOf(controls: readonly Control[], facts: SignInFacts): readonly ControlResult[] {
  return controls.map((control) => control(facts));
}

function folded(operator: 'AND' | 'OR', controls: readonly ControlResult[]): GrantResult {
  const blocked = controls.some((control) => control.entry === 'block');
  const statuses = blocked ? IMPOSSIBLE : operator === 'AND' ? allOf(setsOf(controls)) : anyControl(controls);
  return {
    operator,
    controls,
    statuses,
    required: requiredOf(operator, controls, statuses),
    missing: isCertain(statuses) ? NOTHING_MISSING : missingOf(controls),
  };
}

/** An operator that this version does not know: whatever AND and OR agree on. */
function foldedEitherWay(controls: readonly ControlResult[]): GrantResult {
  const and = folded('AND', controls);
  const or = folded('OR', controls);
  const statuses = and.statuses | or.statuses;
  // Where both ask for something, the choice is the least that is certain.
  if (isCertain(statuses)) return or;
  return { ...and, statuses, required: [], missing: and.missing | or.missing | POLICY_VALUE };
}

/** Where something known can be had, a control that this version does not know is not counted on. */
function anyControl(controls: readonly ControlResult[]): Statuses {
  const known = controls.filter((control) => !isNotUnderstood(control));
  const reachable = known.some((control) => lowest(control.statuses) >= ATTAINABLE);
  return anyOf(setsOf(reachable ? known : controls));
}

function setsOf(controls: readonly ControlResult[]): readonly Statuses[] {
  return controls.map((control) => control.statuses);
}

function requiredOf(
  operator: 'AND' | 'OR',
  controls: readonly ControlResult[],
  statuses: Statuses,
): readonly string[] {
  if (statuses === IMPOSSIBLE || (operator === 'OR' && statuses !== ATTAINABLE)) return [];
  const entries = controls
    .filter((control) => control.statuses === ATTAINABLE)
    .map((control) => control.entry);
  return operator === 'AND' || entries.length < 2 ? entries : [[...new Set(entries)].sort().join('|')];
}

function missingOf(controls: readonly ControlResult[]): Missing {
  return controls.reduce((missing, control) => missing | control.missing, NOTHING_MISSING);
}

// The single controls.

/** Exchange ActiveSync and other legacy clients cannot answer a prompt and send no device state. */
function isLegacy(facts: SignInFacts): Truth {
  const { clientAppType } = facts;
  if (clientAppType === undefined) return 'unknown';
  return clientAppType !== 'browser' && clientAppType !== 'mobileAppsAndDesktopClients';
}

/** Something the person does when asked: MFA, terms of use, a new password. */
function prompt(entry: string): Control {
  const possible = certain(entry, ATTAINABLE);
  const impossible = certain(entry, IMPOSSIBLE);
  const open: ControlResult = { entry, statuses: ATTAINABLE | IMPOSSIBLE, missing: CLIENT };
  return (facts) => {
    const legacy = isLegacy(facts);
    return legacy === 'unknown' ? open : legacy ? impossible : possible;
  };
}

/** Approved apps and app protection: phones and tablets only. */
function mobileApp(entry: string): Control {
  const possible = certain(entry, ATTAINABLE);
  const impossible = certain(entry, IMPOSSIBLE);
  const open: ControlResult = { entry, statuses: ATTAINABLE | IMPOSSIBLE, missing: PLATFORM };
  return ({ platform }) => {
    if (platform === undefined) return open;
    return platform === 'iOS' || platform === 'android' ? possible : impossible;
  };
}

/** A state of the device that is there or is not; nothing that is done at the prompt. */
function deviceState(entry: string, holds: (facts: SignInFacts) => Truth): Control {
  const met = certain(entry, MET);
  const impossible = certain(entry, IMPOSSIBLE);
  return (facts) => {
    const device = facts.device === null ? false : holds(facts);
    const codeFlow: Truth = facts.authFlow === undefined ? 'unknown' : facts.authFlow === 'deviceCodeFlow';
    const legacy = isLegacy(facts);
    const truth = and(device, not(or(codeFlow, legacy)));
    if (truth !== 'unknown') return truth ? met : impossible;
    const missing =
      (device === 'unknown' ? DEVICE : 0) |
      (codeFlow === 'unknown' ? FLOW : 0) |
      (legacy === 'unknown' ? CLIENT : 0);
    return { entry, statuses: MET | IMPOSSIBLE, missing };
  };
}

function certain(entry: string, statuses: Statuses): ControlResult {
  return { entry, statuses, missing: NOTHING_MISSING };
}

/** A control that this version does not know: it may be met or not, and cannot be counted on. */
function notUnderstood(entry: string): Control {
  const result: ControlResult = { entry, statuses: MET | IMPOSSIBLE, missing: POLICY_VALUE };
  return () => result;
}

function isNotUnderstood(control: ControlResult): boolean {
  return (control.missing & POLICY_VALUE) !== 0;
}

const BUILT_IN: ReadonlyMap<string, (entry: string) => Control> = new Map([
  ['block', (entry: string) => () => certain(entry, IMPOSSIBLE)],
  ['mfa', prompt],
  ['passwordChange', prompt],
  ['riskRemediation', prompt],
  ['approvedApplication', mobileApp],
  ['compliantApplication', mobileApp],
  [
    'compliantDevice',
    (entry: string) => deviceState(entry, ({ device }) => (device ? isCompliant(device) : 'unknown')),
  ],
  [
    'domainJoinedDevice',
    (entry: string) => deviceState(entry, ({ device }) => (device ? isHybridJoined(device) : 'unknown')),
  ],
]);

export const BUILT_IN_CONTROLS: readonly string[] = [...BUILT_IN.keys()];
