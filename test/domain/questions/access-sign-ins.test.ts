import assert from 'node:assert/strict';
import { accessExplain } from '../../../src/domain/questions/access-explain.ts';
import type { AppliedPolicy } from '../../../src/domain/tenant/user.ts';
import type { Overrides } from '../../fakes/tenant-ports.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { ago, user } from '../../fakes/sample-device.ts';
import {
  policy,
  ON_LAPTOP,
  tenant,
  notCompliant,
  explain,
  itemsOf,
  MFA,
  COMPLIANT,
  inSteps,
} from './access-cases.ts';

describe('the access answer', () => {
  describe('beside the real sign-ins', () => {
    const applied = (result: string): AppliedPolicy => ({
      id: 'CA03 Compliant',
      displayName: 'CA03 Compliant',
      result,
      enforcedGrantControls: [],
    });

    it('is silent when Microsoft decided alike', async () => {
      const answer = await explain(
        tenant([COMPLIANT], { signIns: [{ ...ON_LAPTOP, appliedPolicies: [applied('success')] }] }),
      );
      assert.ok(!answer.reasons.some((reason) => reason.includes('Microsoft')));
    });

    it('tells a difference with its likely reason', async () => {
      const changed = { ...COMPLIANT, modifiedDateTime: ago({ minutes: 5 }) };
      const answer = await explain(
        tenant([changed], { signIns: [{ ...ON_LAPTOP, appliedPolicies: [applied('notApplied')] }] }),
      );
      assert.ok(
        answer.reasons.includes(
          'In the sign-in 1 h ago Microsoft did not apply "CA03 Compliant"; now it would apply (the policy was changed after that sign-in).',
        ),
      );
    });

    it('tells that a sign-in succeeded which would be stopped now', async () => {
      const answer = await explain(tenant([COMPLIANT], notCompliant()));
      assert.ok(
        answer.reasons.some((r) =>
          r.startsWith('The newest sign-in (1 h ago) succeeded although the policies would stop it now'),
        ),
      );
    });

    it('folds interrupts and lists the attempts', async () => {
      const interrupt = {
        ...ON_LAPTOP,
        id: 's0',
        errorCode: 50074,
        createdDateTime: ago({ hours: 1, minutes: 1 }),
      };
      const answer = await explain(tenant([COMPLIANT], { signIns: [ON_LAPTOP, interrupt] }));
      assert.equal(itemsOf(answer, 'Real sign-ins to email').length, 1);
    });
  });

  describe('keeps what did not answer as a gap', () => {
    const cases: readonly (readonly [
      what: string,
      overrides: Overrides,
      headline: RegExp,
      source: string,
    ])[] = [
      [
        'the policies',
        { accessPolicies: { snapshot: failing('upstream_timeout') } },
        /is not known: the policies could not be read \(Conditional Access did not answer in time\)$/,
        'Conditional Access',
      ],
      [
        'the memberships',
        { directory: { memberships: failing('upstream_forbidden') } },
        /is not known: it depends on the groups and roles of the person$/,
        'Entra ID',
      ],
      [
        'the devices',
        { directory: { devicesOf: failing('upstream_unreachable') } },
        /is not known: it depends on the device$/,
        'Entra ID',
      ],
    ];
    for (const [what, overrides, headline, source] of cases) {
      it(`does not say "can" without ${what}`, async () => {
        const answer = await explain(tenant([COMPLIANT], notCompliant()), {}, overrides);
        assert.match(answer.headline, headline);
        assert.equal(answer.tone, 'unknown');
        assert.ok(answer.gaps.some((gap) => gap.source === source));
      });
    }

    it('still decides what the missing part cannot change, and shows the gap', async () => {
      const answer = await explain(
        tenant([COMPLIANT]),
        {},
        { directory: { riskyUser: failing('upstream_forbidden') } },
      );
      assert.match(answer.headline, /^Adele Vance can reach email/);
      assert.equal(answer.tone, 'neutral');
      assert.deepEqual(
        answer.gaps.map((gap) => gap.subject),
        ['user risk'],
      );
    });

    it('does not say that no policy applies when that is not known', async () => {
      const answer = await explain(
        tenant([COMPLIANT]),
        {},
        { directory: { memberships: failing('upstream_timeout') } },
      );
      assert.match(
        answer.headline,
        /: whichever of the policies apply, nothing that they ask for is missing$/,
      );
      assert.equal(answer.tone, 'neutral');
    });

    it('does not take an unknown user risk for none', async () => {
      const risky = policy('CA08', ['block'], { userRiskLevels: ['high'] });
      const answer = await explain(
        tenant([risky]),
        {},
        { directory: { riskyUser: failing('upstream_forbidden') } },
      );
      assert.match(answer.headline, /is not known: it depends on the user risk$/);
    });

    it('says who cannot be found, without asking further', async () => {
      const reply = await accessExplain(fakePorts(tenant([])), fixedClock(), {
        user: 'nobody',
        polarity: 'can',
      });
      assert.equal(reply.kind, 'notice');
    });

    it('lets the person choose between two of the same name', async () => {
      const two = [
        user(),
        user({ id: 'other', displayName: 'Adele Borg', userPrincipalName: 'a.borg@contoso.example' }),
      ];
      const reply = await accessExplain(fakePorts(tenant([], { users: two })), fixedClock(), {
        user: 'adele',
        app: 'teams',
        polarity: 'can',
      });
      assert.ok(reply.kind === 'choice');
      assert.deepEqual(reply.candidates[1]?.offer.slots, { app: 'teams', polarity: 'can', user: 'other' });
    });

    it('asks which application is meant', async () => {
      const reply = await accessExplain(fakePorts(tenant([])), fixedClock(), {
        user: 'adele',
        app: 'salesforce',
        polarity: 'can',
      });
      assert.ok(reply.kind === 'notice');
      assert.match(reply.headline, /^Which application "salesforce" is, is not known$/);
    });
  });

  it('asks in at most three steps that depend on each other', async () => {
    for (const slots of [{}, { device: 'FIN-LT-042' }]) {
      const { ports, steps } = inSteps(fakePorts(tenant([MFA, COMPLIANT], notCompliant())));
      await accessExplain(ports, fixedClock(), { user: 'adele', polarity: 'can', ...slots });
      assert.ok(steps() <= 3, `${steps()} steps`);
    }
  });
});
