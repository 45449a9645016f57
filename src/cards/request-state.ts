/** How a request's state is told: icon, word, style and one sentence, never colour alone. */
import type { ResponseRequest } from '../domain/approvals/request.ts';
import { isOverdue } from '../domain/approvals/rules.ts';
import { actingService } from '../domain/actions/acting-service.ts';
import { parameterWords } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { ToneLook } from './tones.ts';

export interface StateLook extends ToneLook {
  /** Continues the title of the action and the target: `: waiting for approval (0 of 1)`. */
  readonly sentence: string;
}

/** A drill says so in the word of every state. */
export function stateLook(request: ResponseRequest, now: Date): StateLook {
  const told = request.drill ? (drillLook(request) ?? realLook(request, now)) : realLook(request, now);
  return request.drill ? { ...told, word: `DRILL · ${told.word}` } : told;
}

/** Where nothing was sent, Microsoft said nothing. */
function drillLook(request: ResponseRequest): StateLook | null {
  switch (request.state) {
    case 'submitted':
      return look('🎯', 'Not sent', 'emphasis', 'it would have been sent now');
    case 'succeeded':
      return request.undoneBy === null
        ? look('🎯', 'Done', 'emphasis', 'nothing was sent')
        : look('↩️', 'Undone', 'default', `nothing was sent, and taken back by ${request.undoneBy}`);
    default:
      return null;
  }
}

function realLook(request: ResponseRequest, now: Date): StateLook {
  const { execution } = request;
  switch (request.state) {
    case 'requested':
      return isOverdue(request, now)
        ? look('⌛', 'Expired', 'default', 'not decided in time, nothing was done')
        : look('⏳', 'Waiting for approval', 'warning', `waiting for approval (${approvalsText(request)})`);
    case 'approved':
      if (request.heldBack?.kind === 'turn')
        return look('⏳', 'Waiting for its turn', 'emphasis', 'approved, waiting for its turn to be sent');
      if (isHeldBack(request))
        return look('✋', 'Held', 'warning', 'approved, but held back: nothing is sent for now');
      return actionFor(request.action)?.fetched !== undefined
        ? look('🔑', 'Approved', 'emphasis', 'approved, and waits for the person who asked')
        : look('▶️', 'Approved', 'emphasis', 'approved, about to be sent');
    case 'executing':
      if (isHeldBack(request)) return look('✋', 'Held', 'warning', 'held back: nothing is sent for now');
      return look(
        '▶️',
        'Being sent',
        'emphasis',
        execution.problem === null
          ? 'being sent'
          : actionFor(request.action)?.fetched === undefined
            ? 'not sent yet, still trying'
            : 'nobody was shown it: what is left of it is being deleted',
      );
    case 'submitted':
      return submittedLook(request);
    case 'succeeded':
      return succeededLook(request);
    case 'failed':
      return look('⛔', 'Failed', 'attention', 'it failed');
    case 'timedOut':
      return look('⛔', 'Timed out', 'attention', 'the device did not take it up in time');
    case 'unknown':
      return look('❔', 'End not known', 'attention', 'how it ended is not known: somebody has to look');
    case 'denied':
      return look('🚫', 'Denied', 'default', 'denied, nothing was done');
    case 'expired':
      return look('⌛', 'Expired', 'default', 'not decided in time, nothing was done');
    case 'cancelled':
      return look('🚫', 'Cancelled', 'default', 'cancelled, nothing was done');
  }
}

/** A guardrail keeps it from being sent, and it waits for that alone. */
export function isHeldBack({ state, heldBack }: ResponseRequest): boolean {
  return (state === 'approved' || state === 'executing') && heldBack !== null;
}

function submittedLook(request: ResponseRequest): StateLook {
  switch (request.execution.upstreamStatus) {
    case 'InProgress':
      return look('⚙️', 'In progress', 'emphasis', 'the device is carrying it out');
    case 'Pending':
      return look('📨', 'Sent', 'emphasis', 'sent, pending until the device takes it up');
    default:
      return look('📨', 'Sent', 'emphasis', 'sent');
  }
}

function succeededLook(request: ResponseRequest): StateLook {
  const done = actionFor(request.action)?.done ?? 'done';
  if (request.undoneBy !== null)
    return look('↩️', 'Undone', 'default', `${done}, and undone by ${request.undoneBy}`);
  switch (request.verification.verified) {
    case 'yes':
      return look('✅', 'Done and verified', 'good', `${done}, verified`);
    case 'no':
      return look(
        '⛔',
        'Not in effect',
        'attention',
        `${done} according to ${serviceName(request.action)}, but it is not in effect`,
      );
    case 'pending':
      return look(
        '☑️',
        'Done, not proven',
        'emphasis',
        `${done} according to ${serviceName(request.action)}, not proven yet`,
      );
  }
}

/** Who carries it out: `Defender`. */
export function serviceName(verb: string): string {
  const action = actionFor(verb);
  return action === null ? 'Microsoft' : actingService(action).name;
}

/** `Isolate FIN-LT-042 (full)`; foreign text, not escaped. */
export function titleOf(request: ResponseRequest): string {
  const title = actionFor(request.action)?.title ?? request.action;
  const parameters = parameterWords(request.parameters);
  const drill = request.drill ? 'Drill: ' : '';
  return `${drill}${title} ${request.target.name}${parameters.length === 0 ? '' : ` (${parameters.join(', ')})`}`;
}

export function approvalsText(request: ResponseRequest): string {
  const given = request.decisions.filter((decision) => decision.verdict === 'approve').length;
  return `${given} of ${request.approvalsNeeded}`;
}

function look(icon: string, word: string, style: ToneLook['style'], sentence: string): StateLook {
  return { icon, word, style, sentence };
}
