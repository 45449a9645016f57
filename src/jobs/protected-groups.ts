/** Whether the target of a request belongs to somebody whom the policy protects. */
import type { Facts } from '../domain/actions/action.ts';
import { UpstreamError } from '../errors.ts';
import type { ResponsePolicy } from '../domain/approvals/policy.ts';
import { protectedGroups } from '../domain/approvals/policy.ts';
import type { ActionTarget } from '../domain/approvals/request.ts';
import type { NewRequest, Refusal } from '../domain/approvals/service.ts';
import type { Directory } from '../domain/ports/tenant.ts';
import { refusal } from './service-parts.ts';

/** Which of the policy's protected groups the person, or the device's owners, are in. Not known = not allowed. */
export async function protectedGroupsOf(
  order: Pick<NewRequest, 'target'>,
  policy: ResponsePolicy,
  directory: Directory,
): Promise<string[] | Refusal> {
  try {
    return await readProtectedGroups(order.target, policy, directory);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return refusal(
      'unavailable',
      'Whether the target is protected by the response policy could not be checked: Entra ID gave no answer. Nothing was requested.',
    );
  }
}

/** As `protectedGroupsOf`; throws `UpstreamError`. */
export async function readProtectedGroups(
  target: ActionTarget,
  policy: ResponsePolicy,
  directory: Directory,
): Promise<string[]> {
  const groups = protectedGroups(policy);
  if (groups.length === 0) return [];
  const people = target.kind === 'user' ? [target.id] : await ownersOf(target.aadDeviceId, directory);
  const found = await Promise.all(people.map((person) => directory.memberOfAny(person, groups)));
  return [...new Set(found.flat())].sort();
}

/** Being in a protected group is one of the facts that an approval rests on. */
export function withGroups(facts: Facts, groups: readonly string[], policy: ResponsePolicy): Facts {
  return protectedGroups(policy).length === 0
    ? facts
    : { ...facts, 'Protected groups': groups.length === 0 ? 'none' : groups.join(', ') };
}

async function ownersOf(aadDeviceId: string | null, directory: Directory): Promise<readonly string[]> {
  if (aadDeviceId === null) return [];
  const [device] = await directory.findDevices({ kind: 'guid', text: aadDeviceId });
  return device === undefined ? [] : (await directory.ownersOf(device.id)).map((owner) => owner.id);
}
