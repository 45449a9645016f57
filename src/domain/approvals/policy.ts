/**
 * Who may ask, who must agree, and what is held back: policy.yaml as the rules use it (product contract, section 6).
 * Read from a file by src/policy-file.ts; without one `defaultPolicy` holds.
 */
import type { IsoTime } from '../tenant/evidence.ts';
import type { Role } from './service.ts';

export interface ActionRule {
  /** How many people other than the requester must agree. */
  readonly approvals: number;
  /** Roles that may ask for the action. */
  readonly ask: readonly Role[];
  /** Roles that may decide it. */
  readonly approve: readonly Role[];
  readonly expiresMinutes: number;
  readonly reasonRequired: boolean;
  /** How often it is sent anew, without asking, when the service dropped it because the device was out of contact. */
  readonly reissue: number;
  /** Entra groups or people: among the approvals is one of each, by different persons. */
  readonly eachOf: readonly string[];
}

/** What a protected target is known by; one hit of any kind is enough. */
export interface ProtectedMatch {
  readonly tags: readonly string[];
  /** Names with `*` for any run of characters; case does not matter. */
  readonly names: readonly string[];
  /** Entra groups of the person, or of the device's owner. */
  readonly groups: readonly string[];
  readonly deviceValues: readonly string[];
}

export interface ProtectionRule extends Partial<ActionRule> {
  readonly match: ProtectedMatch;
}

export interface Freeze {
  readonly from: IsoTime;
  readonly to: IsoTime;
  /** Actions that stay possible. */
  readonly except: readonly string[];
}

export interface ResponsePolicy {
  /** File name, `demo` or `defaults`: where it came from, for messages. */
  readonly source: string;
  /** Entra group or user object ids. */
  readonly roles: Readonly<Record<Role, readonly string[]>>;
  readonly defaultRule: ActionRule;
  readonly actions: Readonly<Record<string, Partial<ActionRule>>>;
  readonly protected: readonly ProtectionRule[];
  readonly limits: {
    /** Requests per action and hour; `*` counts them all. */
    readonly perHour: Readonly<Record<string, number>>;
    readonly perPersonPerHour: number | null;
  };
  readonly approvals: {
    /** Conversation id of the channel where requests are shown too. */
    readonly channel: string | null;
    readonly escalateAfterMinutes: number | null;
    readonly breakGlass: readonly string[];
  };
  readonly freeze: readonly Freeze[];
  readonly oncall: {
    /** User object ids; called after those on shift. */
    readonly rota: readonly string[];
    /** Id of the team whose schedule in Microsoft Teams says who is on shift. */
    readonly shifts: string | null;
  };
  /** Kept as written; read by the automation. */
  readonly automation: readonly unknown[];
}

export const DEFAULT_RULE: ActionRule = {
  approvals: 1,
  ask: ['responder'],
  approve: ['approver'],
  expiresMinutes: 30,
  reasonRequired: false,
  reissue: 0,
  eachOf: [],
};

/** Actions that cannot simply be taken back. */
const TWO_APPROVALS = ['wipe', 'retire', 'offboard', 'disableUser'] as const;

/** The policy without a file: one approver, two for what is hard to undo and for domain controllers and their like. */
export function defaultPolicy(
  roles: Readonly<Record<Role, readonly string[]>> = { reader: [], responder: [], approver: [] },
  source = 'defaults',
): ResponsePolicy {
  return {
    source,
    roles,
    defaultRule: DEFAULT_RULE,
    actions: Object.fromEntries(TWO_APPROVALS.map((action) => [action, { approvals: 2 }])),
    protected: [{ match: { tags: ['Tier0'], names: [], groups: [], deviceValues: [] }, approvals: 2 }],
    limits: { perHour: {}, perPersonPerHour: null },
    approvals: { channel: null, escalateAfterMinutes: null, breakGlass: [] },
    freeze: [],
    oncall: { rota: [], shifts: null },
    automation: [],
  };
}

/** What the guard rules look at in a target. */
export interface ProtectionFacts {
  readonly name: string;
  /** Others that it goes by. */
  readonly names?: readonly string[];
  readonly tags: readonly string[];
  readonly deviceValue: string | null;
  /** Those of the policy's protected groups that the target is in. */
  readonly groups: readonly string[];
}

/** The same thing by another way: what the policy says of the one holds for the other, unless that has a rule of its own. */
const RULED_AS: Readonly<Record<string, string>> = { intuneScan: 'scan' };

/** The action's rule; every protected rule that fits makes it stricter, none makes it looser. */
export function ruleFor(policy: ResponsePolicy, action: string, facts: ProtectionFacts): ActionRule {
  const said = policy.actions[action] ?? policy.actions[RULED_AS[action] ?? action];
  const own: ActionRule = { ...policy.defaultRule, ...said };
  const rule = policy.protected.filter((one) => fits(one.match, facts)).reduce(stricter, own);
  // Each of them needs a person of its own.
  return { ...rule, approvals: Math.max(rule.approvals, rule.eachOf.length) };
}

/** Groups that any protected rule asks about: they have to be looked up before `ruleFor`. */
export function protectedGroups(policy: ResponsePolicy): readonly string[] {
  return [...new Set(policy.protected.flatMap((rule) => rule.match.groups))];
}

function stricter(rule: ActionRule, by: ProtectionRule): ActionRule {
  return {
    approvals: Math.max(rule.approvals, by.approvals ?? 0),
    ask: by.ask === undefined ? rule.ask : rule.ask.filter((role) => by.ask?.includes(role)),
    approve:
      by.approve === undefined ? rule.approve : rule.approve.filter((role) => by.approve?.includes(role)),
    expiresMinutes: Math.min(rule.expiresMinutes, by.expiresMinutes ?? rule.expiresMinutes),
    reasonRequired: rule.reasonRequired || (by.reasonRequired ?? false),
    reissue: Math.min(rule.reissue, by.reissue ?? rule.reissue),
    eachOf: [...new Set([...rule.eachOf, ...(by.eachOf ?? [])])],
  };
}

function fits(match: ProtectedMatch, facts: ProtectionFacts): boolean {
  const value = facts.deviceValue?.toLowerCase();
  return (
    match.tags.some((tag) => facts.tags.some((own) => own.toLowerCase() === tag.toLowerCase())) ||
    match.names.some((pattern) =>
      [facts.name, ...(facts.names ?? [])].some((name) => nameFits(pattern, name)),
    ) ||
    match.groups.some((group) => facts.groups.includes(group)) ||
    (value !== undefined && match.deviceValues.some((one) => one.toLowerCase() === value))
  );
}

/** `SRV-DC*` fits the host part too, as a device may be known by its full domain name; `adm-joe` what stands before an @. */
function nameFits(pattern: string, name: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  const shape = new RegExp(`^${source}$`, 'is');
  return shape.test(name) || shape.test(name.replace(name.includes('@') ? /@.*$/s : /\..*$/s, ''));
}
