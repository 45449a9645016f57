import assert from 'node:assert/strict';
import { tenantFiles } from '../../scripts/demo-tenant/tenant-files.ts';
import { demo, policy, textOf } from './demo-files.ts';

const NO_ENTRA_ID = '00000000-0000-0000-0000-000000000000';
const DAY = 24 * 60 * 60 * 1000;
const now = Date.parse(demo.clock.now);

const idsOf = (list: readonly { id?: string }[]): Set<string> => new Set(list.map((one) => one.id ?? ''));
const users = idsOf(demo.users);
const groups = idsOf(demo.groups);
const registrations = new Set(demo.devices.map((one) => one.deviceId));

function allKnown(what: string, wanted: Iterable<string | null | undefined>, known: ReadonlySet<string | null | undefined>): void {
  const lost = [...wanted].filter((id) => !known.has(id));
  assert.deepEqual(lost, [], `${what}: dangling`);
}

describe('demo tenant files', () => {
  it('are what the generator writes', () => {
    for (const [name, text] of tenantFiles()) {
      assert.equal(textOf(name) === text, true, `${name}.json was edited, or the generator was not run`);
    }
  });

  it('come out the same twice', () => {
    assert.deepEqual([...tenantFiles()], [...tenantFiles()]);
  });

  it('stay under three megabytes', () => {
    const bytes = [...tenantFiles().values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    assert.ok(bytes < 3_000_000, `${bytes} bytes`);
  });

  it('are as many as a small company', () => {
    assert.ok(demo.users.length >= 40 && demo.users.length <= 50);
    const hosts = new Set([
      ...demo.devices.map((one) => one.deviceId),
      ...demo.managedDevices.map((one) => (one.azureADDeviceId === NO_ENTRA_ID ? one.id : one.azureADDeviceId)),
      ...demo.machines.map((one) => one.aadDeviceId ?? one.id),
    ]);
    assert.ok(hosts.size >= 55 && hosts.size <= 65, `${hosts.size} devices`);
    assert.equal(demo.policies.length, 13);
    assert.ok(demo.signIns.length >= 200);
  });
});

describe('demo tenant ids', () => {
  it('are unique in each collection', () => {
    for (const [name, list] of Object.entries(demo)) {
      if (!Array.isArray(list)) continue;
      const ids = (list as { id?: string }[]).map((one) => one.id);
      assert.equal(new Set(ids).size, ids.length, name);
    }
  });

  it('have the form of their service', () => {
    for (const one of demo.machines) assert.match(one.id, /^[0-9a-f]{40}$/);
    for (const one of [...demo.users, ...demo.devices, ...demo.managedDevices, ...demo.groups, ...demo.signIns]) {
      assert.match(one.id ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  it('tell the directory object from the registration', () => {
    for (const one of demo.devices) assert.notEqual(one.id, one.deviceId);
  });

  it('join the three services by the registration id', () => {
    allKnown(
      'Intune',
      demo.managedDevices.map((one) => one.azureADDeviceId).filter((id) => id !== NO_ENTRA_ID),
      registrations,
    );
    allKnown('Defender', demo.machines.map((one) => one.aadDeviceId).filter((id) => id !== null), registrations);
    allKnown('sign-ins', demo.signIns.map((one) => one.deviceDetail?.deviceId).filter((id) => id !== ''), registrations);
  });

  it('lead from members, owners, roles and risks to people', () => {
    const members = new Set([...users, ...groups]);
    allKnown('members', Object.values(demo.groupMembers).flat(), members);
    allKnown('groups with members', Object.keys(demo.groupMembers), groups);
    allKnown('role holders', demo.roleAssignments.map((one) => one.principalId), users);
    allKnown('owned devices', Object.keys(demo.deviceOwners), idsOf(demo.devices));
    allKnown('owners', Object.values(demo.deviceOwners).flat(), users);
    allKnown('primary users', demo.managedDevices.map((one) => one.userId).filter((id) => id !== ''), users);
    allKnown('signed-in people', demo.signIns.map((one) => one.userId), users);
    allKnown('risky users', demo.riskyUsers.map((one) => one.id), users);
    allKnown('risk detections', demo.riskDetections.map((one) => one.userId), users);
    allKnown(
      'risky sign-ins',
      demo.riskDetections.map((one) => one.requestId).filter((id) => id !== null),
      idsOf(demo.signIns),
    );
  });

  it('lead from actions, details, states and evidence to devices', () => {
    const machines = idsOf(demo.machines);
    allKnown('machine actions', demo.machineActions.map((one) => one.machineId), machines);
    allKnown('machine details', Object.keys(demo.machineDetails), machines);
    allKnown('compliance states', Object.keys(demo.complianceStates), idsOf(demo.managedDevices));
    for (const alert of demo.alerts) {
      for (const evidence of (alert.evidence ?? []) as { mdeDeviceId?: string; azureAdDeviceId?: string | null }[]) {
        if (evidence.mdeDeviceId === undefined || evidence.azureAdDeviceId === undefined) continue;
        const machine = demo.machines.find((one) => one.id === evidence.mdeDeviceId);
        assert.equal(machine?.aadDeviceId, evidence.azureAdDeviceId, alert.title ?? '');
      }
    }
  });

  it('lead from policies to groups, places and strengths, but for the group that CA12 lost', () => {
    const locations = new Set([...idsOf(demo.namedLocations), 'All', 'AllTrusted']);
    const lost: string[] = [];
    for (const one of demo.policies) {
      const target = one.conditions?.users;
      for (const id of [...(target?.includeGroups ?? []), ...(target?.excludeGroups ?? [])]) {
        if (!groups.has(id)) lost.push(one.displayName ?? '');
      }
      const { includeLocations = [], excludeLocations = [] } = one.conditions?.locations ?? {};
      allKnown('locations', [...includeLocations, ...excludeLocations], locations);
      const strength = one.grantControls?.authenticationStrength?.id;
      if (strength !== undefined) allKnown('strengths', [strength], idsOf(demo.strengths));
    }
    assert.deepEqual(lost, [policy('CA12').displayName]);
  });

  it('lead from alerts to incidents and back', () => {
    allKnown('incidents of alerts', demo.alerts.map((one) => one.incidentId), idsOf(demo.incidents));
    const named = new Set(demo.alerts.map((one) => one.incidentId));
    for (const incident of demo.incidents) {
      if (incident.status === 'redirected') allKnown('merged', [incident.redirectIncidentId], idsOf(demo.incidents));
      else allKnown('alerts of incidents', [incident.id], named);
    }
  });

  it('lead from compliance policies to groups', () => {
    for (const one of demo.compliancePolicies) {
      const targets = one.assignments.map((assignment) => assignment.target.groupId);
      allKnown(one.displayName, targets.filter((id) => id !== undefined), groups);
    }
  });
});

describe('demo tenant states', () => {
  it('let Intune follow from its policies', () => {
    for (const one of demo.managedDevices) {
      if (one.complianceState === 'configManager' || one.complianceState === 'unknown') continue;
      const states = demo.complianceStates[one.id ?? ''] ?? [];
      const failing = states.some((state) => state.state === 'nonCompliant');
      assert.equal(failing, one.complianceState !== 'compliant', one.deviceName ?? '');
      for (const state of states) {
        const bad = (state.settingStates ?? []).some((setting) => setting.state === 'nonCompliant');
        assert.equal(bad, state.state === 'nonCompliant', `${one.deviceName ?? ''}: ${state.displayName ?? ''}`);
      }
    }
  });

  it('report each setting for the user and for the System Account', () => {
    for (const one of demo.managedDevices.filter((each) => each.userId !== '')) {
      for (const state of demo.complianceStates[one.id ?? ''] ?? []) {
        const accounts = new Set((state.settingStates ?? []).map((setting) => setting.userName));
        assert.ok(accounts.has('System Account') && accounts.has(one.userDisplayName ?? ''), one.deviceName ?? '');
      }
    }
  });

  it('let Entra repeat what Intune says, grace included', () => {
    const expected = { compliant: true, inGracePeriod: true, configManager: true, noncompliant: false } as Record<string, boolean>;
    for (const one of demo.managedDevices) {
      const entra = demo.devices.find((each) => each.deviceId === one.azureADDeviceId);
      if (entra === undefined) continue;
      assert.equal(entra.isCompliant, expected[one.complianceState ?? ''] ?? null, one.deviceName ?? '');
    }
  });

  it('give a machine the risk of its worst open alert', () => {
    const order = ['none', 'informational', 'low', 'medium', 'high'];
    for (const one of demo.machines) {
      const open = demo.alerts.filter(
        (alert) =>
          alert.status !== 'resolved' &&
          ((alert.evidence ?? []) as { '@odata.type'?: string; mdeDeviceId?: string }[]).some(
            (each) => each['@odata.type']?.endsWith('deviceEvidence') === true && each.mdeDeviceId === one.id,
          ),
      );
      const worst = Math.max(0, ...open.map((alert) => order.indexOf(alert.severity ?? '')));
      assert.equal(one.riskScore.toLowerCase(), order[worst], one.computerDnsName ?? one.id);
    }
  });

  it('grant the bot only roles that the resources offer', () => {
    const offered = (name: string): Set<string | null | undefined> =>
      new Set(demo.servicePrincipals.find((one) => one.displayName === name)?.appRoles?.map((role) => role.value));
    allKnown('Graph', demo.app.roles['graph'] ?? [], offered('Microsoft Graph'));
    allKnown('Defender', demo.app.roles['defender'] ?? [], offered('WindowsDefenderATP'));
    assert.ok(demo.servicePrincipals.some((one) => one.appId === demo.app.appId));
    assert.equal(demo.organization[0]?.id, demo.app.tenantId);
  });

  it('lie in the past, but for what is meant to end later', () => {
    const later = /expiration|GracePeriod/i;
    const walk = (value: unknown, name: string): void => {
      if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !value.startsWith('9999')) {
        assert.ok(Date.parse(value) <= now || later.test(name), `${name} is ${value}`);
      } else if (value !== null && typeof value === 'object') {
        for (const [key, one] of Object.entries(value)) walk(one, Array.isArray(value) ? name : key);
      }
    };
    walk(demo, '');
  });
});

describe('demo tenant sign-in log', () => {
  const results = { enabled: /^(success|failure|notApplied)$/, disabled: /^notEnabled$/ } as Record<string, RegExp>;

  it('covers the last seven days, newest first', () => {
    const times = demo.signIns.map((one) => Date.parse(one.createdDateTime ?? ''));
    assert.deepEqual(times, [...times].sort((left, right) => right - left));
    for (const time of times) assert.ok(time <= now && time >= now - 7 * DAY);
  });

  it('names all thirteen policies with a result that fits their state', () => {
    for (const one of demo.signIns) {
      const applied = one.appliedConditionalAccessPolicies ?? [];
      if (applied.length === 0) continue;
      assert.equal(applied.length, 13);
      for (const each of applied) {
        const known = demo.policies.find(({ id }) => id === each.id);
        // CA13 was turned on in the middle of the week.
        const before = Date.parse(one.createdDateTime ?? '') < Date.parse(known?.modifiedDateTime ?? '');
        const state = before ? 'enabledForReportingButNotEnforced' : (known?.state ?? '');
        assert.match(each.result ?? '', results[state] ?? /^reportOnly/, each.displayName ?? '');
      }
    }
  });

  it('agrees with itself: error, status and results say the same', () => {
    for (const one of demo.signIns) {
      const outcomes = (one.appliedConditionalAccessPolicies ?? []).map((each) => each.result);
      const expected = outcomes.includes('failure') ? 'failure' : outcomes.includes('success') ? 'success' : 'notApplied';
      assert.equal(one.conditionalAccessStatus, expected, one.id);
      const firstFactor = [50126, 50053, 50057].includes(one.status?.errorCode ?? -1);
      assert.equal(outcomes.length === 0, firstFactor, one.id);
      if (!firstFactor) assert.equal(one.status?.errorCode === 0, expected !== 'failure', one.id);
    }
  });

  it('follows each interrupt with its end under one correlation id', () => {
    const interrupts = demo.signIns.filter((one) => one.status?.errorCode === 50074);
    assert.ok(interrupts.length >= 10);
    for (const one of interrupts) {
      const end = demo.signIns.find((each) => each.correlationId === one.correlationId && each.id !== one.id);
      assert.ok(end !== undefined && (end.createdDateTime ?? '') > (one.createdDateTime ?? ''), one.id);
    }
  });

  it('gives each person the activity that the log shows', () => {
    for (const one of demo.users) {
      const last = demo.signIns.find((each) => each.userId === one.id);
      assert.equal(one.signInActivity?.lastSignInDateTime, last?.createdDateTime);
    }
  });
});
