/**
 * The files of a tenant folder. `list` = array of objects, `object` = one object, `lists` = object whose values are
 * arrays, `objects` = object whose values are objects. `keyed` lists are addressed by `id`, so every element needs one.
 */
export type FileShape = 'list' | 'object' | 'lists' | 'objects';

export interface TenantFile {
  readonly shape: FileShape;
  readonly keyed?: true;
  /** Nothing else may stand in a row. */
  readonly columns?: ReadonlySet<string>;
}

export const TENANT_FILES: Readonly<Record<string, TenantFile>> = {
  clock: { shape: 'object' },
  app: { shape: 'object' },
  organization: { shape: 'list' },
  subscribedSkus: { shape: 'list' },
  users: { shape: 'list', keyed: true },
  groups: { shape: 'list', keyed: true },
  groupMembers: { shape: 'lists' },
  roleAssignments: { shape: 'list' },
  devices: { shape: 'list', keyed: true },
  deviceOwners: { shape: 'lists' },
  signIns: { shape: 'list', keyed: true },
  riskyUsers: { shape: 'list', keyed: true },
  riskDetections: { shape: 'list', keyed: true },
  conditionalAccessPolicies: { shape: 'list', keyed: true },
  namedLocations: { shape: 'list', keyed: true },
  authenticationStrengths: { shape: 'list', keyed: true },
  securityDefaults: { shape: 'object' },
  servicePrincipals: { shape: 'list', keyed: true },
  deviceManagement: { shape: 'object' },
  managedDevices: { shape: 'list', keyed: true },
  complianceStates: { shape: 'lists' },
  compliancePolicies: { shape: 'list', keyed: true },
  mobileThreatDefenseConnectors: { shape: 'list', keyed: true },
  configurationPolicies: { shape: 'list', keyed: true },
  alerts: { shape: 'list', keyed: true },
  incidents: { shape: 'list', keyed: true },
  machines: { shape: 'list', keyed: true },
  machineActions: { shape: 'list', keyed: true },
  machineDetails: { shape: 'objects' },
  indicators: { shape: 'list' },
  libraryFiles: { shape: 'list' },
  shifts: { shape: 'lists' },
  azure: { shape: 'object' },
};

/** Files that belong to others and are no part of the simulated tenant. */
export const FOREIGN_FILES: ReadonlySet<string> = new Set(['demo.json', 'README.md']);
