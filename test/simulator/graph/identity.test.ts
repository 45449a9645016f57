import assert from 'node:assert/strict';
import { ADA, appWith, BO, closeTenants, column, policy, smallTenant } from '../small-tenant.ts';

const SIGN_INS = '/v1.0/auditLogs/signIns';

describe('graph sign-ins', () => {
  afterEach(closeTenants);

  it('lists interactive ones, newest first, with times moved to now', async () => {
    const tenant = await smallTenant({}, { now: () => new Date('2030-01-01T12:00:00Z') });
    const answer = await tenant.get(`${SIGN_INS}?$top=2`);
    assert.deepEqual(column(answer, 'id'), ['si-11', 'si-10']);
    assert.equal(answer.items[0]?.['createdDateTime'], '2030-01-01T11:11:00Z');
    assert.equal('networkLocationDetails' in answer.items[0], false);
    const all = await tenant.get(SIGN_INS);
    assert.equal(all.items.length, 11);
  });

  it('lists others on beta when the filter asks for them, and knows no such property on v1.0', async () => {
    const tenant = await smallTenant();
    const filter = "$filter=signInEventTypes/any(t: t eq 'nonInteractiveUser')";
    const beta = await tenant.get(`/beta/auditLogs/signIns?${filter}`);
    assert.deepEqual(column(beta, 'id'), ['si-3']);
    assert.equal((await tenant.get(`${SIGN_INS}?${filter}`)).status, 400);
  });

  it('filters by the documented properties and refuses the others', async () => {
    const tenant = await smallTenant();
    const filter = `userId eq '${ADA}' and status/errorCode eq 53003 and createdDateTime ge 2020-01-01T00:00:00Z`;
    const answer = await tenant.get(`${SIGN_INS}?$filter=${filter}&$orderby=createdDateTime`);
    assert.deepEqual(column(answer, 'id'), ['si-0', 'si-2', 'si-4', 'si-6', 'si-8', 'si-10']);
    for (const refused of [
      "deviceDetail/deviceId eq 'x'",
      'createdDateTime gt 2020-01-01T00:00:00Z',
      "contains(userPrincipalName,'a')",
      "conditionalAccessStatus eq 'denied'",
    ]) {
      await tenant.advance(10);
      assert.equal((await tenant.get(`${SIGN_INS}?$filter=${refused}`)).status, 400, refused);
    }
  });

  it('keeps enum members newer than unknownFutureValue for those who ask', async () => {
    const tenant = await smallTenant();
    const plain = await tenant.get(`${SIGN_INS}/si-0`);
    assert.equal(plain.body['riskDetail'], 'unknownFutureValue');
    const asked = await tenant.get(`${SIGN_INS}/si-0`, { Prefer: 'include-unknown-enum-members' });
    assert.equal(asked.body['riskDetail'], 'microsoftRevokedSessions');
  });

  it('leaves the applied policies out without a policy permission', async () => {
    const without = await smallTenant({ app: appWith(['AuditLog.Read.All']) });
    assert.equal('appliedConditionalAccessPolicies' in (await without.get(`${SIGN_INS}/si-1`)).body, false);
    const allowed = await smallTenant();
    const shown = (await allowed.get(`${SIGN_INS}/si-1`)).body['appliedConditionalAccessPolicies'];
    assert.deepEqual(shown, [
      {
        id: policy(1),
        displayName: 'Require MFA',
        enforcedGrantControls: ['Mfa'],
        enforcedSessionControls: [],
        result: 'success',
      },
    ]);
  });

  it('has no sign-in API for a tenant without Entra ID P1 or P2', async () => {
    const tenant = await smallTenant({
      subscribedSkus: [{ id: 'x', skuId: ADA, servicePlans: [{ servicePlanId: BO }] }],
    });
    const answer = await tenant.get(SIGN_INS);
    assert.deepEqual(
      [answer.status, answer.code],
      [403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant'],
    );
  });
});

describe('graph identity protection and conditional access', () => {
  afterEach(closeTenants);

  it('knows a risky user and answers 404 for one who never was', async () => {
    const tenant = await smallTenant();
    assert.equal((await tenant.get(`/v1.0/identityProtection/riskyUsers/${ADA}`)).body['riskLevel'], 'high');
    await tenant.advance(1);
    assert.equal((await tenant.get(`/v1.0/identityProtection/riskyUsers/${BO}`)).status, 404);
    await tenant.advance(1);
    const detections = await tenant.get(`/v1.0/identityProtection/riskDetections?$filter=userId eq '${ADA}'`);
    assert.deepEqual(column(detections, 'id'), ['rd-1']);
  });

  it('shows policies without what only beta has', async () => {
    const tenant = await smallTenant();
    const v1 = await tenant.get('/v1.0/identity/conditionalAccess/policies');
    assert.equal(/partialEnablementStrategy|networkAccess|"times"/.test(v1.text), false);
    assert.match(v1.text, /"builtInControls":\["mfa","unknownFutureValue"\]/);
    await tenant.advance(1);
    const beta = await tenant.get('/beta/identity/conditionalAccess/policies', {
      Prefer: 'include-unknown-enum-members',
    });
    assert.match(beta.text, /partialEnablementStrategy/);
    assert.match(beta.text, /"builtInControls":\["mfa","riskRemediation"\]/);
    await tenant.advance(1);
    const locations = await tenant.get('/v1.0/identity/conditionalAccess/namedLocations');
    assert.match(locations.text, /ipNamedLocation.*198\.51\.100\.0\/24/);
  });

  it('has security defaults off unless the tenant says otherwise', async () => {
    const path = '/v1.0/policies/identitySecurityDefaultsEnforcementPolicy';
    assert.equal((await (await smallTenant()).get(path)).body['isEnabled'], false);
    const on = await smallTenant({ securityDefaults: { isEnabled: true } });
    assert.equal((await on.get(path)).body['isEnabled'], true);
  });
});
