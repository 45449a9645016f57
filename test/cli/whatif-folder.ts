// A tenant folder of its own for each test of `whatif`, and the command run over it.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWhatif } from '../../src/cli/whatif.ts';

export const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';
export const GLOBAL_ADMIN = '62e90394-69f5-4237-9190-012177145e10';

export interface Line {
  readonly id: string | number | null;
  readonly error?: string;
  readonly outcome?: string;
  readonly requiredControls?: readonly string[];
  readonly applied?: readonly string[];
  readonly reportOnly?: readonly string[];
  readonly notApplied?: Readonly<Record<string, string>>;
  readonly missing?: readonly string[];
}

const TENANT: Readonly<Record<string, unknown>> = {
  'organization.json': [{ id: 'T0' }],
  'users.json': [
    { id: 'Adele', userPrincipalName: 'Adele@contoso.example', userType: 'Member' },
    {
      id: 'guest',
      userPrincipalName: 'ben_fabrikam.example#EXT#@contoso.example',
      userType: 'Guest',
      creationType: 'Invitation',
    },
    { id: 'admin', userPrincipalName: 'admin@contoso.example', userType: 'Member' },
    { id: 'scoped', userPrincipalName: 'scoped@contoso.example', userType: 'Member' },
  ],
  // `inner` is in `outer`, and `outer` in `inner`: a circle must end.
  'groupMembers.json': { outer: ['INNER'], inner: ['adele', 'outer'], admins: ['admin'] },
  'roleAssignments.json': [
    { principalId: 'admins', roleDefinitionId: GLOBAL_ADMIN, directoryScopeId: '/' },
    { principalId: 'scoped', roleDefinitionId: GLOBAL_ADMIN, directoryScopeId: '/administrativeUnits/x' },
  ],
  'devices.json': [
    {
      id: 'obj1',
      deviceId: 'DEV1',
      isCompliant: true,
      trustType: 'AzureAd',
      isManaged: true,
      extensionAttributes: { extensionAttribute1: 'SAW' },
    },
    {
      id: 'obj2',
      deviceId: 'dev2',
      isCompliant: false,
      trustType: 'Workplace',
      isManaged: false,
      extensionAttributes: { extensionAttribute1: 'SAW' },
    },
  ],
  'managedDevices.json': [{ id: 'm1', azureADDeviceId: 'dev1' }],
  'servicePrincipals.json': [
    { id: 's1', appId: 'own', appOwnerOrganizationId: 't0' },
    { id: 's2', appId: 'foreign', appOwnerOrganizationId: 'somebody' },
    { id: 's3', appId: 'firstparty', appOwnerOrganizationId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a' },
  ],
};

const conditions = (more: object = {}): object => ({
  users: { includeUsers: ['All'] },
  applications: { includeApplications: ['All'] },
  clientAppTypes: ['all'],
  ...more,
});
export const policy = (
  id: string,
  more: object = {},
  controls: readonly string[] = ['mfa'],
  state = 'enabled',
): object => ({
  id,
  displayName: id,
  state,
  conditions: conditions(more),
  grantControls: { operator: 'OR', builtInControls: controls },
});

/** An ordinary sign-in: everything else is known and harmless. */
export const QUIET = {
  device: null,
  platform: 'windows',
  clientAppType: 'browser',
  signInRisk: 'none',
  userRisk: 'none',
  insiderRisk: 'none',
  authFlow: null,
  ip: '192.0.2.1',
  country: 'SE',
};

export interface WhatifFolder {
  readonly dir: string;
  readonly put: (name: string, value: unknown) => Promise<void>;
  readonly run: (cases: unknown) => Promise<{
    readonly lines: readonly Line[];
    readonly code: number;
    readonly notes: readonly string[];
  }>;
  /** Adele opens Exchange, and what else is given. */
  readonly one: (given: object) => Promise<Line>;
}

/** In a `describe`: the folder of the test that runs. */
export function whatifFolder(): WhatifFolder {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'whatif-'));
    for (const [name, value] of Object.entries(TENANT)) await put(name, value);
  });
  afterEach(() => rm(dir, { recursive: true }));

  const put = (name: string, value: unknown): Promise<void> =>
    writeFile(join(dir, name), typeof value === 'string' ? value : JSON.stringify(value));

  const run: WhatifFolder['run'] = async (cases) => {
    const lines: Line[] = [];
    const notes: string[] = [];
    const casesText = typeof cases === 'string' ? cases : JSON.stringify(cases);
    const code = await runWhatif(
      { tenantDir: dir, casesText },
      (line) => {
        assert.ok(line.endsWith('\n') && line.indexOf('\n') === line.length - 1);
        lines.push(JSON.parse(line) as Line);
      },
      (line) => notes.push(line),
    );
    return { lines, code, notes };
  };

  return {
    get dir() {
      return dir;
    },
    put,
    run,
    async one(given) {
      const { lines } = await run([{ id: 'c', given: { user: 'adele', app: EXCHANGE, ...QUIET, ...given } }]);
      return lines[0]!;
    },
  };
}
