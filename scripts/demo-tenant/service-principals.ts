/** `servicePrincipals.json`, `organization.json` and `app.json`: applications, the tenant, and what the bot may do. */
import type { AppRole, Organization, ServicePrincipal } from '@microsoft/microsoft-graph-types';
import { tenantPlans } from './licences.ts';
import { DOMAIN, INITIAL_DOMAIN, TENANT_ID } from './people.ts';
import { DAY, MINUTE, ago, guid } from './stable.ts';

/** Microsoft's own tenant, which owns its applications. */
const MICROSOFT_TENANT = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';
const GRAPH = '00000003-0000-0000-c000-000000000000';
const DEFENDER = 'fc780465-2017-40d4-a0c5-307022471b92';

/** Application permissions of Microsoft Graph that Drawbridge holds, with Microsoft's ids. */
const GRAPH_ROLES: Readonly<Record<string, string>> = {
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
  'User.RevokeSessions.All': '77f3a031-c388-4f99-b373-dc68676a979e',
  'User.EnableDisableAccount.All': '3011c876-62b7-4ada-afa2-506cbbecc68c',
  'GroupMember.Read.All': '98830695-27a2-44f7-8c18-0c3ebc9698f6',
  'Device.Read.All': '7438b122-aefc-4978-80ed-43db9fcc7715',
  'Device.ReadWrite.All': '1138cb37-bd11-4084-a2b7-9f71582aeddb',
  'Directory.Read.All': '7ab1d382-f21e-4acd-a863-ba3e13f7da61',
  'AuditLog.Read.All': 'b0afded3-3588-46d8-8b3d-9842eff778da',
  'IdentityRiskyUser.Read.All': 'dc5007c0-2d7d-4c42-879c-2dab87571379',
  'IdentityRiskyUser.ReadWrite.All': '656f6061-f9fe-4807-9708-6a2e0934df76',
  'IdentityRiskEvent.Read.All': '6e472fd1-ad78-48da-a0f0-97ab2c6b769e',
  'Policy.Read.All': '246dd0d5-5bd0-4def-940b-0421030a5b68',
  'Policy.Read.ConditionalAccess': '37730810-e9ba-4e46-b07e-8ca78d182097',
  'Application.Read.All': '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
  'Organization.Read.All': '498476ce-e0fe-48b0-b801-37ba7e2685c6',
  'LicenseAssignment.Read.All': 'e2f98668-2877-4f38-a2f4-8202e0717aa1',
  'RoleManagement.Read.Directory': '483bed4a-2ad3-4361-a73b-c83ccdbdc53c',
  'UserAuthenticationMethod.Read.All': '38d9df27-64da-44fd-b7c5-a6fbac20248f',
  'UserAuthenticationMethod.ReadWrite.All': '50483e42-d915-4231-9639-7fdb7fd190e5',
  'UserAuthMethod-TAP.ReadWrite.All': '627169a8-8c15-451c-861a-5b80e383de5c',
  'SecurityAlert.Read.All': '472e4a4d-bb4a-4026-98d1-0b0d74cb74a5',
  'SecurityAlert.ReadWrite.All': 'ed4fca05-be46-441f-9803-1873825f8fdb',
  'SecurityIncident.Read.All': '45cc0394-e837-488b-a098-1918f48d186c',
  'SecurityIncident.ReadWrite.All': '34bf0e97-1971-4929-b999-9e2442d941d7',
  'ThreatHunting.Read.All': 'dd98c7f5-2d42-42d3-a0e4-633161547251',
  'DeviceManagementManagedDevices.Read.All': '2f51be20-0bb4-4fed-bf7b-db946066c75e',
  'DeviceManagementManagedDevices.ReadWrite.All': '243333ab-4d21-40cb-a475-36241daa0842',
  'DeviceManagementManagedDevices.PrivilegedOperations.All': '5b07b0dd-2377-4e44-a38d-703f09a0dc3c',
  'DeviceManagementConfiguration.Read.All': 'dc377aa6-52d8-4e23-b271-2a7ae04cedf3',
  'DeviceManagementServiceConfig.Read.All': '06a5fe6d-c49d-46a7-b082-56b1b14103c7',
  'Schedule.Read.All': '7b2ebf90-d836-437f-b90d-7b62722c4456',
};

/** Of WindowsDefenderATP. The ids of these roles are made up for this tenant: only the values matter to anybody. */
const DEFENDER_ROLES = [
  'Machine.Read.All',
  'Machine.ReadWrite.All',
  'Machine.Isolate',
  'Machine.RestrictExecution',
  'Machine.Scan',
  'Machine.CollectForensics',
  'Machine.StopAndQuarantine',
  'Machine.LiveResponse',
  'Machine.Offboard',
  'Alert.Read.All',
  'Alert.ReadWrite.All',
  'User.Read.All',
  'Vulnerability.Read.All',
  'Software.Read.All',
  'SecurityRecommendation.Read.All',
  'Score.Read.All',
  'Ti.ReadWrite.All',
  'AdvancedQuery.Read.All',
] as const;

const BOT = {
  id: guid('service principal', 'Drawbridge'),
  appId: guid('application', 'Drawbridge'),
  name: 'Drawbridge',
};

const appRole = (value: string, id: string): AppRole => ({
  allowedMemberTypes: ['Application'],
  description: value,
  displayName: value,
  id,
  isEnabled: true,
  origin: 'Application',
  value,
});

const FIRST_PARTY: readonly (readonly [string, string])[] = [
  ['Office 365 Exchange Online', '00000002-0000-0ff1-ce00-000000000000'],
  ['Office 365 SharePoint Online', '00000003-0000-0ff1-ce00-000000000000'],
  ['Microsoft Teams Services', 'cc15fd57-2c6c-4117-a88c-83b1d56b4bbe'],
  ['Microsoft Teams', '1fec8e78-bce4-4aaf-ab1b-5451cc387264'],
  ['Microsoft Teams Web Client', '5e3ce6c0-2b1f-4285-8d4b-75ee78787346'],
  ['Skype for Business Online', '00000004-0000-0ff1-ce00-000000000000'],
  ['Microsoft Graph', GRAPH],
  ['Windows Azure Active Directory', '00000002-0000-0000-c000-000000000000'],
  ['Windows Azure Service Management API', '797f4846-ba00-4fd7-ba43-dac1f8f63013'],
  ['Azure Portal', 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c'],
  ['Microsoft Intune', '0000000a-0000-0000-c000-000000000000'],
  ['Microsoft Intune Enrollment', 'd4ebce55-015a-49b5-a083-c84d1797ae8c'],
  ['WindowsDefenderATP', DEFENDER],
  ['Microsoft 365 Security and Compliance Center', '80ccca67-54bd-44ab-8625-4b79c4dc7775'],
  ['Office 365 Portal', '00000006-0000-0ff1-ce00-000000000000'],
  ['Microsoft App Access Panel', '0000000c-0000-0000-c000-000000000000'],
];

const OWN_APPS = ['Contoso Expenses', 'Contoso Wiki'] as const;

function rolesOffered(appId: string): AppRole[] {
  if (appId === GRAPH) return Object.entries(GRAPH_ROLES).map(([value, id]) => appRole(value, id));
  if (appId === DEFENDER) return DEFENDER_ROLES.map((value) => appRole(value, guid('Defender role', value)));
  return [];
}

function principal(displayName: string, appId: string, id: string, owner: string): ServicePrincipal {
  return {
    id,
    deletedDateTime: null,
    accountEnabled: true,
    alternativeNames: [],
    appDescription: null,
    appDisplayName: displayName,
    appId,
    appOwnerOrganizationId: owner,
    appRoleAssignmentRequired: false,
    appRoles: rolesOffered(appId),
    description: null,
    disabledByMicrosoftStatus: null,
    displayName,
    homepage: null,
    loginUrl: null,
    logoutUrl: null,
    notes: null,
    notificationEmailAddresses: [],
    oauth2PermissionScopes: [],
    preferredSingleSignOnMode: null,
    replyUrls: [],
    servicePrincipalNames: [appId],
    servicePrincipalType: 'Application',
    signInAudience: owner === TENANT_ID ? 'AzureADMyOrg' : 'AzureADMultipleOrgs',
    tags: owner === TENANT_ID ? ['WindowsAzureActiveDirectoryIntegratedApp'] : [],
  };
}

export const servicePrincipals = (): ServicePrincipal[] => [
  ...FIRST_PARTY.map(([name, appId]) =>
    principal(name, appId, guid('service principal', name), MICROSOFT_TENANT),
  ),
  ...OWN_APPS.map((name) =>
    principal(name, guid('application', name), guid('service principal', name), TENANT_ID),
  ),
  principal(BOT.name, BOT.appId, BOT.id, TENANT_ID),
];

/** The application that the simulator takes the caller for, and the roles that it was granted. */
export const app = (): object => ({
  id: BOT.id,
  appId: BOT.appId,
  displayName: BOT.name,
  tenantId: TENANT_ID,
  roles: {
    graph: Object.keys(GRAPH_ROLES),
    defender: [...DEFENDER_ROLES],
    logs: ['Data.Read', 'Log Analytics Reader'],
    arm: ['Microsoft Sentinel Responder', 'Security Reader'],
    ingest: [],
  },
});

export const organization = (): Organization[] => [
  {
    id: TENANT_ID,
    deletedDateTime: null,
    assignedPlans: tenantPlans(),
    businessPhones: ['+46 8 555 1000'],
    city: 'Stockholm',
    country: null,
    countryLetterCode: 'SE',
    createdDateTime: ago(2400 * DAY),
    defaultUsageLocation: 'SE',
    displayName: 'Contoso',
    marketingNotificationEmails: [],
    onPremisesLastSyncDateTime: ago(22 * MINUTE),
    onPremisesSyncEnabled: true,
    partnerTenantType: null,
    postalCode: '111 20',
    preferredLanguage: 'en',
    privacyProfile: null,
    provisionedPlans: [],
    securityComplianceNotificationMails: [],
    securityComplianceNotificationPhones: [],
    state: null,
    street: 'Vasagatan 1',
    technicalNotificationMails: [`it@${DOMAIN}`],
    tenantType: 'AAD',
    verifiedDomains: [
      {
        capabilities: 'Email, OfficeCommunicationsOnline',
        isDefault: true,
        isInitial: false,
        name: DOMAIN,
        type: 'Managed',
      },
      {
        capabilities: 'Email, OfficeCommunicationsOnline',
        isDefault: false,
        isInitial: true,
        name: INITIAL_DOMAIN,
        type: 'Managed',
      },
    ],
  },
];
