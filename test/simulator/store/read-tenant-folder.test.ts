import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { readTenantFolder } from '../../../src/simulator/store/read-tenant-folder.ts';
import { faultLine, TenantFileError } from '../../../src/simulator/store/tenant-file-error.ts';
import { tenantFolder } from '../small-tenant.ts';

async function faultsOf(files: Record<string, unknown>): Promise<string[]> {
  const dir = await tenantFolder(files);
  try {
    await readTenantFolder(dir);
    return [];
  } catch (error) {
    assert.ok(error instanceof TenantFileError);
    return error.faults.map(faultLine);
  } finally {
    await rm(dir, { recursive: true });
  }
}

describe('readTenantFolder', () => {
  it('takes the fixture, a missing file, foreign files and tables of logs', async () => {
    assert.deepEqual(
      await faultsOf({ riskyUsers: undefined, demo: { people: {} }, 'notes-of-mine': 'no JSON at all' }),
      [],
    );
  });

  it('names the line of a syntax error', async () => {
    const [fault, ...others] = await faultsOf({ users: '[\n  {"id": "a"},\n  {"id" "b"}\n]' });
    assert.match(fault ?? '', /^users\.json:3: not JSON: /);
    assert.deepEqual(others, []);
  });

  it('names the last line of a file that ends too early', async () => {
    const [fault] = await faultsOf({ users: '[\n  {"id": "a"},\n\n' });
    assert.match(fault ?? '', /^users\.json:2: not JSON: /);
  });

  it('reports every fault of every file at once, with element and line', async () => {
    const faults = await faultsOf({
      users: '[\n  {"id": "a", "x": ["{", "\\""]},\n  {"id": "b"},\n  {"id": "a"},\n  {"name": "c"},\n  7\n]',
      groups: '{"value": []}',
      groupMembers: '{\n  "g1": ["u"],\n  "g2": "u"\n}',
      machineDetails: '{"m": []}',
      clock: '{"now": "tomorrow"}',
      app: '{"roles": {"graph": "User.Read.All"}}',
    });
    assert.deepEqual(faults, [
      'app.json:1: `roles` must hold lists of names',
      'clock.json:1: `now` must be an ISO 8601 time',
      'groupMembers.json:3: `g2`: expected an object whose values are arrays',
      'groups.json:1: expected an array of objects',
      'machineDetails.json:1: `m`: expected an object whose values are objects',
      'users.json:4: element 3: id `a` is given twice',
      'users.json:5: element 4: `id` must be a non-empty string',
      'users.json:6: element 5: expected an object',
    ]);
  });

  it('knows the tables of advanced hunting and their columns', async () => {
    const faults = await faultsOf({
      'hunting/DeviceInfo': [{ Timestamp: '2026-11-20T07:00:00Z', DeviceId: 'x' }],
      'hunting/DeviceFileEvents': '[\n  {"FileName": "a"},\n  {"Filename": "b"}\n]',
      'hunting/DeviceStuff': [],
      'logs/w/DeviceStuff': [],
    });
    assert.deepEqual(faults, [
      'hunting/DeviceFileEvents.json:3: element 2: unknown column `Filename`',
      'hunting/DeviceStuff.json: unknown table `DeviceStuff`',
    ]);
  });

  it('asks about a file name that is nearly right', async () => {
    assert.deepEqual(await faultsOf({ user: [] }), ['user.json: unknown file; did you mean users.json']);
  });

  it('says when there is no such folder', async () => {
    await assert.rejects(readTenantFolder('/nowhere/at/all'), /no such folder/);
  });
});
