import assert from 'node:assert/strict';
import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import type { Row } from '../builders.ts';
import { fateOf, person, policy, run, signIn } from '../builders.ts';

const people = (users: JsonObject): JsonObject => ({ users });
const guests = (types: string, externalTenants: JsonObject | null = null): JsonObject => ({
  guestOrExternalUserTypes: types,
  externalTenants,
});
const enumerated = (...members: string[]): JsonObject => ({
  '@odata.type': '#microsoft.graph.conditionalAccessEnumeratedExternalTenants',
  membershipKind: 'enumerated',
  members,
});

const typed = (kind: 'All' | 'Enumerated', more: JsonObject = {}): JsonObject => ({
  '@odata.type': `#microsoft.graph.conditionalAccess${kind}ExternalTenants`,
  ...more,
});
const PARTNER = {
  user: person({ guestType: 'b2bCollaborationGuest' }),
  externalTenantId: 'fabrikam',
} as const;

// Beside the pairs of near-miss/users.ts.
const ROWS: readonly Row[] = [
  [
    'does not know whom a guest selector means that is no object',
    people({ includeGuestsOrExternalUsers: 'internalGuest' }),
    PARTNER,
    'notEnoughInformation',
  ],
  [
    'does not understand home tenants that are no object',
    people({
      includeGuestsOrExternalUsers: {
        guestOrExternalUserTypes: 'b2bCollaborationGuest',
        externalTenants: 'fabrikam',
      },
    }),
    PARTNER,
    'notEnoughInformation',
  ],
  [
    'takes the type of the home tenants for their kind where it is missing: all',
    people({ includeGuestsOrExternalUsers: guests('b2bCollaborationGuest', typed('All')) }),
    PARTNER,
    'applied',
  ],
  [
    'takes the type of the home tenants for their kind where it is missing: enumerated',
    people({
      includeGuestsOrExternalUsers: guests(
        'b2bCollaborationGuest',
        typed('Enumerated', { members: ['FABRIKAM'] }),
      ),
    }),
    PARTNER,
    'applied',
  ],
  [
    'does not reach a guest of a tenant that is not enumerated',
    people({
      includeGuestsOrExternalUsers: guests(
        'b2bCollaborationGuest',
        typed('Enumerated', { members: ['other'] }),
      ),
    }),
    PARTNER,
    'users',
  ],
  [
    'reaches nobody with no tenant enumerated, wherever the guest is from',
    people({ includeGuestsOrExternalUsers: guests('b2bCollaborationGuest', enumerated()) }),
    { ...PARTNER, externalTenantId: undefined },
    'users',
  ],
  [
    'reaches guests with All',
    people({ includeUsers: ['All'] }),
    { user: person({ guestType: 'internalGuest' }) },
    'applied',
  ],
  ['reads All in another spelling', people({ includeUsers: ['all'] }), {}, 'applied'],
  ['reaches nobody when nobody is assigned', people({ includeUsers: [] }), {}, 'users'],
  ['reads a null list as empty', people({ includeUsers: null, includeGroups: null }), {}, 'users'],
  [
    'does not reach members of another group',
    people({ includeGroups: ['g'] }),
    { user: person({ groups: ['h'] }) },
    'users',
  ],
  [
    'excludes nested members',
    people({ includeGroups: ['g'], excludeGroups: ['h'] }),
    { user: person({ groups: ['g'], nestedGroups: ['h'] }) },
    'users',
  ],
  [
    'reaches holders of a role',
    people({ includeRoles: ['r'] }),
    { user: person({ roles: ['r'] }) },
    'applied',
  ],
  [
    'does not reach holders of another role',
    people({ includeRoles: ['r'] }),
    { user: person({ roles: ['s'] }) },
    'users',
  ],
  [
    'excludes holders of a role',
    people({ includeUsers: ['All'], excludeRoles: ['r'] }),
    { user: person({ roles: ['r'] }) },
    'users',
  ],
  [
    'reaches guests with the old literal',
    people({ includeUsers: ['GuestsOrExternalUsers'] }),
    { user: person({ guestType: 'b2bCollaborationMember' }) },
    'applied',
  ],
  [
    'reaches the kind of guest',
    people({ includeGuestsOrExternalUsers: guests('internalGuest,b2bCollaborationGuest') }),
    { user: person({ guestType: 'b2bCollaborationGuest' }) },
    'applied',
  ],
  [
    'does not reach members by kinds of guest',
    people({ includeGuestsOrExternalUsers: guests('internalGuest') }),
    {},
    'users',
  ],
  [
    'reaches guests of an enumerated tenant',
    people({ includeGuestsOrExternalUsers: guests('b2bCollaborationGuest', enumerated('t1')) }),
    { user: person({ guestType: 'b2bCollaborationGuest' }), externalTenantId: 't1' },
    'applied',
  ],
  [
    'does not reach guests of another tenant',
    people({ includeGuestsOrExternalUsers: guests('b2bCollaborationGuest', enumerated('t1')) }),
    { user: person({ guestType: 'b2bCollaborationGuest' }), externalTenantId: 't2' },
    'users',
  ],
  [
    'cannot tell guests whose tenant is not known',
    people({ includeGuestsOrExternalUsers: guests('b2bCollaborationGuest', enumerated('t1')) }),
    { user: person({ guestType: 'b2bCollaborationGuest' }), externalTenantId: undefined },
    'notEnoughInformation',
  ],
  [
    'needs no tenant for a member',
    people({ includeGuestsOrExternalUsers: guests('b2bCollaborationGuest', enumerated('t1')) }),
    { externalTenantId: undefined },
    'users',
  ],
  [
    'does not understand a new kind of tenants',
    people({ includeGuestsOrExternalUsers: guests('b2bCollaborationGuest', { membershipKind: 'partners' }) }),
    { user: person({ guestType: 'b2bCollaborationGuest' }) },
    'notEnoughInformation',
  ],
  [
    'does not understand a new kind of guest',
    people({ includeGuestsOrExternalUsers: guests('agentGuest') }),
    { user: person({ guestType: 'internalGuest' }) },
    'notEnoughInformation',
  ],
  [
    'does not reach members by a new kind of guest',
    people({ includeGuestsOrExternalUsers: guests('agentGuest') }),
    {},
    'users',
  ],
  [
    'is decided by a known kind beside a new one',
    people({ includeGuestsOrExternalUsers: guests('agentGuest,internalGuest') }),
    { user: person({ guestType: 'internalGuest' }) },
    'applied',
  ],
  [
    'needs no memberships for All',
    people({ includeUsers: ['All'] }),
    { user: { ...person(), groups: undefined, roles: undefined } },
    'applied',
  ],
  [
    'does not understand a new literal',
    people({ includeUsers: ['AllAgentUsers'] }),
    {},
    'notEnoughInformation',
  ],
  [
    'is decided by a known match beside a new literal',
    people({ includeUsers: ['AllAgentUsers', 'adele'] }),
    {},
    'applied',
  ],
  [
    'is decided by a known exclusion beside a new include',
    people({ includeThings: ['x'], excludeUsers: ['adele'] }),
    {},
    'users',
  ],
  [
    'does not understand a new kind of exclusion',
    people({ includeUsers: ['All'], excludeThings: ['x'] }),
    {},
    'notEnoughInformation',
  ],
  ['ignores a new member that is empty', people({ includeUsers: ['All'], excludeThings: [] }), {}, 'applied'],
  [
    'does not understand a new kind of guest, for a guest',
    people({ includeGuestsOrExternalUsers: guests('futureGuest') }),
    { user: person({ guestType: 'b2bCollaborationGuest' }) },
    'notEnoughInformation',
  ],
  [
    'is decided by the home tenant beside a new kind of guest',
    people({ includeGuestsOrExternalUsers: guests('futureGuest', enumerated('t1')) }),
    { user: person({ guestType: 'b2bCollaborationGuest' }), externalTenantId: 't2' },
    'users',
  ],
  [
    'does not understand a new member beside a kind of guest that matches',
    people({
      includeGuestsOrExternalUsers: { ...guests('b2bCollaborationGuest'), newThings: ['x'] },
    }),
    { user: person({ guestType: 'b2bCollaborationGuest' }) },
    'notEnoughInformation',
  ],
];

describe('the users condition', () => {
  for (const [rule, conditions, changes, fate] of ROWS) {
    it(rule, () => {
      assert.equal(fateOf(policy(conditions), changes), fate);
    });
  }

  it('tells through which group a person is excluded, and that it is a nested one', () => {
    const raw = policy(people({ includeUsers: ['All'], excludeGroups: ['h'] }));
    const { results } = run([raw], signIn({ user: person({ nestedGroups: ['h'] }) }));
    assert.deepEqual(results[0]?.people.because, {
      kind: 'excluded',
      by: { kind: 'group', id: 'h', direct: false },
    });
  });

  it('tells through which role a person is included', () => {
    const raw = policy(people({ includeRoles: ['r'] }));
    const { results } = run([raw], signIn({ user: person({ roles: ['r'] }) }));
    assert.deepEqual(results[0]?.people.because, { kind: 'included', by: { kind: 'role', id: 'r' } });
  });

  it('says of a guest selector that it cannot read that it is not known, not that it is not met', () => {
    const truthOf = (users: JsonObject, facts = signIn(PARTNER)): unknown =>
      run([policy(people(users))], facts).results[0]?.people.truth;
    const none = guests('b2bCollaborationGuest', enumerated());
    assert.equal(truthOf({ includeGuestsOrExternalUsers: 'internalGuest' }), 'unknown');
    assert.equal(
      truthOf({ includeGuestsOrExternalUsers: { ...none, externalTenants: 'fabrikam' } }),
      'unknown',
    );
    const anywhere = signIn({ ...PARTNER, externalTenantId: undefined });
    assert.equal(truthOf({ includeGuestsOrExternalUsers: none }, anywhere), false);
    assert.equal(
      truthOf({ includeGuestsOrExternalUsers: guests('b2bCollaborationGuest', enumerated('x')) }, anywhere),
      'unknown',
    );
  });
});
