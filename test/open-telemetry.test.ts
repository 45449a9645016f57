import assert from 'node:assert/strict';
import type { Log, LogFields } from '../src/domain/ports/telemetry.ts';
import { DrawbridgeError } from '../src/errors.ts';
import { exportTraces, sendNothing, tracesAddress } from '../src/open-telemetry.ts';
import type { Tracing } from '../src/tracing.ts';
import { startOtlpReceiver } from './fakes/otlp-receiver.ts';
import type { OtlpReceiver } from './fakes/otlp-receiver.ts';

const BATCH = 512;

describe('tracesAddress', () => {
  for (const [endpoint, address] of [
    ['http://localhost:4318', 'http://localhost:4318/v1/traces'],
    ['http://localhost:4318/', 'http://localhost:4318/v1/traces'],
    ['https://otlp.example.com/otlp', 'https://otlp.example.com/otlp/v1/traces'],
    ['https://otlp.example.com/otlp/', 'https://otlp.example.com/otlp/v1/traces'],
  ] as const) {
    it(`is ${address} for ${endpoint}`, () => {
      assert.equal(tracesAddress(endpoint), address);
    });
  }
});

describe('exportTraces', () => {
  let receiver: OtlpReceiver;
  let tracing: Tracing;
  let warned: { event: string; fields: LogFields | undefined }[];

  const open = (exportMs?: number): Tracing => {
    warned = [];
    const silent = (): void => undefined;
    const log: Log = {
      debug: silent,
      info: silent,
      warn: (event, fields) => warned.push({ event, fields }),
      error: silent,
    };
    return exportTraces(receiver.url, log, exportMs);
  };
  beforeEach(async () => {
    receiver = await startOtlpReceiver();
    tracing = open();
  });
  afterEach(async () => {
    await tracing.close();
    await receiver.close();
  });
  const internal = (name: string, work: () => Promise<unknown> = () => Promise.resolve()): Promise<unknown> =>
    tracing.tracer.span({ name, kind: 'internal' }, work);
  const spanOf = (name: string) => {
    const span = receiver.spans.find((one) => one.name === name);
    assert.ok(span, receiver.spans.map((one) => one.name).join());
    return span;
  };

  it('sends what waits when it is closed', async () => {
    assert.equal(await tracing.tracer.span({ name: 'a', kind: 'internal' }, () => Promise.resolve(7)), 7);
    assert.equal(receiver.spans.length, 0);
    await tracing.close();
    assert.equal(spanOf('a').failed, false);
    assert.deepEqual(receiver.faults, []);
    assert.deepEqual(warned, []);
  });

  it('keeps the children of parallel work apart', async () => {
    const branch = (name: string): Promise<unknown> =>
      internal(name, async () => {
        await new Promise(setImmediate);
        await internal(`${name}.1`);
        tracing.tracer.annotate({ 'drawbridge.verb': name });
      });
    await internal('root', () => Promise.all([branch('a'), branch('b')]));
    await tracing.close();
    for (const name of ['a', 'b']) {
      assert.equal(spanOf(name).parentSpanId, spanOf('root').spanId);
      assert.equal(spanOf(`${name}.1`).parentSpanId, spanOf(name).spanId);
      assert.deepEqual(spanOf(name).attributes, { 'drawbridge.verb': name });
    }
    assert.equal(new Set(receiver.spans.map((one) => one.traceId)).size, 1);
  });

  for (const kind of ['server', 'consumer'] as const) {
    it(`begins a trace of its own with a ${kind} span, whatever runs around it`, async () => {
      await internal('around', () => tracing.tracer.span({ name: 'own', kind }, () => internal('child')));
      await tracing.close();
      assert.equal(spanOf('own').parentSpanId, '');
      assert.notEqual(spanOf('own').traceId, spanOf('around').traceId);
      assert.equal(spanOf('child').parentSpanId, spanOf('own').spanId);
    });
  }

  it('takes a better name and more attributes while a span runs, and ignores them outside of any', async () => {
    tracing.tracer.annotate({ 'drawbridge.verb': 'nobody' }, 'nobody');
    await internal('message', () => {
      tracing.tracer.annotate({ 'drawbridge.intent': 'help' }, 'message help');
      return Promise.resolve();
    });
    await tracing.close();
    assert.deepEqual(
      receiver.spans.map(({ name, attributes }) => ({ name, attributes })),
      [{ name: 'message help', attributes: { 'drawbridge.intent': 'help' } }],
    );
  });

  it('marks work that fails with the code of the error, never its text, and lets it fail as it would', async () => {
    const errors = [
      new DrawbridgeError('storage_failed', 'the secret of Adele'),
      new TypeError('the secret of Adele'),
    ];
    for (const error of errors) {
      await assert.rejects(
        internal(error.name, () => Promise.reject(error)),
        (thrown) => thrown === error,
      );
    }
    // What a library throws need not be an error.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is the case here
    await assert.rejects(internal('odd', () => Promise.reject('Adele')));
    await assert.rejects(
      internal('at once', () => {
        throw new RangeError('Adele');
      }),
    );
    await tracing.close();
    const types = ['DrawbridgeError', 'TypeError', 'odd', 'at once'].map((name) => {
      assert.equal(spanOf(name).failed, true);
      return spanOf(name).attributes['error.type'];
    });
    assert.deepEqual(types, ['storage_failed', 'TypeError', 'unknown', 'RangeError']);
    assert.ok(!Buffer.concat(receiver.bodies).includes('Adele'));
  });

  it('says once that exports are refused, and goes on', async () => {
    receiver.answer(401);
    for (let round = 0; round < 2; round += 1) {
      const asked = receiver.asked();
      for (let i = 0; i < BATCH; i += 1) await internal('x');
      await asked;
    }
    await tracing.close();
    assert.ok(receiver.requests.length >= 2);
    assert.deepEqual(warned, [
      { event: 'traces.notExported', fields: { reason: 'status 401', spans: BATCH } },
    ]);
  });

  it('holds a limited number of spans while the receiver hangs, and sends those later', async () => {
    receiver.answer('never');
    const asked = receiver.asked();
    for (let i = 0; i < BATCH; i += 1) await internal('on its way');
    await asked;
    for (let i = 0; i < 5000; i += 1) await internal('waiting');
    receiver.answer(200);
    await tracing.close();
    assert.equal(receiver.spans.length, 2048);
    assert.deepEqual(warned, []);
  });

  for (const answer of ['never', 'endless'] as const) {
    it(`closes in time when the answer comes ${answer === 'never' ? 'never' : 'to no end'}`, async () => {
      await tracing.close();
      tracing = open(300);
      receiver.answer(answer);
      const asked = receiver.asked();
      for (let i = 0; i < BATCH; i += 1) await internal('x');
      await asked;
      await tracing.close();
      assert.deepEqual(receiver.spans, []);
    });
  }

  it('closes without a fault when nobody listens', async () => {
    await receiver.close();
    await tracing.close();
    tracing = open(50);
    await internal('x');
    await tracing.close();
    assert.deepEqual(warned, [{ event: 'traces.notExported', fields: { reason: 'ECONNREFUSED', spans: 1 } }]);
    receiver = await startOtlpReceiver();
  });
});

describe('sendNothing', () => {
  let receiver: OtlpReceiver;
  before(async () => {
    receiver = await startOtlpReceiver();
  });
  after(() => receiver.close());
  afterEach(() => {
    delete process.env['OTEL_EXPORTER_OTLP_HEADERS'];
  });

  it('sends an empty export, with the headers that the environment gives', async () => {
    process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'api-key=s3cret';
    assert.equal(await sendNothing(receiver.url), `${receiver.url}/v1/traces takes traces`);
    assert.equal(receiver.requests.at(-1)?.headers['api-key'], 's3cret');
    assert.deepEqual(receiver.spans, []);
    assert.deepEqual(receiver.faults, []);
  });

  for (const [answer, reason] of [
    [404, 'status 404'],
    [503, 'no answer'],
    ['never', 'no answer'],
  ] as const) {
    it(`says what is wrong when the answer is ${answer}`, async () => {
      receiver.answer(answer);
      await assert.rejects(sendNothing(receiver.url, 50), (error) => {
        assert.ok(error instanceof DrawbridgeError);
        assert.equal(error.message, `${receiver.url}/v1/traces: ${reason}`);
        assert.match(error.advice ?? '', /OTEL_EXPORTER_OTLP_ENDPOINT/);
        return true;
      });
    });
  }
});
