/** The preflight of an action on a person: what is common to all, around what the action itself finds. */
import type { EvidenceLine } from '../approvals/request.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Blocker, Order, Preflight } from './action.ts';
import type { UserFacts } from './user-facts.ts';
import { factsOfUser, userEvidence, userFacts, userProtection } from './user-facts.ts';

/** What an action finds in the facts of its person. */
export interface UserFindings {
  readonly blockers: readonly (Blocker | null)[];
  /** What may go wrong, or forbids it; shown before what is generally known of the person. */
  readonly warnings: readonly string[];
  readonly underWay: Preflight['underWay'];
}

export async function userPreflight(
  order: Order,
  ports: TenantPorts,
  clock: Clock,
  judge: (facts: UserFacts, now: Date) => UserFindings | Promise<UserFindings>,
): Promise<Preflight> {
  const facts = await userFacts(order.target.id, ports, clock);
  if (facts === null) {
    return {
      blockers: [{ code: 'notFound', message: 'Entra ID does not know this person (any more).' }],
      warnings: [],
      evidence: [],
      protection: { tags: [], deviceValue: null },
      facts: {},
      underWay: null,
    };
  }
  const now = clock.now();
  const { blockers, warnings, underWay } = await judge(facts, now);
  return {
    blockers: blockers.filter((one) => one !== null),
    warnings,
    evidence: [
      ...warnings.map((value): EvidenceLine => ({ label: 'Warning', value })),
      ...userEvidence(facts, now),
    ],
    protection: userProtection(facts),
    facts: factsOfUser(facts),
    underWay,
  };
}
