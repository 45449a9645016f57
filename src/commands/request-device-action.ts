/** From a sentence to a response request on one device: resolve it, look at it, refuse or ask the approvers. */
import type { CommandContext } from '../domain/commands.ts';
import type { IntentName } from '../domain/intents.ts';
import type { ActionDefinition } from '../domain/actions/action.ts';
import { readParameters } from '../domain/actions/action.ts';
import type { Refusal } from '../domain/approvals/service.ts';
import { gapOf } from '../domain/questions/ask.ts';
import type { Notice, Offer, Reply } from '../domain/questions/answer.ts';
import type { ResolvedDevice } from '../domain/questions/resolve-device.ts';
import { resolveDevice } from '../domain/questions/resolve-device.ts';
import type { Gap } from '../domain/tenant/evidence.ts';
import { UpstreamError } from '../errors.ts';

/** What a sentence leaves open and the device tells; or the answer that asks back. */
export type ChooseParameters = (
  device: ResolvedDevice,
  machineId: string,
  context: CommandContext,
) => Promise<{ readonly parameters: Readonly<Record<string, string>> } | { readonly reply: Reply }>;

export async function requestDeviceAction(
  action: ActionDefinition,
  context: CommandContext,
  choose?: ChooseParameters,
): Promise<Reply> {
  const { intent, tenant, clock } = context;
  const { device: typed, ...slots } = intent.slots;
  const name = `action.${action.verb}` as IntentName;
  const found = await resolveDevice(tenant, clock, typed ?? '', { intent: name, slots });
  if (found.kind === 'reply') return found.reply;
  const { device } = found;
  if (!device.machine.known) return notKnown(action, device, [device.machine.gap]);
  const machine = device.machine.value;
  if (machine === null) {
    return notPossible(action, device, [
      'Defender for Endpoint does not know this device, so it cannot act on it.',
    ]);
  }
  const chosen =
    choose === undefined ? { parameters: slots } : await look(() => choose(device, machine.id, context));
  if ('gap' in chosen) return notKnown(action, device, [chosen.gap]);
  if ('reply' in chosen) return chosen.reply;
  const read = readParameters(action, chosen.parameters);
  if (!read.ok) {
    return refused(`${action.title} ${device.name}: not possible in this form`, [
      read.why,
      'Nothing was requested.',
    ]);
  }
  const { parameters } = read;
  const target = {
    kind: 'device',
    id: machine.id,
    name: device.name,
    aadDeviceId: machine.aadDeviceId,
  } as const;
  const preflight = await look(() => action.preflight({ target, parameters }, tenant, clock));
  if ('gap' in preflight) return notKnown(action, device, [preflight.gap]);
  if (preflight.blockers.length > 0) {
    return notPossible(
      action,
      device,
      preflight.blockers.map((blocker) => blocker.message),
    );
  }
  const outcome = await context.responses.request({
    action: action.verb,
    target,
    parameters,
    reason: slots.reason ?? null,
    evidence: [
      ...preflight.evidence,
      ...compliance(device),
      ...device.notes.map((value) => ({ label: 'Note', value })),
    ],
    protection: preflight.protection,
    facts: preflight.facts,
    requester: context.actor,
    conversationId: context.conversationId,
    correlationId: context.correlationId,
  });
  return outcome.ok
    ? { kind: 'request', requestId: outcome.request.id }
    : refusalReply(action, parameters, device, outcome);
}

async function look<T extends object>(read: () => Promise<T>): Promise<T | { readonly gap: Gap }> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return { gap: gapOf('Defender for Endpoint', 'the state of the device and its actions', error) };
  }
}

function compliance(device: ResolvedDevice): readonly { label: string; value: string }[] {
  const { managed } = device;
  if (!managed.known) return [{ label: 'Intune', value: 'gave no answer' }];
  if (managed.value === null) return [{ label: 'Intune', value: 'does not know the device' }];
  const user = managed.value.userPrincipalName;
  return [
    { label: 'Intune', value: managed.value.complianceState },
    ...(user === null ? [] : [{ label: 'Primary user', value: user }]),
  ];
}

/** Asking twice shows the request that is open already. One for something else (another file) is not the same. */
function refusalReply(
  action: ActionDefinition,
  parameters: Readonly<Record<string, string>>,
  device: ResolvedDevice,
  refusal: Refusal,
): Reply {
  const open = refusal.code === 'duplicate' ? refusal.request : null;
  if (open !== null) {
    const same = Object.entries(parameters).every(([name, value]) => open.parameters[name] === value);
    if (same) return { kind: 'request', requestId: open.id };
    return refused(
      `${action.title} ${device.name}: not requested`,
      [
        `${open.requester.name} asked for ${Object.values(open.parameters).join(', ')} there: ${open.id} is ${open.state}. One at a time: ask again when it has ended.`,
      ],
      [{ title: `Show ${open.id}`, intent: 'approval.show', slots: { requestId: open.id } }],
    );
  }
  return refused(`${action.title} ${device.name}: not requested`, [refusal.message], [stateOffer(device)]);
}

function notPossible(action: ActionDefinition, device: ResolvedDevice, why: readonly string[]): Notice {
  return refused(
    `${device.name} cannot be ${action.done}`,
    [...why, 'Nothing was requested.'],
    [stateOffer(device)],
  );
}

/** What stands against an action is explained by the device's state. */
function stateOffer({ name, reference }: ResolvedDevice): Offer {
  return { title: `Is ${name} compliant and risky?`, intent: 'device.posture', slots: { device: reference } };
}

function notKnown(action: ActionDefinition, device: ResolvedDevice, gaps: readonly Gap[]): Notice {
  return {
    kind: 'notice',
    tone: 'unknown',
    headline: `${action.title} ${device.name}: not requested, as the device could not be looked at`,
    lines: ['An approver has to see what is known about the device first. Nothing was done.'],
    gaps,
    offers: [stateOffer(device)],
  };
}

function refused(headline: string, lines: readonly string[], offers: readonly Offer[] = []): Notice {
  return { kind: 'notice', tone: 'warning', headline, lines, gaps: [], offers };
}
