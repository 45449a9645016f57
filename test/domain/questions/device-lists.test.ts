import assert from 'node:assert/strict';
import type { Answer, Reply } from '../../../src/domain/questions/answer.ts';
import { deviceLogons } from '../../../src/domain/questions/device-logons.ts';
import { deviceCompliance } from '../../../src/domain/questions/device-compliance.ts';
import { deviceRisk } from '../../../src/domain/questions/device-risk.ts';
import { deviceSoftware } from '../../../src/domain/questions/device-software.ts';
import { deviceVulnerabilities } from '../../../src/domain/questions/device-vulnerabilities.ts';
import { canIsolate, managedByWords, openAlerts } from '../../../src/domain/questions/device-words.ts';
import type { LogonUser } from '../../../src/domain/tenant/device.ts';
import type { Clock, TenantPorts } from '../../../src/domain/ports/tenant.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { MACHINE_ID, ago, alert, healthyTenant, machine, vulnerability } from '../../fakes/sample-device.ts';

type Question = (ports: TenantPorts, clock: Clock, typed: string) => Promise<Reply>;

async function ask(question: Question, part: TenantData): Promise<Answer> {
  const reply = await question(fakePorts(healthyTenant(part)), fixedClock(), 'FIN-LT-042');
  assert.ok(reply.kind === 'answer');
  return reply;
}

describe('the logons of a device', () => {
  const logon = (part: Partial<LogonUser>): LogonUser => ({
    accountName: 'adelev',
    accountDomain: 'CONTOSO',
    firstSeen: null,
    lastSeen: ago({ hours: 9 }),
    logonTypes: 'Interactive',
    isDomainAdmin: false,
    ...part,
  });
  const logons = (...list: readonly LogonUser[]): Promise<Answer> =>
    ask(deviceLogons, { logons: { [MACHINE_ID]: list } });

  it('are no cause for alarm when an ordinary account is all there is', async () => {
    const answer = await logons(logon({}));
    assert.equal(answer.headline, 'One account logged on; the last was CONTOSO\\adelev, 9 h ago');
    assert.equal(answer.tone, 'neutral');
    assert.deepEqual(answer.reasons, []);
  });
  it('name a local account without a domain', async () => {
    for (const accountDomain of [null, '']) {
      const answer = await logons(logon({ accountName: 'helpdesk', accountDomain }));
      assert.match(answer.headline, /the last was helpdesk, /);
    }
  });
  it('put an account without a time last, and give it none', async () => {
    const list = [logon({ accountName: 'x', lastSeen: null, logonTypes: null }), logon({ accountName: 'y' })];
    for (const order of [list, list.toReversed()]) {
      const items = (await logons(...order)).sections[0]?.items ?? [];
      assert.deepEqual(
        items.map((item) => [item.title, item.detail, 'at' in item]),
        [
          ['CONTOSO\\y', 'Interactive', true],
          ['CONTOSO\\x', '', false],
        ],
      );
    }
  });
});

describe('the weaknesses of a device', () => {
  it('warn without an exploit, and are not called bad', async () => {
    const answer = await ask(deviceVulnerabilities, { vulnerabilities: { [MACHINE_ID]: [vulnerability()] } });
    assert.equal(answer.tone, 'warning');
  });
  it('list the higher score first among equals, and one without a score last', async () => {
    const list = [null, 5.1, 9.8].map((cvssV3) => vulnerability({ id: `CVE-${cvssV3}`, cvssV3 }));
    const answer = await ask(deviceVulnerabilities, { vulnerabilities: { [MACHINE_ID]: list } });
    const names = answer.sections[0]?.items.map((item) => item.title.split(' ')[0]);
    assert.deepEqual(names, ['CVE-9.8', 'CVE-5.1', 'CVE-null']);
  });
  it('are none in software without known weaknesses', async () => {
    const product = { id: 'p', name: 'Reader', vendor: 'contoso', weaknesses: 0, publicExploit: false };
    const answer = await ask(deviceSoftware, { software: { [MACHINE_ID]: [product] } });
    assert.deepEqual([answer.tone, answer.headline], ['neutral', 'One product, none with known weaknesses']);
    const weak = { software: { [MACHINE_ID]: [{ ...product, weaknesses: 1 }] } };
    const one = await ask(deviceSoftware, weak);
    assert.match(one.sections[0]?.items[0]?.detail ?? '', /· 1 known weakness$/);
  });
});

describe('a device answer', () => {
  for (const [name, question] of [
    ['compliance', deviceCompliance],
    ['risk', deviceRisk],
  ] as const) {
    it(`about ${name} is a notice when there is no such device`, async () => {
      const reply = await question(fakePorts(healthyTenant()), fixedClock(), 'NOPE-1');
      assert.equal(reply.kind, 'notice');
    });
  }
  it('says that Defender never heard from a machine without a last report', async () => {
    const answer = await ask(deviceLogons, { machines: [machine({ lastSeen: null })] });
    assert.equal(answer.sections[0]?.facts[0]?.value, 'never');
  });
});

describe('words for devices', () => {
  it('show a managing agent that is not known as Intune writes it', () => {
    assert.equal(managedByWords('somethingNew'), 'somethingNew');
    assert.equal(managedByWords('constructor'), 'constructor');
  });
  it('offer no isolation where the system is not known or Defender is not onboarded', () => {
    assert.equal(canIsolate(machine()), true);
    assert.equal(canIsolate(machine({ osPlatform: null })), false);
    assert.equal(canIsolate(machine({ onboardingStatus: 'CanBeOnboarded' })), false);
  });
  it('list the newest of equally severe alerts first, and one without a time last', () => {
    const list = [
      alert({ id: 'none', alertCreationTime: null }),
      alert({ id: 'old', alertCreationTime: ago({ days: 2 }) }),
      alert({ id: 'new', alertCreationTime: ago({ days: 1 }) }),
      alert({ id: 'none too', alertCreationTime: null }),
      alert({ id: 'low', severity: 'Low', alertCreationTime: ago({ hours: 1 }) }),
    ];
    assert.deepEqual(
      openAlerts(list).map(({ id }) => id),
      ['new', 'old', 'none', 'none too', 'low'],
    );
  });
});
