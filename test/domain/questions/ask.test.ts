import assert from 'node:assert/strict';
import { UpstreamError } from '../../../src/errors.ts';
import { asked, gapsOf, mapAsked } from '../../../src/domain/questions/ask.ts';
import { NOW, failing, fixedClock } from '../../fakes/tenant-ports.ts';

const clock = fixedClock();

describe('asking one source', () => {
  it('dates what it learned', async () => {
    const fact = await asked(clock, 'Intune', 'x', () => Promise.resolve(1));
    assert.deepEqual(fact, { known: true, value: 1, source: 'Intune', at: NOW.toISOString() });
    assert.deepEqual(
      mapAsked(fact, (n) => n + 1),
      { ...fact, value: 2 },
    );
  });

  const reasons = {
    upstream_unreachable: 'unreachable',
    upstream_timeout: 'timeout',
    upstream_throttled: 'throttled',
    upstream_forbidden: 'forbidden',
    upstream_unauthenticated: 'unauthenticated',
    credential_failed: 'unauthenticated',
    upstream_rejected: 'failed',
    upstream_failed: 'failed',
    upstream_malformed: 'malformed',
  } as const;
  for (const [code, reason] of Object.entries(reasons)) {
    it(`turns ${code} into a gap for people`, async () => {
      const fact = await asked(clock, 'Intune', 'compliance', failing(code as keyof typeof reasons));
      assert.ok(!fact.known);
      assert.equal(fact.gap.reason, reason);
      assert.equal(fact.gap.subject, 'compliance');
      assert.match(fact.gap.message, /Intune/);
      assert.deepEqual(
        mapAsked(fact, () => 1),
        fact,
      );
    });
  }

  it('tells how long to wait and what Microsoft called it', async () => {
    const details = { service: 'graph', operation: 'GET /x' } as const;
    const make =
      (
        more: object,
        code: 'upstream_throttled' | 'upstream_failed' | 'upstream_forbidden',
        advice?: string,
      ) =>
      () =>
        Promise.reject(
          new UpstreamError(code, 'm', { ...details, ...more }, advice === undefined ? {} : { advice }),
        );
    const gap = async (work: () => Promise<never>) => {
      const fact = await asked(clock, 'Intune', 's', work);
      assert.ok(!fact.known);
      return fact.gap;
    };
    assert.equal(
      (await gap(make({ retryAfterSeconds: 6.2 }, 'upstream_throttled'))).advice,
      'Ask again in 7 s.',
    );
    assert.equal((await gap(make({}, 'upstream_throttled'))).advice, 'Ask again in a minute.');
    assert.match(
      (await gap(make({ status: 500, vendorCode: 'In*ter`nal' }, 'upstream_failed'))).message,
      /\(HTTP 500, Internal\)$/,
    );
    assert.match((await gap(make({}, 'upstream_forbidden'))).advice ?? '', /doctor/);
    assert.equal((await gap(make({}, 'upstream_forbidden', 'do that'))).advice, 'do that');
  });

  it('lets a fault of ours through', async () => {
    await assert.rejects(
      asked(clock, 'Intune', 'x', () => Promise.reject(new RangeError('ours'))),
      RangeError,
    );
  });

  it('joins what failed alike', async () => {
    const one = await asked(clock, 'Intune', 'a', failing('upstream_timeout'));
    const two = await asked(clock, 'Intune', 'b', failing('upstream_timeout'));
    const other = await asked(clock, 'Entra ID', 'c', failing('upstream_timeout'));
    assert.deepEqual(
      gapsOf(one, two, one, null, other).map((gap) => [gap.source, gap.subject]),
      [
        ['Intune', 'a; b'],
        ['Entra ID', 'c'],
      ],
    );
  });
});
