/** The proof that a device was wiped or retired: Intune no longer lists it. Reference sheet intune-api, section 2. */
import type { Verification } from '../approvals/request.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Order } from './action.ts';

export const LEAVING_PROOF = 'Intune, asked anew, no longer lists the device';

/** How long Intune may go on listing it as managed after the end: UNCONFIRMED. */
const LISTED_FOR_MS = 15 * 60_000;
const ENDED_OTHERWISE = /(failed|canceled)$/i;
const ON_ITS_WAY = /(pending|issued)$/i;

export async function verifyLeaving(
  order: Order,
  since: string,
  ports: TenantPorts,
  clock: Clock,
): Promise<Verification> {
  const device = await ports.managedDevices.device(order.target.id);
  const now = clock.now();
  const at = now.toISOString();
  if (device === null) return { verified: 'yes', evidence: 'Intune no longer lists the device.', at };
  const { managementState } = device;
  const says = `Intune still lists the device and says ${managementState} of it`;
  const late = now.getTime() - Date.parse(since) >= LISTED_FOR_MS;
  return ENDED_OTHERWISE.test(managementState) || (late && !ON_ITS_WAY.test(managementState))
    ? { verified: 'no', evidence: `${says}.`, at }
    : { verified: 'pending', evidence: `Accepted, not proven: ${says}.`, at };
}
