import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { refusal, startService } from './fake-service.ts';
import type { FakeService } from './fake-service.ts';
import { NOW, testTenant } from './test-tenant.ts';
import type { TestTenant } from './test-tenant.ts';

const MINUTE = 60_000;

describe('the snapshot of access policies', () => {
  let service: FakeService;
  let one: TestTenant;
  const works = () => {
    service.answer = () => ({ body: { value: [{ id: 'p' }], isEnabled: true } });
  };
  before(async () => {
    service = await startService(() => ({}));
  });
  beforeEach(() => {
    service.seen.length = 0;
    works();
    one = testTenant(service.origin);
  });
  after(() => service.close());
  const ask = (signal?: AbortSignal) =>
    one.tenant
      .open({ correlationId: 'c', ...(signal === undefined ? {} : { signal }) })
      .accessPolicies.snapshot();
  const pass = (ms: number) => {
    one.clock.time = new Date(one.clock.time.getTime() + ms);
  };
  const policyReads = () =>
    service.seen.filter((seen) => seen.path.endsWith('conditionalAccess/policies')).length;
  /** Until what goes on in the background is over. */
  const settled = async () => {
    await one.tenant.warmUp().catch(() => {});
  };

  it('is read once for everybody and keeps its time', async () => {
    const [first, second] = await Promise.all([ask(), ask()]);
    assert.equal(first, second);
    assert.equal(first.takenAt, NOW.toISOString());
    assert.equal(first.securityDefaultsEnabled, true);
    pass(4 * MINUTE);
    assert.equal(await ask(), first);
    assert.equal(policyReads(), 1);
  });

  it('keeps to one call a second for the limited resources', async () => {
    await ask();
    assert.deepEqual(one.timing.slept, [1050]);
  });

  it('is served as it is while it is renewed in the background', async () => {
    const first = await ask();
    pass(6 * MINUTE);
    assert.equal(await ask(), first);
    await settled();
    const renewed = await ask();
    assert.equal(renewed.takenAt, new Date(NOW.getTime() + 6 * MINUTE).toISOString());
  });

  it('is served with its age when it cannot be renewed, up to a limit', async () => {
    const first = await ask();
    service.answer = () => refusal(500, 'x');
    pass(30 * MINUTE);
    assert.equal(await ask(), first);
    await settled();
    assert.equal(await ask(), first);
    await settled();
    assert.ok(one.logged.some((line) => line.event === 'access policies could not be renewed'));
    pass(31 * MINUTE);
    await assert.rejects(ask(), { code: 'upstream_failed' });
  });

  it('is not asked for again with every question after a renewal failed, but a minute later', async () => {
    const first = await ask();
    service.answer = () => refusal(403, 'Forbidden');
    pass(6 * MINUTE);
    const asked = async (): Promise<number> => {
      service.seen.length = 0;
      assert.equal(await ask(), first);
      // Whatever began in the background has been sent by then: the service answers in the order of arrival.
      await one.tenant
        .open({ correlationId: 'later' })
        .directory.groupNames(['g'])
        .catch(() => {});
      return policyReads();
    };
    assert.equal(await asked(), 1);
    assert.equal(await asked(), 0);
    pass(2 * MINUTE);
    assert.equal(await asked(), 1);
  });

  it('says that the security defaults are not known rather than guess', async () => {
    service.answer = (request) =>
      request.path.includes('SecurityDefaults') ? refusal(403, 'Forbidden') : { body: { value: [] } };
    assert.equal((await ask()).securityDefaultsEnabled, null);
  });

  it('outlives the question that asked for it', async () => {
    const controller = new AbortController();
    const late = ask(controller.signal);
    controller.abort();
    await assert.rejects(late, { code: 'upstream_timeout' });
    await settled();
    await ask();
    assert.equal(policyReads(), 1);
  });

  it('keeps what this version does not know', async () => {
    service.answer = () => ({ body: { value: [{ id: 'p', novelty: { deep: [1] } }], isEnabled: false } });
    assert.deepEqual((await ask()).policies, [{ id: 'p', novelty: { deep: [1] } }]);
  });
});
