/** The preflight of an action on a machine: what is common to all, around what the action itself finds. */
import type { EvidenceLine } from '../approvals/request.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Blocker, Order, Preflight } from './action.ts';
import type { MachineFacts } from './machine-facts.ts';
import {
  NOT_FOUND,
  factsOf,
  machineEvidence,
  machineFacts,
  nothingKnown,
  onboardingBlocker,
  protectionOf,
} from './machine-facts.ts';

/** What an action finds in the facts of its machine. */
export interface Findings {
  readonly blockers: readonly (Blocker | null)[];
  /** What may go wrong, or forbids it; shown before what is generally known of the machine. */
  readonly warnings: readonly string[];
  readonly evidence?: readonly EvidenceLine[];
  readonly underWay: Preflight['underWay'];
  /** What it does to everybody who uses a server; null = nothing worth a warning. */
  readonly onServer: string | null;
  /** It needs no sensor on the machine. */
  readonly sensorless?: true;
  /** Defender does it by itself: the machine is not waited for. */
  readonly atOnce?: true;
}

export async function machinePreflight(
  order: Order,
  ports: TenantPorts,
  clock: Clock,
  judge: (facts: MachineFacts, now: Date) => Findings,
  /** What else is read, beside what every action needs. */
  also: { readonly software?: true } = {},
): Promise<Preflight> {
  const facts = await machineFacts(order.target.id, order.target.aadDeviceId, ports, also.software);
  if (facts === null) return nothingKnown(NOT_FOUND);
  const now = clock.now();
  const { blockers, warnings, evidence, underWay, sensorless, ...effect } = judge(facts, now);
  const onboarding = sensorless === true ? null : onboardingBlocker(facts.machine);
  return {
    blockers: [onboarding, ...blockers].filter((one) => one !== null),
    warnings,
    evidence: [
      // First: what forbids it matters more than what may make it slow.
      ...warnings.map((value): EvidenceLine => ({ label: 'Warning', value })),
      ...(evidence ?? []),
      ...machineEvidence(facts, effect, now),
    ],
    protection: protectionOf(facts.machine),
    facts: factsOf(facts),
    underWay,
  };
}
