/**
 * Which kind of guest an account is, as policies tell them apart. Source: reference sheet conditional-access, section
 * 2.2. Direct-connect users and service providers have no account in the tenant, so they do not come up here.
 */
import type { User } from '../tenant/user.ts';
import type { GuestType } from './facts.ts';

export interface AccountKind {
  /** null = never set: an ordinary member. */
  readonly userType: string | null;
  readonly userPrincipalName: string | null;
  readonly creationType: string | null;
  readonly externalUserState: string | null;
}

/** null = an ordinary member; undefined = it cannot be told. */
export function guestTypeOf(account: AccountKind): GuestType | null | undefined {
  const invited =
    account.creationType === 'Invitation' ||
    account.creationType === 'SelfServiceSignUp' ||
    (account.externalUserState ?? '') !== '' ||
    /#EXT#/i.test(account.userPrincipalName ?? '');
  switch (account.userType) {
    case 'Guest':
      return invited ? 'b2bCollaborationGuest' : 'internalGuest';
    case 'Member':
      return invited ? 'b2bCollaborationMember' : null;
    case null:
      return invited ? undefined : null;
    default:
      return undefined;
  }
}

type UserKind = Pick<User, 'userType' | 'userPrincipalName' | 'creationType' | 'externalUserState'>;

/** Of a person as the directory was read: a user type that this version does not know is none of the known ones. */
export function guestTypeOfUser(user: UserKind): GuestType | null | undefined {
  return guestTypeOf({ ...user, userType: user.userType === 'unknown' ? '' : user.userType });
}
