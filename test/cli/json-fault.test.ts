import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonFaultLine } from '../../src/cli/json-fault.ts';

describe('the line of a JSON fault', () => {
  const rows: readonly (readonly [text: string, line: number])[] = [
    ['', 1],
    ['[\n  {"id": "a"},\n  {"id": }\n]', 3],
    ['[1,\n2,\n]', 3],
    ['{"a": 1\n"b": 2}', 2],
    ['[\n"open', 2],
    ['[1]\n\n]', 3],
    ['{\n"a" 1}', 2],
    ["[\n'a']", 2],
    ['[1,\n2', 2],
    ['[\n01]', 2],
    ['{"a":1]', 1],
    ['[\nTRUE]', 2],
  ];
  for (const [text, line] of rows) {
    it(`is ${line} in ${JSON.stringify(text)}`, () => {
      assert.equal(jsonFaultLine(text), line);
    });
  }

  it('is none exactly when the platform reads the text', () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', 'x', '\n'))
      .map(
        ([text, at, put]) =>
          text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + 1),
      );
    const readable = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken), (text) => {
        assert.equal(jsonFaultLine(text) === null, readable(text), text);
      }),
      { numRuns: 2000 },
    );
  });
});
