/** Whether the target of a request belongs to somebody whom the policy protects. */
import { UpstreamError } from '../errors.ts';
import type { ResponsePolicy } from '../domain/approvals/policy.ts';
import { protectedGroups } from '../domain/approvals/policy.ts';
import type { NewRequest, Refusal } from '../domain/approvals/service.ts';
import type { Directory } from '../domain/ports/tenant.ts';
import { refusal } from './service-parts.ts';

/** Which of the policy's protected groups the person, or the device's owners, are in. Not known = not allowed. */
export async function protectedGroupsOf(
  order: NewRequest,
  policy: ResponsePolicy,
  directory: Directory,
): Promise<string[] | Refusal> {
  const groups = protectedGroups(policy);
  if (groups.length === 0) return [];
  try {
    const people =
      order.target.kind === 'user' ? [order.target.id] : await ownersOf(order.target.aadDeviceId, directory);
    const found = await Promise.all(people.map((person) => directory.memberOfAny(person, groups)));
    return [...new Set(found.flat())];
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return refusal(
      'unavailable',
      'Whether the target is protected by the response policy could not be checked: Entra ID gave no answer. Nothing was requested.',
    );
  }
}

async function ownersOf(aadDeviceId: string | null, directory: Directory): Promise<readonly string[]> {
  if (aadDeviceId === null) return [];
  const [device] = await directory.findDevices({ kind: 'guid', text: aadDeviceId });
  return device === undefined ? [] : (await directory.ownersOf(device.id)).map((owner) => owner.id);
}
