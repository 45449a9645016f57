/** Sign-ins as a person lived them: the steps of one attempt are folded into its end. Pure. */
import type { SignIn } from '../tenant/user.ts';
import type { ListItem, Tone } from './answer.ts';
import { signInWords } from './sign-in-words.ts';

export interface Attempt {
  /** The step that ended it. */
  readonly end: SignIn;
  /** Steps in between, oldest first. */
  readonly interrupts: readonly SignIn[];
  readonly outcome: 'success' | 'failure' | 'unfinished' | 'unknown';
}

/** Newest first. Only steps with the same correlation id and application belong together. */
export function foldSignIns(signIns: readonly SignIn[]): readonly Attempt[] {
  const groups = new Map<string, SignIn[]>();
  for (const signIn of signIns) {
    const key =
      signIn.correlationId === null || signIn.correlationId === ''
        ? `alone ${signIn.id}`
        : `${signIn.correlationId} ${signIn.appId ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), signIn]);
  }
  return [...groups.values()]
    .flatMap(foldGroup)
    .sort((a, b) => Date.parse(b.end.createdDateTime) - Date.parse(a.end.createdDateTime));
}

function foldGroup(group: readonly SignIn[]): readonly Attempt[] {
  const ordered = [...group].sort((a, b) => Date.parse(a.createdDateTime) - Date.parse(b.createdDateTime));
  const attempts: Attempt[] = [];
  let interrupts: SignIn[] = [];
  for (const signIn of ordered) {
    if (signInWords(signIn).interrupt) {
      interrupts.push(signIn);
      continue;
    }
    attempts.push({ end: signIn, interrupts, outcome: outcomeOf(signIn) });
    interrupts = [];
  }
  const last = interrupts.at(-1);
  if (last !== undefined)
    attempts.push({ end: last, interrupts: interrupts.slice(0, -1), outcome: 'unfinished' });
  return attempts;
}

function outcomeOf(signIn: SignIn): Attempt['outcome'] {
  if (signIn.errorCode === null) return 'unknown';
  return signIn.errorCode === 0 ? 'success' : 'failure';
}

const TONE: Readonly<Record<Attempt['outcome'], Tone>> = {
  success: 'good',
  failure: 'bad',
  unfinished: 'warning',
  unknown: 'unknown',
};

/** The newest `most`; what helps is said once, with the first attempt that it helps. */
export function attemptItems(attempts: readonly Attempt[], most: number): readonly ListItem[] {
  const said = new Set<string>();
  return attempts.slice(0, most).map((attempt) => {
    const remedy = attempt.outcome === 'success' ? null : signInWords(attempt.end).remedy;
    const repeated = remedy !== null && said.has(remedy);
    if (remedy !== null) said.add(remedy);
    return attemptItem(attempt, repeated ? null : remedy);
  });
}

function attemptItem(attempt: Attempt, remedy: string | null): ListItem {
  const { end } = attempt;
  const result = signInWords(end);
  const app = end.appDisplayName ?? end.resourceDisplayName ?? 'an application that is not named';
  const code = end.errorCode === null || end.errorCode === 0 ? '' : ` (AADSTS${end.errorCode})`;
  const unfinished = attempt.outcome === 'unfinished' ? ', and went no further' : '';
  return {
    title: `${app}: ${result.words}${unfinished}${code}`,
    detail: [
      ...attempt.interrupts.slice(-2).map((step) => `after: ${stepWords(step)}`),
      ...policyWords(end),
      place(end),
      end.ipAddress,
      deviceWords(end),
      end.clientAppUsed,
      riskWords(end),
      remedy,
    ]
      .filter((part) => part !== null && part !== '')
      .join(' · '),
    tone: TONE[attempt.outcome],
    at: end.createdDateTime,
  };
}

/** How a step ended is told by what followed it: not passed at first, it may have been passed then. */
function stepWords(step: SignIn): string {
  return signInWords(step).words.replace(/ and not passed$/, '');
}

/** Microsoft's own results, by policy; absent results are said to be absent. */
function policyWords(signIn: SignIn): readonly string[] {
  const status = {
    success: 'Conditional Access: satisfied',
    failure: 'Conditional Access: refused',
    notApplied: 'Conditional Access: no policy applied',
    unknown: 'Conditional Access: not known',
  }[signIn.conditionalAccessStatus];
  if (signIn.appliedPolicies === null) {
    return signIn.conditionalAccessStatus === 'notApplied'
      ? [status]
      : [`${status} (policies were left out)`];
  }
  const refused = signIn.appliedPolicies.filter((policy) => policy.result === 'failure');
  return [
    refused.length === 0 ? status : `${status} by ${refused.map((policy) => policy.displayName).join(', ')}`,
  ];
}

function place(signIn: SignIn): string | null {
  const parts = [signIn.city, signIn.countryOrRegion].filter((part) => part !== null && part !== '');
  return parts.length === 0 ? null : parts.join(', ');
}

function deviceWords(signIn: SignIn): string {
  const device = signIn.device;
  if (device === null) return 'device not in the log';
  if ((device.deviceId ?? '') === '' && (device.displayName ?? '') === '') {
    return 'no registered device';
  }
  const compliant = device.isCompliant === null ? '' : device.isCompliant ? ', compliant' : ', not compliant';
  return `${device.displayName ?? device.deviceId ?? ''}${compliant}`;
}

function riskWords(signIn: SignIn): string | null {
  const risk = signIn.riskLevelDuringSignIn;
  return risk === null || risk === 'none' || risk === '' ? null : `risk: ${risk}`;
}
