/**
 * Members of a policy that this version does not know, by name. The evaluator never ignores those that could decide;
 * whoever writes a policy should still be told of every one, a slip of the pen most of all.
 */
import type { JsonObject } from '../tenant/access-policies.ts';
import { APPLICATION_MEMBERS } from './conditions/applications.ts';
import { GUEST_MEMBERS } from './conditions/guest-selector.ts';
import { CONDITION_MEMBERS } from './conditions/registry.ts';
import { USER_MEMBERS } from './conditions/users.ts';
import { CLIENT_APPLICATION_MEMBERS } from './conditions/workload-identities.ts';
import { GRANT_MEMBERS } from './grant-controls.ts';
import { isObject, unknownMembers } from './wire.ts';

/** `conditionalAccessPolicy` of v1.0 (Microsoft's type package). */
const POLICY_MEMBERS = [
  'id',
  'displayName',
  'description',
  'state',
  'conditions',
  'grantControls',
  'sessionControls',
  'createdDateTime',
  'modifiedDateTime',
  'deletedDateTime',
  'templateId',
];

const KNOWN: readonly (readonly [path: readonly string[], members: readonly string[]])[] = [
  [[], POLICY_MEMBERS],
  [['conditions'], CONDITION_MEMBERS],
  [['conditions', 'users'], USER_MEMBERS],
  ...['includeGuestsOrExternalUsers', 'excludeGuestsOrExternalUsers'].map(
    (selector) => [['conditions', 'users', selector], GUEST_MEMBERS] as const,
  ),
  [['conditions', 'applications'], APPLICATION_MEMBERS],
  [['conditions', 'clientApplications'], CLIENT_APPLICATION_MEMBERS],
  [
    ['conditions', 'platforms'],
    ['includePlatforms', 'excludePlatforms'],
  ],
  [
    ['conditions', 'locations'],
    ['includeLocations', 'excludeLocations'],
  ],
  [['conditions', 'devices'], ['deviceFilter']],
  [
    ['conditions', 'devices', 'deviceFilter'],
    ['mode', 'rule'],
  ],
  [['conditions', 'authenticationFlows'], ['transferMethods']],
  [['grantControls'], GRANT_MEMBERS],
];

/** As paths: `conditions.users.includeTeams`. */
export function strangeMembers(policy: JsonObject): readonly string[] {
  return KNOWN.flatMap(([path, members]) => {
    const part = path.reduce<JsonObject[string] | undefined>(
      (value, name) => (isObject(value) ? value[name] : undefined),
      policy,
    );
    return isObject(part) ? unknownMembers(part, members).map((name) => [...path, name].join('.')) : [];
  });
}
