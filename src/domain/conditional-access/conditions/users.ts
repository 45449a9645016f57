/**
 * Who the policy is for: people, groups (nested ones count), active tenant-wide directory roles by template id, and
 * kinds of guests. Exclusions win. Source: reference sheet conditional-access, section 2.2.
 */
import type { JsonObject } from '../../tenant/access-policies.ts';
import type { SignInFacts } from '../facts.ts';
import type { ConditionResult, Match } from '../match.ts';
import { NOT_UNDERSTOOD, NO_MATCH, assigned, either, matched, unsure } from '../match.ts';
import { NOTHING_MISSING, bitOf } from '../signals.ts';
import { isObject, looksLikeLiteral, partOf, spelled, textList, unknownMembers } from '../wire.ts';
import type { ConditionModule, Mentions } from './condition.ts';
import type { GuestSelector } from './guest-selector.ts';
import { ANY_GUEST, compileGuests, guestMatch } from './guest-selector.ts';

const USER = bitOf('user');
export const USER_MEMBERS = [
  'includeUsers',
  'excludeUsers',
  'includeGroups',
  'excludeGroups',
  'includeRoles',
  'excludeRoles',
  'includeGuestsOrExternalUsers',
  'excludeGuestsOrExternalUsers',
];

/** One side of the assignment. */
interface People {
  readonly everyone: boolean;
  /** `None`: nobody by name; counts only when nothing else is chosen. */
  readonly nobody: boolean;
  readonly users: ReadonlySet<string>;
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly guests: readonly GuestSelector[];
  /** Something on this side is not understood. */
  readonly incomplete: boolean;
}

const EMPTY: ConditionResult = {
  condition: 'emptyPolicy',
  truth: false,
  because: { kind: 'neverForPeople' },
  missing: NOTHING_MISSING,
};

export const users: ConditionModule = {
  members: ['users'],
  compile(conditions, _context, mentions) {
    const raw = partOf(conditions, 'users');
    if (!isObject(raw)) return () => assigned('users', NOT_UNDERSTOOD, NO_MATCH);
    const unknown = unknownMembers(raw, USER_MEMBERS);
    const included = peopleOf(raw, 'include', unknown, mentions);
    const excluded = peopleOf(raw, 'exclude', unknown, mentions);
    if (included.nobody && isNobody(included)) return () => EMPTY;
    return (facts) => assigned('users', peopleMatch(included, facts), peopleMatch(excluded, facts));
  },
};

function peopleOf(
  raw: JsonObject,
  side: 'include' | 'exclude',
  unknown: readonly string[],
  mentions: Mentions,
): People {
  const named = spelled(textList(raw[`${side}Users`]), ['All', ...LITERALS]);
  const groups = textList(raw[`${side}Groups`]);
  const roles = textList(raw[`${side}Roles`]);
  const literals = named.values.filter(looksLikeLiteral);
  const guests = compileGuests(raw[`${side}GuestsOrExternalUsers`], mentions);
  const other = side === 'include' ? 'exclude' : 'include';
  return {
    everyone: named.values.includes('All'),
    nobody: named.values.includes('None'),
    users: new Set(named.values.map(lower)),
    groups: groups.values.map(lower),
    roles: roles.values.map(lower),
    guests: [
      ...(named.values.includes('GuestsOrExternalUsers') ? [ANY_GUEST] : []),
      ...(guests === null ? [] : [guests]),
    ],
    incomplete:
      [named, groups, roles].some((list) => list.malformed) ||
      // Groups and roles are named by id; what older policies mean by `All` there is not documented any more.
      [...groups.values, ...roles.values].some((id) => lower(id) === 'all') ||
      literals.some((literal) => !LITERALS.includes(literal)) ||
      unknown.some((member) => !member.startsWith(other)),
  };
}

/** `None` is four letters too short to look like a literal, `All` three: both are handled by name. */
const LITERALS = ['GuestsOrExternalUsers', 'None'];

function isNobody(people: People): boolean {
  return (
    !people.everyone &&
    people.users.size === 1 &&
    people.groups.length + people.roles.length + people.guests.length === 0 &&
    !people.incomplete
  );
}

function peopleMatch(people: People, facts: SignInFacts): Match {
  const { user } = facts;
  if (people.users.has(user.id)) return matched({ kind: 'user', id: user.id });
  let match = either(groupMatch(people.groups, facts), roleMatch(people.roles, facts));
  for (const guests of people.guests) match = either(match, guestMatch(guests, facts));
  if (match.truth === true) return match;
  if (people.everyone) return EVERYONE;
  return people.incomplete ? either(match, NOT_UNDERSTOOD) : match;
}

const EVERYONE = matched({ kind: 'everyone', id: 'All' });

function groupMatch(groups: readonly string[], facts: SignInFacts): Match {
  if (groups.length === 0) return NO_MATCH;
  const memberships = facts.user.groups;
  if (memberships === undefined) return unsure(USER);
  for (const id of groups) {
    const membership = memberships.get(id);
    if (membership !== undefined) return matched({ kind: 'group', id, direct: membership.direct });
  }
  return NO_MATCH;
}

function roleMatch(roles: readonly string[], facts: SignInFacts): Match {
  if (roles.length === 0) return NO_MATCH;
  const held = facts.user.roles;
  if (held === undefined) return unsure(USER);
  const role = roles.find((id) => held.has(id));
  return role === undefined ? NO_MATCH : matched({ kind: 'role', id: role });
}

function lower(value: string): string {
  return value.toLowerCase();
}
