import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { refusal, startService } from '../fake-service.ts';
import type { FakeService } from '../fake-service.ts';
import { testTenant } from '../test-tenant.ts';
import type { TestTenant } from '../test-tenant.ts';
import { whatIfQuestion } from '../../fakes/what-if-question.ts';

const said = (more: object) => ({
  body: { value: [{ id: 'p', displayName: 'P', policyApplies: false, analysisReasons: 'users', ...more }] },
});

describe("Microsoft's what if", () => {
  let service: FakeService;
  let one: TestTenant;
  before(async () => {
    service = await startService(() => ({}));
  });
  beforeEach(() => {
    service.seen.length = 0;
    one = testTenant(service.origin);
  });
  after(() => service.close());
  const ask = (signal?: AbortSignal) =>
    one.tenant
      .open({ correlationId: 'c', ...(signal === undefined ? {} : { signal }) })
      .accessPolicies.secondOpinion(whatIfQuestion());

  it('is asked with one POST, and again each time', async () => {
    service.answer = () => said({});
    await ask();
    await ask();
    assert.deepEqual(
      service.seen.map((seen) => `${seen.method} ${seen.url}`),
      Array.from({ length: 2 }, () => 'POST /v1.0/identity/conditionalAccess/evaluate'),
    );
    assert.deepEqual(one.timing.slept, [1050]);
  });

  const readings: readonly (readonly [what: string, more: object, read: object])[] = [
    ['one reason', {}, { reasons: ['users'] }],
    ['several reasons', { analysisReasons: 'users, location' }, { reasons: ['users', 'location'] }],
    ['a reason that is not known', { analysisReasons: 'moonPhase' }, { reasons: ['moonPhase'] }],
    [
      'a policy that applies',
      { policyApplies: true, analysisReasons: 'notSet' },
      { applies: true, reasons: ['notSet'] },
    ],
    ['a policy without a name', { displayName: null }, { displayName: 'p' }],
    [
      'when it was changed',
      { modifiedDateTime: '2026-11-22T05:00:00Z' },
      { modifiedDateTime: '2026-11-22T05:00:00.000Z' },
    ],
    [
      'nothing of members that it does not know',
      { partialEnablementStrategy: 'x', conditions: { times: 1 } },
      {},
    ],
  ];
  for (const [what, more, read] of readings) {
    it(`reads ${what}`, async () => {
      service.answer = () => said(more);
      const plain = {
        policyId: 'p',
        displayName: 'P',
        applies: false,
        reasons: ['users'],
        modifiedDateTime: null,
      };
      assert.deepEqual((await ask()).results, [{ ...plain, ...read }]);
    });
  }

  for (const [what, more] of [
    ['no verdict', { policyApplies: null }],
    ['a verdict in words', { policyApplies: 'yes' }],
    ['no reason', { analysisReasons: null }],
    ['no id', { id: undefined }],
  ] as const) {
    it(`is not believed with ${what}`, async () => {
      service.answer = () => said(more);
      await assert.rejects(ask(), { code: 'upstream_malformed' });
    });
  }

  it('stays within one request a second when it is refused, and gives up', async () => {
    service.answer = () => refusal(429, 'TooManyRequests');
    await assert.rejects(ask(), { code: 'upstream_throttled' });
    assert.equal(service.seen.length, 3);
    assert.ok(one.timing.slept.reduce((sum, ms) => sum + ms, 0) >= 2 * 1050);
  });

  it('names the least permission that opens it', async () => {
    service.answer = () => refusal(403, 'Authorization_RequestDenied');
    await assert.rejects(ask(), (error: { details?: { permissions?: readonly string[] } }) => {
      assert.deepEqual(error.details?.permissions, ['Policy.Read.ConditionalAccess', 'Policy.Read.All']);
      return true;
    });
  });

  it('ends with its question', async () => {
    const controller = new AbortController();
    service.answer = () => 'hang';
    const late = ask(controller.signal);
    await service.arrived();
    controller.abort();
    await assert.rejects(late, { code: 'upstream_timeout' });
  });
});
