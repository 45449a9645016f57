/**
 * Policies for service principals. A person's sign-in is never theirs. A risk of service principals in a policy for
 * people is nothing that this version understands. Source: reference sheet conditional-access, section 2.1.
 */
import type { ConditionResult } from '../match.ts';
import { NOT_UNDERSTOOD, decided } from '../match.ts';
import { NOTHING_MISSING } from '../signals.ts';
import { isObject, isUnset } from '../wire.ts';
import type { ConditionModule } from './condition.ts';

export const CLIENT_APPLICATION_MEMBERS = [
  'includeServicePrincipals',
  'excludeServicePrincipals',
  'servicePrincipalFilter',
];

const NOT_FOR_PEOPLE: ConditionResult = {
  condition: 'workloadIdentities',
  truth: false,
  because: { kind: 'neverForPeople' },
  missing: NOTHING_MISSING,
};

export const workloadIdentities: ConditionModule = {
  members: ['clientApplications', 'servicePrincipalRiskLevels'],
  compile(conditions) {
    const raw = conditions['clientApplications'];
    if (isObject(raw) && CLIENT_APPLICATION_MEMBERS.some((member) => !isUnset(raw[member])))
      return () => NOT_FOR_PEOPLE;
    const strange = !isUnset(raw) || !isUnset(conditions['servicePrincipalRiskLevels']);
    return strange ? () => decided('workloadIdentities', NOT_UNDERSTOOD) : null;
  },
};
