/** What the state of a policy means. Source: reference sheet conditional-access, section 2. */
import type { Json } from '../tenant/access-policies.ts';
import { textOf } from './wire.ts';

/** `unknown`: a state that this version does not know; never taken for enabled, never ignored. */
export type PolicyMode = 'enforced' | 'reportOnly' | 'disabled' | 'unknown';

const MODES: ReadonlyMap<string, PolicyMode> = new Map([
  ['enabled', 'enforced'],
  ['disabled', 'disabled'],
  ['enabledforreportingbutnotenforced', 'reportOnly'],
]);

/** Policies written by hand say `Disabled` for `disabled`. */
export function modeOf(state: Json | undefined): PolicyMode {
  return MODES.get(textOf(state)?.toLowerCase() ?? '') ?? 'unknown';
}
