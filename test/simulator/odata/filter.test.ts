import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matches } from '../../../src/simulator/odata/filter-match.ts';
import { parseFilter } from '../../../src/simulator/odata/filter-syntax.ts';
import { FilterSyntaxError } from '../../../src/simulator/odata/filter-tokens.ts';
import type { JsonObject } from '../../../src/simulator/json.ts';

const ITEM: JsonObject = {
  name: "O'Neill",
  empty: null,
  enabled: true,
  count: 3,
  at: '2026-11-20T08:00:00Z',
  guid: '06EBC4EE-1bb5-47dd-8120-11324bc54e06',
  status: { errorCode: 53003 },
  tags: ['VIP', 'Tier0'],
  licenses: [{ skuId: 'a' }, { skuId: 'b' }],
};

const TRUE = [
  "name eq 'O''Neill'",
  "name ne 'x'",
  'empty eq null',
  'name ne null',
  'missing eq null',
  'enabled eq true',
  'count gt 2 and count le 3',
  'count in (1,2,3)',
  'at ge 2026-11-20T08:00:00Z',
  'at lt 2026-11-21',
  'at gt 2026-11-20T08:30:00+01:00',
  'guid eq 06ebc4ee-1bb5-47dd-8120-11324bc54e06',
  'status/errorCode eq 53003',
  "startswith(name,'O''N')",
  "endsWith(name, 'ill')",
  "contains(name,'Ne')",
  "tags/any(t: t eq 'VIP')",
  'tags/any()',
  "tags/all(t:t ne 'x')",
  "licenses/any(l:l/skuId eq 'b' and l/skuId ne 'a')",
  "not (name eq 'x')",
  "NOT startswith(name,'x') AND (enabled eq true)",
  "name eq 'x' or name eq 'O''Neill' and enabled eq true",
];
const FALSE = [
  "name eq 'o''neill'",
  "missing eq 'x'",
  'empty gt 1',
  "(name eq 'x' or name eq 'O''Neill') and enabled eq false",
  'enabled ne true',
  "tags/any(t: t eq 'x')",
  "tags/all(t: t eq 'VIP')",
  "startswith(missing,'a')",
  "name eq 'x' or empty ne null",
];
const BROKEN = [
  '',
  'name',
  'name eq',
  "name eq 'x",
  "name eq 'x' and",
  "(name eq 'x'",
  "name eq 'x')",
  "name like 'x'",
  "tolower(name) eq 'x'",
  "'x' eq name",
  'count in ()',
  "name eq 'it's'",
  'name eq "x"',
  'startswith(name)',
  'startswith(name,1)',
  "tags/any(t t eq 'VIP')",
  'name eq x',
  `${'('.repeat(100)}name eq 'x'${')'.repeat(100)}`,
];

describe('$filter', () => {
  for (const filter of TRUE) {
    it(`holds: ${filter}`, () => {
      assert.equal(matches(parseFilter(filter), ITEM, { ignoreCase: false }), true);
    });
  }
  for (const filter of FALSE) {
    it(`does not hold: ${filter}`, () => {
      assert.equal(matches(parseFilter(filter), ITEM, { ignoreCase: false }), false);
    });
  }
  for (const filter of BROKEN) {
    it(`refuses ${filter.slice(0, 40)}`, () => {
      assert.throws(() => parseFilter(filter), FilterSyntaxError);
    });
  }

  it('compares without regard to case where the service does', () => {
    assert.equal(matches(parseFilter("name eq 'o''NEILL'"), ITEM, { ignoreCase: true }), true);
  });

  it('reads every text back out of its quoted form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const filter = parseFilter(`name eq '${value.replaceAll("'", "''")}'`);
        assert.equal(matches(filter, { name: value }, { ignoreCase: false }), true);
        assert.equal(matches(filter, { name: `${value}.` }, { ignoreCase: false }), false);
      }),
    );
  });

  it('never fails otherwise than with a syntax error', () => {
    const words = fc.constantFrom(
      'name',
      'eq',
      "'x'",
      '(',
      ')',
      'and',
      'or',
      'not',
      ',',
      '/',
      'any',
      ':',
      '1',
      'null',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 14 }), (parts) => {
        try {
          matches(parseFilter(parts.join(' ')), ITEM, { ignoreCase: false });
        } catch (error) {
          assert.ok(error instanceof FilterSyntaxError);
        }
      }),
    );
  });
});
