/** `signIns.json`: interactive sign-ins of the last seven days, newest first, in Graph v1.0 shape. */
import type { DeviceDetail, SignIn } from '@microsoft/microsoft-graph-types';
import { decide, errorCodeOf, type Attempt, type Decision } from './access-decision.ts';
import { INTUNE_ENROLLMENT } from './access-policies.ts';
import { deviceIdOf, deviceOf, isCompliant, type DeviceSpec } from './device-catalogue.ts';
import { FABRIKAM_TENANT_ID, TENANT_ID, personOf, type Person, type Place } from './people.ts';
import { OFFICE_EGRESS } from './machines.ts';
import { PLATFORMS } from './platforms.ts';
import { HOUR, NOW, guid, iso } from './stable.ts';
import { SIGN_INS, type SignInSpec } from './sign-in-catalogue.ts';

interface Resource {
  readonly id: string;
  readonly name: string;
  readonly office365: boolean;
}
interface App {
  readonly id: string;
  readonly name: string;
  readonly resource: Resource;
  readonly browser: boolean;
}

const EXCHANGE: Resource = {
  id: '00000002-0000-0ff1-ce00-000000000000',
  name: 'Office 365 Exchange Online',
  office365: true,
};
const SHAREPOINT: Resource = {
  id: '00000003-0000-0ff1-ce00-000000000000',
  name: 'Office 365 SharePoint Online',
  office365: true,
};
const TEAMS: Resource = {
  id: 'cc15fd57-2c6c-4117-a88c-83b1d56b4bbe',
  name: 'Microsoft Teams Services',
  office365: true,
};
const AZURE: Resource = {
  id: '797f4846-ba00-4fd7-ba43-dac1f8f63013',
  name: 'Windows Azure Service Management API',
  office365: false,
};

const ENROLMENT: Resource = {
  id: INTUNE_ENROLLMENT,
  name: 'Microsoft Intune Enrollment',
  office365: false,
};

const APPS = {
  outlook: {
    id: 'd3590ed6-52b3-4102-aeff-aad2292ab01c',
    name: 'Microsoft Office',
    resource: EXCHANGE,
    browser: false,
  },
  outlookMobile: {
    id: '27922004-5251-4030-b22d-91ecd9a37ea4',
    name: 'Outlook Mobile',
    resource: EXCHANGE,
    browser: false,
  },
  owa: { id: EXCHANGE.id, name: EXCHANGE.name, resource: EXCHANGE, browser: true },
  teams: {
    id: '1fec8e78-bce4-4aaf-ab1b-5451cc387264',
    name: 'Microsoft Teams',
    resource: TEAMS,
    browser: false,
  },
  teamsWeb: {
    id: '5e3ce6c0-2b1f-4285-8d4b-75ee78787346',
    name: 'Microsoft Teams Web Client',
    resource: TEAMS,
    browser: true,
  },
  sharepoint: { id: SHAREPOINT.id, name: SHAREPOINT.name, resource: SHAREPOINT, browser: true },
  azurePortal: {
    id: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c',
    name: 'Azure Portal',
    resource: AZURE,
    browser: true,
  },
  enrolment: {
    id: '29d9ed98-a469-4536-ade2-f981bc1d605e',
    name: 'Microsoft Authentication Broker',
    resource: ENROLMENT,
    browser: false,
  },
} as const satisfies Record<string, App>;

export type AppKey = keyof typeof APPS;

const FAILURES: Readonly<Record<number, string>> = {
  0: 'Other.',
  50053:
    "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
  50057: 'The user account is disabled.',
  50074: 'Strong Authentication is required.',
  50126: 'Error validating credentials due to invalid username or password.',
  50135: 'Password change is required due to account risk.',
  50158: 'External security challenge was not satisfied.',
  53000:
    'Device is not in required device state: {state}. Conditional Access policy requires a compliant device, and the device is not compliant. The user must enroll their device with an approved MDM provider like Intune.',
  53003:
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
};

const TRUST = {
  AzureAd: 'Azure AD joined',
  ServerAd: 'Hybrid Azure AD joined',
  Workplace: 'Azure AD registered',
} as const;
const SYSTEM = {
  windows: 'Windows 11',
  macOS: 'MacOs',
  iOS: 'Ios 26',
  android: 'Android 16',
  linux: 'Linux',
} as const;
const BROWSER = {
  windows: 'Edge 142.0.0',
  macOS: 'Safari 26.1',
  iOS: 'Mobile Safari',
  android: 'Chrome Mobile 142',
  linux: 'Firefox 145.0',
} as const;

const COORDINATES: Readonly<Record<string, readonly [number, number]>> = {
  Stockholm: [59.3326, 18.0649],
  Manchester: [53.4809, -2.2374],
  Solna: [59.36, 18.0009],
  Uppsala: [59.8585, 17.6389],
  Dublin: [53.3331, -6.2489],
  Hamburg: [53.5507, 9.993],
  'Sao Paulo': [-23.5475, -46.6361],
  Bangkok: [13.754, 100.5014],
  Rotterdam: [51.9225, 4.4792],
};

const OFFICES: Readonly<Record<'Stockholm' | 'Manchester', Place>> = {
  Stockholm: { ip: OFFICE_EGRESS.Stockholm, city: 'Stockholm', state: 'Stockholms Lan', country: 'SE' },
  Manchester: { ip: OFFICE_EGRESS.Manchester, city: 'Manchester', state: 'Manchester', country: 'GB' },
};

function placeOf(spec: SignInSpec, person: Person): Place {
  if (spec.from === 'office') return OFFICES[person.office ?? 'Stockholm'];
  return spec.from === 'home' ? person.home : spec.from;
}

/** When it happened, as hours before now; decides which state the device was in. */
const hoursBefore = (spec: SignInSpec): number => (NOW - spec.at) / HOUR;

function attemptOf(spec: SignInSpec, person: Person, device: DeviceSpec | null): Attempt {
  const place = placeOf(spec, person);
  const app = APPS[spec.app];
  return {
    person,
    office365: app.resource.office365,
    client: spec.legacy !== undefined ? 'other' : app.browser ? 'browser' : 'mobileAppsAndDesktopClients',
    platform: platformOf(spec, device),
    trustedNetwork: place.ip.startsWith('198.51.100.'),
    country: place.country,
    compliantDevice: device !== null && isCompliant(device, hoursBefore(spec)) === true,
    hybridDevice: device?.join === 'ServerAd',
    userRiskHigh: spec.userRiskHigh ?? false,
    mfa: spec.mfa ?? true,
    phishingResistant: spec.phishingResistant ?? false,
    termsAccepted: spec.termsAccepted ?? true,
    passwordChanged: false,
    enrolment: app.resource === ENROLMENT,
    hoursAgo: hoursBefore(spec),
  };
}

const platformOf = (spec: SignInSpec, device: DeviceSpec | null): Attempt['platform'] =>
  device === null ? (spec.platform ?? null) : PLATFORMS[device.platform].signIn;

function deviceDetail(spec: SignInSpec, device: DeviceSpec | null): DeviceDetail {
  const platform = platformOf(spec, device);
  const common = {
    browser: platform === null || !APPS[spec.app].browser ? '' : BROWSER[platform],
    operatingSystem: platform === null ? '' : SYSTEM[platform],
  };
  if (device === null)
    return { deviceId: '', displayName: '', ...common, isCompliant: false, isManaged: false, trustType: '' };
  const compliant = isCompliant(device, hoursBefore(spec));
  return {
    deviceId: deviceIdOf(device),
    displayName: device.name,
    ...common,
    isCompliant: compliant ?? false,
    isManaged: compliant !== null,
    trustType: TRUST[device.join],
  };
}

function outcome(spec: SignInSpec, attempt: Attempt): { code: number; decision: Decision | null } {
  // A wrong password or a disabled account ends before Conditional Access is asked.
  if (spec.firstFactorError !== undefined) return { code: spec.firstFactorError, decision: null };
  const decision = decide(attempt);
  return { code: errorCodeOf(decision), decision };
}

function details(code: number, attempt: Attempt, interrupted: boolean): string | null {
  if (code === 50074) return 'MFA required in Azure AD';
  if (code !== 0) return null;
  if (!attempt.mfa) return null;
  return interrupted ? 'MFA completed in Azure AD' : 'MFA requirement satisfied by claim in the token';
}

const USER_AGENTS = {
  browser:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
  desktop: 'Mozilla/5.0 (compatible; MSAL 1.0) PKeyAuth/1.0',
} as const;

function toSignIn(spec: SignInSpec, index: number, step: 'interrupt' | 'only' | 'after'): SignIn {
  const person = personOf(spec.person);
  const device = spec.device === undefined ? null : deviceOf(spec.device);
  const app = APPS[spec.app];
  const place = placeOf(spec, person);
  const [latitude, longitude] = COORDINATES[place.city] ?? [0, 0];
  const attempt = attemptOf(
    step === 'interrupt' ? { ...spec, mfa: false, phishingResistant: false } : spec,
    person,
    device,
  );
  const { code, decision } = outcome(spec, attempt);
  const risk = spec.risk ?? 'none';
  const external = person.kind === 'guest' || person.kind === 'externalMember';
  return {
    id: guid('sign-in', spec.person, String(index), step),
    createdDateTime: iso(spec.at - (step === 'interrupt' ? 24_000 : 0)),
    userDisplayName: person.displayName,
    userPrincipalName: external ? (person.mail ?? person.upn) : person.upn,
    userId: person.id,
    appId: app.id,
    appDisplayName: app.name,
    ipAddress: place.ip,
    clientAppUsed: spec.legacy ?? (app.browser ? 'Browser' : 'Mobile Apps and Desktop clients'),
    // In Microsoft's metadata, though not yet in the published types.
    ...{ userAgent: spec.legacy === undefined ? USER_AGENTS[app.browser ? 'browser' : 'desktop'] : null },
    correlationId: guid('sign-in correlation', spec.person, String(index)),
    conditionalAccessStatus: decision?.status ?? 'notApplied',
    appliedConditionalAccessPolicies: decision?.policies ?? [],
    isInteractive: true,
    riskDetail: 'none',
    riskLevelAggregated: risk,
    riskLevelDuringSignIn: risk,
    riskState: risk === 'none' ? 'none' : 'atRisk',
    riskEventTypes_v2: [...(spec.riskEvents ?? [])],
    resourceDisplayName: app.resource.name,
    resourceId: app.resource.id,
    ...{ resourceTenantId: TENANT_ID, homeTenantId: external ? FABRIKAM_TENANT_ID : TENANT_ID },
    ...{ servicePrincipalId: null, servicePrincipalName: null },
    status: {
      errorCode: code,
      failureReason: FAILURES[code] ?? null,
      additionalDetails: details(code, attempt, step === 'after'),
    },
    deviceDetail: deviceDetail(spec, device),
    location: {
      city: place.city,
      state: place.state,
      countryOrRegion: place.country,
      geoCoordinates: { altitude: null, latitude, longitude },
    },
  };
}

/** An interrupted sign-in leaves two records with one correlation id: 50074, then what came of it. */
const events = (spec: SignInSpec, index: number): SignIn[] =>
  spec.interrupted === true
    ? [toSignIn(spec, index, 'after'), toSignIn(spec, index, 'interrupt')]
    : [toSignIn(spec, index, 'only')];

export const signIns = (): SignIn[] =>
  SIGN_INS.flatMap(events).sort((left, right) =>
    `${right.createdDateTime ?? ''}${right.id ?? ''}`.localeCompare(
      `${left.createdDateTime ?? ''}${left.id ?? ''}`,
    ),
  );

/** For risk detections: the ids of a sign-in of the catalogue. */
export function signInIds(spec: SignInSpec): { requestId: string; correlationId: string } {
  const index = SIGN_INS.indexOf(spec);
  return {
    requestId: guid('sign-in', spec.person, String(index), spec.interrupted === true ? 'after' : 'only'),
    correlationId: guid('sign-in correlation', spec.person, String(index)),
  };
}
