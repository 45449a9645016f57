/**
 * Which apps an app needs: Teams opens mail and files, so the policies of Exchange and SharePoint reach whoever
 * opens Teams. Early-bound ones must be satisfied before the app itself opens, late-bound ones when that part of it is
 * used. Microsoft's table is not exhaustive, and its What If ignores all of it. Source: reference sheet
 * conditional-access, section 7 (service dependencies); Microsoft's page of 2022-07.
 */
import {
  AZURE_AD_GRAPH,
  AZURE_MANAGEMENT,
  EXCHANGE_ONLINE,
  FORMS,
  OFFICE_PORTAL,
  POWER_APPS,
  POWER_AUTOMATE,
  SHAREPOINT_ONLINE,
  SKYPE,
  STREAM,
  TEAMS_CLIENT,
  TEAMS_SERVICES,
  TEAMS_WEB_CLIENT,
  TO_DO,
  WHITEBOARD,
} from './apps.ts';

export interface Dependency {
  readonly appId: string;
  /** As people say it. */
  readonly name: string;
}

export interface Dependencies {
  readonly early: readonly Dependency[];
  readonly late: readonly Dependency[];
}

const EXCHANGE: Dependency = { appId: EXCHANGE_ONLINE, name: 'Exchange' };
const SHAREPOINT: Dependency = { appId: SHAREPOINT_ONLINE, name: 'SharePoint' };

const TEAMS: Dependencies = {
  early: [EXCHANGE, SHAREPOINT, { appId: SKYPE, name: 'Skype for Business' }],
  // Planner is late-bound too; its app id is in none of our sources.
  late: [
    { appId: STREAM, name: 'Stream' },
    { appId: WHITEBOARD, name: 'Whiteboard' },
  ],
};

/** What Power Apps needs, Power Automate needs through it. */
const POWER: readonly Dependency[] = [
  { appId: AZURE_MANAGEMENT, name: 'Azure management' },
  { appId: AZURE_AD_GRAPH, name: 'Windows Azure Active Directory' },
  SHAREPOINT,
  EXCHANGE,
];

const BY_APP: ReadonlyMap<string, Dependencies> = new Map([
  [TEAMS_SERVICES, TEAMS],
  [TEAMS_CLIENT, TEAMS],
  [TEAMS_WEB_CLIENT, TEAMS],
  [OFFICE_PORTAL, { early: [], late: [EXCHANGE, SHAREPOINT] }],
  [FORMS, { early: [EXCHANGE, SHAREPOINT], late: [] }],
  [SKYPE, { early: [EXCHANGE], late: [] }],
  [POWER_APPS, { early: POWER, late: [] }],
  [POWER_AUTOMATE, { early: [{ appId: POWER_APPS, name: 'Power Apps' }, ...POWER], late: [] }],
  ...TO_DO.map((appId) => [appId, { early: [EXCHANGE], late: [] }] as const),
]);

const NONE: Dependencies = { early: [], late: [] };

export function dependenciesOf(appId: string): Dependencies {
  return BY_APP.get(appId.toLowerCase()) ?? NONE;
}
