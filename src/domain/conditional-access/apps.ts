/**
 * Microsoft's own applications and the app groups that a policy can name. Microsoft publishes the contents of the
 * groups by name only (Office 365: list of 2024-12; admin portals), so the app ids are this table's. An app that it
 * does not list is *unknown*, unless it is known to belong to somebody else. Source: reference sheet
 * conditional-access, section 7.
 */
import type { AppOwner, AppTarget } from './facts.ts';
import type { Truth } from './truth.ts';

export const EXCHANGE_ONLINE = '00000002-0000-0ff1-ce00-000000000000';
export const SHAREPOINT_ONLINE = '00000003-0000-0ff1-ce00-000000000000';
export const TEAMS_SERVICES = 'cc15fd57-2c6c-4117-a88c-83b1d56b4bbe';
export const AZURE_MANAGEMENT = '797f4846-ba00-4fd7-ba43-dac1f8f63013';
export const AZURE_PORTAL = 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c';
export const INTUNE = '0000000a-0000-0000-c000-000000000000';
export const INTUNE_ENROLLMENT = 'd4ebce55-015a-49b5-a083-c84d1797ae8c';
export const SECURITY_PORTAL = '80ccca67-54bd-44ab-8625-4b79c4dc7775';
export const OFFICE_PORTAL = '00000006-0000-0ff1-ce00-000000000000';
export const MICROSOFT_GRAPH = '00000003-0000-0000-c000-000000000000';
export const TEAMS_CLIENT = '1fec8e78-bce4-4aaf-ab1b-5451cc387264';
export const TEAMS_WEB_CLIENT = '5e3ce6c0-2b1f-4285-8d4b-75ee78787346';
export const SKYPE = '00000004-0000-0ff1-ce00-000000000000';
export const FORMS = 'c9a559d2-7aab-4f13-a6ed-e7e9c52aec87';
export const WHITEBOARD = '95de633a-083e-42f5-b444-a4295d8e9314';
export const STREAM = '2634dd23-5e5a-431c-81ca-11710d9079f4';
export const POWER_AUTOMATE = '6204c1d1-4712-4c46-a7d9-3ed63d992682';
export const POWER_APPS = '475226c6-020e-4fb2-8a90-7a972cbfc1d4';
export const AZURE_AD_GRAPH = '00000002-0000-0000-c000-000000000000';
export const TO_DO = [
  'c830ddb0-63e6-4f22-bd71-2ad47198a23e',
  '2087bd82-7206-4c0a-b305-1321a39e5926',
] as const;

const OFFICE_365: ReadonlyMap<string, string> = new Map(
  Object.entries({
    [EXCHANGE_ONLINE]: 'Office 365 Exchange Online',
    '00000007-0000-0ff1-ce00-000000000000': 'Microsoft Exchange Online Protection',
    [SHAREPOINT_ONLINE]: 'Office 365 SharePoint Online',
    [SKYPE]: 'Skype for Business Online',
    [TEAMS_SERVICES]: 'Microsoft Teams Services',
    [TEAMS_CLIENT]: 'Microsoft Teams',
    [TEAMS_WEB_CLIENT]: 'Microsoft Teams Web Client',
    'e1829006-9cf1-4d05-8b48-2e665cb48e6a': 'Microsoft Teams Web Client',
    [OFFICE_PORTAL]: 'Microsoft Office 365 Portal',
    '9199bf20-a13f-4107-85dc-02114787ef48': 'One Outlook Web',
    'd3590ed6-52b3-4102-aeff-aad2292ab01c': 'Microsoft Office',
    '67ad5377-2d78-4ac2-a867-6300cda00e85': 'Office 365',
    'e03a13ee-9730-4cae-8525-47559c8cf18a': 'Office Online Service',
    [FORMS]: 'Microsoft Forms',
    [WHITEBOARD]: 'Microsoft Whiteboard Services',
    [STREAM]: 'Microsoft Stream Service',
    'cf53fce8-def6-4aeb-8d30-b158e7b1cf83': 'Microsoft Stream Portal',
    '905fcf26-4eb7-48a0-9ff0-8dcc7194b5ba': 'Sway',
    '2d4d3d8e-2be3-4bef-9f87-7875a61c29de': 'OneNote',
    '94c63fef-13a3-47bc-8074-75af8c65887a': 'Office Delve',
    '00000005-0000-0ff1-ce00-000000000000': 'Viva Engage',
    '86b4b4b4-db10-481c-876b-07447e7f204f': 'Groups Service',
    '66a88757-258c-4c72-893c-3e8bed4d6899': 'Office 365 Search Service',
    '40775b29-2688-46b6-a3b5-b256bd04df9f': 'Microsoft Information Protection API',
    [POWER_AUTOMATE]: 'Microsoft Flow Portal',
    [POWER_APPS]: 'PowerApps Service',
    [TO_DO[0]]: 'Microsoft To-Do',
    [TO_DO[1]]: 'Microsoft To-Do',
  }),
);

/** Named on Microsoft's page as not being part of Office 365. */
const OUTSIDE_OFFICE_365: ReadonlyMap<string, string> = new Map(
  Object.entries({
    [MICROSOFT_GRAPH]: 'Microsoft Graph',
    [AZURE_AD_GRAPH]: 'Windows Azure Active Directory',
    [INTUNE]: 'Microsoft Intune',
    [INTUNE_ENROLLMENT]: 'Microsoft Intune Enrollment',
    [AZURE_MANAGEMENT]: 'Windows Azure Service Management API',
    [AZURE_PORTAL]: 'Azure Portal',
    'fc780465-2017-40d4-a0c5-307022471b92': 'WindowsDefenderATP',
  }),
);

const ADMIN_PORTALS: ReadonlySet<string> = new Set([AZURE_PORTAL, SECURITY_PORTAL]);

/** Possibly an admin portal's back end; the published list has names only, so the answer stays open. */
const PERHAPS_ADMIN_PORTALS: ReadonlySet<string> = new Set([OFFICE_PORTAL]);

/** A policy on the Azure management app also covers these. */
const AZURE_MANAGEMENT_COVERS: ReadonlySet<string> = new Set([
  AZURE_PORTAL,
  'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5', // Log Analytics API
  'f5c26e74-f226-4ae8-85f0-b4af0080ac9e', // Application Insights API
]);

const OTHER_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    [SECURITY_PORTAL]: 'Microsoft 365 Security and Compliance Center',
    'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5': 'Log Analytics API',
    'f5c26e74-f226-4ae8-85f0-b4af0080ac9e': 'Application Insights API',
  }),
);

export function appName(appId: string): string | null {
  const id = appId.toLowerCase();
  return OFFICE_365.get(id) ?? OUTSIDE_OFFICE_365.get(id) ?? OTHER_NAMES.get(id) ?? null;
}

/** Whether an app belongs to the `Office365` suite. */
export function isOffice365({ appId, owner, assumed }: AppTarget): Truth {
  if (OFFICE_365.has(appId)) return true;
  if (OUTSIDE_OFFICE_365.has(appId)) return false;
  return isSomebodyElses(owner) ? false : (assumed?.office365 ?? 'unknown');
}

/** Whether an app belongs to `MicrosoftAdminPortals`. */
export function isAdminPortal({ appId, owner, assumed }: AppTarget): Truth {
  if (ADMIN_PORTALS.has(appId)) return true;
  const listed = OFFICE_365.has(appId) || OUTSIDE_OFFICE_365.has(appId);
  if (listed && !PERHAPS_ADMIN_PORTALS.has(appId)) return false;
  return isSomebodyElses(owner) && !listed ? false : (assumed?.adminPortals ?? 'unknown');
}

/** Microsoft's app groups hold Microsoft's apps only. */
function isSomebodyElses(owner: AppOwner | undefined): boolean {
  return owner === 'tenant' || owner === 'other';
}

/** Whether naming `listed` in a policy reaches a sign-in to `appId`. */
export function covers(listed: string, appId: string): boolean {
  return listed === appId || (listed === AZURE_MANAGEMENT && AZURE_MANAGEMENT_COVERS.has(appId));
}
