import assert from 'node:assert/strict';
import type { Answer, Fact } from '../../../src/domain/questions/answer.ts';
import { devicePosture } from '../../../src/domain/questions/device-posture.ts';
import { settingWords } from '../../../src/domain/questions/device-setting-words.ts';
import { agoText, earliest, latest, spanText, utcText } from '../../../src/domain/questions/elapsed.ts';
import type { MachineAction } from '../../../src/domain/tenant/device.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import { NOW, failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import {
  MACHINE_ID,
  MANAGED_ID,
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

async function ask(part: TenantData): Promise<Answer> {
  const reply = await devicePosture(fakePorts(healthyTenant(part)), clock, 'FIN-LT-042');
  assert.equal(reply.kind, 'answer', JSON.stringify(reply));
  return reply;
}

function facts(answer: Answer): Readonly<Record<string, Fact['value']>> {
  return Object.fromEntries(answer.sections.flatMap((s) => s.facts).map((f) => [f.label, f.value]));
}

describe('isolation on the device answer', () => {
  const cases: readonly (readonly [string, readonly MachineAction[], RegExp, RegExp])[] = [
    ['released', [action({ type: 'Unisolate', scope: null })], /^No risk/, /^no$/],
    [
      'isolating',
      [action({ status: 'Pending' })],
      /^Isolation is under way\./,
      /^sent, not confirmed yet \(Pending\) \(Full\)$/,
    ],
    [
      'releasing',
      [
        action({ type: 'Unisolate', status: 'InProgress' }),
        action({ creationDateTimeUtc: ago({ days: 1 }) }),
      ],
      /^Still isolated, release is under way\./,
      /^yes; release sent, not confirmed yet \(InProgress\)$/,
    ],
    ['not known', [action({ status: 'unknown' })], /whether it is isolated is not known/, /^not known: /],
    [
      'isolated by nobody named',
      [action({ requestor: null, requestorComment: null, scope: null })],
      /^Isolated\./,
      /^yes$/,
    ],
  ];
  for (const [name, actions, headline, value] of cases) {
    it(`tells that it is ${name}`, async () => {
      const answer = await ask({ actions });
      assert.match(answer.headline, headline);
      assert.match(facts(answer)['Isolated now'] as string, value);
      assert.notEqual(answer.tone === 'good', name !== 'released');
    });
  }

  it('names a later action that came to nothing', async () => {
    const answer = await ask({
      actions: [
        action({ type: 'Unisolate', status: 'TimeOut', creationDateTimeUtc: ago({ hours: 1 }) }),
        action({ creationDateTimeUtc: ago({ hours: 9 }), lastUpdateDateTimeUtc: null }),
      ],
    });
    assert.match(
      answer.reasons.join(),
      /A release, asked for 1 h ago by .*, ended as TimeOut: it is still isolated/,
    );
    const again = await ask({ actions: [action({ status: 'Failed' })] });
    assert.match(again.reasons.join(), /An isolation, .* ended as Failed: it is not isolated/);
  });

  it('offers both ways when the isolation is not known, and neither while a release runs', async () => {
    const unknown = await ask({ actions: [action({ status: 'unknown' })] });
    assert.deepEqual(
      unknown.offers.filter((o) => o.intent.startsWith('action.')).map((o) => o.intent),
      ['action.isolate', 'action.release'],
    );
    const releasing = await ask({
      actions: [
        action({ type: 'Unisolate', status: 'Pending' }),
        action({ creationDateTimeUtc: ago({ days: 1 }) }),
      ],
    });
    assert.ok(!releasing.offers.some((o) => o.intent.startsWith('action.')));
  });
});

describe('risk between Defender and Intune', () => {
  it('says when Intune still holds an older risk', async () => {
    const answer = await ask({
      managedDevices: [managedDevice({ partnerReportedThreatState: 'highSeverity' })],
    });
    assert.match(
      answer.reasons[0] ?? '',
      /Defender now says no risk seen, Intune still holds "high severity"/,
    );
    const failed = await ask({
      devices: [directoryDevice({ isCompliant: false })],
      managedDevices: [
        managedDevice({ complianceState: 'noncompliant', partnerReportedThreatState: 'highSeverity' }),
      ],
    });
    assert.match(failed.headline, /not compliant: Intune still holds an older risk/);
  });

  it('reads a state without a level as nothing heard', async () => {
    for (const partnerReportedThreatState of ['unknown', 'deactivated', 'misconfigured'] as const) {
      const answer = await ask({
        machines: [machine({ riskScore: 'Medium' })],
        managedDevices: [managedDevice({ partnerReportedThreatState })],
      });
      assert.equal(answer.tone, 'warning');
      assert.match(answer.reasons[0] ?? '', /Defender says Medium risk, Intune last heard/);
    }
  });

  it('does not explain what the connector did not tell', async () => {
    const reply = await devicePosture(
      fakePorts(healthyTenant({ machines: [machine({ riskScore: 'High' })] }), {
        managedDevices: { defenderConnector: failing('upstream_forbidden') },
      }),
      clock,
      'FIN-LT-042',
    );
    assert.equal(reply.kind, 'answer');
    assert.match(reply.headline, /Intune does not hold this risk/);
    assert.match(reply.reasons[0] ?? '', /the reason is not known \(Drawbridge may not read this/);
  });

  it('looks at the switch of the right platform', async () => {
    for (const [operatingSystem, off] of [
      ['iOS', { iosEnabled: false }],
      ['Android', { androidEnabled: false }],
    ] as const) {
      const answer = await ask({
        machines: [machine({ riskScore: 'High', osPlatform: operatingSystem })],
        managedDevices: [managedDevice({ operatingSystem })],
        connector: connector(off),
      });
      assert.match(answer.headline, /does not use Defender for this platform/);
    }
    const mac = await ask({
      machines: [machine({ riskScore: 'High', osPlatform: 'macOS' })],
      managedDevices: [managedDevice({ operatingSystem: 'macOS' })],
      connector: connector({ windowsEnabled: false, lastHeartbeatDateTime: ago({ hours: 1 }) }),
    });
    assert.match(mac.headline, /has not heard of it yet/);
  });

  it('does not take a connector without a heartbeat for a healthy one', async () => {
    const answer = await ask({
      machines: [machine({ riskScore: 'High' })],
      connector: connector({ lastHeartbeatDateTime: null, partnerUnresponsivenessThresholdInDays: null }),
    });
    assert.match(answer.reasons[0] ?? '', /no heartbeat on record; limit 7 days/);
  });

  it('leaves Entra alone when it holds nothing and Intune is silent', async () => {
    const down = { managedDevices: { find: failing('upstream_timeout') } };
    const reply = await devicePosture(
      fakePorts(healthyTenant({ devices: [directoryDevice({ isCompliant: null })] }), down),
      clock,
      'FIN-LT-042',
    );
    assert.equal(reply.kind, 'answer');
    assert.doesNotMatch(reply.reasons.join(), /reports to/);
    const says = await devicePosture(
      fakePorts(healthyTenant({ devices: [directoryDevice({ isCompliant: false })] }), down),
      clock,
      'FIN-LT-042',
    );
    assert.equal(says.kind, 'answer');
    assert.match(says.reasons.join(), /reports to, says not compliant/);
  });
});

describe('compliance details', () => {
  const noncompliant = {
    devices: [directoryDevice({ isCompliant: false })],
    managedDevices: [managedDevice({ complianceState: 'noncompliant' })],
  } as const;

  it('says that the settings of a policy could not be read', async () => {
    const answer = await ask({
      ...noncompliant,
      policyStates: { [MANAGED_ID]: [policyState({ state: 'nonCompliant', settingStates: null })] },
    });
    assert.match(
      answer.reasons.join(),
      /Not met: Windows baseline; which of its settings fail could not be read/,
    );
    assert.match(answer.sections[0]?.items[0]?.title ?? '', /Policy not met: Windows baseline/);
  });

  it('does not guess when Intune names nothing', async () => {
    const answer = await ask({ ...noncompliant, policyStates: { [MANAGED_ID]: [] } });
    assert.match(answer.reasons.join(), /Intune names no setting that fails/);
  });

  it('explains a setting in error and counts what the headline leaves out', async () => {
    const answer = await ask({
      ...noncompliant,
      policyStates: {
        [MANAGED_ID]: [
          policyState({
            state: 'error',
            settingStates: [
              setting({ state: 'error', errorDescription: 'remediation failed' }),
              setting({ setting: 'Windows10CompliancePolicy.RtpEnabled' }),
              setting({ setting: 'Windows10CompliancePolicy.SomethingNew', settingName: 'Something new' }),
              setting({ setting: 'Windows10CompliancePolicy.Unheard', settingName: null }),
            ],
          }),
        ],
      },
    });
    assert.match(answer.headline, /; 2 more$/);
    assert.match(answer.reasons.join(), /keeps its earlier state for up to 7 days/);
    assert.match(answer.sections[0]?.items[0]?.detail ?? '', /state: error · remediation failed/);
  });

  it('tells that the grace period is over', async () => {
    const answer = await ask({
      managedDevices: [
        managedDevice({
          complianceState: 'inGracePeriod',
          complianceGracePeriodExpirationDateTime: ago({ hours: 5 }),
        }),
      ],
    });
    assert.match(answer.reasons.join(), /grace period ended 5 h ago/);
  });

  it('notices a device that never checked in and antivirus parts that are off or not known', async () => {
    const never = await ask({
      managedDevices: [
        managedDevice({ lastSyncDateTime: null, isEncrypted: false, managementState: 'retirePending' }),
      ],
      protection: {
        [MANAGED_ID]: protection({
          malwareProtectionEnabled: false,
          tamperProtectionEnabled: null,
          signatureUpdateOverdue: null,
          signatureVersion: null,
        }),
      },
    });
    assert.match(never.reasons.join(), /never checked in/);
    assert.match(never.headline, /antivirus is off/);
    const shown = facts(never);
    assert.equal(shown.Encryption, 'off');
    assert.equal(shown['Management state'], 'retirePending');
    assert.equal(shown['Antivirus signatures'], 'version not known');
    const overdue = await ask({
      protection: {
        [MANAGED_ID]: protection({ signatureUpdateOverdue: true, tamperProtectionEnabled: false }),
      },
    });
    assert.match(overdue.reasons.join(), /signatures are overdue.*Tamper protection is off/);
  });

  it('words every kind of setting', () => {
    assert.equal(settingWords('TPMChipPresent', 'TPM chip').problem, 'The custom check TPM chip is not met');
    assert.equal(
      settingWords('Windows10CompliancePolicy.constructor', null).problem,
      'The setting constructor is not met',
    );
    assert.equal(
      settingWords('IOSCompliancePolicy.DeviceThreatProtectionRequiredSecurityLevel', null).kind,
      'risk',
    );
  });
});

describe('Defender details', () => {
  it('tells what a sensor that is not healthy means', async () => {
    const never = await ask({ machines: [machine({ healthStatus: 'Inactive', lastSeen: null })] });
    assert.match(never.headline, /its sensor has been silent$/);
    assert.match(never.reasons.join(), /it never reported/);
    const unknown = await ask({ machines: [machine({ healthStatus: 'Unknown' })] });
    assert.equal(unknown.tone, 'unknown');
    const risky = await ask({ machines: [machine({ healthStatus: 'Inactive', riskScore: 'High' })] });
    assert.equal(risky.tone, 'bad');
  });

  it('words onboarding, exposure, value and tags', async () => {
    const odd = await ask({
      machines: [
        machine({
          onboardingStatus: 'SomethingNew',
          exposureLevel: 'unknown',
          deviceValue: 'High',
          machineTags: ['Tier0', 'VIP'],
        }),
      ],
    });
    const shown = facts(odd);
    assert.equal(shown.Onboarding, 'not known');
    assert.equal(shown.Exposure, 'not known');
    assert.equal(shown['Device value'], 'High');
    assert.equal(shown.Tags, 'Tier0, VIP');
    assert.equal(odd.tone, 'unknown');
  });

  it('shows assigned alerts and alerts without a time, and severities it does not know', async () => {
    const answer = await ask({
      alerts: {
        [MACHINE_ID]: [
          alert({ severity: 'UnSpecified', assignedTo: 'iris.ek@contoso.example', alertCreationTime: null }),
          alert({ severity: 'Informational' }),
        ],
      },
      vulnerabilities: {
        [MACHINE_ID]: [
          vulnerability({ severity: 'Strange', cvssV3: null, name: 'Weakness in x' }),
          vulnerability({ id: 'CVE-9', severity: 'High', cvssV3: null }),
          vulnerability({ id: 'CVE-8', severity: 'High', cvssV3: 8 }),
        ],
      },
    });
    assert.equal(facts(answer)['Open alerts'], '2 (1 Informational, 1 unspecified)');
    assert.equal(facts(answer).Vulnerabilities, '3 (2 High, 1 Strange)');
    const [, second] = answer.sections.find((s) => s.title === 'Open alerts')?.items ?? [];
    assert.match(second?.detail ?? '', /assigned to iris\.ek/);
    const worst = answer.sections.find((s) => s.title === 'Worst vulnerabilities')?.items ?? [];
    assert.deepEqual(
      worst.map((w) => w.title),
      ['CVE-8 CVE-2026-0001', 'CVE-9 CVE-2026-0001', 'CVE-2026-0001 Weakness in x'],
    );
  });

  it('names nobody as owner when nobody is, and no access question then', async () => {
    const answer = await ask({
      owners: {},
      managedDevices: [managedDevice({ userPrincipalName: null, userDisplayName: null })],
    });
    assert.equal(facts(answer).Owner, 'nobody');
    assert.ok(!answer.offers.some((o) => o.intent === 'access.explain'));
    const managedOnly = await ask({
      owners: {},
      devices: [],
      managedDevices: [managedDevice({ userDisplayName: null })],
    });
    assert.match(managedOnly.offers.at(-1)?.title ?? '', /^Why can adele\.vance@contoso\.example/);
  });

  it('words a registration whose state is not known', async () => {
    const answer = await ask({
      devices: [
        directoryDevice({ accountEnabled: null, trustType: 'unknown', approximateLastSignInDateTime: null }),
      ],
    });
    assert.equal(facts(answer).Registration, 'state not known');
  });
});

describe('elapsed time', () => {
  it('speaks in one unit', () => {
    const minute = 60_000;
    const day = 1440 * minute;
    const spans = [
      [30_000, 'less than a minute'],
      [40 * minute, '40 min'],
      [47 * 60 * minute, '47 h'],
      [9 * day, '9 days'],
      [100 * day, '3 months'],
      [1000 * day, '2 years'],
    ] as const;
    for (const [ms, text] of spans) assert.equal(spanText(ms), text);
  });

  it('tells past from future and does not invent an instant', () => {
    assert.equal(agoText(NOW, ago({ hours: 3 })), '3 h ago');
    assert.equal(agoText(NOW, ago({ days: -3 })), 'in 3 days');
    assert.equal(agoText(NOW, NOW.toISOString()), 'just now');
    assert.equal(agoText(NOW, 'soon'), 'at an unknown time');
    assert.equal(agoText(NOW, null), 'at an unknown time');
    assert.equal(utcText('soon'), 'an unknown time');
    assert.equal(latest(null, undefined, 'soon', ago({ days: 2 }), ago({ days: 1 })), ago({ days: 1 }));
    assert.equal(earliest(ago({ days: 2 }), ago({ days: 1 })), ago({ days: 2 }));
    assert.equal(latest(), null);
  });
});
