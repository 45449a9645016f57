import assert from 'node:assert/strict';
import fc from 'fast-check';
import { atomsOf, parseDeviceRule } from '../../../src/domain/conditional-access/device-rule.ts';

const faultOf = (text: string): readonly [number, string] | null => {
  const parsed = parseDeviceRule(text);
  return parsed.ok ? null : [parsed.fault.position, parsed.fault.problem];
};

describe('the device rule parser', () => {
  const faults: readonly (readonly [text: string, position: number, problem: string])[] = [
    ['', 0, 'the rule is empty'],
    ['   ', 3, 'the rule is empty'],
    ['model -eq "x"', 0, 'expected device.<attribute>'],
    ['device.model', 12, 'expected an operator after "device.model"'],
    ['device.model -eq', 16, 'expected a value after "-eq"'],
    ['device.model -eq )', 17, 'expected a value after "-eq"'],
    ['device.model -eq "x', 17, 'the quotation mark is not closed'],
    ['device.model -eq "x" device.model -eq "y"', 21, 'expected -and or -or'],
    ['(device.model -eq "x"', 21, 'expected ")"'],
    ['device.model -eq "x")', 20, 'expected -and or -or'],
    ['device.model -in ["x", ]', 23, 'expected a value in the list'],
    ['device.model -in ["x" "y"]', 22, 'expected "]"'],
    ['device.model -in []', 18, 'expected a value in the list'],
    ['device.model -eq "x" -and', 25, 'expected device.<attribute>'],
    ['x'.repeat(3073), 3072, 'longer than 3072 characters'],
  ];
  for (const [text, position, problem] of faults) {
    it(`says where "${text.slice(0, 50)}" is at fault`, () => {
      assert.deepEqual(faultOf(text), [position, problem]);
    });
  }

  it('reads a quotation mark inside a text', () => {
    const parsed = parseDeviceRule('device.displayName -eq "a`"b" -or device.displayName -eq "c\\"d"');
    assert.ok(parsed.ok);
    assert.deepEqual(
      atomsOf(parsed.rule).map((atom) => atom.value),
      ['a"b', 'c"d'],
    );
  });

  it('ends with a rule or a fault inside the text, whatever it is given', () => {
    const words = fc.constantFrom(
      'device.model',
      '-eq',
      '-and',
      '-not',
      '(',
      ')',
      '[',
      ']',
      ',',
      '"x"',
      "'",
      'True',
      ' ',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 30 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const fault = faultOf(text);
        assert.ok(fault === null || (fault[0] >= 0 && fault[0] <= text.length));
      }),
      { numRuns: 500 },
    );
  });
});
