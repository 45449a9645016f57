/** The app that somebody means: from a word to the resource that Conditional Access protects, and its licence. */
import {
  AZURE_MANAGEMENT,
  AZURE_PORTAL,
  EXCHANGE_ONLINE,
  INTUNE,
  MICROSOFT_GRAPH,
  OFFICE_PORTAL,
  SECURITY_PORTAL,
  SHAREPOINT_ONLINE,
  TEAMS_SERVICES,
  appName,
} from '../conditional-access/apps.ts';
import type { SignIn } from '../tenant/user.ts';

export interface AccessApp {
  readonly appId: string;
  /** As people say it: `email`. */
  readonly name: string;
  /** The `service` of an assigned plan without which there is nothing to reach; null = none is known. */
  readonly plan: { readonly service: string; readonly what: string } | null;
}

const MAILBOX = { service: 'exchange', what: 'an Exchange plan (mailbox)' };
const TEAMS = { service: 'TeamspaceAPI', what: 'a Teams plan' };
const SHAREPOINT = { service: 'SharePoint', what: 'a SharePoint plan' };

const KNOWN: readonly (readonly [words: RegExp, app: AccessApp])[] = [
  [
    /^((e-?)?mails?|mailbox|inbox|webmail|calendar|shared mailbox|(ms |microsoft )?(outlook|exchange)( .*)?|owa|office 365 exchange online)$/,
    { appId: EXCHANGE_ONLINE, name: 'email', plan: MAILBOX },
  ],
  [
    /^((ms |microsoft )?teams|chat|meetings|microsoft teams services)$/,
    { appId: TEAMS_SERVICES, name: 'Teams', plan: TEAMS },
  ],
  [
    /^((ms |microsoft )?(share ?point|one ?drive)( .*)?|(shared )?files|documents|office 365 sharepoint online)$/,
    { appId: SHAREPOINT_ONLINE, name: 'SharePoint and OneDrive', plan: SHAREPOINT },
  ],
  [
    /^((ms |microsoft )?(office|365)( 365)?|(office|microsoft) ?365|o365|m365|(microsoft )?office portal)$/,
    { appId: OFFICE_PORTAL, name: 'the Office 365 portal', plan: null },
  ],
  [
    /^(the )?(azure portal|entra (portal|admin center)|azure admin (portal|center))$/,
    { appId: AZURE_PORTAL, name: 'the Azure portal', plan: null },
  ],
  [
    /^(azure|azure management|azure resource manager)$/,
    { appId: AZURE_MANAGEMENT, name: 'Azure management', plan: null },
  ],
  [/^(the )?((ms |microsoft )?intune)( .*)?$/, { appId: INTUNE, name: 'Intune', plan: null }],
  [
    /^(the )?((microsoft )?(defender|security|purview|compliance))( (portal|center|centre|console))?$/,
    { appId: SECURITY_PORTAL, name: 'the Defender and Purview portals', plan: null },
  ],
  [/^(microsoft )?graph( api| explorer)?$/, { appId: MICROSOFT_GRAPH, name: 'Microsoft Graph', plan: null }],
];

/** The apps that people name by a word. */
export const KNOWN_APPS: readonly AccessApp[] = KNOWN.map(([, app]) => app);

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Email when no app is named; null when the word means no app that is known. */
export function accessApp(typed: string | undefined): AccessApp | null {
  const word = (typed ?? 'email').trim().replace(/\s+/g, ' ');
  if (GUID.test(word)) return byId(word.toLowerCase());
  return KNOWN.find(([words]) => words.test(word.toLowerCase()))?.[1] ?? null;
}

/** An app that only the person's own sign-ins name. */
export function appFromSignIns(typed: string, signIns: readonly SignIn[]): AccessApp | null {
  const wanted = typed.trim().toLowerCase();
  const signIn = signIns.find((one) =>
    [one.resourceDisplayName, one.appDisplayName].some((name) => name?.toLowerCase() === wanted),
  );
  const appId = signIn?.resourceId ?? null;
  return appId === null || !GUID.test(appId)
    ? null
    : { appId: appId.toLowerCase(), name: signIn?.resourceDisplayName ?? typed, plan: null };
}

/** True when a sign-in went to this app: Conditional Access protects the resource, whatever the client. */
export function isSignInTo(signIn: SignIn, app: AccessApp): boolean {
  return [signIn.resourceId, signIn.appId].some((id) => id?.toLowerCase() === app.appId);
}

function byId(appId: string): AccessApp {
  const known = KNOWN.find(([, app]) => app.appId === appId)?.[1];
  return known ?? { appId, name: appName(appId) ?? `the application ${appId}`, plan: null };
}
