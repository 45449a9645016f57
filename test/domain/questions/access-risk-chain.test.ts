import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Answer } from '../../../src/domain/questions/answer.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import {
  MANAGED_ID,
  ago,
  directoryDevice,
  connector,
  machine,
  managedDevice,
  policyState,
  setting,
} from '../../fakes/sample-device.ts';
import { UpstreamError } from '../../../src/errors.ts';
import { COMPLIANT, explain, policy, tenant } from './access-cases.ts';

const TITLE = "From Defender's risk to the door";
const THREAT = setting({
  setting: 'Windows10CompliancePolicy.DeviceThreatProtectionRequiredSecurityLevel',
  state: 'nonCompliant',
});

/** Every link holds: High risk, heard, looked at, noncompliant, followed, kept out. */
const whole = (more: TenantData = {}, policies = [COMPLIANT]): TenantData =>
  tenant(policies, {
    machines: [machine({ riskScore: 'High' })],
    connector: connector(),
    managedDevices: [
      managedDevice({ complianceState: 'noncompliant', partnerReportedThreatState: 'highSeverity' }),
    ],
    devices: [directoryDevice({ isCompliant: false })],
    policyStates: {
      [MANAGED_ID]: [
        policyState({ displayName: 'Machine risk', state: 'nonCompliant', settingStates: [THREAT] }),
      ],
    },
    ...more,
  });

const links = (answer: Answer): readonly string[] =>
  answer.sections.find((part) => part.title === TITLE)?.items.map((item) => item.title) ?? [];
const broken = (answer: Answer): readonly string[] => links(answer).filter((link) => link.endsWith('broken'));
const sentence = (answer: Answer): string | undefined =>
  answer.reasons.find((reason) => reason.startsWith("Defender's risk does not reach the door"));

describe("The chain from Defender's risk to the door", () => {
  it('holds from end to end, and then nothing is to be mended', async () => {
    const answer = await explain(whole());
    assert.deepEqual(links(answer), [
      '1. Risk in Defender: holds',
      '2. Intune hears Defender: holds',
      '3. A compliance policy looks at the risk: holds',
      '4. Intune calls it noncompliant: holds',
      '5. Entra follows: holds',
      '6. A policy keeps it from email: holds',
    ]);
    assert.equal(sentence(answer), undefined);
    assert.equal(answer.sections.find((part) => part.title === TITLE)?.folded, true);
  });

  const CASES: readonly (readonly [what: string, data: TenantData, link: string, words: RegExp])[] = [
    [
      'the connector is silent',
      { connector: connector({ lastHeartbeatDateTime: ago({ days: 9 }) }) },
      '2. Intune hears Defender: broken',
      /2 of 6.*silent \(last heartbeat 9 days ago; limit 7 days\)/,
    ],
    [
      'the connector was never set up',
      { connector: null },
      '2. Intune hears Defender: broken',
      /never set up/,
    ],
    [
      'Intune still holds an older verdict',
      {
        managedDevices: [
          managedDevice({ complianceState: 'noncompliant', partnerReportedThreatState: 'secured' }),
        ],
      },
      '2. Intune hears Defender: broken',
      /Intune still holds/,
    ],
    [
      'no compliance policy looks at it',
      { policyStates: { [MANAGED_ID]: [policyState({ settingStates: [setting()] })] } },
      '3. A compliance policy looks at the risk: broken',
      /3 of 6.*no compliance policy that reaches FIN-LT-042 sets a machine risk/,
    ],
    [
      'the compliance policy that looks at it does not apply',
      {
        policyStates: {
          [MANAGED_ID]: [policyState({ state: 'notApplicable', settingStates: [THREAT] })],
        },
      },
      '3. A compliance policy looks at the risk: broken',
      /no compliance policy/,
    ],
    [
      'Intune still calls it compliant',
      {
        managedDevices: [
          managedDevice({ complianceState: 'compliant', partnerReportedThreatState: 'highSeverity' }),
        ],
      },
      '4. Intune calls it noncompliant: broken',
      /4 of 6.*still calls it compliant/,
    ],
    [
      'it is in its grace period',
      {
        managedDevices: [
          managedDevice({ complianceState: 'inGracePeriod', partnerReportedThreatState: 'highSeverity' }),
        ],
      },
      '4. Intune calls it noncompliant: broken',
      /grace period/,
    ],
    [
      'Entra does not follow',
      { devices: [directoryDevice({ isCompliant: true })] },
      '5. Entra follows: broken',
      /5 of 6.*still compliant for policies/,
    ],
  ];
  for (const [what, data, link, words] of CASES) {
    it(`names the link that fails when ${what}`, async () => {
      const answer = await explain(whole(data));
      assert.equal(broken(answer)[0], link);
      assert.match(sentence(answer) ?? '', words);
      assert.equal(answer.sections.find((part) => part.title === TITLE)?.folded, false);
    });
  }

  const DOORS: readonly (readonly [
    what: string,
    policies: readonly ReturnType<typeof policy>[],
    words: RegExp,
  ])[] = [
    [
      'another control is taken instead',
      [policy('CA05', ['mfa', 'compliantDevice'])],
      /"CA05" takes something else/,
    ],
    [
      'the policy is report-only',
      [policy('CA04', ['compliantDevice'], { state: 'enabledForReportingButNotEnforced' })],
      /only "CA04", in report-only mode/,
    ],
    ['no policy asks for it', [policy('CA02', ['mfa'])], /no enabled policy that covers them/],
    [
      'the policy is for others',
      [policy('CA03', ['compliantDevice'], { users: { includeGroups: ['g-hr'] } })],
      /no enabled policy/,
    ],
  ];
  for (const [what, policies, words] of DOORS) {
    it(`ends at the door when ${what}`, async () => {
      const answer = await explain(whole({}, [...policies]));
      assert.deepEqual(broken(answer), ['6. A policy keeps it from email: broken']);
      assert.match(sentence(answer) ?? '', words);
    });
  }

  it('holds at the door when both must be had, or when the other cannot be had', async () => {
    const both = await explain(whole({}, [policy('CA05', ['mfa', 'compliantDevice'], {}, 'AND')]));
    assert.deepEqual(broken(both), []);
    const hybrid = await explain(whole({}, [policy('CA05', ['domainJoinedDevice', 'compliantDevice'])]));
    assert.deepEqual(broken(hybrid), []);
  });

  it('holds at the door when a filter on the flag blocks', async () => {
    const filter = policy('CA30', ['block'], {
      devices: { deviceFilter: { mode: 'include', rule: 'device.isCompliant -ne True' } },
    });
    assert.deepEqual(broken(await explain(whole({}, [filter]))), []);
  });

  it('does not take a block of everybody for a policy on compliance', async () => {
    const answer = await explain(whole({}, [policy('CA01', ['block'])]));
    assert.deepEqual(broken(answer), ['6. A policy keeps it from email: broken']);
  });

  it('is told as an outlook, folded and without a sentence, while there is no risk', async () => {
    const answer = await explain(
      whole({
        machines: [machine({ riskScore: 'None' })],
        managedDevices: [managedDevice()],
        devices: [directoryDevice()],
      }),
    );
    assert.ok(links(answer).includes('4. Intune calls it noncompliant: nothing to pass on'));
    assert.ok(links(answer).includes('5. Entra follows: nothing to pass on'));
    assert.equal(sentence(answer), undefined);
    assert.equal(answer.sections.find((part) => part.title === TITLE)?.folded, true);
  });

  it('is not known where a service did not answer, and never reads as broken for that', async () => {
    const failing = () =>
      Promise.reject(
        new UpstreamError('upstream_timeout', 'late', {
          service: 'graph',
          operation: 'GET /deviceManagement',
          mayHaveArrived: false,
        }),
      );
    const answer = await explain(
      whole(),
      {},
      {
        managedDevices: { defenderConnector: failing, compliancePolicyStates: failing },
      },
    );
    assert.ok(links(answer).includes('2. Intune hears Defender: not known'));
    assert.ok(links(answer).includes('3. A compliance policy looks at the risk: not known'));
    assert.deepEqual(broken(answer), []);
    assert.equal(answer.gaps.length, 1);
  });

  it('is not known where settings were not told', async () => {
    const answer = await explain(
      whole({ policyStates: { [MANAGED_ID]: [policyState({ state: 'compliant', settingStates: null })] } }),
    );
    assert.ok(links(answer).includes('3. A compliance policy looks at the risk: not known'));
  });

  it('breaks at the first link for a device that Defender or Intune does not know', async () => {
    const strange = await explain(whole({ machines: [] }));
    assert.equal(broken(strange)[0], '1. Risk in Defender: broken');
    const unmanaged = await explain(whole({ managedDevices: [] }));
    assert.equal(broken(unmanaged)[0], '2. Intune hears Defender: broken');
  });
});
