/**
 * The Conditional Access configuration of the tenant at one moment, in Microsoft's wire shapes. It is kept raw on
 * purpose: the evaluator must see members and values that this version does not know. Reference sheet
 * conditional-access, section 2.
 */
import type { IsoTime } from './evidence.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

export interface AccessPolicySnapshot {
  readonly takenAt: IsoTime;
  /** `conditionalAccessPolicy` objects. */
  readonly policies: readonly JsonObject[];
  /** `namedLocation` objects. */
  readonly namedLocations: readonly JsonObject[];
  /** `authenticationStrengthPolicy` objects. */
  readonly authenticationStrengths: readonly JsonObject[];
  /** `identitySecurityDefaultsEnforcementPolicy.isEnabled`; null = could not be read. */
  readonly securityDefaultsEnabled: boolean | null;
}
