import assert from 'node:assert/strict';
import type { Answer, Reply } from '../../../src/domain/questions/answer.ts';
import { devicePosture } from '../../../src/domain/questions/device-posture.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import {
  MACHINE_ID,
  MANAGED_ID,
  OBJECT_ID,
  action,
  ago,
  alert,
  connector,
  directoryDevice,
  healthyTenant,
  machine,
  managedDevice,
  policyState,
  protection,
  setting,
  vulnerability,
} from '../../fakes/sample-device.ts';

const clock = fixedClock();

async function ask(data: TenantData, name = 'FIN-LT-042'): Promise<Answer> {
  return answerOf(await devicePosture(fakePorts(data), clock, name));
}

function answerOf(reply: Reply): Answer {
  assert.equal(reply.kind, 'answer', JSON.stringify(reply));
  return reply;
}

function said(answer: Answer): string {
  return answer.reasons.join('\n');
}

function fact(answer: Answer, label: string): unknown {
  return answer.sections.flatMap((s) => s.facts).find((f) => f.label === label)?.value;
}

describe('device posture', () => {
  it('calls a device good only when every service says so', async () => {
    const answer = await ask(healthyTenant());
    assert.equal(answer.tone, 'good');
    assert.equal(answer.headline, 'No risk seen and compliant');
    assert.deepEqual(answer.gaps, []);
    assert.deepEqual(answer.reasons, []);
  });

  it('asks in two dependent steps when the name is known everywhere', async () => {
    const ports = fakePorts(healthyTenant());
    await devicePosture(ports, clock, 'fin-lt-042');
    assert.deepEqual(ports.calls.slice(0, 3).sort(), [
      'directory.findDevices',
      'endpoints.find',
      'managedDevices.find',
    ]);
    assert.equal(ports.calls.length, 10);
    assert.equal(new Set(ports.calls).size, 10);
  });

  it('names the connector when Intune calls a high-risk device compliant', async () => {
    const answer = await ask(
      healthyTenant({
        machines: [machine({ riskScore: 'High' })],
        connector: connector({ partnerState: 'unresponsive', lastHeartbeatDateTime: ago({ days: 12 }) }),
        alerts: { [MACHINE_ID]: [alert()] },
      }),
    );
    assert.equal(answer.tone, 'bad');
    assert.equal(answer.headline, 'High risk and compliant: Intune is not hearing Defender');
    assert.match(
      answer.reasons[0] ?? '',
      /connector between them is not answering \(last heartbeat 12 days ago\)/,
    );
  });

  const connectorCases: readonly [string, TenantData, RegExp][] = [
    ['never set up', { connector: null }, /never set up/],
    ['not enabled', { connector: connector({ partnerState: 'available' }) }, /not enabled \(available\)/],
    [
      'enabled but silent beyond its own limit',
      {
        connector: connector({
          lastHeartbeatDateTime: ago({ days: 3 }),
          partnerUnresponsivenessThresholdInDays: 2,
        }),
      },
      /enabled but silent \(last heartbeat 3 days ago; limit 2 days\)/,
    ],
    [
      'off for the platform',
      { connector: connector({ windowsEnabled: false }) },
      /not used for this platform/,
    ],
    ['working', { connector: connector() }, /the connector works \(last heartbeat 1 h ago\)/],
    [
      'in a state not known',
      { connector: connector({ partnerState: 'unknown' }) },
      /state that is not known/,
    ],
  ];
  for (const [name, part, expected] of connectorCases) {
    it(`explains the unheard risk by a connector that is ${name}`, async () => {
      const answer = await ask(healthyTenant({ machines: [machine({ riskScore: 'High' })], ...part }));
      assert.match(answer.reasons[0] ?? '', expected);
      assert.equal(answer.tone, 'bad');
    });
  }

  it('says that Intune has heard and still counts the device compliant', async () => {
    const answer = await ask(
      healthyTenant({
        machines: [machine({ riskScore: 'High' })],
        managedDevices: [managedDevice({ partnerReportedThreatState: 'highSeverity' })],
      }),
    );
    assert.match(answer.headline, /^High risk and compliant: Intune has heard/);
  });

  it('names failing policies and settings once, with the worst state and the fix', async () => {
    const answer = await ask(
      healthyTenant({
        devices: [directoryDevice({ isCompliant: false })],
        managedDevices: [managedDevice({ complianceState: 'noncompliant' })],
        policyStates: {
          [MANAGED_ID]: [
            policyState({
              state: 'nonCompliant',
              settingStates: [
                setting({ state: 'compliant' }),
                setting({ userPrincipalName: null, currentValue: 'false' }),
                setting({
                  setting: 'Windows10CompliancePolicy.OsMinimumVersion',
                  currentValue: '10.0.19045.1',
                  state: 'nonCompliant',
                }),
                setting({ setting: 'TPMChipPresent', settingName: null }),
              ],
            }),
          ],
        },
      }),
    );
    assert.equal(answer.tone, 'bad');
    assert.match(answer.headline, /^No risk seen and not compliant: BitLocker is not on/);
    const intune = answer.sections.find((s) => s.title === 'Intune');
    assert.deepEqual(
      intune?.items.map((i) => i.title),
      [
        'BitLocker is not on (or was turned on and the device was not restarted since)',
        'The operating system is too old',
        'The custom check TPMChipPresent is not met',
      ],
    );
    assert.match(intune.items[0]?.detail ?? '', /Windows baseline .*System Account/);
    assert.doesNotMatch(intune.items[0]?.detail ?? '', /false/);
    assert.match(intune.items[1]?.detail ?? '', /now: 10\.0\.19045\.1/);
    const fixes = answer.sections.find((s) => s.title === 'To make it compliant');
    assert.equal(fixes?.items.length, 3);
  });

  it('tells housekeeping from weakness', async () => {
    const answer = await ask(
      healthyTenant({
        devices: [directoryDevice({ isCompliant: false })],
        managedDevices: [managedDevice({ complianceState: 'noncompliant' })],
        policyStates: {
          [MANAGED_ID]: [
            policyState({
              displayName: 'Default Device Compliance Policy',
              state: 'nonCompliant',
              settingStates: [setting({ setting: 'DefaultDeviceCompliancePolicy.RequireRemainContact' })],
            }),
          ],
        },
      }),
    );
    assert.equal(answer.tone, 'warning');
    assert.match(said(answer), /housekeeping, not a weakness/);
  });

  it('traces a failure by risk to the alert behind it', async () => {
    const answer = await ask(
      healthyTenant({
        devices: [directoryDevice({ isCompliant: false })],
        managedDevices: [
          managedDevice({ complianceState: 'noncompliant', partnerReportedThreatState: 'highSeverity' }),
        ],
        machines: [machine({ riskScore: 'High' })],
        alerts: { [MACHINE_ID]: [alert({ severity: 'Low', title: 'small' }), alert({ title: 'Mimikatz' })] },
        policyStates: {
          [MANAGED_ID]: [
            policyState({
              state: 'nonCompliant',
              settingStates: [
                setting({ setting: 'Windows10CompliancePolicy.DeviceThreatProtectionRequiredSecurityLevel' }),
              ],
            }),
          ],
        },
      }),
    );
    assert.match(said(answer), /worst open alert behind that risk is "Mimikatz" \(High\)/);
  });

  it('tells when the grace period ends and what happens then', async () => {
    const answer = await ask(
      healthyTenant({
        managedDevices: [
          managedDevice({
            complianceState: 'inGracePeriod',
            complianceGracePeriodExpirationDateTime: ago({ days: -3 }),
          }),
        ],
      }),
    );
    assert.equal(answer.tone, 'warning');
    assert.match(said(answer), /ends in 3 days \(2026-11-25 09:00 UTC\): unless it is fixed/);
    assert.deepEqual(fact(answer, 'Grace period ends'), { time: ago({ days: -3 }) });
  });

  it('does not invent an end of the grace period', async () => {
    const answer = await ask(
      healthyTenant({ managedDevices: [managedDevice({ complianceState: 'inGracePeriod' })] }),
    );
    assert.match(said(answer), /does not say when that ends/);
  });

  it('does not call the risk of a silent sensor current', async () => {
    const answer = await ask(
      healthyTenant({ machines: [machine({ healthStatus: 'Inactive', lastSeen: ago({ days: 9 }) })] }),
    );
    assert.equal(answer.tone, 'warning');
    assert.equal(
      answer.headline,
      'No risk seen as of 9 days ago and compliant: its sensor has been silent for 9 days',
    );
    const facts = answer.sections.find((section) => section.title === 'Defender for Endpoint')?.facts ?? [];
    const tones = (label: string): unknown => facts.find((fact) => fact.label === label)?.tone;
    assert.deepEqual(
      ['Risk', 'Exposure', 'Open alerts', 'Vulnerabilities'].map(tones),
      Array(4).fill('unknown'),
    );
    assert.equal(
      facts.find((fact) => fact.label === 'Open alerts')?.value,
      'none seen, but its sensor is silent',
    );
  });

  it('never reads a device that is not onboarded as free of risk', async () => {
    const answer = await ask(healthyTenant({ machines: [machine({ onboardingStatus: 'CanBeOnboarded' })] }));
    const defender = answer.sections.find((section) => section.title === 'Defender for Endpoint');
    assert.deepEqual(
      defender?.facts.filter((fact) => fact.tone === 'good').map((fact) => fact.label),
      [],
      'nothing is called fine where no sensor reports',
    );
    assert.equal(answer.tone, 'warning');
    assert.match(answer.headline, /not onboarded to Defender for Endpoint, so its risk is not known/);
    assert.equal(fact(answer, 'Risk'), 'not known: not onboarded');
    assert.ok(!answer.offers.some((o) => o.intent === 'action.isolate'));
  });

  it('says which services do not know the device', async () => {
    const onlyIntune = await ask(healthyTenant({ machines: [], devices: [] }));
    assert.equal(onlyIntune.headline, 'Compliant; not known to Defender for Endpoint');
    assert.match(said(onlyIntune), /Defender for Endpoint answered and does not know/);
    assert.match(said(onlyIntune), /Entra ID answered and holds no registration/);
    assert.equal(onlyIntune.tone, 'warning');
    const onlyDefender = await ask(healthyTenant({ managedDevices: [], devices: [] }));
    assert.match(onlyDefender.headline, /^Not managed by Intune; no risk seen/);
    assert.equal(onlyDefender.subject?.name, 'FIN-LT-042');
  });

  it('warns when a device is compliant only because nothing checks it', async () => {
    const answer = await ask(
      healthyTenant({
        policyStates: {
          [MANAGED_ID]: [policyState({ displayName: 'Default Device Compliance Policy' })],
        },
      }),
    );
    assert.equal(answer.tone, 'warning');
    assert.match(answer.headline, /no compliance policy checks it/);
  });

  it('names Entra and Intune when they do not agree', async () => {
    const lag = await ask(
      healthyTenant({ managedDevices: [managedDevice({ complianceState: 'noncompliant' })] }),
    );
    assert.match(lag.headline, /not compliant: Entra ID still counts it as compliant/);
    const other = await ask(healthyTenant({ devices: [directoryDevice({ isCompliant: null })] }));
    assert.match(other.headline, /compliant: Entra ID does not count it as compliant/);
    const orphan = await ask(healthyTenant({ managedDevices: [] }));
    assert.match(orphan.headline, /Entra ID calls it compliant without Intune/);
    const grace = await ask(
      healthyTenant({
        devices: [directoryDevice({ isCompliant: false })],
        managedDevices: [managedDevice({ complianceState: 'inGracePeriod' })],
      }),
    );
    assert.match(said(grace), /Entra ID already says not compliant/);
  });

  it('notices a stale and a disabled Entra registration', async () => {
    const answer = await ask(
      healthyTenant({
        devices: [
          directoryDevice({ approximateLastSignInDateTime: ago({ days: 120 }), accountEnabled: false }),
        ],
      }),
    );
    assert.match(said(answer), /registration may be stale/);
    assert.match(answer.headline, /disabled in Entra ID/);
  });

  it('shows antivirus that is off as bad', async () => {
    const answer = await ask(
      healthyTenant({ protection: { [MANAGED_ID]: protection({ realTimeProtectionEnabled: false }) } }),
    );
    assert.equal(answer.tone, 'bad');
    assert.match(answer.headline, /real-time protection is off/);
  });

  it('counts open alerts and leaves resolved ones out', async () => {
    const answer = await ask(
      healthyTenant({
        alerts: {
          [MACHINE_ID]: [
            alert(),
            alert({ id: '2', status: 'Resolved' }),
            alert({ id: '3', severity: 'Low' }),
          ],
        },
      }),
    );
    assert.equal(fact(answer, 'Open alerts'), '2 (1 High, 1 Low)');
    assert.equal(answer.tone, 'bad');
  });

  it('lists exploited vulnerabilities first', async () => {
    const answer = await ask(
      healthyTenant({
        vulnerabilities: {
          [MACHINE_ID]: [
            vulnerability({ id: 'CVE-1', severity: 'Critical' }),
            vulnerability({ id: 'CVE-2', severity: 'Medium', publicExploit: true }),
            vulnerability({ id: 'CVE-3' }),
            vulnerability({ id: 'CVE-4', severity: 'Low' }),
          ],
        },
      }),
    );
    const section = answer.sections.find((s) => s.title === 'Worst vulnerabilities');
    assert.match(section?.items[0]?.title ?? '', /^CVE-2/);
    assert.equal(section?.more, 1);
    assert.equal(
      fact(answer, 'Vulnerabilities'),
      '4 (1 Critical, 1 High, 1 Medium, 1 Low), 1 with an exploit',
    );
  });

  it('leads with the isolation and offers the release', async () => {
    const answer = await ask(healthyTenant({ actions: [action()] }));
    assert.match(answer.headline, /^Isolated\. /);
    assert.equal(fact(answer, 'Isolated by'), 'Drawbridge: "R-7F3K2 approved by Tomas Ng"');
    assert.ok(answer.offers.some((o) => o.intent === 'action.release'));
    assert.ok(!answer.offers.some((o) => o.intent === 'action.isolate'));
  });

  it('offers isolation where the platform has it and nowhere else', async () => {
    const windows = await ask(healthyTenant());
    assert.deepEqual(
      windows.offers.map((o) => o.intent),
      ['action.isolate', 'device.alerts', 'device.vulnerabilities', 'device.logons', 'access.explain'],
    );
    assert.equal(windows.offers.at(-1)?.title, 'Why can Adele Vance reach email?');
    for (const osPlatform of ['macOS', 'iOS', 'Android']) {
      const other = await ask(healthyTenant({ machines: [machine({ osPlatform })] }));
      assert.ok(!other.offers.some((o) => o.intent.startsWith('action.')), osPlatform);
    }
  });

  it('says what it does not know about a device that Configuration Manager decides', async () => {
    const answer = await ask(
      healthyTenant({ managedDevices: [managedDevice({ complianceState: 'configManager' })] }),
    );
    assert.equal(answer.tone, 'unknown');
    assert.match(answer.headline, /compliance not known: Configuration Manager decides it/);
  });

  it('says that a device managed by Defender settings only is not enrolled', async () => {
    const answer = await ask(
      healthyTenant({
        managedDevices: [managedDevice({ managementAgent: 'msSense', complianceState: 'unknown' })],
      }),
    );
    assert.equal(answer.tone, 'unknown');
    assert.match(said(answer), /Defender security settings management only/);
  });

  it('dates a compliance that is old', async () => {
    const answer = await ask(
      healthyTenant({
        devices: [directoryDevice({ approximateLastSignInDateTime: ago({ days: 12 }) })],
        managedDevices: [managedDevice({ lastSyncDateTime: ago({ days: 12 }) })],
      }),
    );
    assert.equal(answer.tone, 'warning');
    assert.match(answer.headline, /Intune last heard from it 12 days ago/);
  });

  it('keeps the owner of every fact and its age', async () => {
    const answer = await ask(healthyTenant());
    for (const section of answer.sections) {
      for (const f of section.facts) assert.ok(f.source.length > 0 && 'asOf' in f);
    }
    const risk = answer.sections.flatMap((s) => s.facts).find((f) => f.label === 'Risk');
    assert.equal(risk?.asOf, machine().lastSeen);
    assert.equal(fact(answer, 'Owner'), 'Adele Vance (adele.vance@contoso.example)');
    assert.equal(OBJECT_ID.length, 36);
  });
});
