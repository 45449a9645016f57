import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { emptyPglite } from '../../src/storage/empty-pglite.ts';

describe('the PGlite that new ones start from', () => {
  let folder = '';
  let made = 0;
  const make = (): Promise<Uint8Array<ArrayBuffer>> => {
    made += 1;
    return Promise.resolve(new TextEncoder().encode(`dump ${made}`));
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'drawbridge-'));
    made = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const ask = async (): Promise<string> => (await emptyPglite(path.join(folder, 'kept'), make)).text();
  const keptFile = async (): Promise<string> => {
    const names = await readdir(path.join(folder, 'kept'));
    assert.equal(names.length, 1, names.join(', '));
    return path.join(folder, 'kept', names[0]!);
  };

  it('is set up once and then read', async () => {
    assert.equal(await ask(), 'dump 1');
    assert.equal(await ask(), 'dump 1');
    assert.match(await keptFile(), /pglite-\d+\.\d+\.\d+\.tar$/);
  });

  it('is set up again when the file was cut short', async () => {
    await ask();
    const file = await keptFile();
    await truncate(file, (await readFile(file)).length - 1);
    assert.equal(await ask(), 'dump 2');
    assert.equal(await ask(), 'dump 2');
  });

  it('is set up again when the file holds something else', async () => {
    await ask();
    await writeFile(await keptFile(), 'x');
    assert.equal(await ask(), 'dump 2');
  });

  it('is done without where nothing can be kept', async () => {
    await writeFile(path.join(folder, 'kept'), 'a file, no folder');
    assert.equal(await ask(), 'dump 1');
    assert.equal(await ask(), 'dump 2');
  });
});
