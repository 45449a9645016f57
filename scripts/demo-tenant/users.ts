/** `users.json`: Graph v1.0 users. */
import type { SignIn, User } from '@microsoft/microsoft-graph-types';
import { assignedPlans, skuOf } from './licences.ts';
import { DOMAIN, NETBIOS, PEOPLE, isHuman, samAccountName, type Person } from './people.ts';
import { DAY, HOUR, ago, guid, hex40, numberFrom } from './stable.ts';

const sid = (one: Person): string => `S-1-5-21-1757981266-1004336348-725345543-${1100 + PEOPLE.indexOf(one)}`;

function cloudSid(one: Person): string {
  const part = (index: number): number =>
    Number.parseInt(hex40('sid', one.key).slice(index * 8, index * 8 + 8), 16);
  return `S-1-12-1-${part(0)}-${part(1)}-${part(2)}-${part(3)}`;
}

function onPremises(one: Person): Partial<User> {
  const synced = one.kind === 'synced';
  return {
    onPremisesDistinguishedName: synced
      ? `CN=${one.displayName},OU=${one.department ?? ''},DC=contoso,DC=example`
      : null,
    onPremisesDomainName: synced ? DOMAIN : null,
    onPremisesImmutableId: synced
      ? Buffer.from(hex40('immutable', one.key).slice(0, 16)).toString('base64')
      : null,
    onPremisesLastSyncDateTime: synced ? ago(22 * 60_000) : null,
    onPremisesSamAccountName: synced ? samAccountName(one) : null,
    onPremisesSecurityIdentifier: synced ? sid(one) : null,
    onPremisesSyncEnabled: synced ? true : null,
    onPremisesUserPrincipalName: synced ? one.upn : null,
  };
}

const external = (one: Person): boolean => one.kind === 'guest' || one.kind === 'externalMember';

function activity(one: Person, signIns: readonly SignIn[]): Partial<User> {
  const own = signIns.filter((event) => event.userId === one.id);
  const last = own[0];
  const lastSuccess = own.find((event) => event.status?.errorCode === 0);
  if (last === undefined) return {};
  return {
    signInActivity: {
      lastSignInDateTime: last.createdDateTime ?? null,
      lastSignInRequestId: last.id ?? null,
      lastNonInteractiveSignInDateTime: lastSuccess?.createdDateTime ?? null,
      lastNonInteractiveSignInRequestId: lastSuccess === undefined ? null : guid('non-interactive', one.key),
      lastSuccessfulSignInDateTime: lastSuccess?.createdDateTime ?? null,
      lastSuccessfulSignInRequestId: lastSuccess?.id ?? null,
    },
  };
}

function toUser(one: Person, signIns: readonly SignIn[]): User {
  const created = (120 + numberFrom(1500, 'account age', one.key)) * DAY;
  return {
    id: one.id,
    deletedDateTime: null,
    accountEnabled: one.enabled,
    assignedLicenses: one.licence === null ? [] : [{ disabledPlans: [], skuId: skuOf(one.licence) }],
    assignedPlans: assignedPlans(one.licence),
    businessPhones:
      one.department === null || !isHuman(one) ? [] : [`+46 8 555 ${String(1000 + PEOPLE.indexOf(one))}`],
    companyName: external(one) ? 'Fabrikam' : 'Contoso',
    createdDateTime: ago(created),
    creationType: external(one) ? 'Invitation' : null,
    department: one.department,
    displayName: one.displayName,
    employeeId: isHuman(one) && !external(one) ? String(10_400 + PEOPLE.indexOf(one)) : null,
    employeeLeaveDateTime: one.enabled ? null : ago(12 * DAY),
    employeeType: null,
    externalUserState: external(one) ? (one.accepted ? 'Accepted' : 'PendingAcceptance') : null,
    externalUserStateChangeDateTime: external(one) ? ago(one.accepted ? created - 3 * HOUR : created) : null,
    givenName: one.givenName,
    jobTitle: one.jobTitle,
    lastPasswordChangeDateTime: ago((5 + numberFrom(80, 'password age', one.key)) * DAY),
    mail: one.mail,
    mailNickname: one.key.replace(/[^a-z0-9.]/g, ''),
    mobilePhone: null,
    officeLocation: one.office,
    ...onPremises(one),
    otherMails: external(one) && one.mail !== null ? [one.mail] : [],
    preferredLanguage: null,
    proxyAddresses: one.mail === null || external(one) ? [] : [`SMTP:${one.mail}`],
    securityIdentifier: cloudSid(one),
    signInSessionsValidFromDateTime: ago((5 + numberFrom(80, 'password age', one.key)) * DAY),
    surname: one.surname,
    usageLocation: one.licence === null ? null : 'SE',
    userPrincipalName: one.upn,
    userType: one.kind === 'guest' || one.kind === 'internalGuest' ? 'Guest' : 'Member',
    ...activity(one, signIns),
  };
}

export const users = (signIns: readonly SignIn[]): User[] => PEOPLE.map((one) => toUser(one, signIns));

/** The account as a Windows log-on knows it. */
export const windowsAccount = (one: Person): { accountName: string; domainName: string; userSid: string } =>
  one.kind === 'synced'
    ? { accountName: samAccountName(one), domainName: NETBIOS.toLowerCase(), userSid: sid(one) }
    : { accountName: one.key.replace('.', ''), domainName: 'azuread', userSid: cloudSid(one) };
