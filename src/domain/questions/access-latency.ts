/**
 * What takes effect when: how long a session that is open already goes on, and how soon a change reaches it. A policy
 * decides when a token is asked for, never in between; only services that evaluate continuously hear of some
 * events before that. Pure.
 *
 * Sources: Microsoft's pages on continuous access evaluation (2025-07: 15 minutes, 28 hours, the events, policy and group
 * changes up to a day, guests not supported), access token lifetime (60 to 90 minutes) and sign-in frequency (2025-03);
 * reference sheets intune-api (sections 4b and 10) and entra-api (section 0). That a device's state is no such event
 * follows from Microsoft's list of events and is UNCONFIRMED beyond it.
 */
import {
  EXCHANGE_ONLINE,
  SHAREPOINT_ONLINE,
  TEAMS_CLIENT,
  TEAMS_SERVICES,
  TEAMS_WEB_CLIENT,
} from '../conditional-access/apps.ts';
import type { PolicyResult } from '../conditional-access/policy-result.ts';
import { isApplied } from '../conditional-access/policy-result.ts';
import type { SessionControl } from '../conditional-access/session-controls.ts';
import type { AccessApp } from './access-app.ts';
import { listWords } from './access-words.ts';
import type { Fact, ListItem, Section } from './answer.ts';
import { utcText } from './elapsed.ts';
import { factsOf, section } from './posture-sections.ts';
import { frequencyWords } from './session-control-words.ts';
import type { Attempt } from './sign-in-fold.ts';

const MINUTE_MS = 60_000;
/** The longest that an ordinary access token lives. */
const TOKEN_MS = 90 * MINUTE_MS;
/** The longest that one lives where the service evaluates continuously. */
const CONTINUOUS_TOKEN_MS = 28 * 60 * MINUTE_MS;

/** Services that hear of events while a token lives. */
const CONTINUOUS: ReadonlySet<string> = new Set([
  EXCHANGE_ONLINE,
  SHAREPOINT_ONLINE,
  TEAMS_SERVICES,
  TEAMS_CLIENT,
  TEAMS_WEB_CLIENT,
]);

export interface Sessions {
  readonly app: AccessApp;
  readonly guest: boolean;
  /** Newest first; null = the log could not be read. */
  readonly attempts: readonly Attempt[] | null;
  readonly results: readonly PolicyResult[];
  /** When the sign-in log was read. */
  readonly askedAt: string;
  readonly now: Date;
}

/** True where the service hears of events at once, given a client that can; guests are not supported. */
function isContinuous({ app, guest }: Sessions): boolean {
  return CONTINUOUS.has(app.appId) && !guest;
}

/** The newest sign-in that succeeded, as far as its token may still live. */
function openSession(sessions: Sessions): { readonly since: string; readonly until: Date } | null {
  const end = sessions.attempts?.find((attempt) => attempt.outcome === 'success')?.end;
  if (end === undefined) return null;
  const began = Date.parse(end.createdDateTime);
  const longest = isContinuous(sessions) ? CONTINUOUS_TOKEN_MS : TOKEN_MS;
  const alive = began + longest > sessions.now.getTime();
  return alive ? { since: end.createdDateTime, until: new Date(began + TOKEN_MS) } : null;
}

/** For somebody who is kept out now: what may still be open. */
export function stillOpen(sessions: Sessions): readonly string[] {
  const open = openSession(sessions);
  if (open === null) return [];
  const { app, now } = sessions;
  const ordinary = open.until > now ? `until ${utcText(open.until.toISOString())} at the latest` : null;
  const continuous = isContinuous(sessions)
    ? 'up to 28 h in a client that evaluates continuously, where revoking the sessions ends it within 15 min'
    : null;
  const howLong = [ordinary, continuous].filter((part) => part !== null).join(', or ');
  return [
    `What was opened before may go on: the token of the sign-in that succeeded (${utcText(open.since)}) opens ${app.name} ${howLong}.`,
  ];
}

export function latencySections(sessions: Sessions): readonly Section[] {
  return [
    section({
      title: 'What takes effect when',
      source: 'Entra sign-in log',
      askedAt: sessions.askedAt,
      facts: sessionFacts(sessions),
      items: ledger(sessions),
      folded: true,
    }),
  ];
}

function sessionFacts(sessions: Sessions): readonly Fact[] {
  const open = openSession(sessions);
  const { now } = sessions;
  const newest = open === null ? 'none whose token could still live' : { time: open.since };
  return factsOf('Entra sign-in log', null, [
    ['Newest sign-in that succeeded', sessions.attempts === null ? 'not known' : newest],
    [
      'Its access token ends at the latest',
      open === null || open.until <= now ? null : { time: open.until.toISOString() },
    ],
    ['Silent renewals', 'not in this log; the policies are looked at again at each'],
    ['Sign-in asked for again', frequencyWordsOf(sessions)],
  ]);
}

function ledger(sessions: Sessions): readonly ListItem[] {
  const continuous = isContinuous(sessions);
  const { app } = sessions;
  const renewal = 'at the next renewal of the token, within 60 to 90 min';
  const event = continuous
    ? `within 15 min in clients that evaluate continuously, else ${renewal}`
    : `${renewal}: ${app.name} ${sessions.guest ? 'does not evaluate guests continuously' : 'is not known to evaluate continuously'}`;
  const risk = app.appId === SHAREPOINT_ONLINE ? `${renewal}: SharePoint does not hear of user risk` : event;
  const changed = continuous
    ? `${renewal}; where the client evaluates continuously up to a day, often 2 h; at once when the sessions are revoked as well`
    : `${renewal}; at once for new sign-ins`;
  return [
    item('Sessions revoked, account disabled, password reset', event),
    item('User risk becomes high', risk),
    item('A policy or a group is changed', changed),
    item(
      'The device becomes noncompliant, or compliant',
      `after its next check-in with Intune (about every 8 h; a sync asks for one), then some minutes until Entra knows, then ${renewal}${continuous ? ' (up to 28 h where the client evaluates continuously: a device is no such event)' : ''}`,
    ),
    item(
      "The device's risk in Defender changes",
      'Intune hears of it within 24 h if the connector works; then as for compliance',
    ),
    item('The device is isolated', 'within minutes, for this device only; its tokens stay valid elsewhere'),
  ];
}

function item(title: string, detail: string): ListItem {
  return { title, detail };
}

/** `every 4 hours ("CA11")`, for the policies that apply. */
function frequencyWordsOf({ results }: Sessions): string | null {
  const words = results.filter(isApplied).flatMap(({ policy }) =>
    policy.session().flatMap((control) => {
      const how = howOften(control);
      return how === null ? [] : [`${how} ("${policy.displayName}")`];
    }),
  );
  return words.length === 0 ? null : listWords(words);
}

function howOften(control: SessionControl): string | null {
  if (control.kind === 'signInEveryTime') return 'every time';
  if (control.kind === 'signInFrequency') return frequencyWords(control);
  const odd = control.kind === 'notUnderstood' && control.member === 'signInFrequency';
  return odd ? 'as often as is not known' : null;
}
