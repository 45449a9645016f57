import assert from 'node:assert/strict';
import type { Answer, Reply } from '../../../src/domain/questions/answer.ts';
import { attemptItems, foldSignIns } from '../../../src/domain/questions/sign-in-fold.ts';
import { signInWords } from '../../../src/domain/questions/sign-in-words.ts';
import { userDevices } from '../../../src/domain/questions/user-devices.ts';
import { userPosture } from '../../../src/domain/questions/user-posture.ts';
import { userSignins } from '../../../src/domain/questions/user-signins.ts';
import type { Clock, TenantPorts } from '../../../src/domain/ports/tenant.ts';
import type { Overrides } from '../../fakes/tenant-ports.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import {
  ADELE_ID,
  ago,
  healthyTenant,
  machine,
  managedDevice,
  signIn,
  user,
} from '../../fakes/sample-device.ts';

const clock = fixedClock();
type Question = (ports: TenantPorts, clock: Clock, typed: string) => Promise<Reply>;

async function ask(question: Question, ports: TenantPorts): Promise<Answer> {
  const reply = await question(ports, clock, 'Adele');
  assert.equal(reply.kind, 'answer', JSON.stringify(reply));
  return reply;
}

const risky = {
  riskLevel: 'high',
  riskState: 'atRisk',
  riskDetail: null,
  riskLastUpdatedDateTime: ago({ days: 1 }),
  isProcessing: false,
} as const;

describe('user posture', () => {
  it('is good when account, risk and devices are', async () => {
    const answer = await ask(userPosture, fakePorts(healthyTenant({ signIns: [signIn()] })));
    assert.equal(answer.tone, 'good');
    assert.equal(answer.headline, 'Account enabled; no account risk on record; one device');
    assert.deepEqual(answer.subject, { kind: 'user', name: 'Adele Vance', reference: ADELE_ID });
  });

  it('asks about the access that there is, or about why there is none', async () => {
    const offered = async (accountEnabled: boolean | null, errorCode: number): Promise<unknown> => {
      const data = { users: [user({ accountEnabled })], signIns: [signIn({ errorCode })] };
      const told: string[] = [];
      for (const question of [userPosture, userSignins]) {
        const offer = (await ask(question, fakePorts(healthyTenant(data)))).offers.at(-1);
        told.push(`${offer?.title ?? ''} ${offer?.slots.polarity ?? ''}`);
      }
      return told;
    };
    const twice = (text: string): readonly string[] => [text, text];
    assert.deepEqual(await offered(true, 0), twice('Why can Adele Vance reach email? can'));
    assert.deepEqual(await offered(true, 53000), twice("Why can't Adele Vance reach email? cannot"));
    assert.deepEqual(await offered(false, 0), twice("Why can't Adele Vance reach email? cannot"));
  });

  const risks: readonly (readonly [object, string, string])[] = [
    [risky, 'bad', 'at risk: high'],
    [{ ...risky, riskLevel: 'low' }, 'warning', 'at risk: low'],
    [{ ...risky, riskLevel: 'hidden' }, 'bad', 'at risk, level not shown'],
    [{ ...risky, riskState: 'confirmedCompromised' }, 'bad', 'confirmed compromised'],
    [{ ...risky, riskState: 'remediated' }, 'good', 'no account risk now (remediated)'],
    [{ ...risky, riskState: 'none' }, 'good', 'no account risk'],
    [{ ...risky, riskState: 'somethingNew' }, 'unknown', 'a state that is not known'],
  ];
  for (const [risk, tone, words] of risks) {
    it(`reads ${JSON.stringify(risk)} as ${tone}`, async () => {
      const ports = fakePorts(healthyTenant(), {
        directory: { riskyUser: () => Promise.resolve(risk as typeof risky) },
      });
      const answer = await ask(userPosture, ports);
      assert.equal(answer.tone, tone);
      assert.ok(answer.headline.includes(words), answer.headline);
    });
  }

  it('names roles and counts groups', async () => {
    const answer = await ask(
      userPosture,
      fakePorts(
        healthyTenant({
          users: [
            user({
              accountEnabled: false,
              userType: 'Guest',
              externalUserState: 'PendingAcceptance',
              onPremisesSyncEnabled: true,
            }),
          ],
          memberships: {
            [ADELE_ID]: {
              groups: [
                { id: 'g1', displayName: 'A', direct: true },
                { id: 'g2', displayName: 'B', direct: false },
              ],
              roleTemplateIds: ['62e90394-69f5-4237-9190-012177145e10', 'f00'],
            },
          },
        }),
      ),
    );
    const facts = Object.fromEntries(answer.sections[0]!.facts.map((f) => [f.label, f.value]));
    assert.equal(facts['Directory roles'], 'Global Administrator, role f00');
    assert.equal(facts.Groups, '2 (1 direct, 1 through other groups)');
    assert.equal(facts.Type, 'guest, invitation not accepted yet');
    assert.equal(answer.tone, 'warning');
  });

  const calls: readonly Overrides[] = [
    { directory: { riskyUser: failing('upstream_throttled') } },
    { directory: { memberships: failing('upstream_forbidden') } },
    { directory: { signIns: failing('upstream_forbidden') } },
    { directory: { devicesOf: failing('upstream_timeout') } },
    { managedDevices: { ofUser: failing('upstream_timeout') } },
    { endpoints: { byAzureADDeviceIds: failing('upstream_timeout') } },
  ];
  for (const overrides of calls) {
    it(`keeps the gap and is not good when ${JSON.stringify(Object.values(overrides).map((o) => Object.keys(o as object)))} fails`, async () => {
      const answer = await ask(userPosture, fakePorts(healthyTenant(), overrides));
      assert.notEqual(answer.tone, 'good');
      assert.equal(answer.gaps.length, 1);
    });
  }
});

describe('user devices', () => {
  it('counts no number out of one', async () => {
    const one = healthyTenant({ machines: [machine({ riskScore: 'High' })] });
    const answer = await ask(userDevices, fakePorts(one));
    assert.equal(answer.headline, 'Adele Vance has one device, with High risk');
  });

  it('puts the worst device first', async () => {
    const phone = managedDevice({
      id: 'p',
      deviceName: 'iPhone',
      azureADDeviceId: 'other',
      complianceState: 'noncompliant',
    });
    const answer = await ask(
      userDevices,
      fakePorts(
        healthyTenant({
          managedDevices: [managedDevice(), phone],
          machines: [machine({ riskScore: 'High' })],
        }),
      ),
    );
    assert.equal(answer.headline, 'Adele Vance has 2 devices: 1 with High risk, 1 not compliant');
    assert.equal(answer.tone, 'bad');
    assert.equal(answer.offers.length, 2);
  });

  it('tells no devices from no answer', async () => {
    const none = await ask(userDevices, fakePorts(healthyTenant({ owners: {}, managedDevices: [] })));
    assert.deepEqual([none.headline, none.tone], ['Adele Vance has no devices', 'neutral']);
    const silent = await ask(
      userDevices,
      fakePorts(healthyTenant({ owners: {} }), { managedDevices: { ofUser: failing('upstream_timeout') } }),
    );
    assert.equal(silent.headline, 'Adele Vance has no devices known so far');
    assert.equal(silent.tone, 'unknown');
    assert.deepEqual(silent.reasons, []);
  });

  it('does not call the risk of unasked devices none', async () => {
    const answer = await ask(
      userDevices,
      fakePorts(healthyTenant(), { endpoints: { byAzureADDeviceIds: failing('upstream_timeout') } }),
    );
    assert.match(answer.sections[0]?.items[0]?.detail ?? '', /compliant, risk not known/);
    const unmonitored = await ask(userDevices, fakePorts(healthyTenant({ machines: [] })));
    assert.match(unmonitored.sections[0]?.items[0]?.detail ?? '', /not monitored by Defender/);
  });

  it('passes on that there is no such person', async () => {
    for (const question of [userDevices, userPosture, userSignins]) {
      assert.equal((await question(fakePorts(healthyTenant()), clock, 'Nobody')).kind, 'notice');
    }
  });
});

describe('user sign-ins', () => {
  it('folds the steps of one attempt into its end', () => {
    const attempts = foldSignIns([
      signIn({ id: '3', createdDateTime: ago({ minutes: 1 }) }),
      signIn({ id: '2', errorCode: 50076, createdDateTime: ago({ minutes: 2 }) }),
      signIn({ id: '1', errorCode: 50140, createdDateTime: ago({ minutes: 3 }) }),
    ]);
    assert.equal(attempts.length, 1);
    assert.deepEqual([attempts[0]?.outcome, attempts[0]?.interrupts.length], ['success', 2]);
  });

  it('does not say of a step before a success that it was not passed', () => {
    const [attempt] = foldSignIns([
      signIn({ id: '2', createdDateTime: ago({ minutes: 1 }) }),
      signIn({ id: '1', errorCode: 50074, createdDateTime: ago({ minutes: 2 }) }),
    ]);
    assert.ok(attempt !== undefined);
    assert.match(
      attemptItems([attempt], 1)[0]?.detail ?? '',
      /after: multifactor authentication was asked for ·/,
    );
  });

  it('keeps what went no further, other apps, and entries without a correlation id apart', () => {
    const attempts = foldSignIns([
      signIn({ id: '1', errorCode: 50074 }),
      signIn({ id: '2', appId: 'other' }),
      signIn({ id: '3', correlationId: null, errorCode: 50126 }),
      signIn({ id: '4', correlationId: null, errorCode: null }),
    ]);
    assert.deepEqual(attempts.map((a) => a.outcome).sort(), ['failure', 'success', 'unfinished', 'unknown']);
  });

  it('leads with the last attempt in plain words', async () => {
    const answer = await ask(
      userSignins,
      fakePorts(
        healthyTenant({
          signIns: [
            signIn({
              errorCode: 53003,
              conditionalAccessStatus: 'failure',
              appliedPolicies: [
                { id: 'p', displayName: 'Block legacy', result: 'failure', enforcedGrantControls: ['Block'] },
              ],
            }),
          ],
        }),
      ),
    );
    assert.equal(
      answer.headline,
      'Last attempt 60 min ago: Office 365 Exchange Online, blocked by Conditional Access; 1 of 1 attempts failed'.replace(
        '60 min',
        '1 h',
      ),
    );
    const item = answer.sections[0]?.items[0];
    assert.match(item?.title ?? '', /\(AADSTS53003\)$/);
    assert.match(
      item?.detail ?? '',
      /refused by Block legacy · Oslo, NO · 198\.51\.100\.9 · device not in the log/,
    );
  });

  it('gives the same advice once, with the newest of its kind', async () => {
    const failures = ['1', '2'].map((id) => signIn({ id, correlationId: id, errorCode: 53000 }));
    const answer = await ask(userSignins, fakePorts(healthyTenant({ signIns: failures })));
    const advised = answer.sections[0]?.items.map((item) => /Make the device/.test(item.detail ?? ''));
    assert.deepEqual(advised, [true, false]);
  });

  it('says that the policies were left out, never that none applied', async () => {
    const answer = await ask(
      userSignins,
      fakePorts(healthyTenant({ signIns: [signIn({ appliedPolicies: null })] })),
    );
    assert.match(answer.reasons.join(), /Policy\.Read\.All/);
    assert.match(answer.sections[0]?.items[0]?.detail ?? '', /policies were left out/);
  });

  it('calls risk during a sign-in bad and an empty log nothing', async () => {
    const risk = await ask(
      userSignins,
      fakePorts(healthyTenant({ signIns: [signIn({ riskLevelDuringSignIn: 'high' })] })),
    );
    assert.equal(risk.tone, 'bad');
    const empty = await ask(userSignins, fakePorts(healthyTenant()));
    assert.equal(empty.tone, 'neutral');
    const silent = await ask(
      userSignins,
      fakePorts(healthyTenant(), { directory: { signIns: failing('upstream_throttled') } }),
    );
    assert.equal(silent.tone, 'unknown');
    assert.match(silent.headline, /^Sign-ins not known: Entra sign-in log is refusing/);
  });

  it('keeps a code that it does not know with its reason', () => {
    const words = (errorCode: number, failureReason: string | null = null): ReturnType<typeof signInWords> =>
      signInWords({ errorCode, failureReason, device: null, clientAppUsed: null, appliedPolicies: null });
    assert.deepEqual(words(99999, 'Some reason'), {
      words: 'Some reason',
      remedy: null,
      interrupt: false,
    });
    assert.equal(words(99999).words, 'not explained');
    assert.equal(words(53000).words, 'the device is not compliant');
  });

  it('does not ask to make a device compliant that is not registered', () => {
    const device = {
      displayName: null,
      operatingSystem: 'Windows10',
      browser: 'Chrome',
      isCompliant: null,
      trustType: null,
    };
    const told = (
      errorCode: number,
      deviceId: string | null,
      clientAppUsed: string | null = 'Browser',
      controls: readonly string[] | null = ['RequireCompliantDevice'],
    ): string => {
      const refused = { id: 'p', displayName: 'P', result: 'failure' };
      const appliedPolicies = controls === null ? null : [{ ...refused, enforcedGrantControls: controls }];
      const end = {
        errorCode,
        failureReason: null,
        device: { ...device, deviceId },
        clientAppUsed,
        appliedPolicies,
      };
      const { words, remedy } = signInWords(end);
      return `${words}. ${remedy ?? ''}`;
    };
    for (const code of [53000, 53003]) {
      assert.match(told(code, ''), /device is not registered/);
      assert.match(told(code, null), /device is not registered/);
      assert.doesNotMatch(told(code, ''), /Make the device compliant/);
      assert.doesNotMatch(told(code, 'd'), /registered/);
      assert.doesNotMatch(told(code, '', 'IMAP4'), /registered/, 'such a client never shows one');
      assert.match(told(code, '', null), /registered/);
      assert.match(told(code, '', 'Browser', null), /registered/, 'which policies is not known');
    }
    for (const controls of [['Block'], ['RequireCompliantDevice', 'Block'], ['Mfa'], []]) {
      assert.doesNotMatch(told(53003, '', 'Browser', controls), /registered/, controls.join());
    }
    assert.equal(told(0, ''), 'signed in. ');
  });
});

describe('details of sign-ins', () => {
  it('tells place, device, risk and unfinished steps', async () => {
    const steps = [
      signIn({
        id: '1',
        errorCode: 50076,
        appDisplayName: null,
        resourceDisplayName: 'Graph',
        city: null,
        countryOrRegion: null,
        conditionalAccessStatus: 'notApplied',
        appliedPolicies: null,
        riskLevelDuringSignIn: 'low',
        device: {
          deviceId: 'd',
          displayName: null,
          operatingSystem: null,
          browser: null,
          isCompliant: false,
          trustType: null,
        },
      }),
    ];
    const answer = await ask(userSignins, fakePorts(healthyTenant({ signIns: steps })));
    assert.match(
      answer.headline,
      /an application, multifactor authentication was needed, and went no further; 0 of 1/,
    );
    const item = answer.sections[0]?.items[0];
    assert.match(
      item?.title ?? '',
      /^Graph: multifactor authentication was needed, and went no further \(AADSTS50076\)/,
    );
    assert.match(
      item?.detail ?? '',
      /no policy applied · 198\.51\.100\.9 · d, not compliant · Browser · risk: low · Complete/,
    );
  });

  it('does not call a result that is missing a success, and says that the log was cut', async () => {
    const many = Array.from({ length: 60 }, (_, n) =>
      signIn({
        id: String(n),
        correlationId: '',
        errorCode: n === 0 ? null : n === 1 ? 50126 : 0,
        createdDateTime: ago({ minutes: n + 1 }),
        appDisplayName: null,
        riskLevelDuringSignIn: null,
        device: {
          deviceId: 'd',
          displayName: 'FIN-LT-042',
          operatingSystem: null,
          browser: null,
          isCompliant: n % 2 === 0 ? true : null,
          trustType: null,
        },
      }),
    );
    const answer = await ask(userSignins, fakePorts(healthyTenant({ signIns: many })));
    assert.equal(answer.tone, 'unknown');
    assert.match(answer.headline, /the result is not known; 1 of 50 attempts failed/);
    assert.match(answer.reasons.join(), /Only the last 50 entries/);
    assert.equal(answer.sections[0]?.more, 40);
    assert.match(answer.sections[0].items[0]?.title ?? '', /an application that is not named/);
    const later = await ask(userSignins, fakePorts(healthyTenant({ signIns: many.slice(1) })));
    assert.equal(later.tone, 'warning');
    const recovered = await ask(
      userSignins,
      fakePorts(healthyTenant({ signIns: [...many.slice(2), ...many.slice(1, 2)] })),
    );
    assert.equal(recovered.tone, 'good');
  });

  it('shows the sign-ins and a guest without a title in the whole picture', async () => {
    const answer = await ask(
      userPosture,
      fakePorts(
        healthyTenant({
          users: [
            user({
              userType: 'Guest',
              externalUserState: 'Accepted',
              accountEnabled: null,
              jobTitle: null,
              department: null,
            }),
          ],
          owners: {},
          managedDevices: [],
          signIns: [signIn({ riskLevelDuringSignIn: 'high' })],
        }),
      ),
    );
    assert.equal(answer.tone, 'bad');
    assert.match(answer.headline, /^Account state not known; no account risk on record; no devices$/);
    assert.ok(answer.sections.some((s) => s.title === 'Last sign-ins'));
    assert.ok(!answer.sections.some((s) => s.title.startsWith('Devices')));
    const other = await ask(
      userPosture,
      fakePorts(healthyTenant({ users: [user({ userType: 'unknown' })] })),
    );
    const type = other.sections[0]?.facts.find((f) => f.label === 'Type');
    assert.equal(type?.value, 'not known');
  });

  it('lists ten devices and counts the rest; the newest machine of a device counts', async () => {
    const many = Array.from({ length: 12 }, (_, n) =>
      managedDevice({
        id: `m${n}`,
        deviceName: `PC-${n}`,
        azureADDeviceId: `id-${n}`,
        operatingSystem: null,
        lastSyncDateTime: null,
      }),
    );
    const machines = [
      machine({ id: 'a', aadDeviceId: 'id-0', riskScore: 'High', lastSeen: ago({ days: 90 }) }),
      machine({ id: 'b', aadDeviceId: 'id-0', healthStatus: 'Inactive', lastSeen: ago({ days: 9 }) }),
      machine({ id: 'c', aadDeviceId: 'id-1', onboardingStatus: 'CanBeOnboarded', lastSeen: null }),
    ];
    const answer = await ask(
      userDevices,
      fakePorts(healthyTenant({ devices: [], owners: {}, managedDevices: many, machines })),
    );
    assert.equal(answer.sections[0]?.more, 2);
    const lines = answer.sections[0].items.map((item) => `${item.title}: ${item.detail ?? ''}`);
    assert.ok(
      lines.includes('PC-0: compliant, no risk seen, sensor silent · last active 9 days ago'),
      lines.join('\n'),
    );
    assert.ok(lines.includes('PC-1: compliant, not monitored by Defender · never active'));
  });

  it('says of a device that Intune did not answer for', async () => {
    const answer = await ask(
      userDevices,
      fakePorts(healthyTenant(), { managedDevices: { ofUser: failing('upstream_timeout') } }),
    );
    assert.match(answer.sections[0]?.items[0]?.detail ?? '', /^compliance not known, no risk seen/);
    const registered = await ask(userDevices, fakePorts(healthyTenant({ managedDevices: [] })));
    assert.match(registered.sections[0]?.items[0]?.detail ?? '', /^not managed by Intune/);
  });
});
