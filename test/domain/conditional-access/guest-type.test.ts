import assert from 'node:assert/strict';
import type { AccountKind } from '../../../src/domain/conditional-access/guest-type.ts';
import { guestTypeOf } from '../../../src/domain/conditional-access/guest-type.ts';

const account = (part: Partial<AccountKind>): AccountKind => ({
  userType: 'Member',
  userPrincipalName: 'a@contoso.example',
  creationType: null,
  externalUserState: null,
  ...part,
});

describe('the kind of guest', () => {
  const rows: readonly (readonly [
    rule: string,
    part: Partial<AccountKind>,
    kind: string | null | undefined,
  ])[] = [
    ['is none for a member', {}, null],
    ['is none when no type was ever set', { userType: null }, null],
    ['is internal for a guest of the own tenant', { userType: 'Guest' }, 'internalGuest'],
    [
      'is a B2B guest by invitation',
      { userType: 'Guest', creationType: 'Invitation' },
      'b2bCollaborationGuest',
    ],
    [
      'is a B2B guest by self-service sign-up',
      { userType: 'Guest', creationType: 'SelfServiceSignUp' },
      'b2bCollaborationGuest',
    ],
    [
      'is a B2B guest while the invitation is pending',
      { userType: 'Guest', externalUserState: 'PendingAcceptance' },
      'b2bCollaborationGuest',
    ],
    [
      'is a B2B guest by the sign-in name',
      { userType: 'Guest', userPrincipalName: 'b_x.example#EXT#@contoso.example' },
      'b2bCollaborationGuest',
    ],
    ['is a B2B member by invitation and type', { creationType: 'Invitation' }, 'b2bCollaborationMember'],
    [
      'cannot be told for an invited account without a type',
      { userType: null, creationType: 'Invitation' },
      undefined,
    ],
    ['cannot be told for a type that is not known', { userType: 'Agent' }, undefined],
  ];
  for (const [rule, part, kind] of rows) {
    it(rule, () => {
      assert.equal(guestTypeOf(account(part)), kind);
    });
  }
});
