/**
 * A sign-in in the words of What If. What is not known is left out and named: What If takes an input that is missing as
 * none. Source: reference sheet conditional-access, sections 6 and 8.
 */
import type { SignInFacts, SignInTarget } from '../../domain/conditional-access/facts.ts';
import type { IpAddress } from '../../domain/conditional-access/ip-address.ts';
import { SIGNALS } from '../../domain/conditional-access/signals.ts';
import type { SignalName } from '../../domain/conditional-access/signals.ts';
import type { JsonObject } from '../../domain/tenant/access-policies.ts';
import type { DirectoryDevice } from '../../domain/tenant/device.ts';
import type { WhatIfQuestion } from '../../domain/tenant/what-if.ts';

export interface WhatIfRequest {
  readonly body: JsonObject;
  readonly leftOut: readonly SignalName[];
}

export function whatIfRequest({ signIn, device }: WhatIfQuestion): WhatIfRequest {
  const conditions: JsonObject = {
    // Both are always sent: one of Microsoft's pages calls them required, the other says that `all` is the default.
    devicePlatform: signIn.platform ?? 'all',
    clientAppType: signIn.clientAppType ?? 'all',
    ...given('country', signIn.country),
    ...given('ipAddress', signIn.ip === null || signIn.ip === undefined ? null : addressText(signIn.ip)),
    ...given('signInRiskLevel', signIn.signInRisk),
    ...given('userRiskLevel', signIn.userRisk),
    ...given('insiderRiskLevel', signIn.insiderRisk),
    ...given('authenticationFlow', flowOf(signIn)),
    ...given('deviceInfo', device === null ? {} : device === undefined ? null : deviceInfo(device)),
  };
  return {
    body: {
      signInIdentity: { '@odata.type': '#microsoft.graph.userSignIn', userId: signIn.user.id },
      signInContext: contextOf(signIn.target),
      signInConditions: conditions,
      appliedPoliciesOnly: false,
    },
    leftOut: SIGNALS.filter((signal) => LEFT_OUT[signal]?.(signIn, device) === true),
  };
}

function given(name: string, value: JsonObject[string] | undefined): JsonObject {
  return value === undefined || value === null ? {} : { [name]: value };
}

type IsLeftOut = (signIn: SignInFacts, device: DirectoryDevice | null | undefined) => boolean;

/** Groups, roles and who manages the device are Microsoft's own knowledge; everything else it must be told. */
const LEFT_OUT: Readonly<Partial<Record<SignalName, IsLeftOut>>> = {
  device: (_, device) => device === undefined || device?.trustType === 'unknown',
  ip: ({ ip }) => ip === null || ip === undefined,
  country: ({ country }) => country === null || country === undefined,
  gpsCountry: () => true,
  platform: ({ platform }) => platform === null || platform === undefined,
  clientAppType: ({ clientAppType }) => clientAppType === undefined,
  signInRisk: ({ signInRisk }) => signInRisk === undefined,
  userRisk: ({ userRisk }) => userRisk === undefined,
  insiderRisk: ({ insiderRisk }) => insiderRisk === undefined,
  authFlow: ({ authFlow }) => authFlow === undefined,
  externalTenantId: ({ user }) => user.guestType !== null,
};

const USER_ACTIONS: Readonly<Record<string, string>> = {
  'urn:user:registersecurityinfo': 'registerSecurityInformation',
  'urn:user:registerdevice': 'registerOrJoinDevices',
};

/** App ids only: the literals of policies (`Office365`) match nothing here. */
function contextOf(target: SignInTarget): JsonObject {
  if (target.kind === 'userAction') {
    return {
      '@odata.type': '#microsoft.graph.userActionContext',
      userAction: USER_ACTIONS[target.action] ?? target.action,
    };
  }
  return target.authContext === null
    ? { '@odata.type': '#microsoft.graph.applicationContext', includeApplications: [target.appId] }
    : { '@odata.type': '#microsoft.graph.authContext', authenticationContextValue: target.authContext };
}

function flowOf({ authFlow }: SignInFacts): JsonObject | null {
  return authFlow === undefined ? null : { transferMethod: authFlow ?? 'none' };
}

function addressText({ family, value }: IpAddress): string {
  const [width, digits] = family === 4 ? [8, 2] : [32, 4];
  const parts =
    value
      .toString(16)
      .padStart(width, '0')
      .match(new RegExp(`.{${digits}}`, 'g')) ?? [];
  return family === 4 ? parts.map((part) => Number.parseInt(part, 16)).join('.') : parts.join(':');
}

/** As device rules spell them; the directory says `AzureAd` and `ServerAd`. */
const TRUST_TYPES: Readonly<Record<DirectoryDevice['trustType'], string | null>> = {
  AzureAd: 'AzureAD',
  ServerAd: 'ServerAD',
  Workplace: 'Workplace',
  unknown: null,
};

const OWNERSHIPS = ['Company', 'Personal'];

/** The directory's `deviceOwnership` is called `ownership` here. */
function deviceInfo(device: DirectoryDevice): JsonObject {
  const extensions = Object.entries(device.extensionAttributes).filter(([name]) =>
    /^extensionAttribute([1-9]|1[0-5])$/.test(name),
  );
  const ownership = OWNERSHIPS.find((one) => one.toLowerCase() === device.deviceOwnership?.toLowerCase());
  const info: JsonObject = {
    deviceId: device.deviceId,
    displayName: device.displayName,
    enrollmentProfileName: device.enrollmentProfileName,
    ...Object.fromEntries(extensions),
    isCompliant: device.isCompliant,
    manufacturer: device.manufacturer,
    mdmAppId: device.mdmAppId,
    model: device.model,
    operatingSystem: device.operatingSystem,
    operatingSystemVersion: device.operatingSystemVersion,
    ownership: ownership ?? null,
    physicalIds: device.physicalIds,
    profileType: device.profileType,
    systemLabels: device.systemLabels,
    trustType: TRUST_TYPES[device.trustType],
  };
  return Object.fromEntries(Object.entries(info).filter(([, value]) => value !== null));
}
