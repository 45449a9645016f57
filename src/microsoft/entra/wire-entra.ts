/** Entra ID's JSON as the domain sees it. Reference sheet entra-api, section 3. */
import { z } from 'zod/v4';
import type { DirectoryDevice } from '../../domain/tenant/device.ts';
import type { IsoTime } from '../../domain/tenant/evidence.ts';
import type { OwnedDevice, Person } from '../../domain/tenant/population.ts';
import type { NamedSignIn } from '../../domain/tenant/sign-in-ledger.ts';
import type { AccessPass, AppliedPolicy, RiskyUser, SignIn, User } from '../../domain/tenant/user.ts';
import { filledText, flag, guid, id, instant, number, oneOf, text, texts, time } from '../http/wire.ts';

/** What is read of a user. Most members come only when they are asked for. */
export const USER_SELECT = [
  'id',
  'displayName',
  'userPrincipalName',
  'mail',
  'userType',
  'accountEnabled',
  'department',
  'jobTitle',
  'onPremisesSamAccountName',
  'onPremisesSyncEnabled',
  'externalUserState',
  'creationType',
  'assignedPlans',
].join(',');

const assignedPlan = z.object({
  service: text.transform((value) => value ?? ''),
  servicePlanId: text.transform((value) => value?.toLowerCase() ?? ''),
  capabilityStatus: text.transform((value) => value ?? 'unknown'),
});

export const user: z.ZodType<User> = z
  .object({
    id,
    displayName: text,
    userPrincipalName: text,
    mail: filledText,
    userType: oneOf(['Member', 'Guest'], 'unknown'),
    accountEnabled: flag,
    department: filledText,
    jobTitle: filledText,
    onPremisesSamAccountName: filledText,
    onPremisesSyncEnabled: flag,
    externalUserState: filledText,
    creationType: filledText,
    assignedPlans: z
      .array(assignedPlan)
      .nullish()
      .transform((plans) => plans ?? []),
  })
  .transform(named);

/** What policies look at of somebody. */
export const PERSON_SELECT = [
  'id',
  'displayName',
  'userPrincipalName',
  'userType',
  'accountEnabled',
  'externalUserState',
  'creationType',
].join(',');

export const person: z.ZodType<Person> = z
  .object({
    id,
    displayName: text,
    userPrincipalName: text,
    userType: oneOf(['Member', 'Guest'], 'unknown'),
    accountEnabled: flag,
    externalUserState: filledText,
    creationType: filledText,
  })
  .transform(named);

/** A user without a display name is shown by the name that it signs in with. */
function named<T extends { id: string; displayName: string | null; userPrincipalName: string | null }>(
  one: T,
) {
  return {
    ...one,
    userPrincipalName: one.userPrincipalName ?? one.id,
    displayName: one.displayName ?? one.userPrincipalName ?? one.id,
  };
}

export const DEVICE_SELECT = [
  'id',
  'deviceId',
  'displayName',
  'accountEnabled',
  'isCompliant',
  'isManaged',
  'trustType',
  'profileType',
  'operatingSystem',
  'operatingSystemVersion',
  'deviceOwnership',
  'manufacturer',
  'model',
  'mdmAppId',
  'enrollmentProfileName',
  'physicalIds',
  'systemLabels',
  'extensionAttributes',
  'registrationDateTime',
  'approximateLastSignInDateTime',
].join(',');

export const device: z.ZodType<DirectoryDevice> = z.object({
  id,
  deviceId: id.transform((value) => value.toLowerCase()),
  displayName: filledText,
  accountEnabled: flag,
  isCompliant: flag,
  isManaged: flag,
  trustType: oneOf(['AzureAd', 'ServerAd', 'Workplace'], 'unknown'),
  profileType: filledText,
  operatingSystem: filledText,
  operatingSystemVersion: filledText,
  deviceOwnership: filledText,
  manufacturer: filledText,
  model: filledText,
  mdmAppId: filledText,
  enrollmentProfileName: filledText,
  physicalIds: texts,
  systemLabels: texts,
  extensionAttributes: z
    .record(z.string(), z.string().nullable())
    .nullish()
    .transform((value) => value ?? {}),
  registrationDateTime: time,
  approximateLastSignInDateTime: time,
});

/** A device as `$expand=registeredOwners` lists it. */
export const ownedDevice: z.ZodType<OwnedDevice> = z
  .intersection(device, z.object({ registeredOwners: z.array(z.object({ id })) }))
  .transform(({ registeredOwners, ...read }) => ({
    device: read,
    owners: registeredOwners.map((owner) => owner.id.toLowerCase()),
  }));

const appliedPolicy: z.ZodType<AppliedPolicy> = z.object({
  id: text.transform((value) => value ?? ''),
  displayName: text.transform((value) => value ?? ''),
  result: text.transform((value) => value ?? 'unknown'),
  enforcedGrantControls: texts,
});

export const signIn: z.ZodType<SignIn> = z
  .object({
    id,
    createdDateTime: instant,
    userId: id,
    appId: filledText,
    appDisplayName: filledText,
    resourceId: filledText,
    resourceDisplayName: filledText,
    ipAddress: filledText,
    clientAppUsed: filledText,
    isInteractive: flag,
    correlationId: filledText,
    conditionalAccessStatus: oneOf(['success', 'failure', 'notApplied'], 'unknown'),
    // Left out, or empty, when the application may not read policies: never read as "none applied" (section 0.3).
    appliedConditionalAccessPolicies: z
      .array(appliedPolicy)
      .nullish()
      .transform((value) => (value === null || value?.length === 0 ? null : (value ?? null))),
    status: z.object({ errorCode: number, failureReason: filledText }).nullish(),
    deviceDetail: z
      .object({
        deviceId: guid,
        displayName: filledText,
        operatingSystem: filledText,
        browser: filledText,
        isCompliant: flag,
        trustType: filledText,
      })
      .nullish(),
    location: z.object({ city: filledText, countryOrRegion: filledText }).nullish(),
    riskLevelDuringSignIn: filledText,
  })
  .transform(({ appliedConditionalAccessPolicies, status, deviceDetail, location, ...rest }) => ({
    ...rest,
    appliedPolicies: appliedConditionalAccessPolicies,
    errorCode: status?.errorCode ?? null,
    failureReason: status?.failureReason ?? null,
    device: deviceDetail ?? null,
    city: location?.city ?? null,
    countryOrRegion: location?.countryOrRegion ?? null,
  }));

/** What is read of a sign-in where there are thousands of them. */
export const SIGN_IN_SELECT = [
  'id',
  'createdDateTime',
  'userId',
  'userDisplayName',
  'userPrincipalName',
  'appId',
  'appDisplayName',
  'resourceId',
  'resourceDisplayName',
  'ipAddress',
  'clientAppUsed',
  'isInteractive',
  'correlationId',
  'conditionalAccessStatus',
  'appliedConditionalAccessPolicies',
  'status',
  'deviceDetail',
  'location',
  'riskLevelDuringSignIn',
].join(',');

export const namedSignIn: z.ZodType<NamedSignIn> = z.intersection(
  signIn,
  z.object({ userDisplayName: filledText, userPrincipalName: filledText }),
);

export const riskyUser: z.ZodType<RiskyUser> = z
  .object({
    id,
    riskLevel: oneOf(['low', 'medium', 'high', 'hidden', 'none'], 'unknown'),
    riskState: text.transform((value) => value ?? 'unknown'),
    riskDetail: filledText,
    riskLastUpdatedDateTime: time,
    isProcessing: flag,
  })
  .transform(({ riskLevel, riskState, riskDetail, riskLastUpdatedDateTime, isProcessing }) => ({
    riskLevel,
    riskState,
    riskDetail,
    riskLastUpdatedDateTime,
    isProcessing,
  }));

export const sessionsValidFrom: z.ZodType<IsoTime | null> = z
  .object({ signInSessionsValidFromDateTime: time })
  .transform((user) => user.signInSessionsValidFromDateTime);

export const accessPass: z.ZodType<AccessPass> = z.object({
  id,
  createdDateTime: time,
  startDateTime: time,
  lifetimeInMinutes: number,
  isUsableOnce: flag,
  isUsable: flag,
});

/** A member of a list of directory objects: its kind comes with it. */
export const directoryObject = z.object({
  '@odata.type': text,
  id,
  displayName: text.transform((value) => value ?? ''),
  roleTemplateId: text,
});

/** Every object of a mixed list says what it is. */
export function isKind(kind: string): (object: { readonly '@odata.type'?: string | null }) => boolean {
  return (object) => object['@odata.type'] === `#microsoft.graph.${kind}`;
}
