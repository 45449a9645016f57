/** "cancel the pending action on FIN-LT-042": which of several is asked back; cancelled after approval. */
import type { Command, CommandContext } from '../domain/commands.ts';
import type { Notice } from '../domain/questions/answer.ts';
import { actionText, cancelAction, cancellable } from '../domain/actions/cancel-action.ts';
import type { MachineAction } from '../domain/tenant/device.ts';
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
  run: (context) => requestDeviceAction(cancelAction, withKind(context), { choose: chooseAction }),
};

/** Types of machine actions as people call them. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/\bscan\b/i, 'RunAntiVirusScan'],
  [/\bisolation\b/i, 'Isolate'],
  [/\brelease\b/i, 'Unisolate'],
  [/\brestriction\b/i, 'RestrictCodeExecution'],
  [/\b(?:collection|package)\b/i, 'CollectInvestigationPackage'],
  [/\blive response\b/i, 'LiveResponse'],
];

/** The kind that was named beside the device; a button that asks which device is meant carries it on. */
function withKind(context: CommandContext): CommandContext {
  const { device = '', reason = '', ...rest } = context.intent.slots;
  const said = (context.text ?? '').replace(device, ' ').replace(reason, ' ');
  const pending = rest.pending ?? KINDS.find(([words]) => words.test(said))?.[1];
  if (pending === undefined) return context;
  return { ...context, intent: { ...context.intent, slots: { ...context.intent.slots, pending } } };
}

const chooseAction: ChooseParameters = async (device, machineId, { tenant, clock, intent }) => {
  const { actionId, pending, reason } = intent.slots;
  const actions = await tenant.endpoints.machineActions(machineId);
  if (actionId !== undefined) {
    const type = actions.find(({ id }) => id === actionId)?.type ?? 'unknown';
    return { parameters: { type, actionId } };
  }
  const live = cancellable(actions);
  const [only, ...more] = live.filter(({ type }) => pending === undefined || type === pending);
  if (only === undefined) return { reply: nothingPending(device.name, pending, live, clock.now()) };
  if (more.length === 0) return { parameters: { type: only.type, actionId: only.id } };
  const why = reason === undefined ? {} : { reason };
  return {
    reply: {
      kind: 'choice',
      headline: `${more.length + 1} ${pending === undefined ? 'actions' : `actions of type ${pending}`} are pending on ${device.name}. Which one is to be cancelled?`,
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

/** What is pending of another kind is told, and not offered: it is not what was named. */
function nothingPending(
  device: string,
  pending: string | undefined,
  live: readonly MachineAction[],
  now: Date,
): Notice {
  const others = live.map((action) => actionText(action, now)).join('; ');
  return {
    kind: 'notice',
    tone: 'neutral',
    headline:
      pending === undefined
        ? `Nothing is pending on ${device}`
        : `No action of type ${pending} is pending on ${device}`,
    lines: [
      others === ''
        ? 'Defender lists no action on it that is not over. Nothing was requested.'
        : `Pending on it is something else: ${others}. Nothing was requested.`,
    ],
    gaps: [],
    offers: [],
  };
}
