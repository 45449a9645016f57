import assert from 'node:assert/strict';
import { demo, device, group, groupsAround, machine, managed, policy, signInsOf, user } from './demo-files.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const now = Date.parse(demo.clock.now);
const age = (time: string | null | undefined): number => now - Date.parse(time ?? '');
const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';

const failingSettings = (name: string): string[] => [
  ...new Set(
    (demo.complianceStates[managed(name).id ?? ''] ?? [])
      .flatMap((state) => state.settingStates ?? [])
      .filter((setting) => setting.state === 'nonCompliant')
      .map((setting) => setting.setting ?? ''),
  ),
];

const openAlerts = (host: string): (string | null | undefined)[] =>
  demo.alerts
    .filter((one) => one.status !== 'resolved' && JSON.stringify(one.evidence).includes(machine(host).id))
    .map((one) => one.severity);

const actionsOn = (host: string): { type: string; status: string }[] =>
  demo.machineActions
    .filter((one) => one.machineId === machine(host).id)
    .map(({ type, status }) => ({ type, status }));

const resultOf = (name: string, at: number, key: string): string | undefined =>
  signInsOf(name)
    .filter((one) => one.resourceId === EXCHANGE)
    [at]?.appliedConditionalAccessPolicies?.find((one) => one.id === policy(key).id)?.result ?? undefined;

describe('demo tenant stories', () => {
  it('1: FIN-LT-042 is at high risk and compliant, because the connector is silent', () => {
    assert.equal(machine('FIN-LT-042').riskScore, 'High');
    assert.ok(openAlerts('FIN-LT-042').includes('high'));
    assert.equal(managed('FIN-LT-042').complianceState, 'compliant');
    assert.equal(managed('FIN-LT-042').partnerReportedThreatState, 'secured');
    assert.equal(device('FIN-LT-042').isCompliant, true);
    const connector = demo.connectors.find((one) => one.id === 'fc780465-2017-40d4-a0c5-307022471b92');
    assert.ok(connector !== undefined);
    assert.equal(connector.partnerState, 'unresponsive');
    const silent = age(connector.lastHeartbeatDateTime) / DAY;
    assert.ok(silent > 9 && silent < 10 && silent > (connector.partnerUnresponsivenessThresholdInDays ?? 99));
    const risk = demo.compliancePolicies.find((one) => one.deviceThreatProtectionRequiredSecurityLevel === 'medium');
    const around = groupsAround(user('Adele Vance').id ?? '');
    assert.ok(risk?.assignments.some((one) => around.has(one.target.groupId ?? '')));
    assert.equal(resultOf('Adele Vance', 0, 'CA03'), 'success');
  });

  it('2: SAL-LT-017 fails two settings, and the policy that would stop mail is report-only', () => {
    assert.deepEqual(failingSettings('SAL-LT-017').sort(), [
      'Windows10CompliancePolicy.BitLockerEnabled',
      'Windows10CompliancePolicy.OsMinimumVersion',
    ]);
    assert.equal(device('SAL-LT-017').isCompliant, false);
    assert.equal(policy('CA04').state, 'enabledForReportingButNotEnforced');
    assert.equal(resultOf('Megan Bowen', 0, 'CA04'), 'reportOnlyFailure');
    assert.equal(signInsOf('Megan Bowen')[0]?.status?.errorCode, 0);
  });

  it('3: ENG-LT-008 is noncompliant and gets in with MFA', () => {
    assert.equal(managed('ENG-LT-008').complianceState, 'noncompliant');
    assert.deepEqual(policy('CA05').grantControls?.builtInControls, ['mfa', 'compliantDevice']);
    assert.equal(policy('CA05').grantControls?.operator, 'OR');
    assert.equal(resultOf('Lee Gu', 0, 'CA05'), 'success');
    assert.equal(resultOf('Alex Kim', 0, 'CA05'), 'success');
    assert.equal(signInsOf('Alex Kim')[0]?.status?.additionalDetails, null, 'the device was enough');
  });

  it('4: Miriam Graham is excluded through a group within a group', () => {
    const excluded = policy('CA02').conditions?.users?.excludeGroups ?? [];
    const around = groupsAround(user('Miriam Graham').id ?? '');
    assert.ok(excluded.includes(group('CA exclusions').id ?? '') && around.has(group('CA exclusions').id ?? ''));
    assert.ok(!(demo.groupMembers[group('CA exclusions').id ?? ''] ?? []).includes(user('Miriam Graham').id ?? ''));
    const abroad = signInsOf('Miriam Graham').filter((one) => one.location?.countryOrRegion === 'BR');
    assert.ok(abroad.length > 0 && abroad.every((one) => one.status?.errorCode === 0));
  });

  it('5: Diego Siciliani is rightly blocked from mail and Teams', () => {
    assert.equal(managed('HR-LT-023').complianceState, 'noncompliant');
    const today = signInsOf('Diego Siciliani').filter((one) => age(one.createdDateTime) < DAY);
    const blocked = new Set(today.filter((one) => one.status?.errorCode === 53000).map((one) => one.resourceDisplayName));
    assert.deepEqual([...blocked].sort(), ['Microsoft Teams Services', 'Office 365 Exchange Online']);
  });

  it('6: ENG-LT-031 stands twice in every service, once alive', () => {
    const machines = demo.machines.filter((one) => one.computerDnsName === 'eng-lt-031.contoso.example');
    assert.deepEqual(machines.map((one) => one.healthStatus).sort(), ['Active', 'Inactive']);
    assert.equal(demo.devices.filter((one) => one.displayName === 'ENG-LT-031').length, 2);
    assert.deepEqual(
      demo.managedDevices.filter((one) => one.deviceName === 'ENG-LT-031').map((one) => one.complianceState).sort(),
      ['compliant', 'noncompliant'],
    );
  });

  it('7: some devices are known to one or two services only', () => {
    assert.ok(!demo.managedDevices.some((one) => one.deviceName === 'SAL-LT-022'));
    assert.equal(machine('SAL-LT-022').aadDeviceId, device('SAL-LT-022').deviceId);
    assert.equal(managed('KIOSK-LOBBY-01').azureADDeviceId, '00000000-0000-0000-0000-000000000000');
    assert.ok(!demo.devices.some((one) => one.displayName === 'KIOSK-LOBBY-01'));
    assert.equal(device('HOME-PC-PRADEEP').isCompliant, null);
    assert.equal(machine('WIN-7KQ2M4P').onboardingStatus, 'CanBeOnboarded');
    assert.ok(!demo.machines.some((one) => one.aadDeviceId === device('FIN-LT-046').deviceId));
  });

  it('8: FIN-LT-045 is in its grace period for two more days', () => {
    const one = managed('FIN-LT-045');
    assert.equal(one.complianceState, 'inGracePeriod');
    assert.equal(-age(one.complianceGracePeriodExpirationDateTime), 2 * DAY);
    assert.equal(device('FIN-LT-045').isCompliant, true);
  });

  it('9: the sensor of SAL-LT-021 has been silent for nine days', () => {
    assert.equal(machine('SAL-LT-021').healthStatus, 'Inactive');
    assert.equal(Math.floor(age(machine('SAL-LT-021').lastSeen) / DAY), 9);
  });

  it('10: there are a Mac, an iPhone, an Android and Linux machines', () => {
    assert.equal(machine('ENG-MAC-003').osPlatform, 'macOS');
    assert.equal(managed('FIN-IP-011').operatingSystem, 'iOS');
    assert.equal(managed('SAL-AN-005').operatingSystem, 'Android');
    assert.equal(machine('SRV-LNX-01').osPlatform, 'Ubuntu');
  });

  it('11: the domain controller is tagged Tier0 and of high value', () => {
    assert.deepEqual(machine('SRV-DC-01').machineTags, ['Tier0']);
    assert.equal(machine('SRV-DC-01').deviceValue, 'High');
  });

  it('12: names hold apostrophes, markdown, mentions and OData', () => {
    for (const name of ["O'BRIEN-PC", '**FAKE**-[x](https://evil.example)', "LT' or 'a' eq 'a", '<at>Everyone</at>']) device(name);
    for (const name of ["Siobhan O'Brien", '*Bold* [link](https://evil.example)', "x' or 1 eq 1", 'Zoë Martín', '李 伟']) user(name);
    assert.equal(user("Siobhan O'Brien").userPrincipalName, "siobhan.o'brien@contoso.example");
  });

  it('13: one device is isolated now, one waits to be, one was released', () => {
    assert.deepEqual(actionsOn('SAL-LT-020').find((one) => /solate/.test(one.type)), { type: 'Isolate', status: 'Succeeded' });
    assert.deepEqual(actionsOn('ENG-LT-012')[0], { type: 'Isolate', status: 'Pending' });
    assert.deepEqual(actionsOn('ENG-LT-010')[0], { type: 'Unisolate', status: 'Succeeded' });
    const isolate = demo.machineActions.find((one) => one.type === 'Isolate' && one.machineId === machine('SAL-LT-020').id);
    assert.ok(isolate !== undefined);
    assert.equal(isolate.requestor, 'nadia.haddad@contoso.example');
    assert.ok(!signInsOf('Lynne Robbins').some((one) => (one.createdDateTime ?? '') > isolate.creationDateTimeUtc));
  });

  it('14: legacy protocols, countries, guests, risk, administrators, leavers and the man without a mailbox', () => {
    const code = (name: string, at = 0): number | undefined => signInsOf(name)[at]?.status?.errorCode ?? undefined;
    assert.ok(signInsOf('Isaiah Langer').some((one) => one.clientAppUsed === 'IMAP4' && one.status?.errorCode === 53003));
    assert.equal(code('Scan to Mail (MFP)'), 0);
    assert.equal(code('Christie Cline'), 53003);
    assert.ok(signInsOf('Ben Walters').some((one) => one.status?.errorCode === 50158));
    assert.equal(demo.riskyUsers.find((one) => one.id === user('Raul Razo').id)?.riskLevel, 'high');
    assert.equal(resultOf('Raul Razo', 0, 'CA08'), 'failure');
    assert.equal(resultOf('Allan Deyoung', 0, 'CA07'), 'success');
    assert.equal(user('Nestor Wilke').accountEnabled, false);
    assert.equal(code('Nestor Wilke'), 50057);
    assert.ok(!user('Gerhart Moller').assignedPlans?.some((plan) => plan.service === 'exchange'));
  });

  it('15: the laptop of the leaver is compliant only because no policy looks at it', () => {
    const states = demo.complianceStates[managed('SAL-LT-026').id ?? ''] ?? [];
    assert.deepEqual(
      states.map((one) => one.displayName),
      ['Default Device Compliance Policy'],
    );
    assert.equal(managed('SAL-LT-026').complianceState, 'compliant');
    assert.equal(device('SAL-LT-026').accountEnabled, false);
  });

  it('gives two people called Alex', () => {
    assert.deepEqual(
      demo.users.filter((one) => one.givenName === 'Alex').map((one) => one.displayName).sort(),
      ['Alex Kim', 'Alex Wilber'],
    );
  });

  it('puts the responder and two approvers into their groups', () => {
    const inRole = (upn: string, role: 'reader' | 'responder' | 'approver'): boolean => {
      const id = demo.users.find((one) => one.userPrincipalName === upn)?.id ?? '';
      return demo.demo.roles[role].some((groupId) => groupsAround(id).has(groupId));
    };
    assert.ok(inRole('iris.ek@contoso.example', 'responder') && !inRole('iris.ek@contoso.example', 'approver'));
    assert.ok(inRole('tomas.ng@contoso.example', 'approver') && inRole('nadia.haddad@contoso.example', 'approver'));
    assert.ok(inRole('priya.raman@contoso.example', 'reader') && !inRole('priya.raman@contoso.example', 'responder'));
    assert.deepEqual(demo.demo.people, { responder: 'iris.ek@contoso.example', approver: 'tomas.ng@contoso.example' });
  });
});
