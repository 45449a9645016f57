import assert from 'node:assert/strict';
import { accessExplain } from '../../../src/domain/questions/access-explain.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { ADELE_ID, ago, directoryDevice, managedDevice, user } from '../../fakes/sample-device.ts';
import { MAILBOX, policy, ON_LAPTOP, tenant, explain, factOf, MFA, COMPLIANT } from './access-cases.ts';

describe('the access answer', () => {
  describe('chooses the device', () => {
    it('of the newest sign-in to the app', async () => {
      const answer = await explain(tenant([COMPLIANT]));
      assert.ok(
        answer.reasons.some((r) => r.startsWith('FIN-LT-042 is the device of the newest sign-in (1 h ago')),
      );
    });

    it('that was active last, without one', async () => {
      const answer = await explain(tenant([COMPLIANT], { signIns: [] }));
      assert.ok(answer.reasons.includes('FIN-LT-042 is the only device that is known of them.'));
    });

    it('that was active last, among several', async () => {
      const older = directoryDevice({
        id: 'o2',
        deviceId: 'd2',
        displayName: 'OLD',
        approximateLastSignInDateTime: ago({ days: 90 }),
      });
      const data = {
        devices: [older, directoryDevice()],
        owners: { o2: [ADELE_ID], [directoryDevice().id]: [ADELE_ID] },
        managedDevices: [],
        signIns: [],
      };
      const answer = await explain(tenant([COMPLIANT], data));
      assert.ok(answer.reasons.includes('FIN-LT-042 is the one of their 2 devices that was active last.'));
    });

    it('that was named, and takes one that Entra ID does not hold for not registered', async () => {
      const answer = await explain(tenant([COMPLIANT], { devices: [], owners: {} }), {
        device: 'FIN-LT-042',
      });
      assert.match(answer.headline, /and the device is not registered$/);
      assert.equal(factOf(answer, 'Registered in Entra ID'), 'no');
    });

    it('by asking which one was named', async () => {
      const reply = await accessExplain(fakePorts(tenant([])), fixedClock(), {
        user: 'adele',
        device: 'NOPE',
        polarity: 'can',
      });
      assert.equal(reply.kind, 'notice');
    });

    it('that was named', async () => {
      const answer = await explain(tenant([COMPLIANT]), { device: 'FIN-LT-042' });
      assert.ok(answer.reasons.includes('FIN-LT-042 is the device that was asked about.'));
    });

    it('as not registered, when none is known', async () => {
      const nothing = { devices: [], owners: {}, managedDevices: [], machines: [], signIns: [] };
      const answer = await explain(tenant([COMPLIANT], nothing));
      assert.match(answer.headline, /asks for a compliant device, and the device is not registered$/);
    });

    it('and asks for it when the sign-in came from a device of somebody else', async () => {
      const answer = await explain(
        tenant([COMPLIANT], { owners: {}, managedDevices: [managedDevice({ userId: 'x' })] }),
      );
      assert.match(answer.headline, /FIN-LT-042 is compliant for Entra ID$/);
    });
  });

  describe('looks at the sign-in', () => {
    const later = (part: Partial<typeof ON_LAPTOP>): TenantData => ({ signIns: [{ ...ON_LAPTOP, ...part }] });
    const risky = policy('Risk', ['block'], { signInRiskLevels: ['high'] });
    const legacy = policy('Legacy', ['block'], { clientAppTypes: ['other'] });
    const north = policy('North', ['block'], { locations: { includeLocations: ['home'] } });

    it('with the risk of the newest one, and does not know a hidden risk', async () => {
      assert.match(
        (await explain(tenant([risky], later({ riskLevelDuringSignIn: 'high' })))).headline,
        /"Risk" blocks it$/,
      );
      assert.match(
        (await explain(tenant([risky], later({ riskLevelDuringSignIn: 'hidden' })))).headline,
        /depends on the sign-in risk$/,
      );
      assert.match(
        (await explain(tenant([risky], later({ riskLevelDuringSignIn: null })))).headline,
        /depends on the sign-in risk$/,
      );
    });

    it('with its kind of client', async () => {
      assert.match(
        (await explain(tenant([legacy], later({ clientAppUsed: 'IMAP4' })))).headline,
        /"Legacy" blocks it$/,
      );
      assert.match((await explain(tenant([legacy]))).headline, /^Adele Vance can/);
    });

    it('from its country, and does not know one that the log leaves out', async () => {
      assert.match((await explain(tenant([north]))).headline, /"North" blocks it$/);
      const nowhere = await explain(
        tenant([north], later({ countryOrRegion: null, city: null, ipAddress: null })),
      );
      assert.match(nowhere.headline, /depends on the country it comes from$/);
      assert.equal(factOf(nowhere, 'Place'), 'not known');
    });

    it('on the platform of the device, and shows what it took for given', async () => {
      const mac = { devices: [directoryDevice({ operatingSystem: 'MacMDM' })] };
      assert.equal(factOf(await explain(tenant([], mac)), 'Platform'), 'macOS');
      const chrome = { devices: [directoryDevice({ operatingSystem: 'ChromeOS' })] };
      assert.equal(factOf(await explain(tenant([], chrome)), 'Platform'), 'not recognised');
      const unsaid = { devices: [directoryDevice({ operatingSystem: null })], managedDevices: [] };
      assert.equal(factOf(await explain(tenant([], unsaid)), 'Platform'), 'not known');
    });

    it('of an app that only the sign-ins name', async () => {
      const payroll = later({
        resourceId: '11111111-2222-3333-4444-555555555555',
        resourceDisplayName: 'Payroll',
      });
      const everything = policy('All', ['block'], { applications: { includeApplications: ['All'] } });
      const answer = await explain(tenant([everything], payroll), { app: 'payroll' });
      assert.equal(
        answer.headline,
        'Adele Vance cannot in fact reach Payroll on FIN-LT-042: "All" blocks it',
      );
    });

    it('of a person who may be a guest or not', async () => {
      const guests = policy('Guests', ['block'], { users: { includeUsers: ['GuestsOrExternalUsers'] } });
      const unclear = await explain(
        tenant([guests], { users: [user({ userType: 'unknown', assignedPlans: [MAILBOX] })] }),
      );
      assert.match(unclear.headline, /depends on the groups and roles of the person$/);
      assert.match((await explain(tenant([guests]))).headline, /no enabled policy applies$/);
    });
  });

  it('still says that the account is disabled when the policies cannot be read', async () => {
    const data = tenant([], { users: [user({ accountEnabled: false, assignedPlans: [MAILBOX] })] });
    const answer = await explain(data, {}, { accessPolicies: { snapshot: failing('upstream_timeout') } });
    assert.equal(answer.headline, 'Adele Vance cannot reach email: the account is disabled');
    assert.equal(answer.gaps.length, 1);
  });

  it('does not take an account for enabled that nobody said is', async () => {
    const data = tenant([], { users: [user({ accountEnabled: null, assignedPlans: [MAILBOX] })] });
    assert.equal(factOf(await explain(data), 'Account'), 'not known');
  });

  it('says what report-only policies would ask for besides', async () => {
    const more = policy('More', ['passwordChange'], { state: 'enabledForReportingButNotEnforced' });
    const answer = await explain(tenant([MFA, more]));
    assert.ok(
      answer.reasons.includes(
        'If the report-only policies were on, they would get in after multifactor authentication and a new password.',
      ),
    );
  });

  it('lists at most twelve policies and says how many more there are', async () => {
    const many = Array.from({ length: 15 }, (_, index) => policy(`P${index}`, ['mfa']));
    const answer = await explain(tenant(many));
    const listed = answer.sections.find((part) => part.title === 'Policies that apply or may');
    assert.deepEqual([listed?.items.length, listed?.more], [12, 3]);
  });
});
