/**
 * Everybody whom policies can be about, read once for everybody: the people, the devices that are theirs, and of
 * groups and roles what policies name. It is what counts are made of ("12 other people"), so it says where it ends:
 * a list that met its ceiling or could not be read is not complete, and a count from it is "at least".
 * Reference sheet entra-api, sections 2 and 3.
 */
import type { DirectoryDevice } from './device.ts';
import type { Gap, IsoTime } from './evidence.ts';
import type { User } from './user.ts';

/** Entra `user`, as far as policies look at it. */
export type Person = Pick<
  User,
  | 'id'
  | 'displayName'
  | 'userPrincipalName'
  | 'userType'
  | 'accountEnabled'
  | 'externalUserState'
  | 'creationType'
>;

/** A group that a policy names. */
export interface PolicyGroup {
  readonly id: string;
  readonly displayName: string;
  /** Object ids (lower case) of the people in it, nested groups included. */
  readonly members: ReadonlySet<string>;
  /** False = a ceiling was met: there are more. */
  readonly complete: boolean;
}

export interface OwnedDevice {
  readonly device: DirectoryDevice;
  /** Object ids (lower case) of its registered owners. */
  readonly owners: readonly string[];
}

export interface Population {
  readonly takenAt: IsoTime;
  readonly people: readonly Person[];
  /** Groups that policies name, by id in lower case; null = the group no longer exists. */
  readonly groups: ReadonlyMap<string, PolicyGroup | null>;
  /** Role template id → people who hold it: active, tenant-wide, built-in roles; through a group too. */
  readonly roles: ReadonlyMap<string, ReadonlySet<string>>;
  /** The same for assignments to a part of the directory, which Conditional Access passes over; absent = not read. */
  readonly scopedRoles?: ReadonlyMap<string, ReadonlySet<string>>;
  readonly devices: readonly OwnedDevice[];
  /** ISO 3166 code of the organization; null = not known. */
  readonly country: string | null;
  /** Which lists are whole. */
  readonly complete: {
    readonly people: boolean;
    readonly groups: boolean;
    readonly roles: boolean;
    readonly devices: boolean;
  };
  readonly gaps: readonly Gap[];
}
