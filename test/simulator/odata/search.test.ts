import assert from 'node:assert/strict';
import { parseSearch, searchMatches } from '../../../src/simulator/odata/search.ts';

const holds = (search: string, object: Record<string, string>) => {
  const parsed = parseSearch(search);
  assert.ok(parsed, search);
  return searchMatches(parsed, object);
};

describe('$search', () => {
  it('finds words of a display name by their beginnings', () => {
    assert.equal(holds('"displayName:vance ad"', { displayName: 'Adele Vance' }), true);
    assert.equal(holds('"displayName:dele"', { displayName: 'Adele Vance' }), false);
    assert.equal(holds('"displayName:042"', { displayName: 'FIN-LT-042' }), true);
    assert.equal(holds('"displayName:drive"', { displayName: 'OneDrive' }), true);
  });

  it('compares other properties from their start', () => {
    assert.equal(holds('"mail:adele"', { mail: 'Adele.Vance@contoso.example' }), true);
    assert.equal(holds('"mail:vance"', { mail: 'Adele.Vance@contoso.example' }), false);
  });

  it('binds AND more tightly than OR', () => {
    const search = '"mail:x" AND "displayName:y" OR "displayName:adele"';
    assert.equal(holds(search, { mail: 'n', displayName: 'Adele' }), true);
    assert.equal(holds('"mail:x" AND "displayName:adele"', { mail: 'n', displayName: 'Adele' }), false);
  });

  it('takes a quote that was escaped', () => {
    assert.equal(holds('"displayName:a\\"b"', { displayName: 'a"b' }), true);
  });

  for (const broken of ['', 'displayName:a', '"displayName"', '"displayName:a', '"displayName:a" "mail:b"']) {
    it(`refuses ${broken}`, () => {
      assert.equal(parseSearch(broken), undefined);
    });
  }
});
