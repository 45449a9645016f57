/**
 * Where a fact came from, how old it is, and what could not be learned. "True or silent" lives here: a source that
 * did not answer yields a gap, never a value that looks like "fine".
 */

/** An instant as ISO 8601 in UTC. */
export type IsoTime = string;

export type SourceName =
  | 'Entra ID'
  | 'Intune'
  | 'Defender for Endpoint'
  | 'Defender XDR'
  | 'Conditional Access'
  | 'Entra sign-in log'
  | 'Microsoft Teams'
  | 'Sentinel'
  | 'Defender for Cloud'
  | 'Drawbridge';

export type GapReason =
  | 'unreachable'
  | 'timeout'
  | 'throttled'
  | 'forbidden'
  | 'unauthenticated'
  | 'failed'
  | 'malformed'
  | 'unlicensed'
  | 'notConfigured';

/** Something that could not be learned, and why. */
export interface Gap {
  readonly source: SourceName;
  /** What is missing, as a noun phrase: `device risk and alerts`. */
  readonly subject: string;
  readonly reason: GapReason;
  /** One sentence for people: `Defender for Endpoint did not answer within 8 s`. */
  readonly message: string;
  readonly advice?: string;
}

/** The outcome of asking one source for one thing. */
export type Asked<T> =
  | { readonly known: true; readonly value: T; readonly source: SourceName; readonly at: IsoTime }
  | { readonly known: false; readonly gap: Gap };
