/** How a typed name becomes a filter on users, and which of the answers fit best. */
import type { UserName } from '../../domain/tenant/user-name.ts';
import type { User } from '../../domain/tenant/user.ts';
import { ADVANCED } from '../http/graph-client.ts';
import type { GraphRead } from '../http/graph-client.ts';
import { anyOf, odata, route } from '../http/odata.ts';
import { READ_USERS } from './entra-permissions.ts';
import { beginnings } from '../nearest.ts';
import { USER_SELECT } from './wire-entra.ts';

const MOST = 25;
const SIMILAR = 50;

type TypedName = Exclude<UserName, { kind: 'id' }>;

/** One request for everything that a name can fit exactly. */
export function findUsersRead(name: TypedName): GraphRead & { readonly list: true } {
  return {
    route: route`/users`,
    // Filtering on the SAM account name is an advanced query.
    query: { ...ADVANCED.query, $filter: anyOf(conditions(name)), $select: USER_SELECT, $top: MOST },
    headers: ADVANCED.headers,
    permissions: READ_USERS,
    list: true,
    enough: MOST,
  };
}

function conditions(name: TypedName): readonly string[] {
  switch (name.kind) {
    case 'upn':
      return [odata`userPrincipalName eq ${name.text}`, odata`mail eq ${name.text}`];
    case 'sam':
      return [odata`onPremisesSamAccountName eq ${name.account}`, odata`mailNickname eq ${name.account}`];
    case 'name':
      return [
        odata`displayName eq ${name.text}`,
        odata`givenName eq ${name.text}`,
        odata`surname eq ${name.text}`,
        odata`mailNickname eq ${name.text}`,
        odata`onPremisesSamAccountName eq ${name.text}`,
        ...(name.text.includes(' ') ? [] : [odata`startswith(userPrincipalName,${`${name.text}@`})`]),
        ...firstAndLast(name.text),
      ];
  }
}

/** "Vance, Adele" and "Adele Vance", however the display name is written. */
function firstAndLast(typed: string): readonly string[] {
  const swapped = /^([^,]+),\s*([^,]+)$/.exec(typed);
  const words = swapped === null ? typed.split(/\s+/) : [swapped[2] ?? '', swapped[1] ?? ''];
  const [first, last] = words;
  if (words.length !== 2 || first === undefined || last === undefined) return [];
  return [`(${odata`givenName eq ${first}`} and ${odata`surname eq ${last}`})`];
}

/** The account whose name is meant literally hides those that merely share a first name or an alias. */
export function rankUsers(name: TypedName, found: readonly User[]): readonly User[] {
  const typed = (name.kind === 'sam' ? name.account : name.text).toLowerCase();
  const literally = found.filter((one) =>
    name.kind === 'sam'
      ? one.onPremisesSamAccountName?.toLowerCase() === typed
      : one.userPrincipalName.toLowerCase() === typed,
  );
  return literally.length > 0 ? literally : found;
}

/** People whose names begin like the typed one. */
export function suggestUsersReads(typed: string): readonly GraphRead[] {
  const words = typed.split(/[\s,@]+/).filter((word) => word !== '');
  const starts = [...new Set(words.slice(0, 2).flatMap((word) => beginnings(word)))];
  return starts.map((start) => ({
    route: route`/users`,
    query: {
      $filter: anyOf([
        odata`startswith(displayName,${start})`,
        odata`startswith(givenName,${start})`,
        odata`startswith(surname,${start})`,
        odata`startswith(userPrincipalName,${start})`,
      ]),
      $select: USER_SELECT,
      $top: SIMILAR,
    },
    permissions: READ_USERS,
    list: true,
    enough: SIMILAR,
  }));
}
