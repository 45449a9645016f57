import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { deviceName } from '../../../src/domain/tenant/device-name.ts';
import { simulatedCloud } from '../../../src/microsoft/clouds.ts';
import { refusal, startService } from '../fake-service.ts';
import type { FakeService } from '../fake-service.ts';
import { testTenant } from '../test-tenant.ts';

const machine = (n: number, computerDnsName: string, more: object = {}) => ({
  id: String(n).repeat(40),
  computerDnsName,
  healthStatus: 'Active',
  lastSeen: '2026-11-22T05:00:00Z',
  ...more,
});

describe('machines of Defender for Endpoint', () => {
  let service: FakeService;
  before(async () => {
    service = await startService(() => ({}));
  });
  beforeEach(() => {
    service.seen.length = 0;
  });
  after(() => service.close());
  const open = () => testTenant(service.origin).tenant.open({ correlationId: 'c' }).endpoints;
  const find = async (typed: string) =>
    (await open().find(deviceName(typed))).map((one) => one.computerDnsName);

  it('are never mistaken for one another, even if the service ignores the filter', async () => {
    service.answer = () => ({
      body: {
        value: ['lt-1', 'lt-1.a.example', 'lt-12.a.example', 'xlt-1', 'lt-1x'].map((n, i) => machine(i, n)),
      },
    });
    assert.deepEqual(await find('LT-1'), ['lt-1', 'lt-1.a.example']);
    assert.deepEqual(await find('lt-1.a.example'), ['lt-1', 'lt-1.a.example']);
    assert.deepEqual(await find('11111111-1111-1111-1111-111111111111'), []);
  });

  it('come living first, then the one seen last', async () => {
    service.answer = () => ({
      body: {
        value: [
          machine(1, 'lt-1', { healthStatus: 'Inactive', lastSeen: '2026-11-22T05:30:00Z' }),
          machine(2, 'lt-1', { lastSeen: '2026-11-20T05:00:00Z' }),
          machine(3, 'lt-1', { lastSeen: '2026-11-21T05:00:00Z' }),
        ],
      },
    });
    const found = await open().find(deviceName('lt-1'));
    assert.deepEqual(
      found.map((one) => one.id[0]),
      ['3', '2', '1'],
    );
  });

  it('are none when the service says that there are none', async () => {
    service.answer = () => refusal(404, 'ResourceNotFound');
    assert.deepEqual(await find('lt-1'), []);
  });

  it('are not known where the cloud has no Defender API', async () => {
    const endpoints = { ...simulatedCloud(service.origin), defender: null };
    const { tenant } = testTenant(service.origin, { endpoints });
    await assert.rejects(tenant.open({ correlationId: 'c' }).endpoints.find(deviceName('lt-1')), {
      code: 'upstream_not_configured',
    });
  });

  it('keep the risk of people unknown where the cloud has no Identity Protection', async () => {
    const endpoints = { ...simulatedCloud(service.origin), identityProtection: false };
    const { tenant } = testTenant(service.origin, { endpoints });
    await assert.rejects(tenant.open({ correlationId: 'c' }).directory.riskyUser('x'), {
      code: 'upstream_not_configured',
    });
    assert.equal(service.seen.length, 0);
  });
});
