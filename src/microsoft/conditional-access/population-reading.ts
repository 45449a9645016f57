/** What all parts of reading a population share. */
import type { UpstreamError } from '../../errors.ts';
import type { AccessPolicySnapshot } from '../../domain/tenant/access-policies.ts';
import type { Asked } from '../../domain/tenant/evidence.ts';
import type { CallContext, Clock } from '../../domain/ports/tenant.ts';
import { gapOf } from '../../domain/questions/ask.ts';
import type { GraphClient } from '../http/graph-client.ts';

/** How much of a tenant is held; what lies beyond is counted as "at least". */
export interface PopulationCeilings {
  readonly people: number;
  readonly devices: number;
  /** Groups that policies name. */
  readonly groups: number;
}

export const DEFAULT_CEILINGS: PopulationCeilings = { people: 20_000, devices: 40_000, groups: 500 };

export interface PopulationReading {
  readonly graph: GraphClient;
  readonly context: CallContext;
  readonly clock: Clock;
  readonly ceilings: PopulationCeilings;
  policies(): Promise<AccessPolicySnapshot>;
}

/** The directory serves whoever waits for an answer first. */
export const LOW_PRIORITY = { headers: { 'x-ms-throttle-priority': 'Low' } } as const;

export function notRead(subject: string, error: UpstreamError): Asked<never> {
  return { known: false, gap: gapOf('Entra ID', subject, error) };
}
