/**
 * `conditionalAccessGuestsOrExternalUsers`: kinds of guests, of all or of enumerated home tenants. The old literal
 * `GuestsOrExternalUsers` means every kind. Source: reference sheet conditional-access, section 2.2; that a missing
 * `externalTenants` means all of them is UNCONFIRMED.
 */
import type { Json } from '../../tenant/access-policies.ts';
import type { SignInFacts } from '../facts.ts';
import { GUEST_TYPES } from '../facts.ts';
import type { Match } from '../match.ts';
import { NOT_UNDERSTOOD, NO_MATCH, matched, unsure } from '../match.ts';
import { POLICY_VALUE, bitOf } from '../signals.ts';
import { flagList, isObject, isUnset, spelled, textList, textOf, unknownMembers } from '../wire.ts';
import type { Mentions } from './condition.ts';

export const GUEST_MEMBERS = ['guestOrExternalUserTypes', 'externalTenants'];

export interface GuestSelector {
  readonly types: ReadonlySet<string>;
  /** Names a type that this version does not know. */
  readonly strangeTypes: boolean;
  /** Has a member that this version does not know: whom it names for certain is not known. */
  readonly strangeMembers: boolean;
  readonly tenants: 'all' | 'notUnderstood' | ReadonlySet<string>;
}

export const ANY_GUEST: GuestSelector = {
  types: new Set(GUEST_TYPES),
  strangeTypes: false,
  strangeMembers: false,
  tenants: 'all',
};

const USER = bitOf('user');
const TENANT = bitOf('externalTenantId');

/** Null = not configured. */
export function compileGuests(raw: Json | undefined, mentions: Mentions): GuestSelector | null {
  if (isUnset(raw)) return null;
  if (!isObject(raw)) return { ...ANY_GUEST, strangeMembers: true };
  const flags = spelled(flagList(raw['guestOrExternalUserTypes']), [...GUEST_TYPES, 'none']);
  const known = flags.values.filter((flag) => (GUEST_TYPES as readonly string[]).includes(flag));
  const strange = flags.values.filter((flag) => !known.includes(flag) && flag !== 'none');
  const tenants = tenantsOf(raw['externalTenants']);
  if (typeof tenants !== 'string') for (const id of tenants) mentions.externalTenants.add(id);
  return {
    types: new Set(known),
    strangeTypes: flags.malformed || strange.length > 0,
    strangeMembers: unknownMembers(raw, GUEST_MEMBERS).length > 0,
    tenants,
  };
}

function tenantsOf(raw: Json | undefined): GuestSelector['tenants'] {
  if (raw === undefined || raw === null) return 'all';
  if (!isObject(raw)) return 'notUnderstood';
  const type = textOf(raw['@odata.type']) ?? '';
  const kind = textOf(raw['membershipKind']);
  if (kind === 'all' || (kind === null && type.endsWith('conditionalAccessAllExternalTenants'))) return 'all';
  const members = textList(raw['members']);
  const enumerated =
    kind === 'enumerated' || (kind === null && type.endsWith('conditionalAccessEnumeratedExternalTenants'));
  if (!enumerated || members.malformed) return 'notUnderstood';
  return new Set(members.values.map((id) => id.toLowerCase()));
}

export function guestMatch(selector: GuestSelector, facts: SignInFacts): Match {
  const { guestType } = facts.user;
  if (guestType === null) return NO_MATCH;
  const home = tenantMatch(selector, facts);
  if (home.truth === false) return NO_MATCH;
  if (selector.strangeMembers) return unsure(POLICY_VALUE | home.missing);
  if (guestType === undefined) return unsure(USER | home.missing);
  if (selector.types.has(guestType)) return home;
  return selector.strangeTypes ? unsure(POLICY_VALUE | home.missing) : NO_MATCH;
}

function tenantMatch(selector: GuestSelector, facts: SignInFacts): Match {
  const { tenants } = selector;
  const guests = matched({ kind: 'guests', id: facts.user.guestType ?? 'guest' });
  if (tenants === 'all') return guests;
  if (tenants === 'notUnderstood') return NOT_UNDERSTOOD;
  const home = facts.externalTenantId;
  if (home === undefined) return tenants.size === 0 ? NO_MATCH : unsure(TENANT);
  return home !== null && tenants.has(home) ? guests : NO_MATCH;
}
