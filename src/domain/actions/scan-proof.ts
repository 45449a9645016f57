/** The proof of an antivirus scan, whoever ordered it: Intune hears from the antivirus itself. Sheet intune-api, section 6. */
import type { Verification } from '../approvals/request.ts';
import type { Clock } from '../ports/tenant.ts';
import type { ProtectionState } from '../tenant/device.ts';
import type { IsoTime } from '../tenant/evidence.ts';
import { utcText } from '../questions/elapsed.ts';
import type { Order } from './action.ts';

export function scanKind({ parameters }: Order): 'quick' | 'full' {
  return parameters.kind === 'full' ? 'full' : 'quick';
}

export function scanPending(endedBy: 'Defender' | 'Intune', why: string, clock: Clock): Verification {
  return {
    verified: 'pending',
    evidence: `Accepted, not proven: ${endedBy} says that the scan ended, and ${why}.`,
    at: clock.now().toISOString(),
  };
}

export function scanProof(
  endedBy: 'Defender' | 'Intune',
  order: Order,
  /** By the clock of the service that was ordered. */
  ordered: IsoTime,
  state: ProtectionState | null,
  clock: Clock,
): Verification {
  const kind = scanKind(order);
  const last = (kind === 'full' ? state?.lastFullScanDateTime : state?.lastQuickScanDateTime) ?? null;
  if (last === null) return scanPending(endedBy, `Intune reports no ${kind} scan of the device`, clock);
  if (Date.parse(last) <= Date.parse(ordered)) {
    const why = `the last ${kind} scan that Intune reports is older (${utcText(last)})`;
    return scanPending(endedBy, why, clock);
  }
  return {
    verified: 'yes',
    evidence: `Intune, which hears from the antivirus itself, reports a ${kind} scan at ${utcText(last)}.`,
    at: clock.now().toISOString(),
  };
}
