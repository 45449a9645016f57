/** Defender for Endpoint's own indicators: what the organization allows or blocks. Reference sheet mde-api, section 6. */
import type { IsoTime } from './evidence.ts';

export type IndicatorKind = 'sha256' | 'sha1' | 'ip' | 'url' | 'domain' | 'certificate';

export interface Indicator {
  readonly id: string;
  /** As Defender keeps it. */
  readonly value: string;
  /** null = a type that this version does not know (MD5, say). */
  readonly kind: IndicatorKind | null;
  /** `Allowed`, `Audit`, `Warn`, `Block`, `BlockAndRemediate`, or what else Defender says. */
  readonly action: string;
  readonly title: string | null;
  /** Carries the request id of what Drawbridge has made. */
  readonly description: string | null;
  /** A person's sign-in name or the name of an application, as far as Defender tells. */
  readonly madeBy: string | null;
  readonly madeAt: IsoTime | null;
  /** null = never. */
  readonly expiresAt: IsoTime | null;
  /** Empty = all devices. */
  readonly deviceGroups: readonly string[];
}

/** A tenant has this many active ones at most. */
export const MOST_INDICATORS = 15_000;
