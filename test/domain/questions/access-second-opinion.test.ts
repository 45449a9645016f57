import assert from 'node:assert/strict';
import type { SignInFacts } from '../../../src/domain/conditional-access/facts.ts';
import type { SignalName } from '../../../src/domain/conditional-access/signals.ts';
import { compareOpinions, opinionTold } from '../../../src/domain/questions/access-second-opinion.ts';
import type { Difference, OpinionCase } from '../../../src/domain/questions/access-second-opinion.ts';
import { accessNames } from '../../../src/domain/questions/access-words.ts';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { WhatIfResult } from '../../../src/domain/tenant/what-if.ts';
import { NOW } from '../../fakes/tenant-ports.ts';
import { action, policy, run, signIn } from '../conditional-access/builders.ts';

const TAKEN_AT = NOW.toISOString();
const AFTER = new Date(NOW.getTime() + 1000).toISOString();

const said = (more: Partial<WhatIfResult> = {}): WhatIfResult => ({
  policyId: 'p1',
  displayName: 'P1',
  applies: true,
  reasons: ['notSet'],
  modifiedDateTime: null,
  ...more,
});
const out = (...reasons: string[]): WhatIfResult => said({ applies: false, reasons });

interface Given {
  readonly raw?: JsonObject;
  readonly facts?: Partial<SignInFacts>;
  readonly microsoft?: readonly WhatIfResult[];
  readonly leftOut?: readonly SignalName[];
}

function caseOf({ raw = policy(), facts = {}, microsoft = [said()], leftOut = [] }: Given): OpinionCase {
  const asked = signIn(facts);
  return {
    app: 'email',
    opinion: { results: microsoft, leftOut },
    results: run([raw], asked).results,
    telling: { facts: asked, names: accessNames(null, null), device: null },
    takenAt: TAKEN_AT,
  };
}

const wordsOf = ({ microsoft, ours, likely }: Difference): readonly string[] => [microsoft, ours, likely];
const FOR_OTHERS = policy({ users: { includeUsers: ['x'] } });
const REPORT_ONLY = { state: 'enabledForReportingButNotEnforced' };
const ONLY_HIGH = policy({ signInRiskLevels: ['high'] });
const NORWAY = policy({ locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] } });
const STRANGE = policy({ times: { x: 'y' } });

describe('the comparison with what if', () => {
  const agreeing: readonly (readonly [what: string, given: Given, agree: number])[] = [
    ['both say that it applies', {}, 1],
    ['both say that it does not', { raw: FOR_OTHERS, microsoft: [out('users')] }, 1],
    ['neither applies, for another reason', { raw: FOR_OTHERS, microsoft: [out('location')] }, 1],
    ['a report-only policy applies for both', { raw: policy({}, REPORT_ONLY) }, 1],
    ['the ids differ in case', { microsoft: [said({ policyId: 'P1' })] }, 1],
    ['a disabled policy is not in the answer', { raw: policy({}, { state: 'disabled' }), microsoft: [] }, 0],
    [
      'a disabled policy is in the answer as such',
      { raw: policy({}, { state: 'disabled' }), microsoft: [out('policyNotEnabled')] },
      0,
    ],
  ];
  for (const [what, given, agree] of agreeing) {
    it(`finds no difference when ${what}`, () => {
      assert.deepEqual(compareOpinions(caseOf(given)), { agree, differences: [] });
    });
  }

  const LIST = 'What If looks at enabled and report-only policies only: it was turned off or deleted since';
  const CLOSER = 'nothing that can be seen here: worth a closer look';
  const differing: readonly (readonly [given: Given, words: readonly string[]])[] = [
    [{ microsoft: [] }, ['not in its answer', 'applies', LIST]],
    [
      { raw: policy({}, { state: 'partiallyEnabled' }), microsoft: [] },
      [
        'not in its answer',
        'applies',
        'its state is not known to this version, and What If looks at enabled and report-only policies only',
      ],
    ],
    [{ raw: policy({}, { state: 'disabled' }) }, ['applies', 'disabled', 'it was turned on since']],
    [
      { microsoft: [said({ ...out('users'), modifiedDateTime: AFTER })] },
      ['does not apply (the person)', 'applies', 'the policy was changed after it was read here'],
    ],
    [
      { microsoft: [said({ ...out('users'), modifiedDateTime: TAKEN_AT })] },
      [
        'does not apply (the person)',
        'applies',
        'groups, roles or the kind of guest are not what they were when they were read',
      ],
    ],
    [
      { raw: policy({}, REPORT_ONLY), microsoft: [out('application')] },
      [
        'does not apply (the app)',
        'applies (report-only)',
        'which apps an app group holds, Microsoft publishes by name only',
      ],
    ],
    [
      { raw: FOR_OTHERS },
      [
        'applies',
        'does not apply: is for other people',
        'groups, roles or the kind of guest are not what they were when they were read',
      ],
    ],
    [
      { raw: ONLY_HIGH, leftOut: ['insiderRisk', 'gpsCountry'] },
      [
        'applies',
        'does not apply: is for another sign-in risk than none',
        'it may have changed since it was read',
      ],
    ],
    [
      {
        raw: ONLY_HIGH,
        facts: { signInRisk: 'high' },
        microsoft: [out('signInRisk')],
        leftOut: ['gpsCountry', 'signInRisk'],
      },
      [
        'does not apply (the sign-in risk)',
        'applies',
        'What If was not told the sign-in risk, and takes what it is not told as none',
      ],
    ],
    [
      {
        raw: ONLY_HIGH,
        facts: { signInRisk: undefined },
        microsoft: [out('signInRisk')],
        leftOut: ['signInRisk', 'country'],
      },
      [
        'does not apply (the sign-in risk)',
        'may apply: depends on the sign-in risk',
        'What If was not told the sign-in risk, and takes what it is not told as none',
      ],
    ],
    [
      {
        raw: NORWAY,
        facts: { ip: null, country: 'BR' },
        microsoft: [out('location')],
        leftOut: ['ip', 'gpsCountry'],
      },
      [
        'does not apply (the place)',
        'applies',
        'What If was not told the address it comes from, and takes what it is not told as none',
      ],
    ],
    [
      { raw: NORWAY, microsoft: [out('location')], leftOut: ['gpsCountry'] },
      [
        'does not apply (the place)',
        'applies',
        "Microsoft's map of countries and the legacy MFA trusted IPs cannot be seen here",
      ],
    ],
    [
      { microsoft: [out('notEnoughInformation')], leftOut: ['gpsCountry', 'insiderRisk'] },
      [
        'does not apply (not enough information)',
        'applies',
        'What If was not told the insider risk, and takes what it is not told as none',
      ],
    ],
    [
      { raw: STRANGE },
      [
        'applies',
        'may apply: depends on a value in it that this version does not know',
        'the policy holds a value that this version does not know',
      ],
    ],
    [
      {
        raw: policy({ applications: { includeApplications: ['Office365'] } }),
        facts: { target: { kind: 'app', appId: 'own', owner: undefined, authContext: null } },
      },
      [
        'applies',
        'may apply: depends on which app group the app belongs to and a value in it that this version does not know',
        'the policy holds a value that this version does not know',
      ],
    ],
    [
      {
        raw: policy({ users: { includeGroups: ['g'] } }),
        facts: { user: { id: 'adele', guestType: null, groups: undefined, roles: undefined } },
      },
      [
        'applies',
        'may apply: depends on the groups and roles of the person',
        'Microsoft knows what could not be learned here',
      ],
    ],
    [
      { raw: policy({ applications: { includeUserActions: ['urn:user:registerdevice'] } }) },
      [
        'applies',
        'does not apply: is about user actions, not apps',
        'What If was asked about an app, and takes policies on other things in its own way',
      ],
    ],
    [
      {
        raw: policy({ applications: { includeUserActions: ['urn:user:registerdevice'] } }),
        facts: action('urn:user:registerdevice'),
        microsoft: [out('userActions')],
      },
      [
        'does not apply (the user action)',
        'applies',
        'What If was asked about an app, and takes policies on other things in its own way',
      ],
    ],
    [
      { microsoft: [out('policyNotEnabled')] },
      ['does not apply (it is not enabled)', 'applies', 'it was turned off since'],
    ],
    [
      { microsoft: [out('time')] },
      ['does not apply (the time)', 'applies', 'the directory API does not show conditions on the time'],
    ],
    [
      { microsoft: [out('devicePlatform', 'devices')] },
      ['does not apply (the platform and the device filter)', 'applies', CLOSER],
    ],
    [{ microsoft: [out()] }, ['does not apply (no reason given)', 'applies', CLOSER]],
    [
      { microsoft: [out('moon<b>Phase')] },
      ['does not apply (moonbPhase, which this version does not know)', 'applies', CLOSER],
    ],
  ];
  for (const [given, words] of differing) {
    it(words.join(' · '), () => {
      const { agree, differences } = compareOpinions(caseOf(given));
      assert.equal(agree, 0);
      assert.deepEqual(differences.map(wordsOf), [words]);
    });
  }

  it('names a policy that was not there when the policies were read', () => {
    const { agree, differences } = compareOpinions(
      caseOf({
        microsoft: [said(), said({ policyId: 'p2', displayName: 'P2', applies: false, reasons: ['users'] })],
      }),
    );
    assert.equal(agree, 1);
    assert.deepEqual(differences, [
      {
        policy: 'P2',
        microsoft: 'does not apply (the person)',
        ours: 'not among the policies that were read',
        likely: 'it was created since',
        tone: 'warning',
      },
    ]);
  });

  it('marks what only we leave open as not known', () => {
    const [difference] = compareOpinions(caseOf({ raw: STRANGE })).differences;
    assert.equal(difference?.tone, 'unknown');
  });

  describe('in words', () => {
    const told = (given: Given) => {
      const { opinion, ...about } = caseOf(given);
      return opinionTold({ known: true, value: opinion, source: 'Conditional Access', at: AFTER }, about);
    };
    const factsOf = (given: Given) =>
      Object.fromEntries(told(given).sections[0]?.facts.map((fact) => [fact.label, fact.value]) ?? []);

    it('is silent unless it was asked for and answered', () => {
      const nothing = { disagreement: [], agreement: [], sections: [] };
      const about = caseOf({});
      assert.deepEqual(opinionTold(null, about), nothing);
      const gap = { source: 'Conditional Access', subject: 's', reason: 'timeout', message: 'm' } as const;
      assert.deepEqual(opinionTold({ known: false, gap }, about), nothing);
    });

    it('says that both agree, what was asked and what What If does not tell', () => {
      const { disagreement, agreement, sections } = told({ leftOut: ['ip', 'insiderRisk'] });
      assert.deepEqual(disagreement, []);
      assert.deepEqual(agreement, ["Microsoft's What If says the same of the one policy."]);
      assert.equal(sections[0]?.askedAt, AFTER);
      assert.deepEqual(sections[0].items, []);
      assert.deepEqual(factsOf({ leftOut: ['ip', 'insiderRisk'] }), {
        'Says the same of': '1 of 1 policy',
        'Asked about': 'email in a browser',
        'Was not told': 'the address it comes from and the insider risk',
        Tells: 'which policies apply, not whether somebody gets in; the app alone, not those it needs',
      });
    });

    it('says first that they differ, and on what', () => {
      const { disagreement, agreement, sections } = told({ microsoft: [out('users')] });
      assert.deepEqual(disagreement, [`Microsoft's What If differs on 1 of 1 policy: "P1".`]);
      assert.deepEqual(agreement, []);
      assert.match(
        sections[0]?.items[0]?.detail ?? '',
        /^Microsoft: does not apply \(the person\) · Drawbridge: applies · likely because: groups/,
      );
    });

    it('counts what it does not list', () => {
      const others = Array.from({ length: 14 }, (_, index) =>
        said({ policyId: `n${index}`, displayName: `N${index}` }),
      );
      const { disagreement, sections } = told({ microsoft: [said(), ...others] });
      assert.deepEqual(disagreement, [
        `Microsoft's What If differs on 14 of 15 policies: "N0", "N1", "N2" and 11 more.`,
      ]);
      assert.deepEqual([sections[0]?.items.length, sections[0]?.more], [12, 2]);
    });

    it('has nothing to agree on where there are no policies', () => {
      const { opinion, ...about } = caseOf({ microsoft: [] });
      const { disagreement, agreement } = opinionTold(
        { known: true, value: opinion, source: 'Conditional Access', at: AFTER },
        { ...about, results: [] },
      );
      assert.deepEqual([disagreement, agreement], [[], []]);
    });

    it('speaks of the app alone where the client is not known', () => {
      assert.equal(factsOf({ facts: { clientAppType: undefined } })['Asked about'], 'email');
    });
  });
});
