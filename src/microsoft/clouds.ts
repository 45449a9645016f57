/**
 * Microsoft's clouds: where each service lives and which token it takes. Sources: reference sheets entra-api
 * (section 7), mde-api (section 1), sentinel-azure (section 1.1). A service that a cloud does not have is null.
 */

export type CloudName = 'global' | 'gcc' | 'gcchigh' | 'dod' | 'china' | 'custom';

export interface ServiceEndpoint {
  /** Scheme, host and port; no path. */
  readonly origin: string;
  /** Scope for client credentials. */
  readonly scope: string;
}

export interface CloudEndpoints {
  readonly graph: ServiceEndpoint;
  readonly defender: ServiceEndpoint | null;
  readonly logs: ServiceEndpoint | null;
  readonly arm: ServiceEndpoint | null;
  /** Every workspace has its own ingestion endpoint; only a custom cloud names one for all. */
  readonly ingest: ServiceEndpoint | null;
  /** Where tokens come from; null = as @azure/identity finds it (`AZURE_AUTHORITY_HOST`). */
  readonly login: string | null;
  /** Identity Protection (risky users); its schema is missing in China. */
  readonly identityProtection: boolean;
  /** Schedules of Microsoft Teams: in the public cloud only (page "schedule-list-shifts"). */
  readonly schedules: boolean;
}

const own = (origin: string): ServiceEndpoint => ({ origin, scope: `${origin}/.default` });

const COMMERCIAL = {
  graph: own('https://graph.microsoft.com'),
  logs: { origin: 'https://api.loganalytics.azure.com', scope: 'https://api.loganalytics.io/.default' },
  arm: own('https://management.azure.com'),
  ingest: null,
  login: 'https://login.microsoftonline.com',
  identityProtection: true,
  schedules: true,
};

const US_GOVERNMENT = {
  // One host serves GCC High and DoD. That its scope is the host itself was observed, not documented: UNCONFIRMED.
  defender: own('https://api-gov.securitycenter.microsoft.us'),
  logs: own('https://api.loganalytics.us'),
  arm: own('https://management.usgovcloudapi.net'), // UNCONFIRMED host
  ingest: null,
  login: 'https://login.microsoftonline.us',
  identityProtection: true,
  schedules: false,
};

export const CLOUDS: Readonly<Record<Exclude<CloudName, 'custom'>, CloudEndpoints>> = {
  global: {
    ...COMMERCIAL,
    defender: {
      origin: 'https://api.security.microsoft.com',
      scope: 'https://api.securitycenter.microsoft.com/.default',
    },
  },
  // GCC signs in at the public host but has a Defender host of its own; the scope is the host itself: UNCONFIRMED.
  gcc: { ...COMMERCIAL, defender: own('https://api-gcc.securitycenter.microsoft.us') },
  gcchigh: { ...US_GOVERNMENT, graph: own('https://graph.microsoft.us') },
  dod: { ...US_GOVERNMENT, graph: own('https://dod-graph.microsoft.us') },
  china: {
    graph: own('https://microsoftgraph.chinacloudapi.cn'),
    defender: null,
    logs: own('https://api.loganalytics.azure.cn'),
    arm: own('https://management.chinacloudapi.cn'), // UNCONFIRMED host
    ingest: null,
    login: 'https://login.chinacloudapi.cn',
    identityProtection: false,
    schedules: false,
  },
};

/** Origins given one by one. A service without an origin is one that the installation does not have. */
export function customCloud(origins: {
  readonly graph: string;
  readonly defender?: string;
  readonly logs?: string;
  readonly arm?: string;
  readonly ingest?: string;
}): CloudEndpoints {
  const maybe = (origin: string | undefined) => (origin === undefined ? null : own(origin));
  return {
    graph: own(origins.graph),
    defender: maybe(origins.defender),
    logs: maybe(origins.logs),
    arm: maybe(origins.arm),
    ingest: maybe(origins.ingest),
    login: null,
    identityProtection: true,
    schedules: true,
  };
}

/** The simulator serves everything at one origin. */
export function simulatedCloud(origin: string): CloudEndpoints {
  return customCloud({ graph: origin, defender: origin, logs: origin, arm: origin, ingest: origin });
}
