/**
 * Sending to Teams: posts, updates and typing through the Bot Connector, repeated with back-off where Teams asks for it
 * (429, and 412, 502, 504: reference sheet teams-bot, section 3), never otherwise. "Not there any more" is a value.
 *
 * The connector takes no key by which it would know a message that it has already (UNCONFIRMED: none is documented), and
 * bots cannot read what is posted. So what must not be there twice is repeated only where it cannot have been posted.
 */
import type { ConversationReference, TurnContext } from 'botbuilder';
import { DrawbridgeError, faultCode } from '../errors.ts';
import type { Log, Tracer } from '../domain/ports/telemetry.ts';
import type { TeamsAdapter } from './adapter.ts';
import { ConnectorHostError, ConnectorStatusError, ConnectorUnreachableError } from './connector-http.ts';
import type { OutgoingActivity } from './outgoing.ts';
import { isAllowedServiceUrl } from './service-url.ts';
import { wait } from './timers.ts';
import type { Timers } from './timers.ts';

/** `gone`: the message was deleted or the app removed there. */
type Sent = { readonly kind: 'sent'; readonly activityId: string } | { readonly kind: 'gone' };

export interface Outbox {
  /** An answer that is there twice does no harm. */
  post(reference: Partial<ConversationReference>, activity: OutgoingActivity): Promise<Sent>;
  /** Never there twice. `unknown`: it may be there; fails only when it certainly is not. */
  postOnce(
    reference: Partial<ConversationReference>,
    activity: OutgoingActivity,
  ): Promise<Sent | { readonly kind: 'unknown' }>;
  update(
    reference: Partial<ConversationReference>,
    activityId: string,
    activity: OutgoingActivity,
  ): Promise<Sent>;
  /** Best effort; never fails. */
  typing(reference: Partial<ConversationReference>): Promise<void>;
}

export interface OutboxOptions {
  readonly adapter: TeamsAdapter;
  readonly appId: string;
  readonly local: boolean;
  readonly timers: Timers;
  readonly log: Log;
  readonly tracer: Tracer;
  /** 0 to 1. */
  readonly random: () => number;
}

const REPEATABLE: ReadonlySet<number> = new Set([412, 429, 502, 504]);
/** Refused before anything was posted. 502 and 504 come from a gateway, which does not know what the one behind it did. */
const REFUSED: ReadonlySet<number> = new Set([412, 429]);
const GONE: ReadonlySet<number> = new Set([403, 404]);
const ATTEMPTS = 4;
const FIRST_BACKOFF_MS = 2000;
const LONGEST_BACKOFF_MS = 20_000;

export function createOutbox(options: OutboxOptions): Outbox {
  const { adapter, appId, local, timers, log, tracer, random } = options;

  async function inConversation<T extends object>(
    reference: Partial<ConversationReference>,
    call: (context: TurnContext) => Promise<T>,
  ): Promise<T> {
    if (!isAllowedServiceUrl(reference.serviceUrl ?? '', local)) throw new ConnectorHostError();
    const results: T[] = [];
    const failures: Error[] = [];
    await adapter.continueConversationAsync(appId, reference, async (context) => {
      try {
        results.push(await call(context));
      } catch (error) {
        // The adapter would hand it to onTurnError; here it belongs to the caller.
        failures.push(error instanceof Error ? error : new ConnectorUnreachableError(error));
      }
    });
    const [result] = results;
    if (result === undefined) throw failures[0] ?? new ConnectorUnreachableError();
    return result;
  }

  function repeated(
    what: 'post' | 'update',
    call: () => Promise<Sent>,
    repeatable: ReadonlySet<number> = REPEATABLE,
  ): Promise<Sent> {
    const attributes = { 'drawbridge.service': 'teams' };
    return tracer.span({ name: `teams ${what}`, kind: 'client', attributes }, () =>
      untilSent(what, call, repeatable),
    );
  }

  async function untilSent(
    what: string,
    call: () => Promise<Sent>,
    repeatable: ReadonlySet<number>,
  ): Promise<Sent> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        const status = error instanceof ConnectorStatusError ? error.status : null;
        if (status !== null && GONE.has(status)) return { kind: 'gone' };
        // A Playground window or a terminal that was closed; Teams itself is never on this machine.
        if (local && error instanceof ConnectorUnreachableError && error.refused) return { kind: 'gone' };
        if (status === null || !repeatable.has(status) || attempt === ATTEMPTS) throw notSent(what, error);
        const asked = error instanceof ConnectorStatusError ? error.retryAfterSeconds : null;
        const delay = asked === null ? backoff(attempt, random()) : asked * 1000;
        log.debug('teams.repeat', { what, status, attempt, delayMs: delay });
        await wait(timers, Math.min(delay, LONGEST_BACKOFF_MS));
      }
    }
  }

  async function postTo(
    reference: Partial<ConversationReference>,
    activity: OutgoingActivity,
  ): Promise<Sent> {
    return inConversation(reference, async (context) => {
      const response = await context.sendActivity(toSdk(activity));
      return { kind: 'sent', activityId: response?.id ?? '' };
    });
  }

  return {
    post: (reference, activity) => repeated('post', () => postTo(reference, activity)),
    async postOnce(reference, activity) {
      try {
        const sent = await repeated('post', () => postTo(reference, activity), REFUSED);
        // A message without an id can never be found again.
        return sent.kind === 'sent' && sent.activityId === '' ? { kind: 'unknown' } : sent;
      } catch (error) {
        const cause = error instanceof Error ? error.cause : error;
        if (!mayHaveArrived(cause)) throw error;
        return { kind: 'unknown' };
      }
    },
    update: (reference, activityId, activity) =>
      repeated('update', () =>
        inConversation(reference, async (context) => {
          await context.updateActivity({ ...toSdk(activity), id: activityId });
          return { kind: 'sent', activityId };
        }),
      ),
    async typing(reference) {
      try {
        await inConversation(reference, async (context) => {
          const response = await context.sendActivity({ type: 'typing' });
          return response ?? {};
        });
      } catch (error) {
        log.debug('teams.typing.failed', { reason: faultCode(error) });
      }
    },
  };
}

function toSdk(activity: OutgoingActivity): Parameters<TurnContext['updateActivity']>[0] {
  return { ...activity, attachments: [...activity.attachments] };
}

/** Whatever fails before the wire (no token, an address that is not allowed) has an error of another kind. */
function mayHaveArrived(error: unknown): boolean {
  if (error instanceof ConnectorStatusError) return error.status >= 500 || error.status === 408;
  if (error instanceof ConnectorUnreachableError) return !error.neverLeft;
  // The SDK could not read an answer that came.
  return error instanceof Error && error.name === 'RestError';
}

/** Doubled each time, half of it at random. */
function backoff(attempt: number, random: number): number {
  const full = Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
  return Math.round(full / 2 + (full / 2) * random);
}

function notSent(what: string, cause: unknown): DrawbridgeError {
  const status = cause instanceof ConnectorStatusError ? cause.status : null;
  if (status === 413)
    return new DrawbridgeError('card_too_large', 'Teams refused the card as too large', { cause });
  return new DrawbridgeError(
    status === null ? 'upstream_unreachable' : 'upstream_failed',
    status === null ? `could not ${what} in Teams` : `could not ${what} in Teams: status ${status}`,
    { cause },
  );
}
