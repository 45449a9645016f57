/** "what is waiting for approval?": every request that is not over. */
import type { Command } from '../domain/commands.ts';
import { guardrailText } from '../domain/approvals/guardrails.ts';
import { turnText } from '../domain/approvals/pacing.ts';
import type { ResponseRequest } from '../domain/approvals/request.ts';
import { missingText } from '../domain/approvals/places.ts';
import { isOverdue } from '../domain/approvals/rules.ts';
import { untilText } from '../domain/questions/elapsed.ts';
import type { ListItem, Reply, Section } from '../domain/questions/answer.ts';
import { pulledText } from './stop-switch-words.ts';

const SHOWN = 20;

export const approvalsListCommand: Command = {
  intent: 'approvals.list',
  examples: [
    'what is waiting for approval?',
    'list pending approvals',
    'open requests',
    'show pending requests',
    'which requests are open?',
  ],
  summary: 'Requests that wait for a decision or are being carried out',
  role: 'reader',
  async run({ responses, clock }): Promise<Reply> {
    const now = clock.now();
    const [open, unreviewed, stop] = await Promise.all([
      responses.open(SHOWN + 1),
      responses.unreviewed(SHOWN + 1),
      responses.stopSwitch(),
    ]);
    const waiting = open.filter((request) => request.state === 'requested');
    const running = open.filter((request) => request.state !== 'requested');
    const section = (
      title: string,
      list: readonly ResponseRequest[],
      describe: typeof itemOf = itemOf,
    ): Section[] =>
      list.length === 0
        ? []
        : [
            {
              title,
              source: 'Drawbridge',
              askedAt: now.toISOString(),
              facts: [],
              items: list.slice(0, SHOWN).map((request) => describe(request, now)),
              more: Math.max(0, list.length - SHOWN),
              folded: false,
            },
          ];
    return {
      kind: 'answer',
      intent: 'approvals.list',
      subject: null,
      tone: waiting.length + unreviewed.length > 0 || stop.pulled ? 'warning' : 'neutral',
      headline: headline(unreviewed.length, waiting.length, running.length),
      reasons: stop.pulled
        ? [`The stop switch is pulled: nothing new is sent. ${pulledText(stop, now)}`]
        : [],
      sections: [
        ...section('Let through by one person, not reviewed yet', unreviewed, unreviewedItem),
        ...section('Waiting for a decision', waiting),
        ...section('Being carried out', running),
      ],
      gaps: [],
      offers: [...unreviewed, ...waiting].slice(0, 5).map((request) => ({
        title: `Show ${request.id}`,
        intent: 'approval.show',
        slots: { requestId: request.id },
      })),
    };
  },
};

function headline(unreviewed: number, waiting: number, running: number): string {
  if (unreviewed + waiting + running === 0) return 'No request is open';
  const parts = [
    ...(unreviewed === 0 ? [] : [`${unreviewed} ${unreviewed === 1 ? 'needs' : 'need'} a review`]),
    ...(waiting === 0 ? [] : [`${waiting} ${waiting === 1 ? 'waits' : 'wait'} for a decision`]),
    ...(running === 0 ? [] : [`${running} ${running === 1 ? 'is' : 'are'} being carried out`]),
  ];
  return `Requests: ${parts.join(', ')}`;
}

function itemOf(request: ResponseRequest, now: Date): ListItem {
  return {
    title: `${request.id}: ${request.drill ? 'drill of ' : ''}${request.action} ${request.target.name}`,
    // The instant that follows on the card is the one of asking.
    detail: `${standing(request, now)} · asked by ${request.requester.name}`,
    tone: request.state === 'requested' ? 'warning' : 'neutral',
    at: request.createdAt,
  };
}

function unreviewedItem({ id, action, target, breakGlass }: ResponseRequest): ListItem {
  return {
    title: `${id}: ${action} ${target.name}`,
    detail: `break-glass by ${breakGlass?.actor.name ?? 'somebody'}: ${breakGlass?.reason ?? ''}`,
    tone: 'warning',
    ...(breakGlass === null ? {} : { at: breakGlass.at }),
  };
}

function standing(request: ResponseRequest, now: Date): string {
  const { heldBack, state, action } = request;
  if (heldBack !== null && (state === 'approved' || state === 'executing')) {
    if (heldBack.kind === 'turn') return `waits for its turn: ${turnText(heldBack)}`;
    return `held: ${guardrailText(heldBack, action)}`;
  }
  switch (request.state) {
    case 'requested':
      return `${isOverdue(request, now) ? 'expired' : 'expires'} ${untilText(now, request.expiresAt)}${request.eachOf.length === 0 ? '' : ` · needs ${missingText(request)}`}`;
    case 'submitted':
      return request.execution.upstreamStatus === 'InProgress'
        ? 'the device is carrying it out'
        : 'sent, waits until the device takes it up';
    case 'executing':
      return 'being sent';
    default:
      return 'approved, about to be sent';
  }
}
