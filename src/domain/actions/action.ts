/**
 * What a response action is. One file per action says what it needs, what stands against it, how it is sent, followed
 * and proved, and what takes it back; registry.ts lists them. Blockers are values, never exceptions.
 */
import type { ActionTarget, EvidenceLine, Verification } from '../approvals/request.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { MachineActionStatus } from '../tenant/device.ts';
import type { IsoTime } from '../tenant/evidence.ts';

/** What it does to people's work, from the least to the most. */
export type RiskClass = 'harmless' | 'disruptive' | 'destructive';

/** Which record the upstream call names: Defender's machine, Intune's managed device, Entra's device, a user; or none. */
export type ActsOn = 'machine' | 'managedDevice' | 'directoryDevice' | 'user' | 'tenant';

export function targetKind(on: ActsOn): ActionTarget['kind'] {
  if (on === 'tenant') return 'indicator';
  return on === 'user' ? 'user' : 'device';
}

/** The port's method that sends the action and what it is given beside the comment: what an approval covers. */
export interface UpstreamCall {
  /** `endpoints.isolate`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, string | number | boolean | null>>;
}

/** Name → value, both as people read them. */
export type Facts = Readonly<Record<string, string | null>>;

export interface Order {
  readonly target: ActionTarget;
  readonly parameters: Readonly<Record<string, string>>;
  /** When its last call left, by our clock: what bears no mark of ours is found again by its time. Absent = never sent. */
  readonly sentAt?: IsoTime;
}

/** What the guard rules of the policy look at, beside the target's name and groups. */
export interface TargetProtection {
  /** Defender's tags of a device, the directory roles of a person. */
  readonly tags: readonly string[];
  readonly deviceValue: string | null;
  /** Other names that the target goes by: the one that a person signs in with. */
  readonly names?: readonly string[];
}

/** What was learned about the target just now. */
export interface Preflight {
  /** Reasons why it cannot be done; the first is shown first. Empty = it can. */
  readonly blockers: readonly Blocker[];
  /** What the approver should know; each is a sentence. */
  readonly warnings: readonly string[];
  /** What is shown on the card, warnings included. */
  readonly evidence: readonly EvidenceLine[];
  readonly protection: TargetProtection;
  /**
   * What the decision rests on, by name: an approval holds for these values only and is asked for again when one of
   * them changed before the action is sent. null = could not be read.
   */
  readonly facts: Facts;
  /** An upstream action already under way (or done) that has the same effect. */
  readonly underWay: Receipt | null;
}

export interface Blocker {
  readonly code:
    'notOnboarded' | 'notSupported' | 'notFound' | 'alreadyDone' | 'underWay' | 'notKnown' | 'notReachable';
  readonly message: string;
}

/** Microsoft's own record of the action. */
export interface Receipt {
  readonly upstreamId: string;
  readonly status: MachineActionStatus;
  /** Who ended it and why, as far as the service says. */
  readonly note: string | null;
  /** Whether the comment shows that this request sent it. */
  readonly ours: boolean;
  /** Somebody cancelled it, and said so. */
  readonly cancelledByHand?: true;
}

/** An action under way, as far as following it needs it. */
export interface Followed {
  readonly upstreamId: string;
  readonly order: Order;
  /** When its call left; null = it was taken over, and began at some time before. */
  readonly sentAt: IsoTime | null;
}

/** What one look at many actions brought. Whatever is in neither was not asked about: another look, or one by one. */
export interface Look {
  readonly found: ReadonlyMap<string, Receipt>;
  /** Asked about, and the service does not list them. */
  readonly missing: readonly string[];
  readonly calls: number;
}

/** How many actions are followed by few calls. */
export interface Following {
  /** Actions of one family are looked at together. */
  readonly family: string;
  /** Throws `UpstreamError` when the service gives no answer. */
  look(wanted: readonly Followed[], mostCalls: number, ports: TenantPorts): Promise<Look>;
}

/** Allowed values, the first being the default; or whatever `read` accepts, in the form in which it is kept. */
export type Parameter =
  | readonly [string, ...string[]]
  | { readonly read: (typed: string) => { readonly value: string } | { readonly why: string } };

/** What an action that is to be taken back left behind. */
export interface Done {
  /** That its approval rested on: what was so before. */
  readonly facts: Facts;
  readonly upstreamId: string | null;
}

export interface Reversal {
  readonly verb: string;
  readonly parameters?: (
    own: Readonly<Record<string, string>>,
    done?: Done,
  ) => Readonly<Record<string, string>>;
}

/** What one look at the effect found. */
export interface EffectLook extends Verification {
  /** When the next one is worth it; absent = as the workflow thinks. */
  readonly lookAgainInMs?: number;
}

export interface ActionDefinition {
  /** Intent name without `action.`. */
  readonly verb: string;
  /** `Isolate`: starts a sentence and a card. */
  readonly title: string;
  /** What the target is afterwards: `isolated`. */
  readonly done: string;
  readonly actsOn: ActsOn;
  readonly risk: RiskClass;
  /** It gives somebody access: nobody may ask for it for themselves. */
  readonly forOthersOnly?: true;
  /** The action that takes it back, with its parameters made of this one's; or why none does. */
  readonly reversal: Reversal | { readonly none: string };
  /** Application permission that sends it; of several, the one that belongs to what is acted on. */
  readonly permissions: readonly [string, ...string[]];
  readonly platforms: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** What will happen, for the approver. */
  effect(order: Order): string;
  /** How long it takes, for the approver. */
  readonly takes: string;
  /** How it is undone, for the approver. */
  undoing: string;
  /** What proves beyond its own status that it took hold, or why nothing does. */
  readonly proof: string | { readonly none: string };
  /** Reads the target live; throws `UpstreamError` when what it needs cannot be learned. */
  preflight(order: Order, ports: TenantPorts, clock: Clock): Promise<Preflight>;
  /** What `start` sends. */
  call(order: Order): UpstreamCall;
  /** Sends it once. */
  start(order: Order, comment: string, ports: TenantPorts): Promise<Receipt>;
  /** The action whose comment names this request, if the service has it. */
  findOwn(order: Order, requestId: string, ports: TenantPorts): Promise<Receipt | null>;
  /** Somebody's action of the same kind that is not over yet. */
  findLive(order: Order, ports: TenantPorts): Promise<Receipt | null>;
  /** null = the service does not know the action (any more). */
  poll(upstreamId: string, order: Order, ports: TenantPorts): Promise<Receipt | null>;
  /**
   * The service drops it when a silent device does not fetch it within three days. Which status it shows then is
   * UNCONFIRMED: `TimeOut`, `Cancelled` and lasting `Pending` are all taken for it.
   */
  readonly lapses?: true;
  /** Many of them at once; absent = each is asked for by itself. */
  readonly following?: Following;
  /** Milliseconds after its end before which no look at the effect tells anything; absent = 0. */
  readonly firstLookAfterMs?: number;
  /** Proof beyond the action's own status, as far as the API gives it. */
  verify(
    order: Order,
    upstreamId: string,
    since: string,
    ports: TenantPorts,
    clock: Clock,
  ): Promise<EffectLook>;
  /** What its id upstream is called, where people can look it up by that; absent = Defender's machine action, or nothing. */
  readonly record?: string;
  /** It sets a state and leaves no action behind: after a crash it is found again by that state, not by a comment. */
  readonly byState?: true;
  /**
   * `never`: once its call may have arrived and nothing is seen of it, it is not sent a second time: doing it twice does
   * harm. Absent = it is sent again.
   */
  readonly resend?: 'never';
  /** Something that it yields and that is told once to the person who asked: a secret, or personal data. */
  readonly disclosure?: {
    /** Of the card. */
    readonly button: string;
    readonly what: string;
    /** Whether it yields something here, by what stands on the card; absent = always. */
    offered?(evidence: readonly EvidenceLine[]): boolean;
    /** Lines; null = there is nothing (yet). */
    tell(upstreamId: string, ports: TenantPorts): Promise<readonly string[] | null>;
  };
  /**
   * Only the answer to its call holds what it is for, a secret: the call leaves when whoever asked fetches that, and it goes
   * into the answer to their click and nowhere else.
   */
  readonly fetched?: {
    /** Of the card. */
    readonly button: string;
    readonly what: string;
    /** As `start`; `lines` are for whoever asked. */
    send(
      order: Order,
      ports: TenantPorts,
    ): Promise<{ readonly receipt: Receipt; readonly lines: readonly string[] }>;
    /** Takes away whatever came of the call that left at `sentAt`. False = nothing of it is seen. */
    withdraw(order: Order, ports: TenantPorts): Promise<boolean>;
    /** What is to be feared when it could not be withdrawn; no full stop. */
    remains(order: Order): string;
  };
  /** Something that it yields, handed over once to the person who asked. */
  readonly handover?: {
    /** Of the card. */
    readonly button: string;
    readonly what: string;
    /** An https address that is as good as a key; null = there is none (yet). Costly: called once for each handing over. */
    link(upstreamId: string, ports: TenantPorts): Promise<string | null>;
  };
}

/**
 * The first reason why it cannot be done. What a drill did was not done: that it is so already does not keep its way
 * back from being rehearsed.
 */
export function blockerOf(
  { blockers }: Preflight,
  { drill, undoes }: { readonly drill: boolean; readonly undoes: string | null },
): Blocker | undefined {
  return drill && undoes !== null ? blockers.find(({ code }) => code !== 'alreadyDone') : blockers[0];
}

/** The verb that undoes an action; null when none does. */
export function reversalOf(action: ActionDefinition): string | null {
  return 'verb' in action.reversal ? action.reversal.verb : null;
}

/** What people read of the parameters: ids of the service mean nothing to them. */
export function parameterWords(parameters: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(parameters).flatMap(([name, value]) => (name.endsWith('Id') ? [] : [value]));
}

export type ReadParameters =
  | { readonly ok: true; readonly parameters: Readonly<Record<string, string>> }
  /** In a sentence. */
  | { readonly ok: false; readonly why: string };

/** Fills defaults in and drops what the action does not know. */
export function readParameters(
  action: ActionDefinition,
  given: Readonly<Record<string, string | undefined>>,
): ReadParameters {
  const parameters: Record<string, string> = {};
  for (const [name, rule] of Object.entries(action.parameters)) {
    const read = readOne(name, rule, given[name]);
    if ('why' in read) return { ok: false, why: read.why };
    parameters[name] = read.value;
  }
  return { ok: true, parameters };
}

function readOne(
  name: string,
  rule: Parameter,
  given: string | undefined,
): { readonly value: string } | { readonly why: string } {
  if ('read' in rule) return rule.read(given ?? '');
  const value = given?.toLowerCase() ?? rule[0];
  return rule.includes(value) ? { value } : { why: `${name}: ${rule.join(' or ')}` };
}

/** The comment that goes upstream: the request id finds the call again after a crash. */
export function upstreamComment(
  requestId: string,
  approvers: readonly string[],
  requester: string,
  reason: string | null,
  /** The request whose approval covers this one. */
  coveredBy: string | null = null,
): string {
  const withIt = coveredBy === null ? '' : `, approved with ${coveredBy}`;
  const by = approvers.length === 0 ? withIt : `, approved by ${approvers.join(', ')}`;
  const why = reason === null ? '' : `: ${reason}`;
  return `[${requestId}] Drawbridge, asked by ${requester}${by}${why}`.replace(/\s+/g, ' ').slice(0, 900);
}

/** Whether a comment was written by `upstreamComment` for this request. */
export function isOwnComment(comment: string | null, requestId: string): boolean {
  return comment?.startsWith(`[${requestId}] `) ?? false;
}
