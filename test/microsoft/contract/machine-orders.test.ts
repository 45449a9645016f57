/** Live response, investigations, containment and device value: the exact bodies, and what Defender answers. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { TenantPorts } from '../../../src/domain/ports/tenant.ts';
import { deviceName } from '../../../src/domain/tenant/device-name.ts';
import { simulatedTenant } from './simulated-tenant.ts';
import type { SimulatedTenant } from './simulated-tenant.ts';

describe('further orders to machines', () => {
  let tenant: SimulatedTenant;
  let ports: TenantPorts;
  const idOf = async (host: string): Promise<string> => {
    const [machine] = await ports.endpoints.find(deviceName(host));
    assert.ok(machine);
    return machine.id;
  };
  const sent = async (path: RegExp) =>
    (await tenant.exchanges()).filter(({ method, url }) => method === 'POST' && path.test(url));
  before(async () => {
    tenant = await simulatedTenant();
  });
  after(() => tenant.close());
  beforeEach(() => {
    ({ ports } = tenant.open());
  });
  afterEach(async () => {
    await tenant.calm();
    await tenant.reset();
  });

  it('open live response sessions of one command each', async () => {
    const comment = '[R-7F3K2] x';
    const order = { machineId: await idOf('FIN-LT-042'), comment };
    const script = await ports.endpoints.runScript({ ...order, script: 'list-autoruns.ps1' });
    assert.deepEqual([script.type, script.status], ['LiveResponse', 'Pending']);
    const command = { type: 'RunScript', object: 'list-autoruns.ps1', status: 'Created', errors: [] };
    assert.deepEqual(script.commands, [command]);
    await ports.endpoints.getFile({
      machineId: await idOf('FIN-LT-043'),
      comment,
      path: 'C:\\Temp\\a.log',
    });
    await ports.endpoints.putFile({
      machineId: await idOf('FIN-LT-044'),
      comment,
      file: 'list-autoruns.ps1',
    });
    assert.deepEqual(
      (await sent(/\/runliveresponse$/)).map(({ requestBody }) => requestBody),
      [
        ['RunScript', 'ScriptName', 'list-autoruns.ps1'],
        ['GetFile', 'Path', 'C:\\Temp\\a.log'],
        ['PutFile', 'FileName', 'list-autoruns.ps1'],
      ].map(([type, key, value]) => ({
        Comment: comment,
        Commands: [{ type, params: [{ key, value }] }],
      })),
    );
    await assert.rejects(
      ports.endpoints.getFile({ ...order, path: 'C:\\a' }),
      (error: { details?: { vendorCode?: string } }) =>
        error.details?.vendorCode === 'ActiveRequestAlreadyExists',
    );
  });

  it('tell which command failed, and give the link of a result that there is', async () => {
    const machineId = await idOf('FIN-LT-042');
    const { id } = await ports.endpoints.runScript({ machineId, comment: 'x', script: 'list-autoruns.ps1' });
    assert.equal(await ports.endpoints.sessionResultLink(id, 0), null);
    const other = await ports.endpoints.runScript({
      machineId: await idOf('FIN-LT-043'),
      comment: 'x',
      script: 'no-such.ps1',
    });
    await fetch(`${tenant.url}/_sim/advance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ seconds: 20 }),
    });
    assert.match((await ports.endpoints.sessionResultLink(id, 0)) ?? '', /^https:/);
    const failed = await ports.endpoints.machineAction(other.id);
    assert.equal(failed?.status, 'Failed');
    assert.deepEqual(
      failed.commands.map(({ status, errors }) => [status, errors.length]),
      [['Failed', 1]],
    );
    await tenant.fault({
      match: { path: 'DownloadLink' },
      status: 200,
      body: { value: 'http://x.example/' },
    });
    await assert.rejects(tenant.open().ports.endpoints.sessionResultLink(id, 0), {
      code: 'upstream_malformed',
    });
  });

  it('start an investigation, which is no machine action', async () => {
    const { id } = await ports.endpoints.investigate({ machineId: await idOf('FIN-LT-042'), comment: 'x' });
    assert.match(id, /^\d+$/);
    const [order] = await sent(/\/startInvestigation$/);
    assert.deepEqual([order?.status, order?.requestBody], [201, { Comment: 'x' }]);
    await assert.rejects(ports.endpoints.investigate({ machineId: await idOf('ENG-WS-002'), comment: 'x' }), {
      code: 'upstream_rejected',
    });
    await tenant.fault({ match: { path: 'startInvestigation' }, status: 201, body: { id: 77 }, times: 1 });
    const again = await ports.endpoints.investigate({ machineId: await idOf('FIN-LT-043'), comment: 'x' });
    assert.equal(again.id, '77');
  });

  it('contain what is not onboarded by an isolation of that type', async () => {
    const contained = await ports.endpoints.contain({ machineId: await idOf('WIN-7KQ2M4P'), comment: 'x' });
    assert.deepEqual([contained.type, contained.scope], ['Isolate', 'UnManagedDevice']);
    const [order] = await sent(/\/isolate$/);
    assert.deepEqual(order?.requestBody, { Comment: 'x', IsolationType: 'UnManagedDevice' });
  });

  it('set the value of a machine', async () => {
    const machineId = await idOf('FIN-LT-042');
    assert.equal((await ports.endpoints.setDeviceValue({ machineId, value: 'High' })).deviceValue, 'High');
    assert.equal((await ports.endpoints.machine(machineId))?.deviceValue, 'High');
    const [order] = await sent(/\/setDeviceValue$/);
    assert.deepEqual([order?.status, order?.requestBody], [200, { DeviceValue: 'High' }]);
  });

  for (const [status, code] of [
    [403, 'upstream_forbidden'],
    [400, 'upstream_rejected'],
    [500, 'upstream_failed'],
  ] as const) {
    it(`are sent once, and say so when Defender answers ${status}`, async () => {
      const machineId = await idOf('FIN-LT-042');
      await tenant.fault({
        match: { path: 'runliveresponse' },
        status,
        body: { error: { code: 'DisabledFeature', message: 'off' } },
      });
      await assert.rejects(ports.endpoints.runScript({ machineId, comment: 'x', script: 'a.ps1' }), { code });
      assert.equal((await sent(/\/runliveresponse$/)).length, 1);
    });
  }
});
