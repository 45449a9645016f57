import assert from 'node:assert/strict';
import fc from 'fast-check';
import { kqlList, kqlText, kqlTime } from '../../../src/microsoft/hunting/kql.ts';

describe('values in a Kusto query', () => {
  it('stay inside their literal, whatever is in them', () => {
    assert.equal(kqlText('a "b" | drop \\'), '"a \\"b\\" | drop \\\\"');
    assert.equal(kqlText('one\ntwo\u2028'), '"one\\u000atwo\\u2028"');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const literal = kqlText(value);
        assert.match(literal, /^"(?:[^"\\\p{Cc}\u2028\u2029]|\\["\\]|\\u[0-9a-f]{4})*"$/u);
        const read: unknown = JSON.parse(literal);
        assert.equal(read, value);
      }),
    );
  });

  it('make lists and instants', () => {
    assert.equal(kqlList(['a', 'b"']), '("a", "b\\"")');
    assert.equal(kqlTime('2026-11-22T03:00:00Z'), 'datetime(2026-11-22T03:00:00.000Z)');
    assert.throws(() => kqlTime('no time'), RangeError);
  });
});
