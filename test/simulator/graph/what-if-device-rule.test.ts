import assert from 'node:assert/strict';
import { ruleHolds } from '../../../src/simulator/graph/what-if/device-rule.ts';

describe('a device rule of what if', () => {
  const DEVICE = {
    displayName: 'FIN-LT-042',
    isCompliant: false,
    ownership: 'Company',
    extensionAttribute1: 'PAW',
    physicalIds: ['[OrderID]:1', '[ZTDID]:2'],
  };
  const rows: readonly (readonly [rule: string, holds: boolean | undefined])[] = [
    ['device.displayName -startsWith "fin-"', true],
    ['device.displayName -notStartsWith "fin-"', false],
    ['device.displayName -endsWith "-042"', true],
    ['device.displayName -notEndsWith "-043"', true],
    ['device.displayName -contains "lt"', true],
    ["device.displayName -notContains 'lt'", false],
    ['device.displayName -in ["X", "FIN-LT-042"]', true],
    ['device.displayName -notIn ["X"]', true],
    ['device.isCompliant -eq "False"', true],
    ['device.deviceOwnership -eq "Company"', true],
    ['device.extensionAttribute1 -ne "PAW"', false],
    ['device.physicalIds -contains "[ZTDID]:2"', true],
    ['device.physicalIds -contains "ZTDID"', false],
    ['device.physicalIds -notContains "ZTDID"', true],
    ['device.model -eq "X"', false],
    ['device.model -ne "X"', true],
    ['device.model -eq null', true],
    ['device.model -ne null', false],
    ['device.displayName -eq "null"', false],
    ['device.isCompliant -eq True -and device.model -eq "X" -or device.ownership -eq "Company"', true],
    ['device.isCompliant -eq True -and (device.model -eq "X" -or device.ownership -eq "Company")', false],
    ['-not (device.isCompliant -eq True)', true],
    ['not device.isCompliant -eq False', false],
    ['device.isCompliant', undefined],
    ['device.isCompliant -eq', undefined],
    ['device.isCompliant -eq True device', undefined],
    ['user.isCompliant -eq True', undefined],
    ['device.isCompliant -like True', undefined],
    ['(device.isCompliant -eq True', undefined],
    ['device.isCompliant -eq "True', undefined],
    ['', undefined],
  ];
  for (const [rule, holds] of rows) {
    it(`${String(holds)}: ${rule}`, () => {
      assert.equal(ruleHolds(rule, DEVICE), holds);
    });
  }
});
