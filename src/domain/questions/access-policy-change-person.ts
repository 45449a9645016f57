/** One person under a policy that is imagined otherwise: their own sign-in before and after. */
import { compilePolicies } from '../conditional-access/compile.ts';
import type { CompiledPolicies } from '../conditional-access/compile.ts';
import { getsIn, outcomeChange } from '../conditional-access/delta/outcome-change.ts';
import { evaluate } from '../conditional-access/evaluate.ts';
import type { SignInFacts } from '../conditional-access/facts.ts';
import type { Outcome } from '../conditional-access/outcome.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { AccessApp } from './access-app.ts';
import { gatherAccess } from './access-facts.ts';
import { deciding, needsOf } from './access-needs.ts';
import { CLIENT_WORDS } from './access-platform.ts';
import type { ImaginedPolicy } from './access-policy-change.ts';
import { chainSections } from './access-sections.ts';
import { accessSignals } from './access-signals.ts';
import { accessNames } from './access-words.ts';
import type { Reply, Tone } from './answer.ts';
import { gapsOf } from './ask.ts';
import { outcomeWords } from './outcome-words.ts';
import { CHANGE_WORDS } from './policy-imagined.ts';
import { section } from './posture-sections.ts';

export async function personsChange(
  ports: TenantPorts,
  clock: Clock,
  slots: Readonly<Record<string, string>>,
  policy: ImaginedPolicy,
  app: AccessApp,
): Promise<Reply> {
  const gathered = await gatherAccess(ports, clock, { intent: 'access.whatif', slots });
  if (gathered.kind === 'reply') return gathered.reply;
  const { facts } = gathered;
  const { user } = facts;
  const { snapshot } = policy;
  const names = accessNames(facts.memberships.known ? facts.memberships.value : null, snapshot);
  const { signIns, like } = accessSignals(facts, app, slots);
  const now = compilePolicies(snapshot);
  const then = compilePolicies({ ...snapshot, policies: policy.policies });
  const lines = signIns.map((signIn) => {
    const before = outcomeOf(now, signIn);
    const after = outcomeOf(then, signIn);
    return { signIn, before, after, change: told(before, after) };
  });
  const [first] = lines;
  return {
    kind: 'answer',
    intent: 'access.whatif',
    subject: { kind: 'user', name: user.displayName, reference: user.id },
    tone: toneOf(lines),
    headline: `If ${policy.name} ${CHANGE_WORDS[policy.change]}: ${headlineOf(lines, user.displayName, app.name)}`,
    reasons: [
      ...(user.accountEnabled === false
        ? ['The account is disabled: whatever the policies say, nobody gets in with it.']
        : []),
      facts.device.choice,
    ].filter((sentence) => sentence !== ''),
    sections: [
      section({
        title: 'Now, and then',
        source: 'Conditional Access',
        askedAt: snapshot.takenAt,
        facts: [],
        items: lines.map(({ signIn, before, after, change }) => ({
          title: `${app.name}, ${CLIENT_WORDS[signIn.clientAppType]}: ${change}`,
          detail: `now: ${outcomeWords(before, names)}; then: ${outcomeWords(after, names)}`,
        })),
      }),
      ...(first === undefined
        ? []
        : chainSections(facts, app, { facts: first.signIn, names, device: facts.device.name }, like)),
    ],
    gaps: gapsOf(
      facts.memberships,
      facts.device.directory,
      facts.device.managed,
      facts.riskyUser,
      facts.signIns,
    ),
    offers: [
      { title: 'For everybody', intent: 'access.whatif', slots: everybody(slots) },
      {
        title: 'As things are now',
        intent: 'access.explain',
        slots: { user: user.id, app: app.appId, polarity: 'can' },
      },
    ],
  };
}

interface Line {
  readonly signIn: SignInFacts;
  readonly before: Outcome;
  readonly after: Outcome;
  readonly change: string;
}

/** As the answer without the change says it: with the apps that the app needs. */
function outcomeOf(compiled: CompiledPolicies, signIn: SignInFacts): Outcome {
  return deciding(evaluate(compiled, signIn), needsOf(compiled, signIn)).evaluation.outcome;
}

function told(before: Outcome, after: Outcome): string {
  switch (outcomeChange(before, after)) {
    case null:
      return 'nothing changes';
    case 'loses':
      return 'no longer';
    case 'gains':
      return 'gets in';
    case 'moreToDo':
      return 'more to do';
    case 'lessToDo':
      return 'less to do';
    case 'otherToDo':
      return 'something else to do';
    case 'undetermined':
      return 'not known';
  }
}

function headlineOf(lines: readonly Line[], person: string, app: string): string {
  const kinds = new Set(lines.map(({ change }) => change));
  const [only] = kinds;
  if (kinds.size !== 1 || only === undefined) {
    const each = lines.map(({ signIn, change }) =>
      `${signIn.clientAppType === undefined ? '' : CLIENT_WORDS[signIn.clientAppType]} ${change}`.trim(),
    );
    return `for ${person} and ${app} it depends on the client: ${each.join(', ')}`;
  }
  switch (only) {
    case 'no longer':
      return `${person} could no longer reach ${app}`;
    case 'gets in':
      return `${person} could reach ${app}`;
    case 'nothing changes':
      return `nothing would change for ${person} and ${app}`;
    case 'not known':
      return `what ${person} would meet at ${app} is not known`;
    default:
      return `${person} would still reach ${app}, with ${only}`;
  }
}

function toneOf(lines: readonly Line[]): Tone {
  if (lines.some(({ change }) => change === 'not known')) return 'unknown';
  if (lines.some(({ before, after }) => getsIn(before) && !getsIn(after))) return 'bad';
  return lines.every(({ change }) => change === 'nothing changes') ? 'neutral' : 'warning';
}

function everybody({
  policy = '',
  change = '',
}: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { policy, change };
}
