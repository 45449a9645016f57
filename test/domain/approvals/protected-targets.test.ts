/** Each way to be a protected target, and a target that just is not. */
import assert from 'node:assert/strict';
import type { ProtectedMatch, ProtectionFacts } from '../../../src/domain/approvals/policy.ts';
import { defaultPolicy, ruleFor } from '../../../src/domain/approvals/policy.ts';

const NOTHING: ProtectedMatch = { tags: [], names: [], groups: [], deviceValues: [] };
const PLAIN: ProtectionFacts = { name: 'FIN-LT-042', tags: [], deviceValue: null, groups: [] };
const PERSON = { name: 'Adele Vance', names: ['adele.vance@contoso.example'] };

const CASES: readonly {
  readonly by: string;
  readonly match: Partial<ProtectedMatch>;
  readonly hits: Partial<ProtectionFacts>;
  readonly misses: Partial<ProtectionFacts>;
}[] = [
  {
    by: 'tag, in any case',
    match: { tags: ['Tier0'] },
    hits: { tags: ['x', 'TIER0'] },
    misses: { tags: ['Tier01', 'Tier'] },
  },
  {
    by: 'directory role',
    match: { tags: ['Global Administrator'] },
    hits: { tags: ['global administrator'] },
    misses: { tags: ['Global Reader'] },
  },
  {
    by: 'name pattern',
    match: { names: ['SRV-DC*'] },
    hits: { name: 'srv-dc01.contoso.example' },
    misses: { name: 'XSRV-DC01' },
  },
  {
    by: 'whole name',
    match: { names: ['FIN-LT-042'] },
    hits: { name: 'fin-lt-042.contoso.example' },
    misses: { name: 'FIN-LT-0421' },
  },
  {
    by: 'display name of a person',
    match: { names: ['Adele *'] },
    hits: PERSON,
    misses: { ...PERSON, name: 'Adelea Vance' },
  },
  {
    by: 'sign-in name of a person',
    match: { names: ['*@contoso.example'] },
    hits: PERSON,
    misses: { ...PERSON, names: ['adele.vance@contoso.example.evil'] },
  },
  {
    by: 'group of the person or owner',
    match: { groups: ['g1'] },
    hits: { groups: ['g0', 'g1'] },
    misses: { groups: ['g11'] },
  },
  {
    by: 'device value',
    match: { deviceValues: ['High'] },
    hits: { deviceValue: 'High' },
    misses: { deviceValue: 'Normal' },
  },
  {
    by: 'device value, never by one that is not known',
    match: { deviceValues: ['Normal'] },
    hits: { deviceValue: 'Normal' },
    misses: { deviceValue: null },
  },
];

describe('a protected target', () => {
  for (const { by, match, hits, misses } of CASES) {
    it(`is known by its ${by}`, () => {
      const policy = {
        ...defaultPolicy(),
        protected: [{ match: { ...NOTHING, ...match }, approvals: 3 }],
      };
      const approvals = (facts: Partial<ProtectionFacts>): number =>
        ruleFor(policy, 'isolate', { ...PLAIN, ...facts }).approvals;
      assert.equal(approvals(hits), 3);
      assert.equal(approvals(misses), 1);
    });
  }
});
