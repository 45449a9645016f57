/** "Sign-ins of Adele": the last attempts, steps folded, results in plain words, what Conditional Access said. */
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Offer, Reply, Tone } from './answer.ts';
import { asked, gapsOf } from './ask.ts';
import { agoText } from './elapsed.ts';
import { reachEmailOffer } from './reach-offer.ts';
import { resolveUser } from './resolve-user.ts';
import type { Attempt } from './sign-in-fold.ts';
import { attemptItems, foldSignIns } from './sign-in-fold.ts';
import { signInWords } from './sign-in-words.ts';

const TOP = 50;
const MOST = 10;

export async function userSignins(ports: TenantPorts, clock: Clock, typed: string): Promise<Reply> {
  const resolution = await resolveUser(ports, clock, typed, { intent: 'user.signins' });
  if (resolution.kind === 'reply') return resolution.reply;
  const { user } = resolution;
  const subject = { kind: 'user', name: user.displayName, reference: user.id } as const;
  const offers = (keptOut: boolean): readonly Offer[] => [
    { title: 'Whole picture', intent: 'user.posture', slots: { user: user.id } },
    { title: 'Devices', intent: 'user.devices', slots: { user: user.id } },
    reachEmailOffer(user, { keptOut }),
  ];
  const fact = await asked(clock, 'Entra sign-in log', 'sign-ins', () =>
    ports.directory.signIns({ userId: user.id, top: TOP }),
  );
  if (!fact.known) {
    return {
      kind: 'answer',
      intent: 'user.signins',
      subject,
      tone: 'unknown',
      headline: `Sign-ins not known: ${fact.gap.message}`,
      reasons: [],
      sections: [],
      gaps: gapsOf(fact),
      offers: offers(false),
    };
  }
  const attempts = foldSignIns(fact.value);
  return {
    kind: 'answer',
    intent: 'user.signins',
    subject,
    ...signInVerdict(attempts, clock.now()),
    reasons: signInReasons(attempts, fact.value.length >= TOP),
    sections: [
      {
        title: 'Sign-ins',
        source: 'Entra sign-in log',
        askedAt: fact.at,
        facts: [],
        items: attemptItems(attempts, MOST),
        more: Math.max(0, attempts.length - MOST),
        folded: false,
      },
    ],
    gaps: [],
    offers: offers(attempts[0]?.outcome === 'failure'),
  };
}

/** The last attempt leads: it is what somebody asks about. */
export function signInVerdict(
  attempts: readonly Attempt[],
  now: Date,
): { readonly tone: Tone; readonly headline: string } {
  const [last] = attempts;
  if (last === undefined)
    return { tone: 'neutral', headline: 'The sign-in log holds no interactive sign-in' };
  const failed = attempts.filter((attempt) => attempt.outcome === 'failure').length;
  const words = signInWords(last.end).words;
  const app = last.end.appDisplayName ?? 'an application';
  const risky = attempts.some((attempt) =>
    ['medium', 'high'].includes(attempt.end.riskLevelDuringSignIn ?? ''),
  );
  return {
    tone: risky
      ? 'bad'
      : last.outcome === 'success'
        ? failed > 0
          ? 'warning'
          : 'good'
        : last.outcome === 'unknown'
          ? 'unknown'
          : 'warning',
    headline: `Last attempt ${agoText(now, last.end.createdDateTime)}: ${app}, ${words}${last.outcome === 'unfinished' ? ', and went no further' : ''}; ${failed} of ${attempts.length} attempts failed`,
  };
}

function signInReasons(attempts: readonly Attempt[], cut: boolean): readonly string[] {
  const hidden = attempts.some((attempt) => attempt.end.appliedPolicies === null);
  const risky = attempts.filter((attempt) =>
    ['medium', 'high'].includes(attempt.end.riskLevelDuringSignIn ?? ''),
  ).length;
  return [
    ...(risky === 0 ? [] : [`${risky} of them carried medium or high risk.`]),
    ...(hidden
      ? [
          'Which policies applied was left out by Entra ID: that also needs the application permission Policy.Read.All or Policy.Read.ConditionalAccess.',
        ]
      : []),
    'Interactive sign-ins only; the newest can be missing for some minutes.',
    ...(cut ? [`Only the last ${TOP} entries of the log were read.`] : []),
  ];
}
