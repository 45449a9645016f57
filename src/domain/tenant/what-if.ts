/** Microsoft's own opinion on a sign-in. Source: reference sheet conditional-access, section 8. */
import type { SignInFacts } from '../conditional-access/facts.ts';
import type { SignalName } from '../conditional-access/signals.ts';
import type { DirectoryDevice } from './device.ts';
import type { IsoTime } from './evidence.ts';

/** The same sign-in as the evaluator's. */
export interface WhatIfQuestion {
  readonly signIn: SignInFacts;
  /** The device of `signIn` as the directory spells it; null = not registered, undefined = not known. */
  readonly device: DirectoryDevice | null | undefined;
}

/** What What If says of one policy: whether its conditions match, never whether the person gets in. */
export interface WhatIfResult {
  readonly policyId: string;
  readonly displayName: string;
  readonly applies: boolean;
  /** `whatIfAnalysisReasons`, members newer than this version included; the first condition that is not met. */
  readonly reasons: readonly string[];
  readonly modifiedDateTime: IsoTime | null;
}

export interface SecondOpinion {
  /** Enabled and report-only policies only. */
  readonly results: readonly WhatIfResult[];
  /** Signals that What If was not told, because they are not known or because it has no word for them. */
  readonly leftOut: readonly SignalName[];
}
