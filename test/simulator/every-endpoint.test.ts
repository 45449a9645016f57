import assert from 'node:assert/strict';
import { ROUTES } from '../../src/simulator/route-table.ts';
import type { Route } from '../../src/simulator/http/route.ts';
import {
  ADA,
  closeTenants,
  device,
  group,
  machine,
  managedDevice,
  policy,
  registration,
  smallTenant,
  textOf,
  type TestTenant,
} from './small-tenant.ts';

/** Keys of the fixture by the beginning of a path, the longest first. */
const KEYS: readonly (readonly [string, string])[] = [
  ['/identity/conditionalAccess/namedLocations', policy(9)],
  ['/identity/conditionalAccess/authenticationStrength', '00000000-0000-0000-0000-000000000002'],
  ['/identity/conditionalAccess/policies', policy(1)],
  // Offline: it would otherwise be gone before the next version is asked.
  ['/deviceManagement/managedDevices/{id}/wipe', managedDevice(3)],
  ['/deviceManagement/managedDevices/{id}/retire', managedDevice(3)],
  ['/deviceManagement/managedDevices', managedDevice(1)],
  ['/deviceManagement/deviceCompliancePolicies', policy(5)],
  ['/deviceManagement/mobileThreatDefenseConnectors', 'fc780465-2017-40d4-a0c5-307022471b92'],
  ['/identityProtection/riskDetections', 'rd-1'],
  ['/auditLogs/signIns', 'si-1'],
  ['/security/alerts_v2', 'da1_1'],
  ['/security/incidents', '17'],
  ['/servicePrincipals', '70000000-0000-4000-8000-000000000001'],
  ['/machineactions/{id}/GetLiveResponseResult', '80000000-0000-4000-8000-000000000003'],
  ['/machineactions/{id}/getPackageUri', '80000000-0000-4000-8000-000000000002'],
  ['/machineactions', '80000000-0000-4000-8000-000000000001'],
  ['/machines', machine(1)],
  ['/indicators', '4101'],
  ['/groups', group(1)],
  ['/teams', group(1)],
  ['/devices', device(1)],
  ['/', ADA],
];

const INDICATOR = {
  indicatorValue: '203.0.113.77',
  indicatorType: 'IpAddress',
  action: 'Block',
  title: 'INC-1 C2',
  description: 'INC-1 C2',
  rbacGroupNames: ['All'],
  generateAlert: true,
};

/** Bodies of the calls that need one, by the end of the path. */
const BODIES: readonly (readonly [string, unknown])[] = [
  ['/checkMemberGroups', { groupIds: [group(1)] }],
  ['/isolate', { Comment: 'INC-1', IsolationType: 'Full' }],
  ['/runAntiVirusScan', { Comment: 'INC-1', ScanType: 'Quick' }],
  ['/users/{id}', { accountEnabled: false }],
  ['/devices/{id}', { accountEnabled: false }],
  ["/devices(deviceId='{deviceId}')", { accountEnabled: true }],
  ['/temporaryAccessPassMethods', { lifetimeInMinutes: 60, isUsableOnce: true }],
  ['/riskyUsers/confirmCompromised', { userIds: [ADA] }],
  ['/riskyUsers/dismiss', { userIds: [ADA] }],
  ['/riskyUsers/confirmSafe', { userIds: [ADA] }],
  ['/wipe', { keepEnrollmentData: false, keepUserData: false, persistEsimDataPlan: true }],
  ['/cleanWindowsDevice', { keepUserData: true }],
  ['/windowsDefenderScan', { quickScan: true }],
  ['/deleteUserFromSharedAppleDevice', { userPrincipalName: 'x@fabrikam.example' }],
  ['/createDeviceLogCollectionRequest', { templateType: { templateType: 'predefined' } }],
  ['xecution', { Comment: 'INC-1' }],
  ['/unisolate', { Comment: 'INC-1' }],
  ['/collectInvestigationPackage', { Comment: 'INC-1' }],
  ['/offboard', { Comment: 'INC-1' }],
  ['/StopAndQuarantineFile', { Comment: 'INC-1', Sha1: 'a'.repeat(40) }],
  ['/setDeviceValue', { DeviceValue: 'High' }],
  ['/startInvestigation', { Comment: 'INC-1' }],
  [
    '/runliveresponse',
    {
      Comment: 'INC-1',
      Commands: [{ type: 'RunScript', params: [{ key: 'ScriptName', value: 'list-autoruns.ps1' }] }],
    },
  ],
  ['/indicators', INDICATOR],
  ['/import', { Indicators: [INDICATOR] }],
  ['/BatchDelete', { IndicatorIds: ['4102'] }],
  ['/tags', { Value: 'Lab', Action: 'Add' }],
  ['/cancel', { Comment: 'INC-1' }],
  ['/runHuntingQuery', { Query: 'DeviceNetworkEvents | take 3', Timespan: 'PT1H' }],
  [
    '/conditionalAccess/evaluate',
    {
      signInIdentity: { '@odata.type': '#microsoft.graph.userSignIn', userId: ADA },
      signInContext: {
        '@odata.type': '#microsoft.graph.applicationContext',
        includeApplications: ['00000002-0000-0ff1-ce00-000000000000'],
      },
      signInConditions: {
        devicePlatform: 'windows',
        clientAppType: 'browser',
        country: 'SE',
        ipAddress: '198.51.100.7',
        signInRiskLevel: 'none',
        authenticationFlow: { transferMethod: 'none' },
        deviceInfo: { isCompliant: false, trustType: 'AzureAD', ownership: 'Company', physicalIds: [] },
      },
      appliedPoliciesOnly: false,
    },
  ],
];

function addressOf(route: Route, version: string): string {
  const key = KEYS.find(([start]) => route.path.startsWith(start))?.[1] ?? '';
  const path = route.path
    .replace('{id}', key)
    .replace('{teamId}', key)
    .replace('{index}', '0')
    .replace('{stateId}', 'st-1')
    .replace('{requestId}', 'lc-1')
    .replace('{deviceId}', registration(1))
    .replace('{appId}', '00000003-0000-0000-c000-000000000000')
    .replace('{subscriptionId}', 'a0000000-0000-4000-8000-000000000001');
  if (route.service === 'arm') return `${path}?api-version=2022-12-01`;
  return route.service === 'graph' ? `/${version}${path}` : `/api${path}`;
}

/** What has other shapes in it after all those calls than before. */
const CHANGED = [
  '/v1.0/deviceManagement/managedDevices',
  `/v1.0/deviceManagement/managedDevices/${managedDevice(1)}?$select=deviceActionResults`,
  `/v1.0/deviceManagement/managedDevices/${managedDevice(1)}/logCollectionRequests`,
  `/v1.0/deviceManagement/managedDevices/${managedDevice(1)}/windowsProtectionState`,
  `/v1.0/identityProtection/riskyUsers/${ADA}/history`,
];

/** A pass lives until it is replaced or deleted, so each call that names one gets its own. */
async function newPass(tenant: TestTenant): Promise<string> {
  const path = `/v1.0/users/${ADA}/authentication/temporaryAccessPassMethods`;
  return textOf((await tenant.send('POST', path, {})).body, 'id');
}

describe('every endpoint', () => {
  afterEach(closeTenants);

  it('answers a proper call on every version with success', async () => {
    // Lets a check outside the tests see the wire shapes of all endpoints.
    const recordFile = process.env['SIMULATOR_RECORD_FILE'];
    const tenant = await smallTenant(
      {
        machineActions: [
          {
            id: '80000000-0000-4000-8000-000000000001',
            type: 'Isolate',
            status: 'Pending',
            machineId: machine(3),
            creationDateTimeUtc: '2026-11-01T10:00:00Z',
          },
          {
            id: '80000000-0000-4000-8000-000000000002',
            type: 'CollectInvestigationPackage',
            status: 'Succeeded',
            machineId: machine(3),
            creationDateTimeUtc: '2026-11-01T09:00:00Z',
          },
          {
            id: '80000000-0000-4000-8000-000000000003',
            type: 'LiveResponse',
            status: 'Succeeded',
            machineId: machine(3),
            creationDateTimeUtc: '2026-11-01T08:00:00Z',
            commands: [
              {
                index: 0,
                startTime: '2026-11-01T08:00:03Z',
                endTime: '2026-11-01T08:00:08Z',
                commandStatus: 'Completed',
                errors: [],
                command: { type: 'GetFile', params: [{ key: 'Path', value: 'C:\\Windows\\win.ini' }] },
              },
            ],
          },
        ],
        indicators: ['4101', '4102'].map((id) => ({
          ...INDICATOR,
          id,
          indicatorValue: `198.51.100.${id.slice(3)}`,
        })),
      },
      recordFile === undefined ? {} : { recordFile },
    );
    for (const route of ROUTES) {
      const versions = route.versions ?? (route.service === 'graph' ? ['v1.0', 'beta'] : ['v1.0']);
      for (const version of versions) {
        await tenant.advance(60);
        const sends = route.method !== 'GET';
        const body = sends ? BODIES.find(([end]) => route.path.endsWith(end))?.[1] : undefined;
        const passId = route.path.includes('{passId}') ? await newPass(tenant) : '';
        const address = addressOf(route, version).replace('{passId}', passId);
        const answer = await tenant.send(route.method, address, body, { ConsistencyLevel: 'eventual' });
        assert.ok(answer.status < 300, `${route.method} ${address}: ${answer.status} ${answer.text}`);
      }
    }
    await tenant.advance(60);
    for (const path of CHANGED) assert.equal((await tenant.get(path)).status, 200, path);
    const requests = [{ id: '1', method: 'GET', url: '/users?$top=1' }];
    assert.equal((await tenant.send('POST', '/v1.0/$batch', { requests })).status, 200);
  });
});
