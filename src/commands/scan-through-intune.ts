/**
 * "scan X" where Defender for Endpoint has no hold of X: Intune can have the same antivirus scan it. Only what is known
 * for certain leads there: a service that could not be read is told, never passed over.
 */
import { platformBlocker } from '../domain/actions/device-platform.ts';
import { intuneScan } from '../domain/actions/intune-scan.ts';
import { NOT_FOUND, onboardingBlocker } from '../domain/actions/machine-facts.ts';
import { scan } from '../domain/actions/scan.ts';
import type { Notice } from '../domain/questions/answer.ts';
import type { Machine } from '../domain/tenant/device.ts';
import type { Asked } from '../domain/tenant/evidence.ts';
import type { Detour } from './request-device-action.ts';
import { notKnown, notPossible } from './request-replies.ts';

export const scanThroughIntune: Detour = ({ machine, managed }, subject) => {
  const told = (notice: Notice, ...lines: readonly string[]) => ({
    reply: { ...notice, lines: [...lines, ...notice.lines] },
  });
  if (!machine.known && machine.gap.reason !== 'notConfigured') {
    const unread = 'Whether Defender for Endpoint has it is not known, so it was not put to Intune instead.';
    return managed.known && managed.value !== null
      ? told(notKnown(scan, subject, [machine.gap]), unread)
      : null;
  }
  const why = whyNotDefender(machine);
  if (why === null) return null;
  if (!managed.known) {
    const unread = 'Whether Intune, which could have it scanned instead, manages it is not known.';
    return told(notKnown(scan, subject, [managed.gap]), why, unread);
  }
  if (managed.value === null) {
    const neither = 'Intune, which could have it scanned instead, does not manage it.';
    return { reply: notPossible(scan, subject, [why, neither]) };
  }
  const never = platformBlocker(managed.value, 'A scan through Intune', ['Windows']);
  if (never !== null) return { reply: notPossible(scan, subject, [why, never.message]) };
  return { action: intuneScan, because: [{ label: 'Through Intune', value: why }] };
};

/** null = Defender for Endpoint can scan it. */
function whyNotDefender(machine: Asked<Machine | null>): string | null {
  if (!machine.known) return `${machine.gap.message}.`;
  const blocker = machine.value === null ? NOT_FOUND : onboardingBlocker(machine.value);
  return blocker?.message ?? null;
}
