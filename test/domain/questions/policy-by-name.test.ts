import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { policyName, policyNamed } from '../../../src/domain/questions/policy-by-name.ts';
import { imagined, stateWords } from '../../../src/domain/questions/policy-imagined.ts';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';

const POLICIES = [
  { id: 'A1', displayName: 'CA05 MFA or compliant device - Engineering' },
  { id: 'b2', displayName: 'CA04 Compliant device' },
  { id: 'c3', displayName: 'CA04 Compliant device (old)' },
  { id: 'd4', displayName: null },
];

describe('policyNamed', () => {
  const rows: readonly (readonly [typed: string, ids: readonly string[]])[] = [
    ['a1', ['A1']],
    ['CA04 Compliant device', ['b2']],
    ['ca04-compliant DEVICE', ['b2']],
    ['mfa-or-compliant', ['A1']],
    ['CA05', ['A1']],
    ['engineering mfa', ['A1']],
    ['ca04', ['b2', 'c3']],
    ['D4', ['d4']],
  ];
  for (const [typed, ids] of rows) {
    it(`finds \`${typed}\``, () => {
      const naming = policyNamed(typed, POLICIES);
      const found =
        naming.kind === 'found' ? [naming.policy] : naming.kind === 'several' ? naming.policies : [];
      assert.deepEqual(
        found.map(({ id }) => id),
        ids,
      );
    });
  }

  it('does not take a part of a word for the word', () => {
    assert.equal(policyNamed('CA0', POLICIES).kind, 'none');
    assert.equal(policyNamed('', POLICIES).kind, 'none');
    assert.equal(policyNamed('---', POLICIES).kind, 'none');
  });

  it('gives the nearest when there is none', () => {
    const naming = policyNamed('complaint device', POLICIES);
    assert.ok(naming.kind === 'none');
    assert.equal(naming.nearest[0]?.['id'], 'b2');
  });

  it('shows a policy without a name by its id', () => {
    assert.deepEqual([{ id: 'x' }, {}].map(policyName), ['x', 'a policy without a name']);
  });
});

describe('imagined', () => {
  const policy = (grantControls: JsonObject | null, state = 'enabled'): JsonObject => ({
    id: 'p',
    state,
    grantControls,
  });
  const BOTH = { operator: 'OR', builtInControls: ['mfa'], termsOfUse: ['t'] };

  it('changes the one thing and nothing else', () => {
    const both = policy(BOTH);
    assert.deepEqual(imagined(both, 'AND'), {
      kind: 'policy',
      policy: { ...both, grantControls: { ...BOTH, operator: 'AND' } },
    });
    assert.deepEqual(imagined(both, 'off'), { kind: 'policy', policy: { ...both, state: 'disabled' } });
    assert.deepEqual(imagined(both, 'block'), {
      kind: 'policy',
      policy: { ...both, grantControls: { operator: 'OR', builtInControls: ['block'] } },
    });
  });

  it('counts a strength as a control', () => {
    const strength = {
      operator: 'OR',
      builtInControls: ['compliantDevice'],
      authenticationStrength: { id: 's' },
    };
    assert.equal(imagined(policy(strength), 'AND').kind, 'policy');
  });

  it('says why nothing would be different', () => {
    const whys = [
      imagined(policy(BOTH), 'OR'),
      imagined(policy(null), 'AND'),
      imagined(policy(BOTH), 'on'),
      imagined(policy({ operator: 'OR', builtInControls: ['block'] }), 'block'),
      imagined(policy(BOTH, 'enabledForReportingButNotEnforced'), 'reportOnly'),
    ].map((result) => (result.kind === 'same' ? result.why : ''));
    assert.deepEqual(whys, [
      'is OR already',
      'asks for no more than one control: AND and OR are the same',
      'is on already',
      'blocks already',
      'is report-only already',
    ]);
  });

  it('does not know every state', () => {
    assert.equal(stateWords({ state: 'soon' }), 'in a state that this version does not know');
  });
});
