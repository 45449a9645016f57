import assert from 'node:assert/strict';
import fc from 'fast-check';
import { INTUNE_ENROLLMENT } from '../../../src/domain/conditional-access/apps.ts';
import { compilePolicies } from '../../../src/domain/conditional-access/compile.ts';
import type { SignInFacts } from '../../../src/domain/conditional-access/facts.ts';
import { isApplied } from '../../../src/domain/conditional-access/policy-result.ts';
import { evaluate } from '../../../src/domain/conditional-access/evaluate.ts';
import { IMPOSSIBLE } from '../../../src/domain/conditional-access/statuses.ts';
import type { GapCase, GapFinding } from '../../../src/domain/questions/fleet-gap-cause.ts';
import { GAP_CAUSES, demandingPolicies, gapCause } from '../../../src/domain/questions/fleet-gap-cause.ts';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import { OWN_APP, app, device, granting, person, policy, signIn } from '../conditional-access/builders.ts';
import { LOCATIONS, forgetting, known, policies, without } from '../conditional-access/random-policies.ts';

const COMPLIANT = granting('OR', ['compliantDevice']);

/** A sign-in with a device that is not compliant. */
const bad = (changes: Partial<SignInFacts> = {}): SignInFacts =>
  signIn({ device: device({ isCompliant: false }), ...changes });

function find(
  list: readonly JsonObject[],
  facts: SignInFacts = bad(),
  entry: Partial<GapCase['entry']> = {},
  noncompliant = true,
): GapFinding {
  const compiled = compilePolicies({ policies: list, namedLocations: LOCATIONS });
  const demanding = demandingPolicies(compiled, facts);
  return gapCause(demanding, {
    facts,
    entry: { compliant: false, applied: null, ...entry },
    noncompliant,
  });
}

const demands = (conditions: JsonObject = {}, rest: JsonObject = {}): JsonObject =>
  policy(conditions, { ...COMPLIANT, ...rest });
const REPORT_ONLY = { state: 'enabledForReportingButNotEnforced' };

describe('the cause of a gap', () => {
  const rows: readonly [string, readonly JsonObject[], SignInFacts, string][] = [
    ['no policy at all', [], bad(), 'noPolicy'],
    ['only policies that ask for something else', [policy({}, granting('OR', ['mfa']))], bad(), 'noPolicy'],
    ['a disabled policy', [demands({}, { state: 'disabled' })], bad(), 'noPolicy'],
    ['a policy for other people', [demands({ users: { includeUsers: ['diego'] } })], bad(), 'noPolicy'],
    [
      'a policy for other apps',
      [demands({ applications: { includeApplications: [OWN_APP] } })],
      bad(),
      'noPolicy',
    ],
    [
      'a policy for user actions',
      [demands({ applications: { includeUserActions: ['urn:user:registerdevice'] } })],
      bad(),
      'noPolicy',
    ],
    ['a report-only policy', [demands({}, REPORT_ONLY)], bad(), 'reportOnly'],
    [
      'a report-only policy for other apps',
      [demands({ applications: { includeApplications: [OWN_APP] } }, REPORT_ONLY)],
      bad(),
      'noPolicy',
    ],
    ['an OR with MFA', [policy({}, granting('OR', ['mfa', 'compliantDevice']))], bad(), 'orAlternative'],
    [
      'an OR with hybrid join, on a hybrid joined device',
      [policy({}, granting('OR', ['domainJoinedDevice', 'compliantDevice']))],
      bad({ device: device({ isCompliant: false, trustType: 'ServerAd' }) }),
      'orAlternative',
    ],
    [
      'an OR with hybrid join, on another device',
      [policy({}, granting('OR', ['domainJoinedDevice', 'compliantDevice']))],
      bad(),
      'notExplained',
    ],
    ['an AND with MFA', [policy({}, granting('AND', ['mfa', 'compliantDevice']))], bad(), 'notExplained'],
    [
      'an excluded person',
      [demands({ users: { includeUsers: ['All'], excludeGroups: ['g'] } })],
      bad({ user: person({ groups: ['g'] }) }),
      'excluded',
    ],
    [
      'an excluded app',
      [demands({ applications: { includeApplications: ['All'], excludeApplications: [OWN_APP] } })],
      bad(app(OWN_APP)),
      'excluded',
    ],
    [
      'enrolment, excluded',
      [demands({ applications: { includeApplications: ['All'], excludeApplications: [INTUNE_ENROLLMENT] } })],
      bad(app(INTUNE_ENROLLMENT)),
      'enrolmentApp',
    ],
    ['enrolment, which Microsoft lets through', [demands()], bad(app(INTUNE_ENROLLMENT)), 'enrolmentApp'],
    [
      'a legacy client',
      [demands({ clientAppTypes: ['browser', 'mobileAppsAndDesktopClients'] })],
      bad({ clientAppType: 'other' }),
      'legacyClient',
    ],
    [
      'another client that is not legacy',
      [demands({ clientAppTypes: ['mobileAppsAndDesktopClients'] })],
      bad(),
      'otherClient',
    ],
    ['another platform', [demands({ platforms: { includePlatforms: ['iOS'] } })], bad(), 'otherPlatform'],
    [
      'a platform that is not recognised',
      [demands({ platforms: { includePlatforms: ['windows'] } })],
      bad({ platform: null }),
      'unknownPlatform',
    ],
    [
      'a trusted place',
      [demands({ locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] } })],
      bad(),
      'place',
    ],
    [
      'a device filter',
      [
        demands({
          devices: { deviceFilter: { mode: 'exclude', rule: 'device.model -startsWith "Surface"' } },
        }),
      ],
      bad(),
      'deviceFilter',
    ],
    ['a risk that was not there', [demands({ signInRiskLevels: ['high'] })], bad(), 'otherCondition'],
    [
      'a risk that nobody kept',
      [demands({ userRiskLevels: ['high'] })],
      bad({ userRisk: undefined }),
      'notExplained',
    ],
    [
      'a block by device filter that is not for the platform',
      [
        policy({
          platforms: { includePlatforms: ['iOS'] },
          devices: { deviceFilter: { mode: 'include', rule: 'device.isCompliant -ne True' } },
        }),
      ],
      bad(),
      'otherPlatform',
    ],
  ];
  for (const [name, list, facts, cause] of rows) {
    it(`of ${name} is ${cause}`, () => {
      assert.equal(find(list, facts).cause, cause);
    });
  }

  it('is the device having been compliant, or its risk that nothing looks at', () => {
    assert.equal(find([demands()], bad(), { compliant: true }).cause, 'compliantThen');
    assert.equal(find([demands()], bad(), { compliant: true }, false).cause, 'riskUnseen');
    assert.equal(find([demands()], bad(), { compliant: null }).cause, 'notExplained');
    assert.equal(find([], bad(), { compliant: true }).cause, 'noPolicy');
  });

  it('is told by the policy that came nearest', () => {
    const far = demands(
      { platforms: { includePlatforms: ['iOS'] }, users: { includeUsers: ['All'], excludeUsers: ['adele'] } },
      { id: 'far' },
    );
    const near = demands({ platforms: { includePlatforms: ['iOS'] } }, { id: 'near' });
    const or = policy({}, { ...granting('OR', ['mfa', 'compliantDevice']), id: 'or' });
    const report = demands({}, { ...REPORT_ONLY, id: 'report' });
    assert.equal(find([far]).cause, 'excluded');
    assert.equal(find([far, near]).policy?.id, 'near');
    assert.equal(find([far, near, or]).policy?.id, 'or');
    assert.equal(find([report, near]).policy?.id, 'near', 'enforced policies come first');
    assert.deepEqual(
      find([or]).instead.map(({ entry }) => entry),
      ['mfa'],
    );
  });

  it("takes Microsoft's word for what cannot be evaluated, and never against an evaluation", () => {
    const open = demands({ platforms: { includePlatforms: ['iOS'] } });
    const blind = bad({ platform: undefined });
    assert.deepEqual(find([open], blind).missing, ['platform']);
    const said = (result: string) => ({ applied: [{ id: 'p1', result }] });
    assert.equal(find([open], blind, said('notApplied')).cause, 'unknownPlatform');
    assert.equal(find([open], blind, said('success')).cause, 'notExplained');
    const unread = demands({ platforms: { includePlatforms: ['windows'] } }, REPORT_ONLY);
    assert.equal(find([unread], blind).cause, 'noPolicy');
    assert.equal(find([unread], blind, said('reportOnlyFailure')).cause, 'reportOnly');

    const stopping = find([demands()], bad(), said('notApplied'));
    assert.equal(stopping.cause, 'notExplained');
    assert.deepEqual(
      stopping.disputed.map(({ said: result }) => result),
      ['notApplied'],
    );
    assert.deepEqual(find([demands()], bad(), said('failure')).disputed, []);
    assert.deepEqual(find([demands()], bad(), said('unknownFutureValue')).disputed, []);
    assert.deepEqual(find([demands({}, REPORT_ONLY)], bad(), said('success')).disputed.length, 1);
    assert.deepEqual(find([open], blind, said('success')).disputed, [], 'what is not known is no difference');
    assert.equal(find([open], bad(), said('success')).disputed.length, 1);
  });

  it('does not dispute a filter on compliance when the device was compliant', () => {
    const filter = policy({
      devices: { deviceFilter: { mode: 'include', rule: 'device.isCompliant -ne True' } },
    });
    const applied = [{ id: 'p1', result: 'notApplied' }];
    assert.equal(find([filter], bad(), { applied, compliant: true }).disputed.length, 0);
    assert.equal(find([filter], bad(), { applied, compliant: false }).disputed.length, 1);
  });

  it('is exactly one for every sign-in and every set of policies, and no policy only if none would stop it', () => {
    const results = fc.constantFrom(
      null,
      'success',
      'failure',
      'notApplied',
      'reportOnlyFailure',
      'reportOnlyNotApplied',
      'odd',
    );
    fc.assert(
      fc.property(
        policies,
        known,
        forgetting,
        results,
        fc.constantFrom(true, false, null),
        fc.boolean(),
        (list, whole, forgotten, result, compliant, noncompliant) => {
          const facts: SignInFacts = {
            ...without(whole, forgotten),
            device: device({ isCompliant: false }),
          };
          const applied = result === null ? null : list.map(({ id }) => ({ id, result }));
          const compiled = compilePolicies({ policies: list, namedLocations: LOCATIONS });
          const demanding = demandingPolicies(compiled, facts);
          const finding = gapCause(demanding, { facts, entry: { compliant, applied }, noncompliant });
          assert.ok(GAP_CAUSES.includes(finding.cause));
          const { results: all } = evaluate(compiled, facts);
          const stopping = all.some(
            (one) => demanding.includes(one.policy) && isApplied(one) && one.grant.statuses === IMPOSSIBLE,
          );
          const said = ['notExplained', 'compliantThen', 'riskUnseen', 'enrolmentApp'];
          assert.equal(stopping && !said.includes(finding.cause), false, finding.cause);
          if (finding.cause === 'compliantThen') assert.equal(noncompliant && compliant, true);
          if (finding.cause === 'riskUnseen') assert.equal(!noncompliant && compliant, true);
          if (finding.cause === 'reportOnly') assert.equal(finding.policy?.mode, 'reportOnly');
          if (finding.cause === 'noPolicy') assert.equal(finding.policy, null);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
