import assert from 'node:assert/strict';
import type { Answer, Choice, Notice, Reply } from '../../../src/domain/questions/answer.ts';
import { deviceAlerts } from '../../../src/domain/questions/device-alerts.ts';
import { deviceCompliance } from '../../../src/domain/questions/device-compliance.ts';
import { deviceFind } from '../../../src/domain/questions/device-find.ts';
import { deviceLogons } from '../../../src/domain/questions/device-logons.ts';
import { deviceRisk } from '../../../src/domain/questions/device-risk.ts';
import { deviceSoftware } from '../../../src/domain/questions/device-software.ts';
import { deviceVulnerabilities } from '../../../src/domain/questions/device-vulnerabilities.ts';
import type { Clock, TenantPorts } from '../../../src/domain/ports/tenant.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
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
  setting,
  vulnerability,
} from '../../fakes/sample-device.ts';

const clock = fixedClock();
type Question = (ports: TenantPorts, clock: Clock, typed: string) => Promise<Reply>;

async function ask(question: Question, ports: TenantPorts): Promise<Answer> {
  const reply = await question(ports, clock, 'FIN-LT-042');
  assert.equal(reply.kind, 'answer', JSON.stringify(reply));
  return reply;
}

describe('device compliance', () => {
  it('says compliant without risk and alerts', async () => {
    const answer = await ask(deviceCompliance, fakePorts(healthyTenant()));
    assert.deepEqual([answer.tone, answer.headline], ['good', 'Compliant']);
  });

  it('names the failing settings in the headline', async () => {
    const tenant = healthyTenant({
      devices: [directoryDevice({ isCompliant: false })],
      managedDevices: [managedDevice({ complianceState: 'noncompliant' })],
      policyStates: { [MANAGED_ID]: [policyState({ state: 'nonCompliant', settingStates: [setting()] })] },
    });
    const answer = await ask(deviceCompliance, fakePorts(tenant));
    assert.match(answer.headline, /^Not compliant: BitLocker is not on/);
    const blind = await ask(
      deviceCompliance,
      fakePorts(tenant, { managedDevices: { compliancePolicyStates: failing('upstream_timeout') } }),
    );
    assert.match(blind.headline, /^Not compliant: compliance policies and failing settings not known/);
    assert.equal(blind.gaps.length, 1);
  });

  it('calls housekeeping a warning', async () => {
    const answer = await ask(
      deviceCompliance,
      fakePorts(
        healthyTenant({
          devices: [directoryDevice({ isCompliant: false })],
          managedDevices: [managedDevice({ complianceState: 'noncompliant' })],
          policyStates: {
            [MANAGED_ID]: [
              policyState({
                state: 'nonCompliant',
                settingStates: [setting({ setting: 'DefaultDeviceCompliancePolicy.RequireUserExistence' })],
              }),
            ],
          },
        }),
      ),
    );
    assert.equal(answer.tone, 'warning');
  });

  it('knows nothing when Intune is silent, and says what Entra holds', async () => {
    const answer = await ask(
      deviceCompliance,
      fakePorts(healthyTenant(), { managedDevices: { find: failing('upstream_unreachable') } }),
    );
    assert.equal(answer.tone, 'unknown');
    assert.equal(answer.headline, 'Compliance not known: Intune could not be reached');
    assert.match(answer.reasons.join(), /Entra ID, which Intune reports to, says compliant/);
  });

  it('says that Intune does not manage it', async () => {
    const answer = await ask(deviceCompliance, fakePorts(healthyTenant({ managedDevices: [] })));
    assert.match(answer.headline, /^Not managed by Intune/);
    const decided = await ask(
      deviceCompliance,
      fakePorts(healthyTenant({ managedDevices: [managedDevice({ complianceState: 'configManager' })] })),
    );
    assert.equal(decided.tone, 'unknown');
  });
});

describe('device risk', () => {
  it('leads with the isolation and the risk', async () => {
    const answer = await ask(
      deviceRisk,
      fakePorts(
        healthyTenant({
          machines: [machine({ riskScore: 'High' })],
          connector: connector({ partnerState: 'unresponsive' }),
          actions: [action()],
        }),
      ),
    );
    assert.equal(answer.tone, 'bad');
    assert.equal(answer.headline, 'Isolated. High risk: Intune is not hearing Defender');
    assert.equal(answer.offers[0]?.intent, 'action.release');
  });

  for (const method of ['alerts', 'machineActions', 'vulnerabilities'] as const) {
    it(`is not good when ${method} fails`, async () => {
      const answer = await ask(
        deviceRisk,
        fakePorts(healthyTenant(), { endpoints: { [method]: failing('upstream_failed') } }),
      );
      assert.equal(answer.tone, 'unknown');
      assert.match(answer.headline, /not known: Defender for Endpoint failed/);
    });
  }

  it('does not know the risk when Defender is silent or gives none', async () => {
    const silent = await ask(
      deviceRisk,
      fakePorts(healthyTenant(), { endpoints: { find: failing('upstream_timeout') } }),
    );
    assert.equal(silent.headline, 'Risk not known: Defender for Endpoint did not answer in time');
    const none = await ask(
      deviceRisk,
      fakePorts(healthyTenant({ machines: [machine({ riskScore: 'unknown' })] })),
    );
    assert.equal(none.headline, 'Risk not known: Defender for Endpoint gives no risk score');
    const absent = await ask(deviceRisk, fakePorts(healthyTenant({ machines: [] })));
    assert.equal(absent.tone, 'warning');
    const unsure = await ask(
      deviceRisk,
      fakePorts(healthyTenant({ machines: [machine({ onboardingStatus: 'InsufficientInfo' })] })),
    );
    assert.equal(unsure.tone, 'unknown');
    assert.match(unsure.headline, /^Not known to be onboarded/);
  });
});

describe('questions that only Defender answers', () => {
  const questions: readonly (readonly [string, Question, string])[] = [
    ['alerts', deviceAlerts, 'alerts'],
    ['vulnerabilities', deviceVulnerabilities, 'vulnerabilities'],
    ['software', deviceSoftware, 'software'],
    ['logons', deviceLogons, 'logonUsers'],
  ];
  for (const [name, question, method] of questions) {
    it(`says that ${name} are not known when Defender does not answer`, async () => {
      const answer = await ask(
        question,
        fakePorts(healthyTenant(), { endpoints: { [method]: failing('upstream_forbidden') } }),
      );
      assert.equal(answer.tone, 'unknown');
      assert.match(answer.headline, /not known: Drawbridge may not read this/);
      assert.equal(answer.gaps.length, 1);
      const lost = await ask(
        question,
        fakePorts(healthyTenant(), { endpoints: { find: failing('upstream_timeout') } }),
      );
      assert.equal(lost.tone, 'unknown');
    });

    it(`says that Defender does not know the device when asked for ${name}`, async () => {
      const reply = await question(fakePorts(healthyTenant({ machines: [] })), clock, 'FIN-LT-042');
      assert.equal(reply.kind, 'notice');
      assert.match(reply.headline, /Defender for Endpoint does not know FIN-LT-042/);
    });

    it(`does not read an empty list of ${name} from a silent sensor as good`, async () => {
      for (const part of [{ healthStatus: 'Inactive' }, { onboardingStatus: 'CanBeOnboarded' }] as const) {
        const answer = await ask(question, fakePorts(healthyTenant({ machines: [machine(part)] })));
        assert.ok(['warning', 'unknown'].includes(answer.tone));
        assert.ok(answer.reasons.length > 0);
      }
    });

    it(`passes on that there is no such device when asked for ${name}`, async () => {
      const reply = await question(fakePorts(healthyTenant()), clock, 'NOPE-1');
      assert.equal(reply.kind, 'notice');
    });
  }

  it('lists open alerts before resolved ones', async () => {
    const alerts = [
      alert({ status: 'Resolved', title: 'done' }),
      alert({ severity: 'Medium', title: 'open' }),
    ];
    const answer = await ask(deviceAlerts, fakePorts(healthyTenant({ alerts: { [MACHINE_ID]: alerts } })));
    assert.equal(answer.headline, 'Open alerts: 1 (1 Medium)');
    assert.deepEqual(
      answer.sections[0]?.items.map((i) => i.title),
      ['open', 'done'],
    );
    const done = await ask(
      deviceAlerts,
      fakePorts(healthyTenant({ alerts: { [MACHINE_ID]: alerts.slice(0, 1) } })),
    );
    assert.deepEqual([done.headline, done.tone], ['No open alerts (1 resolved)', 'good']);
  });

  it('calls exploited vulnerabilities bad', async () => {
    const answer = await ask(
      deviceVulnerabilities,
      fakePorts(
        healthyTenant({ vulnerabilities: { [MACHINE_ID]: [vulnerability({ exploitInKit: true })] } }),
      ),
    );
    assert.equal(answer.tone, 'bad');
    const clean = await ask(deviceVulnerabilities, fakePorts(healthyTenant()));
    assert.equal(clean.headline, 'No known vulnerabilities');
  });

  it('sorts software by what is weak', async () => {
    const product = { id: 'x', vendor: 'contoso', weaknesses: 0, publicExploit: false };
    const software = [
      { ...product, name: 'b' },
      { ...product, name: 'a' },
      { ...product, name: 'weak', weaknesses: 3 },
      { ...product, name: 'hit', weaknesses: 1, publicExploit: true },
    ];
    const answer = await ask(
      deviceSoftware,
      fakePorts(healthyTenant({ software: { [MACHINE_ID]: software } })),
    );
    assert.deepEqual(
      answer.sections[0]?.items.map((i) => i.title),
      ['hit', 'weak', 'a', 'b'],
    );
    assert.equal(answer.headline, '4 products, 2 with known weaknesses');
    const empty = await ask(deviceSoftware, fakePorts(healthyTenant()));
    assert.equal(empty.tone, 'unknown');
  });

  it('names the last account and warns of domain administrators', async () => {
    const logon = {
      accountDomain: 'CONTOSO',
      firstSeen: null,
      logonTypes: 'Interactive',
      isDomainAdmin: false,
    };
    const logons = [
      { ...logon, accountName: 'adelev', lastSeen: ago({ hours: 9 }) },
      { ...logon, accountName: 'admin', lastSeen: ago({ hours: 3 }), isDomainAdmin: true },
    ];
    const answer = await ask(deviceLogons, fakePorts(healthyTenant({ logons: { [MACHINE_ID]: logons } })));
    assert.equal(answer.headline, '2 accounts logged on; the last was CONTOSO\\admin, 3 h ago');
    assert.equal(answer.tone, 'warning');
    assert.match(answer.reasons[0] ?? '', /domain administrator/);
  });
});

function names(start: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${start}-${String(i + 100)}`);
}

describe('finding a device', () => {
  it('lists similar names once with the services that know them', async () => {
    const reply = (await deviceFind(fakePorts(healthyTenant()), clock, 'FIN-LT')) as Choice;
    assert.equal(reply.kind, 'choice');
    assert.equal(reply.headline, 'One device with a name that begins with "FIN-LT"');
    assert.equal(reply.candidates[0]?.detail, 'found in Entra ID, Intune, Defender for Endpoint');
    assert.deepEqual(reply.candidates[0].offer.slots, { device: 'FIN-LT-042' });
  });

  it('counts every name that begins so, and says how many are shown', async () => {
    const directory = { deviceNamesFrom: () => Promise.resolve(names('ENG-LT', 13)) };
    const reply = (await deviceFind(fakePorts({}, { directory }), clock, 'eng-lt')) as Choice;
    assert.equal(reply.headline, '13 devices with a name that begins with "eng-lt"; the first 10 are shown');
    assert.equal(reply.candidates.length, 10);
    const full = { deviceNamesFrom: () => Promise.resolve(names('ENG-LT', 50)) };
    const cut = (await deviceFind(fakePorts({}, { directory: full }), clock, 'eng-lt')) as Choice;
    assert.match(cut.headline, /^At least 50 devices/);
  });

  it('says what was not searched when nothing was found', async () => {
    const none = (await deviceFind(fakePorts(healthyTenant()), clock, '10.20.20.10')) as Notice;
    assert.match(none.lines.join(), /not addresses, owners or groups/);
  });

  it('tells no hit from no answer', async () => {
    const none = (await deviceFind(fakePorts(healthyTenant()), clock, 'ZZZ')) as Notice;
    assert.match(none.headline, /^No device like "ZZZ" in Entra ID/);
    const silent = (await deviceFind(
      fakePorts(healthyTenant(), { managedDevices: { suggest: failing('upstream_timeout') } }),
      clock,
      'ZZZ',
    )) as Notice;
    assert.equal(silent.tone, 'unknown');
    const partly = (await deviceFind(
      fakePorts(healthyTenant(), { managedDevices: { find: failing('upstream_timeout') } }),
      clock,
      'FIN',
    )) as Choice;
    assert.match(partly.headline, /perhaps more/);
  });
});
