/**
 * "What if mfa-or-compliant were AND?": one policy of the tenant imagined otherwise, evaluated for everybody (or for
 * one person), before and after. Whoever is not counted is said not to be.
 */
import { accessDelta } from '../conditional-access/delta/access-delta.ts';
import type { AccessChange, DeltaTotals } from '../conditional-access/delta/access-delta.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { AccessPolicySnapshot, JsonObject } from '../tenant/access-policies.ts';
import type { Gap } from '../tenant/evidence.ts';
import type { Population } from '../tenant/population.ts';
import type { AccessApp } from './access-app.ts';
import { accessApp } from './access-app.ts';
import { personsChange } from './access-policy-change-person.ts';
import { deltaAnswer } from './access-policy-change-told.ts';
import type { Choice, Notice, Offer, Reply } from './answer.ts';
import { asked, gapsOf } from './ask.ts';
import { EVERYDAY_APPS } from './everyday-apps.ts';
import { POLICY_CHANGES, imagined, stateWords } from './policy-imagined.ts';
import type { PolicyChangeName } from './policy-imagined.ts';
import { policyName, policyNamed } from './policy-by-name.ts';

type Slots = Readonly<Record<string, string>>;

/** A policy of the tenant, and what it is imagined to be. */
export interface ImaginedPolicy {
  readonly name: string;
  readonly change: PolicyChangeName;
  readonly now: JsonObject;
  readonly then: JsonObject;
  readonly snapshot: AccessPolicySnapshot;
  /** All policies, with this one as it is imagined. */
  readonly policies: readonly JsonObject[];
}

/** People between two pauses: some hundredths of a second. */
const PEOPLE_AT_A_TIME = 100;

/**
 * Slots of `access.whatif`: policy, change; user?, app? and what else describes a sign-in.
 * @param pause lets others go first, every now and then
 */
export async function accessPolicyChange(
  ports: TenantPorts,
  clock: Clock,
  slots: Slots,
  pause: () => Promise<void>,
): Promise<Reply> {
  const [snapshot, people] = await Promise.all([
    asked(clock, 'Conditional Access', 'policies', () => ports.accessPolicies.snapshot()),
    slots['user'] === undefined
      ? asked(clock, 'Entra ID', 'people, groups and devices', () => ports.populations.read())
      : null,
  ]);
  if (!snapshot.known) return notRead('the policies could not be read', gapsOf(snapshot), slots);
  const policy = imaginedPolicy(snapshot.value, slots);
  if ('kind' in policy) return policy;
  const app = accessApp(slots['app']);
  if (app === null) return noSuchApp(slots);
  // Without an app, one person is asked about for email, and everybody for what everybody uses.
  if (people === null) return await personsChange(ports, clock, slots, policy, app);
  if (!people.known) {
    return notRead('the people of the tenant are not read yet', gapsOf(people), slots);
  }
  const { country } = slots;
  const population = country === undefined ? people.value : { ...people.value, country };
  const apps = slots['app'] === undefined ? EVERYDAY_APPS : [app];
  const { changes, totals } = await deltaOf(population, policy, apps, pause);
  return deltaAnswer({
    policy,
    apps,
    population,
    changes,
    totals,
    now: clock.now(),
    slots: { ...slots, policy: idOf(policy.now) },
  });
}

function imaginedPolicy(snapshot: AccessPolicySnapshot, slots: Slots): ImaginedPolicy | Choice | Notice {
  const { policy: typed = '', change: wanted = '' } = slots;
  const named = policyNamed(typed, snapshot.policies);
  if (named.kind === 'several') return choosePolicy(typed, named.policies, slots);
  if (named.kind === 'none') return noSuchPolicy(typed, named.nearest, slots);
  const now = named.policy;
  const name = policyName(now);
  const change = POLICY_CHANGES.find((one) => one === wanted);
  if (change === undefined)
    return otherwise(now, name, slots, `How ${name} is to be imagined is not understood`);
  const then = imagined(now, change);
  if (then.kind === 'same') return otherwise(now, name, slots, `${name} ${then.why}: nothing would change`);
  // By its place: other policies may have the same name, or lack an id.
  const policies = snapshot.policies.map((one) => (one === now ? then.policy : one));
  return { name, change, now, then: then.policy, snapshot, policies };
}

async function deltaOf(
  population: Population,
  { snapshot, policies }: ImaginedPolicy,
  apps: readonly AccessApp[],
  pause: () => Promise<void>,
): Promise<{ readonly changes: readonly AccessChange[]; readonly totals: DeltaTotals }> {
  const steps = accessDelta({
    population,
    namedLocations: snapshot.namedLocations,
    before: snapshot.policies,
    after: policies,
    apps: apps.map(({ appId }) => ({ appId, owner: undefined })),
  });
  const changes: AccessChange[] = [];
  for (let people = 1; ; people += 1) {
    const step = steps.next();
    if (step.done === true) return { changes, totals: step.value };
    for (const change of step.value) changes.push(change);
    if (people % PEOPLE_AT_A_TIME === 0) await pause();
  }
}

function choosePolicy(typed: string, policies: readonly JsonObject[], slots: Slots): Choice {
  return {
    kind: 'choice',
    headline: `${policies.length} policies fit "${typed}": which one?`,
    candidates: policies.map((policy) => ({
      title: policyName(policy),
      detail: stateWords(policy),
      offer: askAgain('This one', policy, slots),
    })),
    gaps: [],
  };
}

function noSuchPolicy(typed: string, nearest: readonly JsonObject[], slots: Slots): Notice {
  return {
    kind: 'notice',
    tone: 'warning',
    headline: `No Conditional Access policy is called "${typed}"`,
    lines: nearest.length === 0 ? ['The tenant has no policies.'] : ['These come nearest:'],
    gaps: [],
    offers: nearest.map((policy) => askAgain(policyName(policy), policy, slots)),
  };
}

function otherwise(policy: JsonObject, name: string, slots: Slots, headline: string): Notice {
  const possible = POLICY_CHANGES.filter((change) => imagined(policy, change).kind === 'policy');
  return {
    kind: 'notice',
    tone: 'neutral',
    headline,
    lines: [`It is ${stateWords(policy)}. What can be imagined of it:`],
    gaps: [],
    offers: possible.map((change) => askAgain(`${name}: ${change}`, policy, { ...slots, change })),
  };
}

function askAgain(title: string, policy: JsonObject, slots: Slots): Offer {
  return { title, intent: 'access.whatif', slots: { ...slots, policy: idOf(policy) } };
}

function idOf(policy: JsonObject): string {
  const { id } = policy;
  return typeof id === 'string' ? id : policyName(policy);
}

function noSuchApp(slots: Slots): Notice {
  return {
    kind: 'notice',
    tone: 'warning',
    headline: `Which application "${slots['app'] ?? ''}" is, is not known`,
    lines: [`Ask by its application id, or for one of: ${EVERYDAY_APPS.map(({ name }) => name).join(', ')}.`],
    gaps: [],
    offers: EVERYDAY_APPS.map(({ name, appId }) => ({
      title: name,
      intent: 'access.whatif',
      slots: { ...slots, app: appId },
    })),
  };
}

function notRead(why: string, gaps: readonly Gap[], slots: Slots): Notice {
  return {
    kind: 'notice',
    tone: 'unknown',
    headline: `What that would change is not known: ${why}`,
    lines: [],
    gaps,
    offers: [{ title: 'Ask again', intent: 'access.whatif', slots }],
  };
}
