/** How a trace of one activity begins. What an activity says of itself is hostile: only known words are passed on. */
import type { SpanStart } from '../domain/ports/telemetry.ts';
import type { IncomingActivity } from './activity.ts';

const TYPES = ['message', 'invoke', 'conversationUpdate', 'installationUpdate'];
const CONVERSATIONS = ['personal', 'groupChat', 'channel'];

export function turnSpan(activity: IncomingActivity, correlationId: string): SpanStart {
  return {
    name: known(TYPES, activity.type),
    kind: 'server',
    attributes: {
      'drawbridge.correlation_id': correlationId,
      'drawbridge.conversation.type': known(CONVERSATIONS, activity.conversation.conversationType),
    },
  };
}

function known(words: readonly string[], word: string | null | undefined): string {
  return words.find((one) => one === word) ?? 'other';
}
