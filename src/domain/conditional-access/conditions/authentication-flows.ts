/** Device code flow and authentication transfer. Source: reference sheet conditional-access, section 2.1. */
import { AUTH_FLOWS } from '../facts.ts';
import { NOT_UNDERSTOOD, NO_MATCH, decided, either, matched, unsure } from '../match.ts';
import { bitOf } from '../signals.ts';
import { flagList, isObject, isUnset, spelled, unknownMembers } from '../wire.ts';
import type { ConditionModule } from './condition.ts';

const FLOW = bitOf('authFlow');

export const authenticationFlows: ConditionModule = {
  members: ['authenticationFlows'],
  compile(conditions) {
    const raw = conditions['authenticationFlows'];
    if (isUnset(raw)) return null;
    if (!isObject(raw)) return () => decided('authenticationFlow', NOT_UNDERSTOOD);
    const list = spelled(flagList(raw['transferMethods']), [...AUTH_FLOWS, 'none']);
    const values = list.values.filter((value) => value !== 'none');
    const strange =
      list.malformed ||
      unknownMembers(raw, ['transferMethods']).length > 0 ||
      values.some((value) => !(AUTH_FLOWS as readonly string[]).includes(value));
    if (values.length === 0 && !strange) return null;
    const rest = strange ? NOT_UNDERSTOOD : NO_MATCH;
    return ({ authFlow }) => {
      if (authFlow === undefined) {
        return decided('authenticationFlow', values.length === 0 ? rest : either(unsure(FLOW), rest));
      }
      const listed = authFlow !== null && values.includes(authFlow);
      return decided('authenticationFlow', listed ? matched({ kind: 'value', id: authFlow }) : rest);
    };
  },
};
