import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { UpstreamError } from '../../../src/errors.ts';
import type { ErrorCode } from '../../../src/errors.ts';
import type { TenantPorts } from '../../../src/domain/ports/tenant.ts';
import { deviceName } from '../../../src/domain/tenant/device-name.ts';
import { userName } from '../../../src/domain/tenant/user-name.ts';
import { whatIfQuestion } from '../../fakes/what-if-question.ts';
import { simulatedTenant } from './simulated-tenant.ts';
import type { SimulatedTenant } from './simulated-tenant.ts';

/** Filled from the tenant before the tests run. */
const ids = { user: '', device: '', deviceId: '', managed: '', machine: '' };
const HOST = 'FIN-LT-042';
/** Whose schedule the demo tenant holds. */
const TEAM = '4082ebd7-1fd4-4c6f-9541-5a2476d57e5e';

/** Every read of the ports, and the path that it cannot do without. */
const READS: Readonly<Record<string, readonly [RegExp, (ports: TenantPorts) => Promise<unknown>]>> = {
  findUsers: [/^\/v1\.0\/users\?/, ({ directory }) => directory.findUsers(userName('Adele'))],
  suggestUsers: [/^\/v1\.0\/\$batch/, ({ directory }) => directory.suggestUsers(userName('Adelle'))],
  user: [/^\/v1\.0\/users\//, ({ directory }) => directory.user(ids.user)],
  memberships: [/^\/v1\.0\/\$batch/, ({ directory }) => directory.memberships(ids.user)],
  memberOfAny: [/checkMemberGroups/, ({ directory }) => directory.memberOfAny(ids.user, [ids.user])],
  groupNames: [/^\/v1\.0\/groups\?/, ({ directory }) => directory.groupNames([ids.user])],
  findDevices: [/^\/v1\.0\/devices\?/, ({ directory }) => directory.findDevices(deviceName(HOST))],
  devicesOf: [/^\/v1\.0\/\$batch/, ({ directory }) => directory.devicesOf(ids.user)],
  ownersOf: [/registeredOwners/, ({ directory }) => directory.ownersOf(ids.device)],
  signIns: [/signIns/, ({ directory }) => directory.signIns({ userId: ids.user, top: 5 })],
  riskyUser: [/riskyUsers/, ({ directory }) => directory.riskyUser(ids.user)],
  'managed devices': [/managedDevices/, ({ managedDevices }) => managedDevices.find(deviceName(HOST))],
  'managed devices of a person': [/managedDevices/, ({ managedDevices }) => managedDevices.ofUser(ids.user)],
  compliancePolicyStates: [
    /deviceCompliancePolicyStates/,
    ({ managedDevices }) => managedDevices.compliancePolicyStates(ids.managed),
  ],
  protectionState: [
    /windowsProtectionState/,
    ({ managedDevices }) => managedDevices.protectionState(ids.managed),
  ],
  defenderConnector: [
    /mobileThreatDefenseConnectors/,
    ({ managedDevices }) => managedDevices.defenderConnector(),
  ],
  machines: [/^\/api\/machines\?/, ({ endpoints }) => endpoints.find(deviceName(HOST))],
  machine: [/^\/api\/machines\//, ({ endpoints }) => endpoints.machine(ids.machine)],
  machineActions: [/machineactions/, ({ endpoints }) => endpoints.machineActions(ids.machine)],
  'machines by their ids': [/^\/api\/machines\?/, ({ endpoints }) => endpoints.machinesById([ids.machine])],
  'actions of several machines': [
    /machineactions/,
    ({ endpoints }) => endpoints.machineActionsOf([ids.machine], 10),
  ],
  logonUsers: [/logonusers/, ({ endpoints }) => endpoints.logonUsers(ids.machine)],
  vulnerabilities: [/vulnerabilities/, ({ endpoints }) => endpoints.vulnerabilities(ids.machine)],
  software: [/software/, ({ endpoints }) => endpoints.software(ids.machine)],
  alerts: [/alerts/, ({ endpoints }) => endpoints.alerts(ids.machine)],
  'connections of machines': [
    /runHuntingQuery/,
    ({ hunting }) => hunting.connections([ids.machine], '2026-11-22T00:00:00Z', ['MsSense.exe']),
  ],
  'policies of the snapshot': [
    /conditionalAccess\/policies/,
    ({ accessPolicies }) => accessPolicies.snapshot(),
  ],
  'locations of the snapshot': [
    /conditionalAccess\/namedLocations/,
    ({ accessPolicies }) => accessPolicies.snapshot(),
  ],
  'strengths of the snapshot': [
    /authenticationStrength\/policies/,
    ({ accessPolicies }) => accessPolicies.snapshot(),
  ],
  'shifts of a team': [
    /schedule\/shifts/,
    ({ shiftSchedules }) => shiftSchedules.shiftsAround(TEAM, new Date()),
  ],
  'second opinion': [
    /conditionalAccess\/evaluate/,
    ({ accessPolicies }) => accessPolicies.secondOpinion(whatIfQuestion({ userId: ids.user })),
  ],
};

const refusal = (code: string) => ({ error: { code, message: 'free text' } });
const FAULTS: Readonly<Record<string, readonly [object, ErrorCode]>> = {
  'no answer at all': [{ delayMs: 600_000 }, 'upstream_timeout'],
  'a cut connection': [{ drop: true }, 'upstream_unreachable'],
  'a refused token': [
    { status: 401, body: refusal('InvalidAuthenticationToken') },
    'upstream_unauthenticated',
  ],
  'a missing permission': [
    { status: 403, body: refusal('Authorization_RequestDenied') },
    'upstream_forbidden',
  ],
  'a refusal': [{ status: 400, body: refusal('Request_BadRequest') }, 'upstream_rejected'],
  "a proxy's 404": [{ status: 404, body: '<html>404</html>' }, 'upstream_malformed'],
  'throttling with a time': [
    { status: 429, headers: { 'Retry-After': '2' }, body: refusal('TooManyRequests') },
    'upstream_throttled',
  ],
  'throttling without a time': [{ status: 429, body: refusal('TooManyRequests') }, 'upstream_throttled'],
  'a failure': [{ status: 500, body: refusal('InternalServerError') }, 'upstream_failed'],
  'a service that is away': [{ status: 503, body: '' }, 'upstream_failed'],
  'half a document': [{ status: 200, body: '{"value": [' }, 'upstream_malformed'],
  HTML: [{ status: 200, body: '<!doctype html><title>Sign in</title>' }, 'upstream_malformed'],
  'a wrong shape': [{ status: 200, body: { value: [7], responses: 'none' } }, 'upstream_malformed'],
  'a page at a foreign host': [
    { status: 200, body: { value: [], '@odata.nextLink': 'https://evil.example/v1.0/users' } },
    'upstream_malformed',
  ],
};

describe('every read, when the service fails', () => {
  let tenant: SimulatedTenant;
  before(async () => {
    tenant = await simulatedTenant();
    const { ports } = tenant.open();
    ids.user = (await ports.directory.findUsers(userName('adele.vance@contoso.example')))[0]?.id ?? '';
    const device = (await ports.directory.findDevices(deviceName(HOST)))[0];
    ids.device = device?.id ?? '';
    ids.deviceId = device?.deviceId ?? '';
    ids.managed = (await ports.managedDevices.find(deviceName(HOST)))[0]?.id ?? '';
    ids.machine = (await ports.endpoints.find(deviceName(HOST)))[0]?.id ?? '';
    assert.ok(Object.values(ids).every((id) => id !== ''));
  });
  beforeEach(() => tenant.calm());
  after(() => tenant.close());

  for (const [name, [path, read]] of Object.entries(READS)) {
    describe(name, () => {
      for (const [what, [fault, code]] of Object.entries(FAULTS)) {
        it(`says ${code} after ${what}`, async () => {
          await tenant.fault({ match: { path: path.source }, ...fault });
          const { ports, timing } = tenant.open();
          timing.impatient = code === 'upstream_timeout';
          await assert.rejects(read(ports), (error) => {
            assert.ok(error instanceof UpstreamError, String(error));
            assert.equal(error.code, code);
            return true;
          });
        });
      }

      it('recovers from one failure', async () => {
        await tenant.fault({ match: { path: path.source }, times: 1, status: 503, body: '' });
        await assert.doesNotReject(read(tenant.open().ports));
      });
    });
  }
});
