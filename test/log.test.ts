import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createLog } from '../src/log.ts';

function recorded(level = 'debug') {
  const lines: string[] = [];
  const log = createLog(level, { write: (line) => void lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('createLog', () => {
  it('writes one JSON line with level, time, event and fields', () => {
    const { log, lines, last } = recorded();
    log.info('upstream', { service: 'graph', ms: 12, correlationId: 'c-1' });
    const { time, ...rest } = last();
    assert.equal(lines.length, 1);
    assert.ok(!Number.isNaN(Date.parse(String(time))));
    assert.deepEqual(rest, {
      level: 'info',
      event: 'upstream',
      service: 'graph',
      ms: 12,
      correlationId: 'c-1',
    });
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = recorded('warn');
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d', { error: 'upstream_failed' });
    assert.equal(lines.length, 2);
  });

  it('is silent when told so', () => {
    const { log, lines } = recorded('silent');
    log.error('a');
    assert.deepEqual(lines, []);
  });

  it('redacts secrets by their name', () => {
    const { log, lines } = recorded();
    const fields = {
      authorization: 'abc',
      accessToken: 'abc',
      BOT_PASSWORD: 'abc',
      clientSecret: 'abc',
      text: 'abc',
      body: 'abc',
    };
    log.info('x', fields);
    assert.doesNotMatch(lines.join(''), /abc/);
  });

  for (const value of [
    'failed with Bearer abc.def-ghi',
    'token eyJhbGciOi.eyJzdWIi.abc was refused',
    'https://blob.example/x.zip?sv=1&sig=abc%2Fdef',
    'postgres://drawbridge:abc@db:5432/x',
  ]) {
    it(`redacts secrets by their look: ${value.slice(0, 20)}…`, () => {
      const { log, last } = recorded();
      log.warn('x', { detail: value });
      assert.doesNotMatch(String(last().detail), /abc/);
      assert.match(String(last().detail), /\[redacted\]/);
    });
  }

  it('cuts what is too long to be a field', () => {
    const { log, last } = recorded();
    log.info('x', { detail: 'y'.repeat(10_000) });
    assert.ok(String(last().detail).length < 600);
  });
});
