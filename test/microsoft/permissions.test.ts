import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { PERMISSIONS, permissionsTable } from '../../src/microsoft/permissions.ts';

/** Rows of a table as cells, whatever the padding. */
function cells(table: string): readonly (readonly string[])[] {
  return table
    .split('\n')
    .filter((line) => /^\|(?!\s*-)/.test(line) && !/^\|-/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

describe('docs/permissions.md', () => {
  it('lists exactly the permissions that doctor proves', () => {
    const page = readFileSync('docs/permissions.md', 'utf8');
    const table = /permissions:begin -->([^]*)<!-- permissions:end/.exec(page)?.[1] ?? '';
    assert.deepEqual(cells(table), cells(permissionsTable()));
    assert.equal(cells(table).length, PERMISSIONS.length + 1);
  });
});

describe('PERMISSIONS', () => {
  it('names each permission of an API once', () => {
    const names = PERMISSIONS.map((one) => `${one.api} ${one.name}`);
    assert.equal(new Set(names).size, names.length);
  });
});
