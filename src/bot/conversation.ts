/**
 * From a sentence or a button to a reply: understand, check the role, run the command, remember the subject. Knows
 * nothing of Teams: `drawbridge ask` goes the same way.
 */
import { LRUCache } from 'lru-cache';
import { UpstreamError, faultCode } from '../errors.ts';
import type { Actor } from '../domain/approvals/request.ts';
import type { ResponseService } from '../domain/approvals/service.ts';
import type { Interpret, Interpretation } from '../commands/interpret.ts';
import type { Command } from '../domain/commands.ts';
import type { ConversationContext, Intent, IntentName } from '../domain/intents.ts';
import type { Clock, Tenant } from '../domain/ports/tenant.ts';
import type { SignInLedger } from '../domain/ports/sign-in-ledger.ts';
import type { ConversationStore } from '../domain/ports/stores.ts';
import type { Log, Metrics, Tracer } from '../domain/ports/telemetry.ts';
import type { Notice, Reply } from '../domain/questions/answer.ts';
import { broken, overdue, refused, upstreamFailed } from './notices.ts';
import { within } from './timers.ts';
import type { Timers } from './timers.ts';

/** Upstream calls of one question stop after this; the answer then comes with its gaps. Teams gives up after ~15 s. */
const UPSTREAM_DEADLINE_MS = 10_000;
/** And when a command does not even then come to an end, the person is told so. */
const REPLY_DEADLINE_MS = 12_000;

export interface ConversationDeps {
  readonly understand: (text: string, context: ConversationContext) => Intent | Promise<Intent>;
  /** What a sentence may mean that was not understood; null = nobody is asked. */
  readonly interpret: Interpret | null;
  /** Total: unknown features have a command that says so. */
  readonly commandFor: (intent: IntentName) => Command;
  readonly tenant: Tenant;
  readonly responses: ResponseService;
  readonly conversations: ConversationStore;
  readonly signInLedger: SignInLedger;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}

export interface Question {
  /** What was typed, or the intent of the button that was pressed. */
  readonly asked: { readonly text: string } | { readonly intent: Intent };
  readonly actor: Actor;
  readonly conversationId: string;
  readonly correlationId: string;
}

type SayOutcome = 'answered' | 'refused' | 'late' | 'upstream' | 'failed';

interface Said {
  readonly intent: IntentName;
  readonly outcome: SayOutcome;
  readonly reply: Reply;
}

export interface Conversation {
  /** Always comes to an end with something to say. */
  say(question: Question): Promise<Said>;
}

/** These only read. Their command may run while the role is still being checked; its result is then shown or not. */
const READ_ONLY = /^(device|user|access)\./;
const ACTION = 'action.';

export function createConversation(deps: ConversationDeps): Conversation {
  const { responses, conversations, clock, timers, log, metrics, tracer } = deps;
  // Somebody without a role must not be able to spend the tenant's upstream budget by asking again and again.
  const refusedLately = new LRUCache<string, true>({ max: 10_000 });

  return {
    async say(question) {
      const startedAt = clock.now().getTime();
      const said = await answer(question);
      metrics.message(said.intent, said.outcome);
      tracer.annotate(
        { 'drawbridge.intent': said.intent, 'drawbridge.outcome': said.outcome },
        `message ${said.intent}`,
      );
      metrics.replySeconds((clock.now().getTime() - startedAt) / 1000);
      log.info('message.answered', {
        correlationId: question.correlationId,
        intent: said.intent,
        outcome: said.outcome,
      });
      return said;
    },
  };

  async function answer(question: Question): Promise<Said> {
    let intent: IntentName = 'none';
    try {
      const context = await conversations.context(question.conversationId, question.actor.id);
      const typed =
        'intent' in question.asked
          ? question.asked.intent
          : await deps.understand(question.asked.text, context);
      intent = typed.intent;
      const stop = new AbortController();
      const cancel = timers.after(UPSTREAM_DEADLINE_MS, () => {
        stop.abort();
      });
      const respond = async (): Promise<Omit<Said, 'intent'>> => {
        const read = await interpreted(typed, question, stop.signal);
        const meant = forSpeaker(read?.intent ?? typed, question.actor);
        intent = meant.intent;
        const done = await run(meant, question, stop.signal);
        return read === null ? done : { ...done, reply: showingReading(done.reply, read) };
      };
      try {
        const done = await within(timers, REPLY_DEADLINE_MS, respond());
        if (done.late) return { intent, outcome: 'late', reply: overdue(question.correlationId) };
        await remember(question, context, done.value.reply);
        return { intent, ...done.value };
      } finally {
        cancel();
      }
    } catch (error) {
      return failed(intent, question.correlationId, error);
    }
  }

  /** Only for people who may ask: nobody else's sentences go anywhere, or cost anything. */
  async function interpreted(
    typed: Intent,
    { asked, actor, correlationId }: Question,
    signal: AbortSignal,
  ): Promise<Interpretation | null> {
    if (deps.interpret === null || typed.intent !== 'none' || !('text' in asked)) return null;
    const allowed = await responses.roleOf(actor, 'reader', correlationId);
    return allowed.ok ? deps.interpret(asked.text, { correlationId, signal }) : null;
  }

  async function run(intent: Intent, question: Question, signal: AbortSignal): Promise<Omit<Said, 'intent'>> {
    const { actor, conversationId, correlationId } = question;
    const command = deps.commandFor(intent.intent);
    const start = (): Promise<Reply> =>
      command.run({
        intent,
        ...('text' in question.asked ? { text: question.asked.text } : {}),
        actor,
        conversationId,
        correlationId,
        tenant: deps.tenant.open({ correlationId, signal }),
        clock,
        responses,
        signInLedger: deps.signInLedger,
      });
    const readsOnly = command.role === 'reader' && READ_ONLY.test(command.intent);
    const early = readsOnly && !refusedLately.has(actor.id) ? start() : null;
    // A refusal leaves the early run unobserved; its failure must not become an unhandled rejection.
    early?.catch(() => undefined);
    const allowed = await responses.roleOf(actor, command.role, correlationId);
    if (!allowed.ok) {
      refusedLately.set(actor.id, true);
      if (isAction(intent.intent)) {
        const { device, user, value } = intent.slots;
        await noteRefused(intent, actor, { target: device ?? user ?? value ?? null, code: allowed.code });
      }
      return { outcome: 'refused', reply: refused(allowed) };
    }
    refusedLately.delete(actor.id);
    const reply = await (early ?? start());
    if (reply.kind === 'notice' && reply.refusedAsk !== undefined) {
      await noteRefused(intent, actor, reply.refusedAsk);
    }
    return { outcome: 'answered', reply };
  }

  /** An attempt is on the record before it is answered. */
  function noteRefused(
    { intent }: Intent,
    actor: Actor,
    ask: { readonly target: string | null; readonly code: string },
  ): Promise<void> {
    const action = isAction(intent) ? intent.slice(ACTION.length) : null;
    return responses.noteRefusedAsk(actor, { ...ask, action });
  }

  async function remember(question: Question, context: ConversationContext, reply: Reply): Promise<void> {
    const subject = await subjectOf(reply);
    if (subject === null) return;
    await conversations.remember(question.conversationId, question.actor.id, {
      ...context,
      [subject.kind]: subject.reference,
    });
  }

  async function subjectOf(reply: Reply): Promise<{ kind: 'device' | 'user'; reference: string } | null> {
    if (reply.kind === 'answer') return reply.subject;
    if (reply.kind !== 'request') return null;
    const request = await responses.find(reply.requestId);
    if (request === null) return null;
    const { kind, name } = request.target;
    return kind === 'indicator' ? null : { kind, reference: name };
  }

  function failed(intent: IntentName, correlationId: string, error: unknown): Said {
    const upstream = error instanceof UpstreamError;
    const kind = faultCode(error);
    log.error('message.failed', { correlationId, intent, error: kind });
    tracer.annotate({ 'error.type': kind });
    const reply: Notice = upstream ? upstreamFailed(error, correlationId) : broken(correlationId);
    return { intent, outcome: upstream ? 'upstream' : 'failed', reply };
  }
}

function isAction(intent: IntentName): boolean {
  return intent.startsWith(ACTION);
}

/** "my devices" is understood as those of `me`: who that is, only the activity says. */
function forSpeaker(intent: Intent, actor: Actor): Intent {
  return intent.slots.user === 'me' ? { ...intent, slots: { ...intent.slots, user: actor.id } } : intent;
}

/** Whoever asked must see how the question was read. */
function showingReading(reply: Reply, { readAs }: Interpretation): Reply {
  return reply.kind === 'request' ? reply : { ...reply, readAs };
}
