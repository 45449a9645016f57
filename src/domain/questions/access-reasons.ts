/** The sentences under the verdict of an access answer: what surprises first, then what it rests on. Pure. */
import type { Evaluation } from '../conditional-access/evaluate.ts';
import { outcomeWithReportOnly } from '../conditional-access/evaluate.ts';
import type { Outcome } from '../conditional-access/outcome.ts';
import type { SignIn } from '../tenant/user.ts';
import type { AccessApp } from './access-app.ts';
import { isSignInTo } from './access-app.ts';
import { differences } from './access-compare.ts';
import type { AccessAsking, AccessFacts } from './access-facts.ts';
import type { Need } from './access-needs.ts';
import { CLIENT_WORDS } from './access-platform.ts';
import type { Telling } from './access-policies-told.ts';
import { reportOnlyBlockers } from './access-policies-told.ts';
import type { AccessCase, AccessVerdict } from './access-verdict.ts';
import { controlWords, listWords } from './access-words.ts';
import { failingPolicies } from './device-failing-settings.ts';
import { RISK } from './device-words.ts';
import { agoText } from './elapsed.ts';
import type { Attempt } from './sign-in-fold.ts';

/** One kind of client with what comes of it. */
export interface Variant {
  readonly telling: Telling;
  /** Of the app itself. */
  readonly evaluation: Evaluation;
  readonly needs: readonly Need[];
  /** Of the app with all that it needs. */
  readonly whole: Outcome;
  readonly verdict: AccessVerdict;
}

export interface Told {
  readonly facts: AccessFacts;
  readonly app: AccessApp;
  readonly asked: AccessCase;
  /** The sign-in that place, client and risk were taken from. */
  readonly like: SignIn | null;
  readonly attempts: readonly Attempt[];
  readonly now: Date;
  readonly asking: AccessAsking;
}

export function reasonsFor(told: Told, variants: readonly Variant[]): readonly string[] {
  const { facts, asked, attempts, now } = told;
  const [main] = variants;
  const [newest] = attempts;
  if (main === undefined || !facts.snapshot.known) return [];
  const { evaluation, telling, verdict, whole } = main;
  const compared =
    newest === undefined || told.asking.intent === 'access.whatif'
      ? []
      : differences({
          now,
          attempt: newest,
          evaluation: { results: evaluation.results, outcome: whole },
          telling,
          snapshot: facts.snapshot.value,
          deviceId: facts.device.deviceId,
        });
  return [
    ...(verdict.contrary ? [contraryReason(asked, newest, now, verdict.verdict)] : []),
    ...otherClients(variants),
    ...compared,
    ...reportOnlyReason(main, telling),
    ...defaultsReason(facts),
    ...deviceReasons(facts),
  ];
}

/** Where the evaluated sign-in was taken from: what a reader may disagree with. */
export function provenanceOf(told: Told): readonly string[] {
  const { device, snapshot } = told.facts;
  if (!snapshot.known) return [];
  return [
    ...[device.choice, ...device.notes].filter((sentence) => sentence !== ''),
    ...signalReasons(told.like, told),
  ];
}

function contraryReason(
  { polarity }: AccessCase,
  newest: Attempt | undefined,
  now: Date,
  verdict: AccessVerdict['verdict'],
): string {
  if (polarity === 'can') return 'The question takes it that they can; as things stand now, they cannot.';
  const failed =
    newest?.outcome === 'failure'
      ? ` The newest sign-in failed, ${agoText(now, newest.end.createdDateTime)}; see below.`
      : '';
  const unless = verdict === 'allowedWithControls' ? ' once they have done what is asked for' : '';
  return `The question takes it that they cannot; nothing that was looked at keeps them out${unless}.${failed}`;
}

function otherClients(variants: readonly Variant[]): readonly string[] {
  const [first, second] = variants;
  if (first === undefined || second === undefined || first.verdict.verdict === second.verdict.verdict)
    return [];
  return variants.map((variant) => {
    const { clientAppType } = variant.telling.facts;
    const how = clientAppType === undefined ? 'Otherwise' : CLIENT_WORDS[clientAppType];
    return `${how.slice(0, 1).toUpperCase()}${how.slice(1)}: ${variant.verdict.headline}.`;
  });
}

function reportOnlyReason({ evaluation, telling }: Variant, { names }: Telling): readonly string[] {
  const { results, outcome } = evaluation;
  const then = outcomeWithReportOnly(telling.facts, results);
  if (then.verdict === outcome.verdict && then.requiredControls.join() === outcome.requiredControls.join())
    return [];
  const stopping = listWords(reportOnlyBlockers(results).map(({ policy }) => `"${policy.displayName}"`));
  const todo = listWords(then.requiredControls.map((entry) => controlWords(entry, names)));
  const words = {
    allowed: 'they would get in',
    blocked: `they would be kept out${stopping === '' ? '' : ` by ${stopping}`}`,
    allowedWithControls: `they would get in after ${todo}`,
    undetermined: 'it would not be known',
  }[then.verdict];
  return [`If the report-only policies were on, ${words}.`];
}

function defaultsReason({ snapshot }: AccessFacts): readonly string[] {
  if (!snapshot.known || snapshot.value.securityDefaultsEnabled !== true) return [];
  return [
    'Security defaults are on: Microsoft may ask for multifactor authentication and blocks legacy clients, whatever the policies say.',
  ];
}

/** Conditional Access knows a device by Entra's flag alone: how that came about is told here. */
function deviceReasons(facts: AccessFacts): readonly string[] {
  const { device, compliance } = facts;
  const name = device.name ?? 'the device';
  const flag = device.directory.known ? (device.directory.value?.isCompliant ?? null) : null;
  const failing = compliance?.known === true ? failingPolicies(compliance.value) : [];
  const problems = failing.flatMap((policy) => (policy.settings ?? []).map((setting) => setting.problem));
  return [
    ...(raisedRisk(facts) === null
      ? []
      : [
          `Conditional Access has no condition on Defender's risk: it only sees whether Intune calls ${name} compliant (${flag === true ? 'yes' : 'no'}).`,
        ]),
    ...(problems.length === 0
      ? []
      : [`${name} is not compliant: ${[...new Set(problems)].slice(0, 4).join('; ')}.`]),
  ];
}

function signalReasons(like: SignIn | null, { app, now, asking, facts }: Told): readonly string[] {
  if (!facts.signIns.known) return [];
  if (like === null)
    return [
      'There is no interactive sign-in of the last week to take place, client and risk from: they count as not known.',
    ];
  const { ip, country } = asking.slots;
  const placed = ip !== undefined || country !== undefined;
  const what = placed ? 'Client and sign-in risk' : 'Place, client and sign-in risk';
  const to = isSignInTo(like, app) ? `to ${app.name} ` : '';
  return [
    `${what} are taken from the newest sign-in ${to}(${agoText(now, like.createdDateTime)}).`,
    ...(ip === undefined && country !== undefined
      ? ['The address is taken to be in none of the named networks.']
      : []),
  ];
}

/** High or Medium risk of the device, in words; null = none, or not known. */
export function raisedRisk({ device, machine }: AccessFacts): string | null {
  const risk = machine?.known === true ? machine.value?.riskScore : undefined;
  const registered = device.directory.known && device.directory.value !== null;
  return registered && (risk === 'High' || risk === 'Medium') ? RISK[risk].words : null;
}
