import assert from 'node:assert/strict';
import fc from 'fast-check';
import { newRequestId, parseRequestId } from '../../../src/domain/approvals/request-id.ts';

describe('request ids', () => {
  it('have the form of the contract, without look-alikes, from any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(255), { maxLength: 200 }), (drawn) => {
        // Bytes that are thrown away must run out some day.
        const left = [...drawn];
        const bytes = (count: number): Uint8Array =>
          Uint8Array.from({ length: count }, () => left.pop() ?? 7);
        const id = newRequestId(bytes);
        assert.match(id, /^R-[2-9ACDEFGHJKMNPQRTWXY]{5}$/);
        assert.equal(parseRequestId(id), id);
      }),
    );
  });

  it('use every letter alike', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    const counts = new Map<string, number>();
    for (let start = 0; start + 5 <= 234; start += 5) {
      for (const letter of newRequestId(() => all.slice(start, start + 5)).slice(2)) {
        counts.set(letter, (counts.get(letter) ?? 0) + 1);
      }
    }
    assert.ok(Math.max(...counts.values()) - Math.min(...counts.values()) <= 1);
    assert.equal(counts.size, 26);
  });

  for (const [typed, id] of [
    ['r-7f3k2', 'R-7F3K2'],
    [' R 7F3K2 ', 'R-7F3K2'],
    ['7f3k2', 'R-7F3K2'],
    ['R-BSZ77', 'R-85277'],
  ] as const) {
    it(`reads ${JSON.stringify(typed)}`, () => {
      assert.equal(parseRequestId(typed), id);
    });
  }

  for (const typed of ['', 'R-', 'R-7F3K', 'R-7F3K22', 'R-7F3K0', "R-7F3K2'; --", 'R-OIL77']) {
    it(`does not read ${JSON.stringify(typed)}`, () => {
      assert.equal(parseRequestId(typed), null);
    });
  }
});
