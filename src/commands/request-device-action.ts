/** From a sentence to a response request on one device: resolve it, and find the record that the action acts on. */
import type { CommandContext } from '../domain/commands.ts';
import type { IntentName } from '../domain/intents.ts';
import type { ActionDefinition } from '../domain/actions/action.ts';
import type { EvidenceLine } from '../domain/approvals/request.ts';
import { mapAsked } from '../domain/questions/ask.ts';
import type { Reply, Subject } from '../domain/questions/answer.ts';
import type { ResolvedDevice } from '../domain/questions/resolve-device.ts';
import { resolveDevice } from '../domain/questions/resolve-device.ts';
import type { Asked } from '../domain/tenant/evidence.ts';
import { slotsWithTerms } from './order-terms.ts';
import { requestApproval } from './request-approval.ts';
import { lookAt, notInService, notKnown } from './request-replies.ts';

/** What a sentence leaves open and the device tells; or the answer that asks back. */
export type ChooseParameters = (
  device: ResolvedDevice,
  /** Of the record that the action acts on. */
  targetId: string,
  context: CommandContext,
) => Promise<{ readonly parameters: Readonly<Record<string, string>> } | { readonly reply: Reply }>;

/**
 * For a device that the action cannot reach: another action that does the same, with what its card says of that; or the
 * answer that says why none can. null = it goes its own way.
 */
export type Detour = (
  device: ResolvedDevice,
  subject: Subject,
) =>
  | { readonly action: ActionDefinition; readonly because: readonly EvidenceLine[] }
  | { readonly reply: Reply }
  | null;

export async function requestDeviceAction(
  asked: ActionDefinition,
  context: CommandContext,
  { choose, detour }: { readonly choose?: ChooseParameters; readonly detour?: Detour } = {},
): Promise<Reply> {
  const { tenant, clock } = context;
  const { device: typed, ...slots } = slotsWithTerms(context);
  const name = `action.${asked.verb}` as IntentName;
  const found = await resolveDevice(tenant, clock, typed ?? '', { intent: name, slots });
  if (found.kind === 'reply') return found.reply;
  const { device } = found;
  const subject: Subject = { kind: 'device', name: device.name, reference: device.reference };
  const turned = detour?.(device, subject) ?? { action: asked, because: [] };
  if ('reply' in turned) return turned.reply;
  const { action } = turned;
  const record = recordOf(action, device);
  if (!record.known) return notKnown(action, subject, [record.gap]);
  if (record.value === null) return notInService(action, subject);
  const { id, aadDeviceId } = record.value;
  const chosen =
    choose === undefined
      ? { parameters: slots }
      : await lookAt(action, subject, () => choose(device, id, context));
  if ('gap' in chosen) return notKnown(action, subject, [chosen.gap]);
  if ('reply' in chosen) return chosen.reply;
  return requestApproval(
    action,
    {
      subject,
      target: { kind: 'device', id, name: device.name, aadDeviceId },
      given: chosen.parameters,
      reason: slots.reason ?? null,
      because: turned.because,
      evidence: [
        ...(action.actsOn === 'managedDevice' ? [] : compliance(device)),
        ...device.notes.map((value) => ({ label: 'Note', value })),
      ],
    },
    context,
  );
}

/** The record that the upstream call names. */
interface TargetRecord {
  readonly id: string;
  readonly aadDeviceId: string | null;
}

function recordOf(action: ActionDefinition, device: ResolvedDevice): Asked<TargetRecord | null> {
  switch (action.actsOn) {
    case 'machine':
      return device.machine;
    case 'managedDevice':
      return mapAsked(device.managed, (managed) =>
        managed === null ? null : { id: managed.id, aadDeviceId: managed.azureADDeviceId },
      );
    case 'directoryDevice':
      return mapAsked(device.directory, (directory) =>
        directory === null ? null : { id: directory.id, aadDeviceId: directory.deviceId },
      );
    case 'user':
      throw new TypeError(`${action.verb} acts on people`);
    case 'tenant':
      throw new TypeError(`${action.verb} acts on no device`);
  }
}

function compliance({ managed }: ResolvedDevice): readonly EvidenceLine[] {
  if (!managed.known) return [{ label: 'Intune', value: 'gave no answer' }];
  if (managed.value === null) return [{ label: 'Intune', value: 'does not know the device' }];
  const user = managed.value.userPrincipalName;
  return [
    { label: 'Intune', value: managed.value.complianceState },
    ...(user === null ? [] : [{ label: 'Primary user', value: user }]),
  ];
}
