import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { accessCases } from '../../scripts/demo-tenant/access-cases.ts';
import { runWhatif } from '../../src/cli/whatif.ts';
import { demo } from './demo-files.ts';

interface Line {
  readonly id: string;
  readonly error?: string;
  readonly outcome: string;
  readonly requiredControls: readonly string[];
  readonly applied: readonly string[];
  readonly reportOnly: readonly string[];
  readonly missing?: readonly string[];
}

const keyOf = (id: string): string => demo.policies.find((one) => one.id === id)?.displayName?.slice(0, 4) ?? id;

describe('demo tenant access', () => {
  const lines = new Map<string, Line>();

  before(async () => {
    const tenantDir = fileURLToPath(new URL('../../tenants/demo', import.meta.url));
    await runWhatif({ tenantDir, casesText: JSON.stringify(accessCases()) }, (line) => {
      const parsed = JSON.parse(line) as Line;
      lines.set(parsed.id, parsed);
    });
  });

  it('is asked the questions that the guide prints', () => {
    const printed = readFileSync(new URL('../../docs/demo-access-cases.json', import.meta.url), 'utf8');
    assert.deepEqual(JSON.parse(printed), accessCases());
  });

  for (const { id, expect } of accessCases()) {
    it(`comes out as told in the guide: ${id}`, () => {
      const line = lines.get(id);
      assert.ok(line !== undefined);
      assert.equal(line.error, undefined);
      const { outcome, requiredControls, applied, reportOnly, missing } = line;
      const named = { applied: applied.map(keyOf), reportOnly: reportOnly.map(keyOf) };
      assert.deepEqual(
        { outcome, requiredControls, ...named, ...(missing === undefined ? {} : { missing }) },
        expect,
      );
    });
  }
});
