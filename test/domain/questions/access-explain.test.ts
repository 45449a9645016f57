import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import { failing } from '../../fakes/tenant-ports.ts';
import { ADELE_ID, machine, user } from '../../fakes/sample-device.ts';
import {
  MAILBOX,
  EXCLUSIONS,
  policy,
  snapshot,
  tenant,
  notCompliant,
  explain,
  itemsOf,
  factOf,
  MFA,
  COMPLIANT,
} from './access-cases.ts';

describe('the access answer', () => {
  it('lets a compliant device in and names the policy and the group', async () => {
    const answer = await explain(tenant([COMPLIANT]));
    assert.equal(
      answer.headline,
      'Adele Vance can reach email on FIN-LT-042: "CA03 Compliant" asks for a compliant device, and FIN-LT-042 is compliant for Entra ID',
    );
    assert.equal(answer.tone, 'good');
    assert.deepEqual(itemsOf(answer, 'Policies that apply or may'), [
      'CA03 Compliant: asks for a compliant device: met · applies through the group Finance',
    ]);
    assert.deepEqual(answer.gaps, []);
  });

  it('keeps a device out that is not compliant, with the settings that fail', async () => {
    const answer = await explain(tenant([MFA, COMPLIANT], notCompliant()), { polarity: 'cannot' });
    assert.equal(
      answer.headline,
      'Adele Vance cannot reach email on FIN-LT-042: "CA03 Compliant" asks for a compliant device, and FIN-LT-042 is not compliant',
    );
    assert.equal(answer.tone, 'bad');
    assert.ok(answer.reasons.some((reason) => reason.startsWith('FIN-LT-042 is not compliant: ')));
  });

  it('says first that a policy that would stop the device is report-only', async () => {
    const reportOnly = policy('CA04 Sales', ['compliantDevice'], {
      state: 'enabledForReportingButNotEnforced',
    });
    const answer = await explain(tenant([MFA, reportOnly], notCompliant()));
    assert.equal(
      answer.headline,
      'Adele Vance can reach email on FIN-LT-042 after multifactor authentication: no enabled policy stops this device; "CA04 Sales" would, but it is report-only',
    );
    assert.equal(answer.tone, 'warning');
    assert.ok(
      answer.reasons.includes('If the report-only policies were on, they would be kept out by "CA04 Sales".'),
    );
  });

  it('says that an OR takes MFA in place of a compliant device', async () => {
    const either = policy('CA05 Either', ['mfa', 'compliantDevice']);
    const answer = await explain(tenant([either], notCompliant()));
    assert.equal(
      answer.headline,
      'Adele Vance can reach email on FIN-LT-042 after multifactor authentication: "CA05 Either" takes multifactor authentication instead of a compliant device',
    );
  });

  it('names the nested group by which a person is left out', async () => {
    const abroad = policy('CA06 Countries', ['block'], {
      users: { includeUsers: ['All'], excludeGroups: ['g-out'] },
      locations: { includeLocations: ['All'], excludeLocations: [] },
    });
    const answer = await explain(
      tenant([abroad], { memberships: { [ADELE_ID]: { groups: [EXCLUSIONS], roleTemplateIds: [] } } }),
    );
    assert.equal(
      answer.headline,
      'Adele Vance can reach email on FIN-LT-042: "CA06 Countries" leaves them out through the nested group CA exclusions',
    );
  });

  it('tells every condition that keeps a policy out', async () => {
    const far = policy('Far', ['block'], {
      users: { includeUsers: ['somebody'] },
      platforms: { includePlatforms: ['iOS'], excludePlatforms: [] },
      signInRiskLevels: ['high'],
    });
    const answer = await explain(tenant([far]));
    assert.deepEqual(itemsOf(answer, 'Policies that do not apply'), [
      'Far: does not apply: is for other people; is not for Windows; is for another sign-in risk than none',
    ]);
    assert.equal(answer.headline, 'Adele Vance can reach email on FIN-LT-042: no enabled policy applies');
  });

  it('says so when the question takes the opposite for granted', async () => {
    const blocked = await explain(tenant([COMPLIANT], notCompliant()), { polarity: 'can' });
    assert.match(blocked.headline, /^Adele Vance cannot in fact reach email/);
    assert.match(blocked.reasons[0] ?? '', /takes it that they can/);
    const open = await explain(tenant([COMPLIANT]), { polarity: 'cannot' });
    assert.match(open.headline, /^Adele Vance can in fact reach email/);
    assert.match(open.reasons[0] ?? '', /takes it that they cannot/);
  });

  it('says that Defender sees risk which no policy looks at', async () => {
    const answer = await explain(tenant([COMPLIANT], { machines: [machine({ riskScore: 'High' })] }));
    assert.match(answer.headline, /; Defender sees High risk there, and no policy looks at that$/);
    assert.equal(answer.tone, 'warning');
  });

  it('stops at a disabled account and at a missing plan, before any policy', async () => {
    const disabled = await explain(
      tenant([], { users: [user({ accountEnabled: false, assignedPlans: [MAILBOX] })] }),
    );
    assert.equal(disabled.headline, 'Adele Vance cannot in fact reach email: the account is disabled');
    const planless = await explain(tenant([], { users: [user()] }));
    assert.equal(
      planless.headline,
      'Adele Vance cannot in fact reach email: an Exchange plan (mailbox) is not assigned',
    );
    const suspended = { ...MAILBOX, capabilityStatus: 'Suspended' };
    const late = await explain(tenant([], { users: [user({ assignedPlans: [suspended] })] }));
    assert.match(late.headline, /cannot in fact reach email: an Exchange plan/);
  });

  it('says that security defaults are on, or that it is not known', async () => {
    const on = await explain(tenant([], { snapshot: snapshot([], { securityDefaultsEnabled: true }) }));
    assert.ok(on.reasons.some((reason) => reason.startsWith('Security defaults are on')));
    const unknown = await explain(tenant([], { snapshot: snapshot([], { securityDefaultsEnabled: null }) }));
    assert.equal(factOf(unknown, 'Security defaults'), 'not known');
  });

  it('names what it depends on when it is not known', async () => {
    const abroad = policy('CA06', ['block'], {
      locations: { includeLocations: ['All'], excludeLocations: ['home'] },
    });
    const answer = await explain(tenant([abroad], { signIns: [] }));
    assert.equal(
      answer.headline,
      'Whether Adele Vance can reach email on FIN-LT-042 is not known: it depends on the country it comes from',
    );
    assert.equal(answer.tone, 'unknown');
  });

  it('looks at both kinds of client when no sign-in tells, and says what each comes to', async () => {
    const browsers = policy('No browsers', ['block'], { clientAppTypes: ['browser'] });
    const answer = await explain(tenant([browsers], { signIns: [] }));
    assert.equal(
      answer.headline,
      'Whether Adele Vance can reach email depends on the client: in a mobile or desktop app yes, in a browser no',
    );
    assert.ok(answer.reasons.some((reason) => reason.startsWith('In a browser: Adele Vance cannot')));
  });

  const verdicts: readonly (readonly [policies: readonly JsonObject[], why: string])[] = [
    [[MFA], 'only "CA02 MFA" applies, and no policy asks for more'],
    // What is asked of an account at risk comes before everything else.
    [[MFA, policy('CA03', ['passwordChange'])], '"CA03" asks for a new password'],
    [[{ ...policy('Session', []), grantControls: null }], 'the policies that apply ask for nothing'],
    [
      [policy('Hybrid', ['domainJoinedDevice', 'compliantDevice'])],
      '"Hybrid" asks for a Microsoft Entra hybrid joined device or a compliant device, and FIN-LT-042 is compliant for Entra ID',
    ],
    [
      [policy('Out', ['mfa'], { users: { includeUsers: ['All'], excludeUsers: [ADELE_ID] } })],
      '"Out" leaves them out through this person by name',
    ],
    [
      [MFA, policy('Out', ['mfa'], { users: { includeUsers: ['All'], excludeUsers: [ADELE_ID] } })],
      'only "CA02 MFA" applies, and no policy asks for more',
    ],
  ];
  for (const [policies, why] of verdicts) {
    it(`says why: ${why}`, async () => {
      const answer = await explain(tenant(policies));
      assert.equal(answer.headline.slice(answer.headline.indexOf(': ') + 2), why);
    });
  }

  const stops: readonly (readonly [policies: readonly JsonObject[], why: string])[] = [
    [
      [policy('One', ['block']), policy('Two', ['domainJoinedDevice']), policy('Three', ['block'])],
      '"One" blocks it, "Two" asks for a Microsoft Entra hybrid joined device, and FIN-LT-042 is not hybrid joined and 1 more policy',
    ],
    [
      [
        policy('Inside', ['block'], { userRiskLevels: ['none', 'low'] }),
        policy('Outside', ['block'], { userRiskLevels: ['medium', 'high'] }),
      ],
      'whatever is not known, one policy or another stops it',
    ],
  ];
  for (const [policies, why] of stops) {
    it(`says why not: ${why}`, async () => {
      const answer = await explain(
        tenant(policies),
        { polarity: 'cannot' },
        { directory: { riskyUser: failing('upstream_forbidden') } },
      );
      assert.equal(answer.headline.slice(answer.headline.indexOf(': ') + 2), why);
    });
  }

  it('counts a risk that was dealt with as none, and a hidden one as not known', async () => {
    const risky = policy('CA08', ['block'], { userRiskLevels: ['high'] });
    const risk = (riskLevel: 'high' | 'hidden', riskState: string): TenantData => ({
      riskyUsers: {
        [ADELE_ID]: {
          riskLevel,
          riskState,
          riskDetail: null,
          riskLastUpdatedDateTime: null,
          isProcessing: false,
        },
      },
    });
    assert.match((await explain(tenant([risky], risk('high', 'atRisk')))).headline, /"CA08" blocks it$/);
    assert.match(
      (await explain(tenant([risky], risk('high', 'remediated')))).headline,
      /^Adele Vance can reach/,
    );
    assert.match(
      (await explain(tenant([risky], risk('hidden', 'atRisk')))).headline,
      /depends on the user risk$/,
    );
  });
});
