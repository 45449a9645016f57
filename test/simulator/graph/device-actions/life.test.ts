import assert from 'node:assert/strict';
import { objects, type JsonObject } from '../../../../src/simulator/json.ts';
import { closeTenants, smallTenant } from '../../small-tenant.ts';
import { device, DEVICES, order, resultsOf } from './orders.ts';

const seconds = (a: unknown, b: unknown) => (Date.parse(String(b)) - Date.parse(String(a))) / 1000;

describe('graph remote actions, while they last', () => {
  afterEach(closeTenants);

  it('are queued, active after three seconds and done after eight', async () => {
    const tenant = await smallTenant();
    const queued = await order(tenant, 'rebootNow');
    assert.deepEqual([queued.status, queued.text], [204, '']);
    const [first] = await resultsOf(tenant);
    assert.deepEqual(Object.keys(first ?? {}), [
      'actionName',
      'actionState',
      'startDateTime',
      'lastUpdatedDateTime',
    ]);
    assert.deepEqual([first?.['actionName'], first?.['actionState']], ['rebootNow', 'pending']);
    assert.equal(first?.['startDateTime'], first?.['lastUpdatedDateTime']);
    await tenant.advance(3);
    const [active] = await resultsOf(tenant);
    assert.equal(active?.['actionState'], 'active');
    assert.equal(seconds(active['startDateTime'], active['lastUpdatedDateTime']), 3);
    await tenant.advance(5);
    const [done] = await resultsOf(tenant);
    assert.equal(done?.['actionState'], 'done');
    assert.equal(seconds(done['startDateTime'], done['lastUpdatedDateTime']), 8);
  });

  it('stay pending on a device that has been silent for a week, however long one waits', async () => {
    const tenant = await smallTenant();
    assert.equal((await order(tenant, 'syncDevice', undefined, 3)).status, 204);
    const before = (await device(tenant, 3))['lastSyncDateTime'];
    await tenant.advance(86_400);
    const after = await device(tenant, 3);
    assert.deepEqual(
      [objects(after['deviceActionResults'])[0]?.['actionState'], after['lastSyncDateTime']],
      ['pending', before],
    );
  });

  it('still reach a device that was seen at the start, after days of the clock', async () => {
    const tenant = await smallTenant();
    await tenant.advance(30 * 86_400);
    await order(tenant, 'syncDevice');
    await tenant.advance(8);
    assert.equal((await resultsOf(tenant))[0]?.['actionState'], 'done');
  });

  it('show in lists too, with every other way of looking at the device', async () => {
    const tenant = await smallTenant();
    await order(tenant, 'syncDevice');
    await tenant.advance(8);
    const kept = JSON.parse((await tenant.get('/_sim/state/managedDevices')).text) as JsonObject[];
    assert.equal(objects(kept[0]?.['deviceActionResults'])[0]?.['actionState'], 'done');
    const list = await tenant.get(`${DEVICES}?$select=id,deviceActionResults`);
    const states = list.items.map((item) =>
      objects(item['deviceActionResults']).map((one) => one['actionState']),
    );
    assert.deepEqual(states, [['done'], [], []]);
  });

  it('keep one result each: a new order takes the place of the last, others stay', async () => {
    const tenant = await smallTenant();
    await order(tenant, 'rebootNow');
    await order(tenant, 'syncDevice');
    await tenant.advance(8);
    await order(tenant, 'rebootNow');
    const states = (await resultsOf(tenant)).map((one) => [one['actionName'], one['actionState']]);
    assert.deepEqual(states, [
      ['syncDevice', 'done'],
      ['rebootNow', 'pending'],
    ]);
  });

  it('are forgotten on reset, and the devices are back', async () => {
    const tenant = await smallTenant();
    await order(tenant, 'retire');
    await tenant.advance(60);
    assert.equal((await tenant.get(DEVICES)).items.length, 2);
    await tenant.send('POST', '/_sim/reset');
    assert.deepEqual(await resultsOf(tenant), []);
  });

  it('arrive though their answer is lost, and can be found by what they left', async () => {
    const tenant = await smallTenant();
    await tenant.send('POST', '/_sim/faults', { match: { path: '/rebootNow$' }, times: 1, drop: 'after' });
    await assert.rejects(order(tenant, 'rebootNow'));
    assert.equal((await resultsOf(tenant))[0]?.['actionName'], 'rebootNow');
  });
});
