import assert from 'node:assert/strict';
import { appWith, closeTenants, machine, smallTenant, textOf } from '../small-tenant.ts';

describe('changes to defender machines', () => {
  afterEach(closeTenants);

  it('set the value of a device', async () => {
    const tenant = await smallTenant();
    const path = `/api/machines/${machine(1)}/setDeviceValue`;
    for (const DeviceValue of ['High', 'Low', 'Normal']) {
      const answer = await tenant.send('POST', path, { DeviceValue });
      assert.deepEqual([answer.status, answer.body['deviceValue']], [200, DeviceValue]);
      assert.equal((await tenant.get(`/api/machines/${machine(1)}`)).body['deviceValue'], DeviceValue);
    }
  });

  for (const [what, body, code] of [
    ['no body', undefined, 'InvalidRequestBody'],
    ['no value', {}, 'MissingRequiredParameter'],
    ['a name in another case', { deviceValue: 'High' }, 'MissingRequiredParameter'],
    ['a value in lower case', { DeviceValue: 'high' }, 'InvalidRequestBody'],
    ['a value that does not exist', { DeviceValue: 'Medium' }, 'InvalidRequestBody'],
    ['a member too many', { DeviceValue: 'High', Comment: 'x' }, 'InvalidRequestBody'],
  ] as const) {
    it(`refuse a device value of ${what}`, async () => {
      const tenant = await smallTenant();
      const answer = await tenant.send('POST', `/api/machines/${machine(1)}/setDeviceValue`, body);
      assert.deepEqual([answer.status, answer.code], [400, code]);
      assert.equal((await tenant.get(`/api/machines/${machine(1)}`)).body['deviceValue'], 'Normal');
    });
  }

  it('need their permission, and a machine', async () => {
    const reader = await smallTenant({ app: appWith([], ['Machine.Read.All']) });
    const set = { DeviceValue: 'High' };
    const refused = await reader.send('POST', `/api/machines/${machine(1)}/setDeviceValue`, set);
    assert.deepEqual([refused.status, refused.code], [403, 'Forbidden']);
    const tenant = await smallTenant();
    const missing = await tenant.send('POST', `/api/machines/${machine(99)}/setDeviceValue`, set);
    assert.deepEqual([missing.status, missing.code], [404, 'ResourceNotFound']);
  });

  it('take tags on and off, by the names and values of the documentation', async () => {
    const tenant = await smallTenant();
    const path = `/api/machines/${machine(2)}/tags`;
    const tagsAfter = async (Value: string, Action: string) =>
      (await tenant.send('POST', path, { Value, Action })).body['machineTags'];
    assert.deepEqual(await tagsAfter('Lab', 'Add'), ['Lab']);
    assert.deepEqual(await tagsAfter('Lab', 'Add'), ['Lab']);
    assert.deepEqual(await tagsAfter('Lab', 'Remove'), []);
    const codes = [
      {},
      { Value: 'Lab' },
      { Value: 'Lab', Action: 'add' },
      { value: 'Lab', Value: 'Lab', Action: 'Add' },
    ];
    const refused = await Promise.all(codes.map((body) => tenant.send('POST', path, body)));
    assert.deepEqual(
      refused.map(({ code }) => code),
      ['MissingRequiredParameter', 'MissingRequiredParameter', 'InvalidRequestBody', 'InvalidRequestBody'],
    );
  });
});

describe('defender investigations', () => {
  afterEach(closeTenants);

  it('are started on a machine', async () => {
    const tenant = await smallTenant();
    const path = `/api/machines/${machine(1)}/startInvestigation`;
    const { status, body } = await tenant.send('POST', path, { Comment: 'INC-1 DB-4T9K' });
    assert.equal(status, 201);
    const { '@odata.context': context, startTime, ...rest } = body;
    assert.match(textOf(body, '@odata.context'), /#Investigations\/\$entity$/);
    assert.ok(context !== undefined && startTime !== undefined);
    assert.ok(Date.parse(textOf(body, 'startTime')) > 0);
    assert.deepEqual(rest, {
      id: '1',
      endTime: null,
      state: 'Running',
      cancelledBy: null,
      statusDetails: null,
      machineId: machine(1),
      computerDnsName: 'lt-1.fabrikam.example',
      triggeringAlertId: null,
    });
    assert.equal(textOf((await tenant.send('POST', path, { Comment: 'x' })).body, 'id'), '2');
    assert.deepEqual((await tenant.get('/api/machineactions')).items.length, 1);
    const state = JSON.parse((await tenant.get('/_sim/state/investigations')).text) as unknown[];
    assert.equal(state.length, 2);
  });

  for (const [what, n, body, status, code] of [
    ['no body', 1, undefined, 400, 'InvalidRequestBody'],
    ['no comment', 1, {}, 400, 'MissingRequiredParameter'],
    ['a member too many', 1, { Comment: 'x', Type: 'Full' }, 400, 'InvalidRequestBody'],
    ['macOS', 2, { Comment: 'x' }, 400, 'OsPlatformNotSupported'],
    ['Windows 10 of 2016', 4, { Comment: 'x' }, 400, 'OsPlatformNotSupported'],
    ['Linux', 7, { Comment: 'x' }, 400, 'OsPlatformNotSupported'],
    ['an unknown machine', 99, { Comment: 'x' }, 404, 'ResourceNotFound'],
  ] as const) {
    it(`are not started with ${what}`, async () => {
      const tenant = await smallTenant();
      const answer = await tenant.send('POST', `/api/machines/${machine(n)}/startInvestigation`, body);
      assert.deepEqual([answer.status, answer.code], [status, code]);
    });
  }

  it('need the permission to write alerts, and end at fifty an hour', async () => {
    const reader = await smallTenant({ app: appWith([], ['Alert.Read.All']) });
    const path = `/api/machines/${machine(1)}/startInvestigation`;
    assert.equal((await reader.send('POST', path, { Comment: 'x' })).status, 403);
    const tenant = await smallTenant();
    for (let n = 0; n < 50; n++)
      assert.equal((await tenant.send('POST', path, { Comment: 'x' })).status, 201);
    assert.equal((await tenant.send('POST', path, { Comment: 'x' })).status, 429);
    await tenant.advance(3601);
    assert.equal((await tenant.send('POST', path, { Comment: 'x' })).status, 201);
  });
});
