import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createMetrics } from '../src/metrics.ts';

describe('createMetrics', () => {
  it('exposes what the contract names', async () => {
    const { metrics, expose, contentType } = createMetrics();
    metrics.message('device.posture', 'answered');
    metrics.replySeconds(0.2);
    metrics.upstreamSeconds('graph', '200', 0.1);
    metrics.request('isolate', 'approved');
    metrics.jobs('execute', 'active', 2);
    metrics.cards('unconfirmed');
    const text = await expose();
    assert.match(contentType, /text\/plain/);
    assert.match(text, /^drawbridge_messages_total\{intent="device.posture",outcome="answered"\} 1$/m);
    assert.match(text, /^drawbridge_reply_seconds_count 1$/m);
    assert.match(text, /^drawbridge_upstream_seconds_count\{service="graph",status="200"\} 1$/m);
    assert.match(text, /^drawbridge_requests_total\{action="isolate",state="approved"\} 1$/m);
    assert.match(text, /^drawbridge_jobs\{queue="execute",state="active"\} 2$/m);
    assert.match(text, /^drawbridge_cards_total\{outcome="unconfirmed"\} 1$/m);
    assert.match(text, /^process_resident_memory_bytes /m);
  });

  it('reads the stop switch whenever it is asked, and says so when it cannot', async () => {
    const { watchStop, expose } = createMetrics();
    const shown = async (): Promise<string | undefined> =>
      /^drawbridge_stop_switch (\S+)$/m.exec(await expose())?.[1];
    assert.equal(await shown(), 'Nan');
    watchStop(() => Promise.resolve(true));
    assert.equal(await shown(), '1');
    watchStop(() => Promise.resolve(false));
    assert.equal(await shown(), '0');
    watchStop(() => Promise.reject(new Error('away')));
    assert.equal(await shown(), 'Nan');
  });

  it('keeps two sets apart', async () => {
    const one = createMetrics();
    const two = createMetrics();
    one.metrics.message('help', 'answered');
    assert.doesNotMatch(await two.expose(), /intent="help"/);
  });
});
