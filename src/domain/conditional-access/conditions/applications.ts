/**
 * What is signed in to: apps by app id and app groups, user actions, or authentication contexts. A filter by custom
 * security attributes cannot be evaluated (the attributes are not read), so it stays unknown. Source: reference sheet
 * conditional-access, sections 2.3 and 7.
 */
import { covers, isAdminPortal, isOffice365 } from '../apps.ts';
import type { Json, JsonObject } from '../../tenant/access-policies.ts';
import type { AppTarget } from '../facts.ts';
import type { ConditionName, ConditionResult, Match } from '../match.ts';
import { NOT_UNDERSTOOD, NO_MATCH, assigned, decided, either, matched, unsure } from '../match.ts';
import { NOTHING_MISSING, POLICY_VALUE, bitOf } from '../signals.ts';
import type { TextList } from '../wire.ts';
import {
  isObject,
  isUnset,
  looksLikeLiteral,
  partOf,
  spelled,
  textList,
  textOf,
  unknownMembers,
  without,
} from '../wire.ts';
import type { ConditionModule } from './condition.ts';

const APP = bitOf('app');
export const APPLICATION_MEMBERS = [
  'includeApplications',
  'excludeApplications',
  'includeUserActions',
  'includeAuthenticationContextClassReferences',
  'applicationFilter',
];

interface Apps {
  readonly ids: readonly string[];
  readonly all: boolean;
  readonly office365: boolean;
  readonly adminPortals: boolean;
  /** A filter, or something that this version does not know. */
  readonly incomplete: boolean;
}

const EMPTY: ConditionResult = {
  condition: 'emptyPolicy',
  truth: false,
  because: { kind: 'neverForPeople' },
  missing: NOTHING_MISSING,
};

export const applications: ConditionModule = {
  members: ['applications'],
  compile(conditions) {
    const raw = partOf(conditions, 'applications');
    if (!isObject(raw)) return () => decided('application', NOT_UNDERSTOOD);
    const unknown = unknownMembers(raw, APPLICATION_MEMBERS);
    const included = appsOf(raw, 'include', unknown);
    const excluded = appsOf(raw, 'exclude', unknown);
    const actions = lowered(raw['includeUserActions']);
    const contexts = lowered(raw['includeAuthenticationContextClassReferences']);
    if (isNone(raw) && actions.values.length + contexts.values.length === 0 && !included.incomplete) {
      return () => EMPTY;
    }
    const strange = unknown.some((member) => !member.startsWith('exclude'));
    // A member that this version does not know may also take out again what the lists name.
    const taken = unknown.some((member) => !member.startsWith('include')) ? NOT_UNDERSTOOD : NO_MATCH;
    const name = kindOf(actions, contexts);
    return ({ target }) => {
      if (target.kind === 'userAction') {
        return assigned(name, actionMatch(actions, strange, target.action), taken);
      }
      const result = assigned(name, appMatch(included, target), appMatch(excluded, target));
      if (contexts.values.length === 0 && !contexts.malformed) return result;
      const context = contextMatch(contexts, target.authContext);
      return context.truth === true || result.truth === false ? assigned(name, context, taken) : result;
    };
  },
};

/** A policy aims at one kind of thing; its kind names the condition. */
function kindOf(actions: TextList, contexts: TextList): ConditionName {
  if (actions.values.length > 0) return 'userActions';
  return contexts.values.length > 0 ? 'authenticationContext' : 'application';
}

function isNone(raw: JsonObject): boolean {
  const { values } = namedIn(raw, 'include');
  return values.length === 1 && values[0] === 'None' && isUnset(filterOf(raw)['rule']);
}

function appsOf(raw: JsonObject, side: 'include' | 'exclude', unknown: readonly string[]): Apps {
  const excluded = namedIn(raw, 'exclude');
  const list = side === 'include' ? without(namedIn(raw, 'include'), excluded) : excluded;
  const filter = filterOf(raw);
  const mode = textOf(filter['mode']);
  const filtered = !isUnset(filter['rule']) && mode !== (side === 'include' ? 'exclude' : 'include');
  const other = side === 'include' ? 'exclude' : 'include';
  const literals = list.values.filter((value) => looksLikeLiteral(value) && !LITERALS.includes(value));
  return {
    ids: list.values.map((value) => value.toLowerCase()),
    all: list.values.includes('All'),
    office365: list.values.includes('Office365'),
    adminPortals: list.values.includes('MicrosoftAdminPortals'),
    incomplete:
      filtered ||
      (!isUnset(raw['applicationFilter']) && !isObject(raw['applicationFilter'])) ||
      list.malformed ||
      literals.length > 0 ||
      unknown.some((member) => !member.startsWith(other)),
  };
}

const LITERALS = ['None', 'MicrosoftAdminPortals'];

function namedIn(raw: JsonObject, side: 'include' | 'exclude'): TextList {
  return spelled(textList(raw[`${side}Applications`]), ['All', 'Office365', ...LITERALS]);
}

function filterOf(raw: JsonObject): JsonObject {
  const filter = raw['applicationFilter'];
  return isObject(filter) ? filter : {};
}

function appMatch(apps: Apps, target: AppTarget): Match {
  const { appId } = target;
  const id = apps.ids.find((listed) => covers(listed, appId));
  if (id !== undefined) return matched({ kind: 'app', id });
  if (apps.all) return EVERY_APP;
  let match = NO_MATCH;
  if (apps.office365) match = either(match, groupMatch('Office365', isOffice365(target)));
  if (apps.adminPortals) {
    match = either(match, groupMatch('MicrosoftAdminPortals', isAdminPortal(target)));
  }
  return apps.incomplete ? either(match, NOT_UNDERSTOOD) : match;
}

const EVERY_APP = matched({ kind: 'everyone', id: 'All' });

function groupMatch(id: string, truth: boolean | 'unknown'): Match {
  if (truth === 'unknown') return unsure(APP | POLICY_VALUE, { kind: 'appGroup', id });
  return truth ? matched({ kind: 'appGroup', id }) : NO_MATCH;
}

function actionMatch(actions: TextList, strange: boolean, action: string): Match {
  if (actions.values.includes(action)) return matched({ kind: 'userAction', id: action });
  return actions.malformed || strange ? NOT_UNDERSTOOD : NO_MATCH;
}

function contextMatch(contexts: TextList, asked: string | null): Match {
  if (asked !== null && contexts.values.includes(asked)) return matched({ kind: 'authContext', id: asked });
  return contexts.malformed ? NOT_UNDERSTOOD : NO_MATCH;
}

function lowered(raw: Json | undefined): TextList {
  const list = textList(raw);
  return { ...list, values: list.values.map((value) => value.toLowerCase()) };
}
