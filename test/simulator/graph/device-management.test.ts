import assert from 'node:assert/strict';
import {
  ADA,
  closeTenants,
  column,
  managedDevice,
  policy,
  registration,
  smallTenant,
} from '../small-tenant.ts';

const DEVICES = '/v1.0/deviceManagement/managedDevices';
const POLICIES = 'deviceManagement/deviceCompliancePolicies';

describe('graph managed devices', () => {
  afterEach(closeTenants);

  for (const filter of [
    "deviceName eq 'lt-1'",
    "startswith(deviceName,'LT')",
    `azureADDeviceId eq '${registration(1)}' or azureADDeviceId eq '${registration(9)}'`,
    "complianceState eq 'compliant'",
    "lastSyncDateTime gt 2000-01-01T00:00:00Z and serialNumber eq 'SN-1'",
  ]) {
    it(`filters by ${filter}`, async () => {
      const tenant = await smallTenant();
      const answer = await tenant.get(`${DEVICES}?$filter=${filter}&$count=true`);
      assert.deepEqual(column(answer, 'deviceName'), ['LT-1'], answer.text);
      assert.equal(answer.body['@odata.count'], 1);
    });
  }

  for (const query of [
    "$filter=complianceState eq 'nonCompliant'",
    "$filter=model eq 'x'",
    "$filter=deviceName ne 'x'",
    "$filter=not (deviceName eq 'x')",
    '$search="LT"',
    '$expand=users',
    '$select=ownerType',
  ]) {
    it(`refuses ${query}`, async () => {
      const tenant = await smallTenant();
      assert.equal((await tenant.get(`${DEVICES}?${query}`)).status, 400);
    });
  }

  it('keeps beta properties, navigations and unset dates where they belong', async () => {
    const tenant = await smallTenant();
    const v1 = await tenant.get(`${DEVICES}/${managedDevice(1)}`);
    assert.equal('ownerType' in v1.body || 'windowsProtectionState' in v1.body, false);
    assert.equal(v1.body['complianceGracePeriodExpirationDateTime'], '9999-12-31T23:59:59Z');
    assert.equal(v1.body['exchangeLastSuccessfulSyncDateTime'], '0001-01-01T00:00:00Z');
    const beta = await tenant.get(`/beta/deviceManagement/managedDevices/${managedDevice(1)}`);
    assert.equal(beta.body['ownerType'], 'company');
    assert.equal('windowsProtectionState' in beta.body, false);
  });

  it('fills ethernetMacAddress only for a single device that selects it', async () => {
    const tenant = await smallTenant();
    const select = '?$select=id,ethernetMacAddress';
    assert.equal((await tenant.get(DEVICES + select)).items[0]?.['ethernetMacAddress'], null);
    const one = await tenant.get(`${DEVICES}/${managedDevice(1)}${select}`);
    assert.equal(one.body['ethernetMacAddress'], '00155D0A1B2C');
  });

  it('answers 404 with a message that is JSON of its own', async () => {
    const tenant = await smallTenant();
    const answer = await tenant.get(`${DEVICES}/${managedDevice(9)}`);
    assert.equal(answer.status, 404);
    assert.equal(answer.code, 'ResourceNotFound');
    assert.equal((JSON.parse(answer.message) as { _version: number })._version, 3);
  });

  it('goes down to policy states, their settings and the protection state', async () => {
    const tenant = await smallTenant();
    const states = await tenant.get(`${DEVICES}/${managedDevice(1)}/deviceCompliancePolicyStates`);
    assert.deepEqual(column(states, 'state'), ['nonCompliant']);
    const settings = await tenant.get(
      `${DEVICES}/${managedDevice(1)}/deviceCompliancePolicyStates/st-1/settingStates`,
    );
    assert.deepEqual(column(settings, 'setting'), ['Windows10CompliancePolicy.BitLockerEnabled']);
    const none = await tenant.get(`${DEVICES}/${managedDevice(2)}/deviceCompliancePolicyStates`);
    assert.deepEqual([none.status, none.items], [200, []]);
    const protection = await tenant.get(`${DEVICES}/${managedDevice(1)}/windowsProtectionState`);
    assert.equal(protection.body['realTimeProtectionEnabled'], true);
    assert.equal((await tenant.get(`${DEVICES}/${managedDevice(2)}/windowsProtectionState`)).status, 404);
  });

  it('lists the devices of a user', async () => {
    const tenant = await smallTenant();
    const answer = await tenant.get(`/v1.0/users/${ADA}/managedDevices?$select=deviceName`);
    assert.deepEqual(column(answer, 'deviceName'), ['LT-1', 'PHONE-2']);
    assert.equal((await tenant.get('/v1.0/users/nobody/managedDevices')).status, 404);
  });
});

describe('graph device management', () => {
  afterEach(closeTenants);

  it('hides the threat level of Windows policies on v1.0 and shows it on beta', async () => {
    const tenant = await smallTenant();
    const v1 = await tenant.get(`/v1.0/${POLICIES}`);
    assert.deepEqual(column(v1, 'id'), [policy(5)]);
    assert.equal(v1.items[0]?.['bitLockerEnabled'], true);
    assert.equal(/deviceThreatProtection|assignments|scheduledActions/.test(v1.text), false);
    const beta = await tenant.get(`/beta/${POLICIES}`);
    assert.deepEqual(column(beta, 'id'), [policy(5), policy(6)]);
    assert.equal(beta.items[0]?.['deviceThreatProtectionRequiredSecurityLevel'], 'medium');
    assert.equal((await tenant.get(`/v1.0/${POLICIES}/${policy(6)}`)).status, 404);
  });

  it('expands assignments and scheduled actions as asked', async () => {
    const tenant = await smallTenant();
    const nested = '$expand=assignments,scheduledActionsForRule($expand=scheduledActionConfigurations)';
    const whole = await tenant.get(`/v1.0/${POLICIES}?${nested}`);
    assert.match(whole.text, /"gracePeriodHours":24/);
    assert.match(whole.text, /groupAssignmentTarget/);
    const flat = await tenant.get(`/v1.0/${POLICIES}/${policy(5)}?$expand=scheduledActionsForRule`);
    assert.equal(flat.text.includes('gracePeriodHours'), false);
    assert.equal((await tenant.get(`/v1.0/${POLICIES}?$expand=users`)).status, 400);
    const assignments = await tenant.get(`/v1.0/${POLICIES}/${policy(5)}/assignments`);
    assert.deepEqual(column(assignments, 'id'), ['as-1']);
  });

  it('shows the connector, without what only beta has, and 404 without one', async () => {
    const id = 'fc780465-2017-40d4-a0c5-307022471b92';
    const path = 'deviceManagement/mobileThreatDefenseConnectors';
    const tenant = await smallTenant();
    const v1 = await tenant.get(`/v1.0/${path}/${id}`);
    assert.deepEqual([v1.body['partnerState'], 'macEnabled' in v1.body], ['unresponsive', false]);
    assert.equal((await tenant.get(`/beta/${path}/${id}`)).body['macEnabled'], true);
    const without = await smallTenant({ mobileThreatDefenseConnectors: undefined });
    assert.equal((await without.get(`/v1.0/${path}/${id}`)).status, 404);
    assert.deepEqual((await without.get(`/v1.0/${path}`)).items, []);
  });

  it('has the portal defaults for tenant settings that no file gives', async () => {
    const tenant = await smallTenant({ deviceManagement: { settings: { secureByDefault: true } } });
    const answer = await tenant.get('/v1.0/deviceManagement?$select=settings,subscriptionState');
    assert.deepEqual(answer.body['settings'], {
      secureByDefault: true,
      deviceComplianceCheckinThresholdDays: 30,
      isScheduledActionEnabled: true,
    });
    assert.equal(answer.body['subscriptionState'], 'active');
  });
});

describe('graph security', () => {
  afterEach(closeTenants);

  it('lists alerts newest first and filters them', async () => {
    const tenant = await smallTenant();
    assert.deepEqual(column(await tenant.get('/v1.0/security/alerts_v2'), 'id'), ['da2_2', 'da1_1']);
    const filter =
      "severity eq 'high' and status ne 'resolved' and serviceSource eq 'microsoftDefenderForEndpoint'";
    const filtered = await tenant.get(`/v1.0/security/alerts_v2?$filter=${filter}&$top=1&$count=true`);
    assert.deepEqual([filtered.body['@odata.count'], column(filtered, 'id')], [1, ['da1_1']]);
    assert.deepEqual(column(await tenant.get('/v1.0/security/alerts_v2?$skip=1'), 'id'), ['da1_1']);
    for (const query of ["$filter=severity eq 'High'", "$filter=title eq 'x'", '$select=id', '$orderby=id']) {
      assert.equal((await tenant.get(`/v1.0/security/alerts_v2?${query}`)).status, 400, query);
    }
  });

  it('tells newer services and states only to those who ask', async () => {
    const tenant = await smallTenant();
    const header = { Prefer: 'include-unknown-enum-members' };
    const alert = '/v1.0/security/alerts_v2/da2_2';
    assert.equal((await tenant.get(alert)).body['serviceSource'], 'unknownFutureValue');
    assert.equal((await tenant.get(alert, header)).body['serviceSource'], 'microsoftSentinel');
    const incident = '/v1.0/security/incidents/17';
    assert.equal((await tenant.get(incident)).body['status'], 'unknownFutureValue');
    assert.equal((await tenant.get(incident, header)).body['status'], 'awaitingAction');
  });

  it('shows alerts of an incident only when expanded', async () => {
    const tenant = await smallTenant();
    const plain = await tenant.get('/v1.0/security/incidents');
    assert.deepEqual([column(plain, 'id'), plain.text.includes('alerts"')], [['18', '17'], false]);
    const expanded = await tenant.get('/v1.0/security/incidents/17?$expand=alerts');
    assert.match(expanded.text, /"alerts":\[\{"id":"da1_1"|"alerts":\[\{.*da1_1/);
    assert.equal((await tenant.get('/v1.0/security/incidents?$top=51')).status, 400);
    assert.equal((await tenant.get('/v1.0/security/incidents/99')).status, 404);
  });
});
