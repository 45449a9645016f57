/**
 * "Why can Adele reach email?", "why can't Diego?", "what if Adele signs in from Brazil?": the tenant's policies
 * evaluated for this person, app and device, beside what the real sign-ins say. The verdict is the trace's own; what
 * could not be learned is a gap and never reads as "allowed".
 */
import type { Evaluation } from '../conditional-access/evaluate.ts';
import { evaluate } from '../conditional-access/evaluate.ts';
import { compilePolicies } from '../conditional-access/compile.ts';
import { withValues } from '../conditional-access/device-facts.ts';
import type { SignInFacts } from '../conditional-access/facts.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Asked } from '../tenant/evidence.ts';
import type { Population } from '../tenant/population.ts';
import type { SecondOpinion } from '../tenant/what-if.ts';
import type { AccessPolicySnapshot } from '../tenant/access-policies.ts';
import type { AccessApp } from './access-app.ts';
import { accessApp, appFromSignIns, isSignInTo } from './access-app.ts';
import type { AccessAsking, AccessFacts } from './access-facts.ts';
import { gatherAccess } from './access-facts.ts';
import type { Sessions } from './access-latency.ts';
import { latencySections, stillOpen } from './access-latency.ts';
import type { ChangeAnswer } from './access-least-change.ts';
import { whatWouldChangeIt } from './access-least-change.ts';
import { CLIENT_WORDS } from './access-platform.ts';
import type { Telling } from './access-policies-told.ts';
import type { Variant } from './access-reasons.ts';
import { provenanceOf, raisedRisk, reasonsFor } from './access-reasons.ts';
import { chainSections, planState, policySections, signInSections } from './access-sections.ts';
import type { RiskChainFacts } from './access-risk-chain.ts';
import { chainOfRisk, isRaised, riskNotPassedOn } from './access-risk-chain.ts';
import { opinionTold } from './access-second-opinion.ts';
import type { AccessSignals } from './access-signals.ts';
import { accessSignals } from './access-signals.ts';
import type { AccessCase, AccessVerdict } from './access-verdict.ts';
import { accessVerdict } from './access-verdict.ts';
import { askingWords, deciding, needsOf, needsSections } from './access-needs.ts';
import { accessNames, listWords } from './access-words.ts';
import type { Answer, Notice, Offer, Reply } from './answer.ts';
import { gapsOf } from './ask.ts';
import { askSecondOpinion, secondOpinionOffers } from './ask-second-opinion.ts';
import type { Attempt } from './sign-in-fold.ts';
import { foldSignIns } from './sign-in-fold.ts';

/** Slots of `access.explain`: user, app?, device?, polarity, secondOpinion? (`yes`). */
export function accessExplain(
  ports: TenantPorts,
  clock: Clock,
  slots: Readonly<Record<string, string>>,
): Promise<Reply> {
  return answerAccess(ports, clock, { intent: 'access.explain', slots });
}

/** Slots of `access.whatif`: user, app, device?, platform?, ip?, country?, secondOpinion? (`yes`). */
export function accessWhatif(
  ports: TenantPorts,
  clock: Clock,
  slots: Readonly<Record<string, string>>,
): Promise<Reply> {
  return answerAccess(ports, clock, { intent: 'access.whatif', slots });
}

async function answerAccess(ports: TenantPorts, clock: Clock, asking: AccessAsking): Promise<Reply> {
  const gathered = await gatherAccess(ports, clock, asking);
  if (gathered.kind === 'reply') return gathered.reply;
  const { facts } = gathered;
  const typed = asking.slots['app'];
  const recent = facts.signIns.known ? facts.signIns.value : [];
  const app = accessApp(typed) ?? appFromSignIns(typed ?? '', recent);
  if (app === null) return noSuchApp(typed ?? '', facts, asking);
  const population = asking.intent === 'access.explain' ? ports.populations.held() : null;
  const opinion = await askSecondOpinion(ports, clock, facts, app, asking);
  return answer(facts, app, asking, clock.now(), { population, opinion });
}

/** What only some answers look at. */
interface Besides {
  readonly population: Population | null;
  readonly opinion: Asked<SecondOpinion> | null;
}

function answer(
  facts: AccessFacts,
  app: AccessApp,
  asking: AccessAsking,
  now: Date,
  { population, opinion }: Besides,
): Answer {
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
    facts.risk?.connector ?? null,
    facts.risk?.policyStates ?? null,
    facts.machine,
    opinion,
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
  const { headline, tone } = withDefender(joined(variants, asked), facts, main);
  const { telling, evaluation, needs } = main;
  const { takenAt } = facts.snapshot.value;
  const sessions: Sessions = {
    app,
    guest: facts.user.userType === 'Guest',
    attempts: facts.signIns.known ? attempts : null,
    results: evaluation.results,
    askedAt,
    now,
  };
  const told = { facts, app, asked, like: signals.like, attempts, now, asking };
  const asIs = asking.intent === 'access.explain';
  const change = asIs
    ? whatWouldChangeIt({ facts, snapshot: facts.snapshot.value, app, asked, variants, population })
    : NO_CHANGE;
  const chain = riskChainFacts(facts, facts.snapshot.value, app, telling, now);
  const raised = chain !== null && isRaised(chain);
  const risk = chain === null ? [] : chainOfRisk(chain, askedAt);
  const second = opinionTold(opinion, { app: app.name, results: evaluation.results, telling, takenAt });
  return {
    ...common,
    tone: tone === 'good' && gaps.length > 0 ? 'neutral' : tone,
    headline,
    reasons: [
      ...second.disagreement,
      ...(chain === null ? [] : riskNotPassedOn(chain)),
      ...reasonsFor(told, variants),
      ...change.reasons,
      ...(asIs && main.verdict.verdict === 'blocked' ? stillOpen(sessions) : []),
      ...provenanceOf(told),
      ...second.agreement,
    ],
    sections: [
      ...second.sections,
      ...policySections(evaluation, telling, takenAt),
      ...change.sections,
      ...needsSections(app.name, evaluation, needs, telling.names, takenAt),
      ...signInSections(attempts, app, askedAt),
      ...chainSections(facts, app, telling, signals.like),
      ...(raised ? risk : []),
      ...(asIs ? latencySections(sessions) : []),
      // Without a risk it is an outlook: the first to go where the card is full.
      ...(raised ? [] : risk),
    ],
  };
}

/** A sign-in that never happened is changed by asking again. */
const NO_CHANGE: ChangeAnswer = { reasons: [], sections: [] };

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
    const own = evaluate(compiled, signIn);
    const needs = needsOf(compiled, signIn);
    const { evaluation, need } = deciding(own, needs);
    const asking = askingWords(asked.app, own, needs, names);
    const through = {
      ...asked,
      ...(need === null ? {} : { needs: need.dependency.name }),
      ...(asking === null ? {} : { asking }),
    };
    return {
      telling,
      evaluation: own,
      needs,
      whole: evaluation.outcome,
      verdict: accessVerdict(through, evaluation, telling),
    };
  });
}

/** Only for a device that is there: without one there is nothing to pass a risk on. */
function riskChainFacts(
  facts: AccessFacts,
  snapshot: AccessPolicySnapshot,
  app: AccessApp,
  { facts: signIn }: Telling,
  now: Date,
): RiskChainFacts | null {
  const { device, machine, risk } = facts;
  const registered = signIn.device;
  if (registered === null || registered === undefined || device.name === null) return null;
  const compiled = compilePolicies(snapshot);
  const withFlag = (isCompliant: boolean): Evaluation =>
    evaluate(compiled, { ...signIn, device: withValues(registered, { iscompliant: String(isCompliant) }) });
  return {
    app: app.name,
    device: device.name,
    machine,
    connector: risk?.connector ?? null,
    policyStates: risk?.policyStates ?? null,
    managed: device.managed,
    directory: device.directory,
    ifNoncompliant: withFlag(false),
    ifCompliant: withFlag(true),
    now,
  };
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

/** Defender's risk keeps nobody out: where the door is open, that belongs in the verdict. */
function withDefender(
  said: Pick<AccessVerdict, 'headline' | 'tone'>,
  facts: AccessFacts,
  { verdict }: Variant,
): Pick<AccessVerdict, 'headline' | 'tone'> {
  const risk = raisedRisk(facts);
  if (risk === null || (verdict.verdict !== 'allowed' && verdict.verdict !== 'allowedWithControls'))
    return said;
  const tone = said.tone === 'good' ? 'warning' : said.tone;
  return { tone, headline: `${said.headline}; Defender sees ${risk} there, and no policy looks at that` };
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
    ...secondOpinionOffers(facts, app, asking),
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
