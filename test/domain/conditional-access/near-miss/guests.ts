import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import type { GuestType, SignInFacts } from '../../../../src/domain/conditional-access/facts.ts';
import { person } from '../builders.ts';
import type { Table } from './pairs.ts';
import { as } from './pairs.ts';

const ALL: JsonObject = { membershipKind: 'all' };
const from = (...members: string[]): JsonObject => ({ membershipKind: 'enumerated', members });
const typed = (kind: 'All' | 'Enumerated', more: JsonObject): JsonObject => ({
  '@odata.type': `#microsoft.graph.conditionalAccess${kind}ExternalTenants`,
  ...more,
});
const includes = (types: string, externalTenants: JsonObject | null = null): JsonObject => ({
  users: { includeGuestsOrExternalUsers: { guestOrExternalUserTypes: types, externalTenants } },
});
const excludes = (types: string): JsonObject => ({
  users: {
    includeUsers: ['All'],
    excludeGuestsOrExternalUsers: { guestOrExternalUserTypes: types, externalTenants: null },
  },
});
const literal = (...includeUsers: string[]): JsonObject => ({ users: { includeUsers } });
const guest = (
  guestType: GuestType,
  externalTenantId: string | null | undefined = 't1',
): Partial<SignInFacts> => ({
  user: person({ guestType }),
  externalTenantId,
});
const INVITED = guest('b2bCollaborationGuest');

export const GUESTS: Table = {
  about: 'near misses of guests',
  fates: [
    [
      '2.2 the guest literal is every kind of guest',
      literal('GuestsOrExternalUsers'),
      as({ guestType: 'otherExternalUser' }),
      'applied',
      { signIn: as({}) },
      'users',
    ],
    [
      '2.2 the guest literal is every kind of guest',
      literal('GuestsOrExternalUsers'),
      as({ guestType: 'internalGuest' }),
      'applied',
      { policy: literal('diego') },
      'users',
    ],
    [
      '2.2 kinds of guest are flags in one text',
      includes('internalGuest,b2bCollaborationGuest'),
      INVITED,
      'applied',
      { policy: includes('internalGuest,serviceProvider') },
      'users',
    ],
    [
      '2.2 kinds of guest are flags in one text',
      includes('b2bDirectConnectUser, otherExternalUser'),
      as({ guestType: 'otherExternalUser' }),
      'applied',
      { policy: includes('b2bDirectConnectUser') },
      'users',
    ],
    [
      '2.2 kinds of guest are flags in one text',
      includes('none'),
      INVITED,
      'users',
      { policy: includes('none,b2bCollaborationGuest') },
      'applied',
    ],
    [
      '2.2 an internal guest is not an invited one',
      includes('internalGuest'),
      as({ guestType: 'internalGuest' }),
      'applied',
      { signIn: as({ guestType: 'b2bCollaborationGuest' }) },
      'users',
    ],
    [
      '2.2 an internal guest is not an invited one',
      excludes('b2bCollaborationGuest'),
      as({ guestType: 'internalGuest' }),
      'applied',
      { signIn: as({ guestType: 'b2bCollaborationGuest' }) },
      'users',
    ],
    [
      '2.2 an invited member is not an invited guest',
      includes('b2bCollaborationMember'),
      as({ guestType: 'b2bCollaborationMember' }),
      'applied',
      { signIn: as({ guestType: 'b2bCollaborationGuest' }) },
      'users',
    ],
    [
      '2.2 an invited member is not an invited guest',
      excludes('b2bCollaborationGuest'),
      as({ guestType: 'b2bCollaborationMember' }),
      'applied',
      { policy: excludes('b2bCollaborationMember') },
      'users',
    ],
    [
      '2.2 members are no guests',
      includes('internalGuest,b2bCollaborationMember'),
      {},
      'users',
      { signIn: as({ guestType: 'b2bCollaborationMember' }) },
      'applied',
    ],
    [
      '2.2 members are no guests',
      excludes('internalGuest'),
      {},
      'applied',
      { signIn: as({ guestType: 'internalGuest' }) },
      'users',
    ],
    [
      '2.2 externalTenants null or all is every tenant',
      includes('b2bCollaborationGuest', null),
      INVITED,
      'applied',
      { policy: includes('b2bCollaborationGuest', from('t2')) },
      'users',
    ],
    [
      '2.2 externalTenants null or all is every tenant',
      includes('b2bCollaborationGuest', ALL),
      { ...INVITED, externalTenantId: undefined },
      'applied',
      { policy: includes('b2bCollaborationGuest', { membershipKind: 'some' }) },
      'notEnoughInformation',
    ],
    [
      '2.2 enumerated tenants are those of the guest',
      includes('b2bCollaborationGuest', from('t1')),
      INVITED,
      'applied',
      { signIn: { externalTenantId: 't2' } },
      'users',
    ],
    [
      '2.2 enumerated tenants are those of the guest',
      includes('b2bCollaborationGuest', from('t2', 'T1')),
      INVITED,
      'applied',
      { policy: includes('b2bCollaborationGuest', from('t2')) },
      'users',
    ],
    [
      'P enumerated tenants need the home tenant, for guests only',
      includes('b2bCollaborationGuest', from('t1')),
      { ...INVITED, externalTenantId: undefined },
      'notEnoughInformation',
      { signIn: as({}) },
      'users',
    ],
    [
      'P enumerated tenants need the home tenant, for guests only',
      includes('b2bCollaborationGuest', from('t1')),
      { ...INVITED, externalTenantId: undefined },
      'notEnoughInformation',
      { signIn: { externalTenantId: 't1' } },
      'applied',
    ],
    [
      'P enumerated tenants need the home tenant, for guests only',
      includes('internalGuest', from('t1')),
      { ...INVITED, externalTenantId: undefined },
      'users',
      { policy: includes('b2bCollaborationGuest', from('t1')) },
      'notEnoughInformation',
    ],
    [
      '2.2 an unknown kind of guest decides nothing',
      includes('agentGuest'),
      INVITED,
      'notEnoughInformation',
      { signIn: as({}) },
      'users',
    ],
    [
      '2.2 an unknown kind of guest decides nothing',
      includes('agentGuest'),
      INVITED,
      'notEnoughInformation',
      { policy: includes('agentGuest,b2bCollaborationGuest') },
      'applied',
    ],
    [
      '2.2 an unknown kind of guest decides nothing',
      excludes('unknownFutureValue'),
      INVITED,
      'notEnoughInformation',
      { policy: excludes('serviceProvider') },
      'applied',
    ],
    [
      '2.2 an unknown kind of tenants decides nothing',
      includes('b2bCollaborationGuest', { membershipKind: 'unknownFutureValue' }),
      INVITED,
      'notEnoughInformation',
      { policy: includes('b2bCollaborationGuest', ALL) },
      'applied',
    ],
    [
      '2.2 an unknown kind of tenants decides nothing',
      includes('b2bCollaborationGuest', { membershipKind: 'partners' }),
      INVITED,
      'notEnoughInformation',
      { policy: includes('serviceProvider', { membershipKind: 'partners' }) },
      'users',
    ],
    [
      '2.2 externalTenants null or all is every tenant',
      includes('b2bCollaborationGuest', typed('All', {})),
      INVITED,
      'applied',
      { policy: includes('b2bCollaborationGuest', typed('Enumerated', {})) },
      'users',
    ],
    [
      '2.2 enumerated tenants are those of the guest',
      includes('b2bCollaborationGuest', typed('Enumerated', { members: ['t1'] })),
      INVITED,
      'applied',
      { signIn: { externalTenantId: null } },
      'users',
    ],
    [
      '2.2 an unknown kind of tenants decides nothing',
      includes('b2bCollaborationGuest', typed('Enumerated', { membershipKind: 'partners', members: ['t1'] })),
      INVITED,
      'notEnoughInformation',
      {
        policy: includes(
          'b2bCollaborationGuest',
          typed('Enumerated', { membershipKind: 'enumerated', members: ['t1'] }),
        ),
      },
      'applied',
    ],
    [
      '2.2 an unknown kind of tenants decides nothing',
      includes('b2bCollaborationGuest', typed('All', { membershipKind: 'partners' })),
      INVITED,
      'notEnoughInformation',
      { policy: includes('b2bCollaborationGuest', typed('All', { membershipKind: 'all' })) },
      'applied',
    ],
  ],
};
