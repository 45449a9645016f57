import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { drawbridge } from '../scenarios/served-bot.ts';

describe('drawbridge ask --csv', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'drawbridge-csv-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('writes the whole list behind the answer', async () => {
    const file = path.join(folder, 'gaps.csv');
    const { code, output } = await drawbridge(
      ['ask', 'who with a non-compliant device still has access', '--csv', file],
      {},
    );
    assert.equal(code, 0, output);
    assert.match(output, /lines written to /);
    const csv = readFileSync(file, 'utf8');
    assert.ok(csv.startsWith('\ufeffCause,Person,'));
    assert.match(csv, /\r\nReport-only,Megan Bowen,/);
  });

  it('says that there is no list, or no such folder', async () => {
    const none = await drawbridge(['ask', 'help', '--csv', path.join(folder, 'x.csv')], {});
    assert.equal(none.code, 2);
    assert.match(none.output, /this answer has no list to write/);
    const nowhere = path.join(folder, 'no', 'such', 'x.csv');
    const lost = await drawbridge(
      ['ask', 'who with a non-compliant device still has access', '--csv', nowhere],
      {},
    );
    assert.equal(lost.code, 2);
    assert.match(lost.output, /cannot be written/);
  });
});
