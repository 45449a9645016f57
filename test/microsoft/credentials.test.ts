import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UpstreamError } from '../../src/errors.ts';
import { CLOUDS } from '../../src/microsoft/clouds.ts';
import { TokenSource } from '../../src/microsoft/credentials.ts';
import type { AccessToken } from '../../src/microsoft/credentials.ts';

const { graph } = CLOUDS.global;
const defender = CLOUDS.global.defender ?? graph;
const HOUR = 60 * 60_000;

function source(answer: (count: number) => Promise<AccessToken | null> | AccessToken) {
  const clock = { ms: 0, now: () => new Date(clock.ms) };
  const asked: string[] = [];
  const credential = {
    getToken: async (scope: string) => {
      asked.push(scope);
      return await answer(asked.length);
    },
  };
  return { tokens: new TokenSource(credential, clock), clock, asked };
}
const lasting = (clock: { ms: number }, count: number): AccessToken => ({
  token: `t${count}`,
  expiresOnTimestamp: clock.ms + HOUR,
});

describe('TokenSource', () => {
  it('keeps one token for each resource', async () => {
    const one = source((count) => lasting(one.clock, count));
    assert.equal(await one.tokens.token('graph', graph), 't1');
    assert.equal(await one.tokens.token('defender', defender), 't2');
    assert.equal(await one.tokens.token('graph', graph), 't1');
    assert.deepEqual(one.asked, [graph.scope, defender.scope]);
  });

  it('asks once for everybody who waits', async () => {
    const one = source((count) => Promise.resolve(lasting(one.clock, count)));
    const tokens = await Promise.all([1, 2, 3].map(() => one.tokens.token('graph', graph)));
    assert.deepEqual(tokens, ['t1', 't1', 't1']);
    assert.equal(one.asked.length, 1);
  });

  it('renews before the end', async () => {
    const one = source((count) => lasting(one.clock, count));
    await one.tokens.token('graph', graph);
    one.clock.ms = HOUR - 4 * 60_000;
    assert.equal(await one.tokens.token('graph', graph), 't2');
  });

  it('uses the old token while it lasts when it cannot be renewed', async () => {
    const one = source((count) => {
      if (count > 1) throw new TypeError('away');
      return lasting(one.clock, count);
    });
    await one.tokens.token('graph', graph);
    one.clock.ms = HOUR - 1;
    assert.equal(await one.tokens.token('graph', graph), 't1');
    one.clock.ms = HOUR;
    await assert.rejects(one.tokens.token('graph', graph), { code: 'credential_failed' });
  });

  it('gets a new one after a refusal, but only once for one token', async () => {
    const one = source((count) => lasting(one.clock, count));
    await one.tokens.token('graph', graph);
    one.tokens.forget(graph, 't1');
    assert.equal(await one.tokens.token('graph', graph), 't2');
    one.tokens.forget(graph, 't1');
    assert.equal(await one.tokens.token('graph', graph), 't2');
  });

  it('asks again after a failure', async () => {
    const one = source((count) => {
      if (count === 1) throw new TypeError('away');
      return lasting(one.clock, count);
    });
    await assert.rejects(one.tokens.token('graph', graph));
    assert.equal(await one.tokens.token('graph', graph), 't2');
  });

  it('takes no token for a failure', async () => {
    const one = source(() => Promise.resolve(null));
    await assert.rejects(one.tokens.token('graph', graph), { code: 'credential_failed' });
  });

  for (const [code, words] of [
    ['AADSTS7000215', /secret is wrong/],
    ['AADSTS7000222', /secret has expired/],
    ['AADSTS700016', /does not exist in this tenant/],
    ['AADSTS500011', /does not have the service/],
    ['AADSTS53003', /Conditional Access/],
  ] as const) {
    it(`says in plain words what ${code} means`, async () => {
      const one = source(() => {
        throw new TypeError(`invalid_client: ${code}: Invalid client secret 'hunter2' provided. Trace ID: x`);
      });
      await assert.rejects(one.tokens.token('graph', graph), (error) => {
        assert.ok(error instanceof UpstreamError);
        assert.match(error.message, words);
        assert.equal(error.details.vendorCode, code);
        assert.ok(error.advice !== undefined);
        assert.doesNotMatch(`${error.message} ${error.advice}`, /hunter2/);
        return true;
      });
    });
  }
});
