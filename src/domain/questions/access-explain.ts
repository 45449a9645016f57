/**
 * "Why can Adele reach email?", "why can't Diego?", "what if Adele signs in from Brazil?": the tenant's policies
 * evaluated for this person, app and device, beside what the real sign-ins say. The verdict is the trace's own; what
 * could not be learned is a gap and never reads as "allowed".
 */
import type { Evaluation } from '../conditional-access/evaluate.ts';
import { evaluate, outcomeWithReportOnly } from '../conditional-access/evaluate.ts';
import { compilePolicies } from '../conditional-access/compile.ts';
import type { SignInFacts } from '../conditional-access/facts.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { SignIn } from '../tenant/user.ts';
import type { AccessApp } from './access-app.ts';
import { accessApp, appFromSignIns, isSignInTo } from './access-app.ts';
import { differences } from './access-compare.ts';
import type { AccessAsking, AccessFacts } from './access-facts.ts';
import { gatherAccess } from './access-facts.ts';
import { CLIENT_WORDS } from './access-platform.ts';
import type { Telling } from './access-policies-told.ts';
import { reportOnlyBlockers } from './access-policies-told.ts';
import { chainSections, planState, policySections, signInSections } from './access-sections.ts';
import type { AccessSignals } from './access-signals.ts';
import { accessSignals } from './access-signals.ts';
import type { AccessCase, AccessVerdict } from './access-verdict.ts';
import { accessVerdict } from './access-verdict.ts';
import { accessNames, controlWords, listWords } from './access-words.ts';
import type { Answer, Notice, Offer, Reply } from './answer.ts';
import { gapsOf } from './ask.ts';
import { failingPolicies } from './device-failing-settings.ts';
import { RISK } from './device-words.ts';
import { agoText } from './elapsed.ts';
import type { Attempt } from './sign-in-fold.ts';
import { foldSignIns } from './sign-in-fold.ts';

/** Slots of `access.explain`: user, app?, device?, polarity. */
export function accessExplain(
  ports: TenantPorts,
  clock: Clock,
  slots: Readonly<Record<string, string>>,
): Promise<Reply> {
  return answerAccess(ports, clock, { intent: 'access.explain', slots });
}

/** Slots of `access.whatif`: user, app, device?, platform?, ip?, country?. */
export function accessWhatif(
  ports: TenantPorts,
  clock: Clock,
  slots: Readonly<Record<string, string>>,
): Promise<Reply> {
  return answerAccess(ports, clock, { intent: 'access.whatif', slots });
}

/** One kind of client with what comes of it. */
interface Variant {
  readonly telling: Telling;
  readonly evaluation: Evaluation;
  readonly verdict: AccessVerdict;
}

async function answerAccess(ports: TenantPorts, clock: Clock, asking: AccessAsking): Promise<Reply> {
  const gathered = await gatherAccess(ports, clock, asking);
  if (gathered.kind === 'reply') return gathered.reply;
  const { facts } = gathered;
  const typed = asking.slots['app'];
  const recent = facts.signIns.known ? facts.signIns.value : [];
  const app = accessApp(typed) ?? appFromSignIns(typed ?? '', recent);
  if (app === null) return noSuchApp(typed ?? '', facts, asking);
  return answer(facts, app, asking, clock.now());
}

function answer(facts: AccessFacts, app: AccessApp, asking: AccessAsking, now: Date): Answer {
  const signals = accessSignals(facts, app, asking.slots);
  const asked = caseOf(facts, app, asking);
  const attempts = foldSignIns(
    (facts.signIns.known ? facts.signIns.value : []).filter((s) => isSignInTo(s, app)),
  );
  const askedAt = facts.signIns.known ? facts.signIns.at : facts.userAt;
  const variants = variantsOf(facts, signals, asked);
  const [main] = variants;
  const gaps = gapsOf(
    facts.snapshot,
    facts.memberships,
    facts.device.directory,
    facts.device.managed,
    facts.riskyUser,
    facts.signIns,
    facts.compliance,
    facts.machine,
  );
  const common = {
    kind: 'answer',
    intent: asking.intent,
    subject: { kind: 'user', name: facts.user.displayName, reference: facts.user.id },
    gaps,
    offers: offersFor(facts, app, asking),
  } as const;
  if (main === undefined || !facts.snapshot.known) {
    return { ...common, ...withoutPolicies(facts, app, asked, signals, attempts, askedAt) };
  }
  const { headline, tone } = joined(variants, asked);
  const { telling, evaluation } = main;
  return {
    ...common,
    tone: tone === 'good' && gaps.length > 0 ? 'neutral' : tone,
    headline,
    reasons: reasonsFor({ facts, app, asked, signals, attempts, now, asking }, variants),
    sections: [
      ...policySections(evaluation, telling, facts.snapshot.value.takenAt),
      ...signInSections(attempts, app, askedAt),
      ...chainSections(facts, app, telling, signals.like),
    ],
  };
}

function caseOf(facts: AccessFacts, app: AccessApp, asking: AccessAsking): AccessCase {
  const { user } = facts;
  const polarity = asking.slots['polarity'];
  return {
    person: user.displayName,
    app: app.name,
    polarity: polarity === 'can' || polarity === 'cannot' ? polarity : null,
    before: [
      ...(user.accountEnabled === false ? ['the account is disabled'] : []),
      ...(planState(user, app) === 'missing' ? [`${app.plan?.what ?? 'a plan'} is not assigned`] : []),
    ],
  };
}

function variantsOf(facts: AccessFacts, signals: AccessSignals, asked: AccessCase): readonly Variant[] {
  if (!facts.snapshot.known) return [];
  const snapshot = facts.snapshot.value;
  const compiled = compilePolicies(snapshot);
  const names = accessNames(facts.memberships.known ? facts.memberships.value : null, snapshot);
  return signals.signIns.map((signIn) => {
    const telling: Telling = { facts: signIn, names, device: shownDevice(facts, signIn) };
    const evaluation = evaluate(compiled, signIn);
    return { telling, evaluation, verdict: accessVerdict(asked, evaluation, telling) };
  });
}

/** A device that is not registered has no name for policies. */
function shownDevice(facts: AccessFacts, signIn: SignInFacts): string | null {
  return signIn.device === null ? null : facts.device.name;
}

/** One headline when the kinds of client come to the same, else what each comes to. */
function joined(
  variants: readonly Variant[],
  { person, app }: AccessCase,
): Pick<AccessVerdict, 'headline' | 'tone'> {
  const [first, second] = variants.map((variant) => variant.verdict);
  if (first === undefined) return { headline: '', tone: 'unknown' };
  if (second === undefined || first.verdict === second.verdict) return first;
  const each = variants.map(({ verdict, telling }) => {
    const { clientAppType } = telling.facts;
    const how = clientAppType === undefined ? '' : CLIENT_WORDS[clientAppType];
    return `${how} ${{ allowed: 'yes', allowedWithControls: 'yes', blocked: 'no', undetermined: 'not known' }[verdict.verdict]}`;
  });
  const open = variants.some(({ verdict }) => verdict.verdict === 'undetermined');
  return {
    headline: `Whether ${person} can reach ${app} depends on the client: ${each.join(', ')}`,
    tone: open ? 'unknown' : 'warning',
  };
}

interface Told {
  readonly facts: AccessFacts;
  readonly app: AccessApp;
  readonly asked: AccessCase;
  readonly signals: AccessSignals;
  readonly attempts: readonly Attempt[];
  readonly now: Date;
  readonly asking: AccessAsking;
}

function reasonsFor(told: Told, variants: readonly Variant[]): readonly string[] {
  const { facts, asked, signals, attempts, now } = told;
  const [main] = variants;
  const [newest] = attempts;
  if (main === undefined || !facts.snapshot.known) return [];
  const { evaluation, telling, verdict } = main;
  const compared =
    newest === undefined || told.asking.intent === 'access.whatif'
      ? []
      : differences({
          now,
          attempt: newest,
          evaluation,
          telling,
          snapshot: facts.snapshot.value,
          deviceId: facts.device.deviceId,
        });
  return [
    ...(verdict.contrary ? [contraryReason(asked, newest, now)] : []),
    ...otherClients(variants),
    ...compared,
    ...reportOnlyReason(main, telling),
    ...defaultsReason(facts),
    ...deviceReasons(facts, main),
    ...[facts.device.choice, ...facts.device.notes].filter((sentence) => sentence !== ''),
    ...signalReasons(signals.like, told),
  ];
}

function contraryReason({ polarity }: AccessCase, newest: Attempt | undefined, now: Date): string {
  if (polarity === 'can') return 'The question takes it that they can; as things stand now, they cannot.';
  const failed =
    newest?.outcome === 'failure'
      ? ` The newest sign-in failed, ${agoText(now, newest.end.createdDateTime)}; see below.`
      : '';
  return `The question takes it that they cannot; nothing that was looked at keeps them out.${failed}`;
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
  const stopping = listWords(reportOnlyBlockers(results).map((result) => result.policy.displayName));
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

/** Conditional Access knows a device by Entra's flag alone: what Defender and Intune say beside it is told here. */
function deviceReasons(facts: AccessFacts, { telling }: Variant): readonly string[] {
  const { device, compliance, machine } = facts;
  const name = device.name ?? 'the device';
  const flag = device.directory.known ? (device.directory.value?.isCompliant ?? null) : undefined;
  const risk = machine?.known === true ? machine.value?.riskScore : undefined;
  const risky = risk === 'High' || risk === 'Medium';
  const failing = compliance?.known === true ? failingPolicies(compliance.value) : [];
  const problems = failing.flatMap((policy) => (policy.settings ?? []).map((setting) => setting.problem));
  const flagWords = {
    true: 'compliant',
    false: 'not compliant',
    null: 'never reported as compliant',
    undefined: 'not known',
  }[String(flag) as 'true'];
  return [
    ...(risky && telling.facts.device !== null
      ? [
          `Defender sees ${RISK[risk].words} on ${name}, but no policy looks at that: for Conditional Access it is ${flagWords}, by Intune's last word.`,
        ]
      : []),
    ...(problems.length === 0
      ? []
      : [`${name} is not compliant because: ${listWords([...new Set(problems)].slice(0, 4))}.`]),
  ];
}

function signalReasons(like: SignIn | null, { app, now, asking, facts }: Told): readonly string[] {
  if (!facts.signIns.known) return [];
  if (like === null)
    return [
      'There is no interactive sign-in of the last week to take place, client and risk from: they count as not known.',
    ];
  const { ip, country } = asking.slots;
  const what =
    ip === undefined && country === undefined ? 'Place, client and sign-in risk' : 'Client and sign-in risk';
  const to = isSignInTo(like, app) ? `to ${app.name} ` : '';
  return [`${what} are taken from the newest sign-in ${to}(${agoText(now, like.createdDateTime)}).`];
}

/** The policies could not be read: what is before them and beside them is still told. */
function withoutPolicies(
  facts: AccessFacts,
  app: AccessApp,
  asked: AccessCase,
  signals: AccessSignals,
  attempts: readonly Attempt[],
  askedAt: string,
): Pick<Answer, 'tone' | 'headline' | 'reasons' | 'sections'> {
  const [signIn] = signals.signIns;
  const why = facts.snapshot.known ? '' : facts.snapshot.gap.message;
  const names = accessNames(null, null);
  return {
    tone: asked.before.length > 0 ? 'bad' : 'unknown',
    headline:
      asked.before.length > 0
        ? `${asked.person} cannot reach ${app.name}: ${listWords(asked.before)}`
        : `Whether ${asked.person} can reach ${app.name} is not known: the policies could not be read (${why})`,
    reasons: [facts.device.choice].filter((sentence) => sentence !== ''),
    sections: [
      ...signInSections(attempts, app, askedAt),
      ...(signIn === undefined
        ? []
        : chainSections(facts, app, { facts: signIn, names, device: facts.device.name }, signals.like)),
    ],
  };
}

function offersFor(facts: AccessFacts, app: AccessApp, asking: AccessAsking): readonly Offer[] {
  const { user, device } = facts;
  const again = { user: user.id, app: app.appId };
  const { reference } = device;
  return [
    ...(reference === null
      ? []
      : [
          {
            title: `State of ${device.name ?? 'the device'}`,
            intent: 'device.posture' as const,
            slots: { device: reference },
          },
        ]),
    { title: 'Sign-ins', intent: 'user.signins', slots: { user: user.id } },
    { title: 'Devices', intent: 'user.devices', slots: { user: user.id } },
    ...(asking.intent === 'access.whatif'
      ? [
          {
            title: 'As things are now',
            intent: 'access.explain' as const,
            slots: { ...again, polarity: 'can' },
          },
        ]
      : [
          {
            title: 'And on an iPhone?',
            intent: 'access.whatif' as const,
            slots: { ...again, platform: 'iOS' },
          },
        ]),
  ];
}

function noSuchApp(typed: string, facts: AccessFacts, asking: AccessAsking): Notice {
  const names = ['email', 'Teams', 'SharePoint', 'Azure portal', 'Intune'];
  return {
    kind: 'notice',
    tone: 'warning',
    headline: `Which application "${typed}" is, is not known`,
    lines: [
      `Ask by its application id, or for one of: ${names.join(', ')}. An app that ${facts.user.displayName} signed in to in the last week is found by its name.`,
    ],
    gaps: gapsOf(facts.signIns),
    offers: names.map((name) => ({
      title: name,
      intent: asking.intent,
      slots: { ...asking.slots, user: facts.user.id, app: name },
    })),
  };
}
