import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../../src/domain/conditional-access/facts.ts';
import { AZURE_PORTAL, EXCHANGE, OWN_APP, action, app } from '../builders.ts';
import type { Table } from './pairs.ts';

const SHAREPOINT = '00000003-0000-0ff1-ce00-000000000000';
const GRAPH = '00000003-0000-0000-c000-000000000000';
const INTUNE = '0000000a-0000-0000-c000-000000000000';
const AZURE_MANAGEMENT = '797f4846-ba00-4fd7-ba43-dac1f8f63013';
const LOG_ANALYTICS = 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5';
const DEFENDER_PORTAL = '80ccca67-54bd-44ab-8625-4b79c4dc7775';
const TEAMS_SERVICES = 'cc15fd57-2c6c-4117-a88c-83b1d56b4bbe';
const TEAMS_CLIENT = '1fec8e78-bce4-4aaf-ab1b-5451cc387264';
const OUTLOOK_MOBILE = '27922004-5251-4030-b22d-91ecd9a37ea4';
const SECURITY_INFO = 'urn:user:registersecurityinfo';
const JOIN = 'urn:user:registerdevice';

const apps = (applications: JsonObject): JsonObject => ({ applications });
const including = (...ids: string[]): JsonObject => apps({ includeApplications: ids });
const except = (...ids: string[]): JsonObject =>
  apps({ includeApplications: ['All'], excludeApplications: ids });
const actions = (...names: string[]): JsonObject => apps({ includeUserActions: names });
const contexts = (...ids: string[]): JsonObject => apps({ includeAuthenticationContextClassReferences: ids });
const filtered = (mode: string, includeApplications: readonly string[]): JsonObject =>
  apps({ includeApplications, applicationFilter: { mode, rule: 'CustomSecurityAttribute.A_b -eq "x"' } });
const owned = (owner: 'tenant' | 'other' | 'microsoft'): Partial<SignInFacts> => ({
  target: { kind: 'app', appId: OWN_APP, owner, authContext: null },
});

export const APPLICATIONS: Table = {
  about: 'near misses of resources',
  fates: [
    [
      '2.3 an app by its app id',
      including(EXCHANGE),
      {},
      'applied',
      { policy: including(SHAREPOINT) },
      'application',
    ],
    [
      '2.3 an app by its app id',
      including(OWN_APP.toUpperCase()),
      app(OWN_APP),
      'applied',
      { signIn: app(SHAREPOINT) },
      'application',
    ],
    [
      '2.3 All is every app',
      including('All'),
      app(OWN_APP),
      'applied',
      { policy: including() },
      'application',
    ],
    [
      '2.3 All is every app',
      including('All'),
      app(GRAPH),
      'applied',
      { policy: including('Office365') },
      'application',
    ],
    [
      '2.3 None is no app',
      including('None'),
      {},
      'emptyPolicy',
      { policy: including('None', EXCHANGE) },
      'applied',
    ],
    ['2.3 None is no app', including('None'), {}, 'emptyPolicy', { policy: including('All') }, 'applied'],
    [
      '2.3 excluded apps beat included ones',
      except(EXCHANGE),
      {},
      'application',
      { policy: except(SHAREPOINT) },
      'applied',
    ],
    [
      '2.3 excluded apps beat included ones',
      apps({ includeApplications: [EXCHANGE], excludeApplications: ['Office365'] }),
      {},
      'application',
      { policy: apps({ includeApplications: [EXCHANGE], excludeApplications: [] }) },
      'applied',
    ],
    [
      '2.3 excluded apps beat included ones',
      except('MicrosoftAdminPortals'),
      app(AZURE_PORTAL),
      'application',
      { signIn: app(INTUNE) },
      'applied',
    ],
    [
      '2.3 an app filter cannot be evaluated',
      filtered('include', []),
      {},
      'notEnoughInformation',
      { policy: filtered('include', [EXCHANGE]) },
      'applied',
    ],
    [
      '2.3 an app filter cannot be evaluated',
      filtered('exclude', ['All']),
      {},
      'notEnoughInformation',
      { policy: filtered('exclude', [SHAREPOINT]) },
      'application',
    ],
    [
      '2.3 an app filter cannot be evaluated',
      apps({ includeApplications: [], applicationFilter: 'x' }),
      {},
      'notEnoughInformation',
      { policy: apps({ includeApplications: [], applicationFilter: null }) },
      'application',
    ],
    [
      '2.3 an unknown literal or kind of target decides nothing',
      including('AllAgentIdResources'),
      {},
      'notEnoughInformation',
      { policy: including('00000000-aaaa') },
      'application',
    ],
    [
      '2.3 an unknown literal or kind of target decides nothing',
      including('AllAgentIdResources'),
      {},
      'notEnoughInformation',
      { policy: including('AllAgentIdResources', EXCHANGE) },
      'applied',
    ],
    [
      '2.3 an unknown literal or kind of target decides nothing',
      apps({ includeApplications: [], globalSecureAccess: { includeTrafficProfiles: 'm365' } }),
      {},
      'notEnoughInformation',
      { policy: apps({ includeApplications: [], globalSecureAccess: null }) },
      'application',
    ],
    [
      '2.3 an unknown literal or kind of target decides nothing',
      except('AllAgentIdResources'),
      {},
      'notEnoughInformation',
      { policy: except('AllAgentIdResources', EXCHANGE) },
      'application',
    ],
    [
      '7 Office365 holds the apps of the suite',
      including('Office365'),
      app(EXCHANGE),
      'applied',
      { signIn: app(INTUNE) },
      'application',
    ],
    [
      '7 Office365 holds the apps of the suite',
      except('Office365'),
      app(TEAMS_SERVICES),
      'application',
      { signIn: app(LOG_ANALYTICS) },
      'notEnoughInformation',
    ],
    [
      '7 Office365 holds the apps of the suite',
      including('office365'),
      app(SHAREPOINT),
      'applied',
      { policy: including('MicrosoftAdminPortals') },
      'application',
    ],
    [
      '7 Graph, Intune and Azure are not in Office365',
      including('Office365'),
      app(GRAPH),
      'application',
      { policy: including('Office365', GRAPH) },
      'applied',
    ],
    [
      '7 Graph, Intune and Azure are not in Office365',
      except('Office365'),
      app(AZURE_MANAGEMENT),
      'applied',
      { signIn: app(SHAREPOINT) },
      'application',
    ],
    [
      '7 an app that nobody lists may be in an app group',
      including('Office365'),
      owned('microsoft'),
      'notEnoughInformation',
      { policy: including('All') },
      'applied',
    ],
    [
      '7 an app that nobody lists may be in an app group',
      including('Office365'),
      app(OWN_APP),
      'notEnoughInformation',
      { policy: including('Office365', OWN_APP) },
      'applied',
    ],
    [
      '7 an app that nobody lists may be in an app group',
      including('MicrosoftAdminPortals'),
      app(OWN_APP),
      'notEnoughInformation',
      { signIn: app(EXCHANGE) },
      'application',
    ],
    [
      '7 app groups hold no apps of anybody else',
      including('Office365'),
      owned('tenant'),
      'application',
      { signIn: owned('microsoft') },
      'notEnoughInformation',
    ],
    [
      '7 app groups hold no apps of anybody else',
      except('MicrosoftAdminPortals'),
      owned('other'),
      'applied',
      { signIn: owned('microsoft') },
      'notEnoughInformation',
    ],
    [
      '7 MicrosoftAdminPortals holds the portals',
      including('MicrosoftAdminPortals'),
      app(AZURE_PORTAL),
      'applied',
      { signIn: app(EXCHANGE) },
      'application',
    ],
    [
      '7 MicrosoftAdminPortals holds the portals',
      including('MicrosoftAdminPortals'),
      app(DEFENDER_PORTAL),
      'applied',
      { policy: including(AZURE_PORTAL) },
      'application',
    ],
    [
      '7 Azure management covers its portal and APIs',
      including(AZURE_MANAGEMENT),
      app(AZURE_PORTAL),
      'applied',
      { policy: including(LOG_ANALYTICS) },
      'application',
    ],
    [
      '7 Azure management covers its portal and APIs',
      including(AZURE_MANAGEMENT),
      app(LOG_ANALYTICS),
      'applied',
      { signIn: app(GRAPH) },
      'application',
    ],
    [
      '7 Azure management covers its portal and APIs',
      including(AZURE_PORTAL),
      app(AZURE_MANAGEMENT),
      'application',
      { policy: including(AZURE_MANAGEMENT) },
      'applied',
    ],
    [
      '7 the resource counts, not the client',
      including(TEAMS_CLIENT),
      app(TEAMS_SERVICES),
      'application',
      { policy: including(TEAMS_SERVICES) },
      'applied',
    ],
    [
      '7 the resource counts, not the client',
      including(OUTLOOK_MOBILE),
      {},
      'application',
      { policy: including(EXCHANGE) },
      'applied',
    ],
    [
      '2.3 a user action by its name',
      actions(SECURITY_INFO),
      action(SECURITY_INFO),
      'applied',
      { policy: actions(JOIN) },
      'userActions',
    ],
    [
      '2.3 a user action by its name',
      actions(JOIN),
      action(JOIN),
      'applied',
      { signIn: action('urn:user:accountrecovery') },
      'userActions',
    ],
    [
      '2.3 apps are no user actions',
      including('All'),
      action(JOIN),
      'application',
      { signIn: app(EXCHANGE) },
      'applied',
    ],
    [
      '2.3 apps are no user actions',
      actions(SECURITY_INFO),
      {},
      'userActions',
      { signIn: action(SECURITY_INFO) },
      'applied',
    ],
    [
      '2.3 an authentication context by its id',
      contexts('c1'),
      app(EXCHANGE, 'c1'),
      'applied',
      { signIn: app(EXCHANGE, 'c2') },
      'authenticationContext',
    ],
    [
      '2.3 an authentication context by its id',
      contexts('C37'),
      app(EXCHANGE, 'c37'),
      'applied',
      { policy: contexts('c3') },
      'authenticationContext',
    ],
    [
      '2.3 an authentication context by its id',
      contexts('c1'),
      app(EXCHANGE, 'c1'),
      'applied',
      { signIn: app(EXCHANGE) },
      'authenticationContext',
    ],
    [
      'P policies for the context and for the app both count',
      including(EXCHANGE),
      app(EXCHANGE, 'c1'),
      'applied',
      { policy: including(SHAREPOINT) },
      'application',
    ],
    [
      'P policies for the context and for the app both count',
      contexts('c1'),
      app(EXCHANGE, 'c1'),
      'applied',
      { policy: contexts('c9') },
      'authenticationContext',
    ],
  ],
};
