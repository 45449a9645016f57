import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileFaultError, UsageError } from '../../src/errors.ts';
import { findPerson, readDemoTenant } from '../../src/cli/tenant-folder.ts';

const person = (id: string, upn: string, more: object = {}): object => ({
  id,
  displayName: upn.split('@')[0],
  userPrincipalName: upn,
  accountEnabled: true,
  userType: 'Member',
  ...more,
});

describe('what the demo knows of a tenant folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'drawbridge-tenant-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const write = (name: string, value: unknown): Promise<void> =>
    writeFile(path.join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));

  it('takes people and roles from demo.json', async () => {
    await write('organization.json', [{ id: 't', displayName: 'Contoso' }]);
    await write('users.json', [person('1', 'ann@x.example'), person('2', 'ben@x.example')]);
    await write('demo.json', {
      people: { responder: 'ben@x.example', approver: 'ANN@x.example' },
      roles: { reader: [], responder: ['g1'], approver: ['g2'] },
    });
    const tenant = await readDemoTenant(folder);
    assert.equal(tenant.people.responder.id, '2');
    assert.equal(tenant.people.approver.id, '1');
    assert.deepEqual(tenant.roles.responder, ['g1']);
    assert.deepEqual([tenant.tenantId, tenant.displayName], ['t', 'Contoso']);
  });

  it('gives every role to the enabled members of a tenant that says nothing', async () => {
    await write('users.json', [
      person('1', 'ann@x.example'),
      person('2', 'left@x.example', { accountEnabled: false }),
      person('3', 'guest@x.example', { userType: 'Guest' }),
      person('4', 'ben@x.example'),
    ]);
    await write('app.json', { tenantId: 'from-the-app' });
    const tenant = await readDemoTenant(folder);
    assert.deepEqual(tenant.roles.approver, ['1', '4']);
    assert.deepEqual([tenant.people.responder.id, tenant.people.approver.id], ['1', '4']);
    assert.equal(tenant.tenantId, 'from-the-app');
  });

  it('says which key of demo.json is wrong', async () => {
    await write('users.json', [person('1', 'ann@x.example')]);
    await write('demo.json', { people: { responder: 'ann@x.example' }, roles: {} });
    await assert.rejects(readDemoTenant(folder), (error) => {
      assert.ok(error instanceof FileFaultError);
      assert.match(error.message, /demo\.json: people\.approver/);
      return true;
    });
  });

  it('refuses a person whom the tenant does not have', () => {
    assert.throws(() => findPerson([], 'x@x.example'), UsageError);
  });
});
