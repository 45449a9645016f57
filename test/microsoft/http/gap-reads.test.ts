import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { SuccessfulSignIns } from '../../../src/domain/ports/tenant.ts';
import { fakeTiming } from '../fake-timing.ts';
import { refusal, startService } from '../fake-service.ts';
import type { FakeService } from '../fake-service.ts';
import { testTenant } from '../test-tenant.ts';

const STRETCH: SuccessfulSignIns = {
  from: new Date('2026-11-22T05:00:00.900Z'),
  to: new Date('2026-11-22T06:00:00.100Z'),
  order: 'oldestFirst',
  most: 1_000,
  background: true,
};

describe('what the gap detector asks the services', () => {
  let service: FakeService;
  before(async () => {
    service = await startService(() => ({}));
  });
  beforeEach(() => {
    service.seen.length = 0;
  });
  after(() => service.close());

  /** As many objects as the tenant has, in pages of a thousand. */
  function holding(count: number): void {
    service.answer = ({ query, path }) => {
      const skip = Number(query.get('$skiptoken') ?? 0);
      const size = Math.min(1_000, count - skip);
      const value = Array.from({ length: size }, (_, i) => ({
        id: String(skip + i).padStart(40, '0'),
        deviceName: 'PC',
        azureADDeviceId: '11111111-1111-4111-8111-111111111111',
      }));
      const next = `${service.origin}${path}?$skiptoken=${skip + size}`;
      return { body: { value, ...(skip + size < count ? { '@odata.nextLink': next } : {}) } };
    };
  }

  it('is a page for each thousand noncompliant devices, however many others there are', async () => {
    holding(5_000);
    const { managedDevices } = testTenant(service.origin).tenant.open({ correlationId: 'c' });
    const found = await managedDevices.noncompliant(10_000);
    assert.deepEqual([found.list.length, found.complete, service.seen.length], [5_000, true, 5]);
    const [first] = service.seen;
    assert.equal(first?.query.get('$filter'), "complianceState eq 'noncompliant'");
    assert.equal(first.query.get('$select'), 'id,deviceName,azureADDeviceId,lastSyncDateTime');
    assert.equal(first.query.get('$top'), '1000');
  });

  it('ends where a list is too long to be looked at', async () => {
    holding(100_000);
    const { managedDevices } = testTenant(service.origin).tenant.open({ correlationId: 'c' });
    const found = await managedDevices.noncompliant(10_000);
    assert.deepEqual([found.list.length, found.complete, service.seen.length], [10_000, false, 11]);
  });

  it('is one call for the machines at high risk; an empty list may be called not found', async () => {
    holding(400);
    const { endpoints } = testTenant(service.origin).tenant.open({ correlationId: 'c' });
    assert.equal((await endpoints.highRisk(10_000)).list.length, 400);
    assert.equal(service.seen.length, 1);
    assert.equal(service.seen[0]?.query.get('$filter'), "riskScore eq 'High'");
    assert.equal(service.seen[0].query.get('$top'), '10000');
    service.answer = () => refusal(404, 'ResourceNotFound');
    assert.deepEqual(await endpoints.highRisk(5), { list: [], complete: true });
  });

  it('is the log by whole seconds, outwards, with what the ledger keeps', async () => {
    service.answer = () => ({ body: { value: [] } });
    const { directory } = testTenant(service.origin).tenant.open({ correlationId: 'c' });
    assert.deepEqual(await directory.successfulSignIns(STRETCH), { signIns: [], more: false });
    const [asked] = service.seen;
    assert.equal(
      asked?.query.get('$filter'),
      'createdDateTime ge 2026-11-22T05:00:00Z and createdDateTime le 2026-11-22T06:00:01Z and status/errorCode eq 0',
    );
    assert.equal(asked.query.get('$orderby'), 'createdDateTime');
    assert.equal(asked.query.get('$top'), '1000');
    assert.match(asked.query.get('$select') ?? '', /deviceDetail/);
    assert.equal(asked.headers.prefer, 'include-unknown-enum-members');
  });

  it('leaves most of the limit of the log to people who ask', async () => {
    service.answer = () => ({ body: { value: [] } });
    const timing = fakeTiming();
    const { tenant } = testTenant(service.origin, { timing });
    const { directory } = tenant.open({ correlationId: 'c' });
    for (let i = 0; i < 3; i += 1) await directory.successfulSignIns(STRETCH);
    assert.deepEqual(timing.slept, [10_000], 'the third waits for its turn');
    for (let i = 0; i < 4; i += 1) await directory.signIns({ userId: `u${i}`, top: 1 });
    assert.deepEqual(timing.slept, [10_000], 'and questions do not');
  });
});
