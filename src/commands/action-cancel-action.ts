/** "cancel the pending action on FIN-LT-042": which of several is asked back; cancelled after approval. */
import type { Command } from '../domain/commands.ts';
import type { Notice } from '../domain/questions/answer.ts';
import { actionText, cancelAction, cancellable } from '../domain/actions/cancel-action.ts';
import { requestDeviceAction } from './request-device-action.ts';
import type { ChooseParameters } from './request-device-action.ts';

export const actionCancelActionCommand: Command = {
  intent: 'action.cancelAction',
  examples: [
    'cancel the pending action on FIN-LT-042',
    'cancel the running scan on FIN-LT-042',
    'abort the pending isolation of FIN-LT-042',
  ],
  summary: 'Cancel an action on a device that is not over, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(cancelAction, context, chooseAction),
};

const chooseAction: ChooseParameters = async (device, machineId, { tenant, clock, intent }) => {
  const { actionId, reason } = intent.slots;
  const actions = await tenant.endpoints.machineActions(machineId);
  if (actionId !== undefined) {
    const type = actions.find(({ id }) => id === actionId)?.type ?? 'unknown';
    return { parameters: { type, actionId } };
  }
  const [only, ...more] = cancellable(actions);
  if (only === undefined) return { reply: nothingPending(device.name) };
  if (more.length === 0) return { parameters: { type: only.type, actionId: only.id } };
  const why = reason === undefined ? {} : { reason };
  return {
    reply: {
      kind: 'choice',
      headline: `${more.length + 1} actions are pending on ${device.name}. Which one is to be cancelled?`,
      candidates: [only, ...more].map((action) => ({
        title: action.type,
        detail: actionText(action, clock.now()),
        offer: {
          title: `Cancel ${action.type}`,
          intent: 'action.cancelAction',
          slots: { device: device.reference, actionId: action.id, ...why },
        },
      })),
      gaps: [],
    },
  };
};

function nothingPending(device: string): Notice {
  return {
    kind: 'notice',
    tone: 'neutral',
    headline: `Nothing is pending on ${device}`,
    lines: ['Defender lists no action on it that is not over. Nothing was requested.'],
    gaps: [],
    offers: [],
  };
}
