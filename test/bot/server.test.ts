import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { TOMAS, click, message, responseRequest, startHarness } from './harness.ts';
import type { Harness, HarnessOptions } from './harness.ts';

describe('server', () => {
  let h: Harness;
  const start = async (options: HarnessOptions = {}): Promise<void> => {
    h = await startHarness(options);
  };
  afterEach(() => h.close());

  it('answers 404 to unknown routes and 405 to wrong methods', async () => {
    await start();
    assert.equal((await h.get('/')).status, 404);
    assert.equal((await h.get('/api/notifications/sentinel')).status, 404);
    assert.equal((await h.get('/api/messages')).status, 405);
  });

  it('answers 400 to malformed JSON without repeating it', async () => {
    await start();
    const response = await h.post('{"type": "message", swordfish');
    assert.equal(response.status, 400);
    assert.deepEqual(response.body, { error: { code: 'BadRequest' } });
  });

  it('answers 413 above 256 KiB, announced or not', async () => {
    await start();
    assert.equal((await h.post(`{"text":"${'x'.repeat(256 * 1024)}"}`)).status, 413);
    assert.match(await chunked(h, 300), /^HTTP\/1.1 413 /);
    assert.equal(h.teams.requests.length, 0);
  });

  it('answers 415 to a body that is not JSON', async () => {
    await start();
    assert.equal((await h.post('{}', { 'content-type': 'text/plain' })).status, 415);
  });

  const malformed: readonly (readonly [string, (h: Harness) => unknown])[] = [
    ['an empty object', () => ({})],
    ['a list', () => []],
    ['null', () => null],
    ['no conversation', (x) => message(x, 'hi', { conversation: undefined })],
    ['a conversation that is text', (x) => message(x, 'hi', { conversation: 'a' })],
    ['no sender', (x) => message(x, 'hi', { from: null })],
    ['no id', (x) => message(x, 'hi', { id: undefined })],
    ['an id that is a number', (x) => message(x, 'hi', { id: 7 })],
    ['a text that is an object', (x) => message(x, 'hi', { text: { $gt: '' } })],
    ['entities that are not a list', (x) => message(x, 'hi', { entities: 'x' })],
    ['a service address that is a number', (x) => message(x, 'hi', { serviceUrl: 1 })],
  ];
  for (const [what, body] of malformed) {
    it(`answers 400 to ${what}`, async () => {
      await start();
      const response = await h.post(body(h));
      assert.equal(response.status, 400);
      assert.equal(h.ran.length + h.teams.requests.length + h.conversations.stored.size, 0);
    });
  }

  it('refuses another tenant’s message and click with 403, logs no content and changes nothing', async () => {
    await start();
    h.responses.requests.set('R-7F3K2', responseRequest('a:Iris Ek'));
    const other = 'bbbbbbbb-0000-4000-8000-000000000002';
    const foreign: readonly Record<string, unknown>[] = [
      { channelData: { tenant: { id: other } } },
      { conversation: { id: 'a:x', conversationType: 'personal', tenantId: other } },
      { conversation: { id: 'a:x', conversationType: 'personal' }, channelData: {} },
    ];
    for (const changes of foreign) {
      assert.equal((await h.post(message(h, 'swordfish', changes))).status, 403);
      assert.equal(
        (await h.post(click(h, 'request.approve', { requestId: 'R-7F3K2' }, TOMAS, changes))).status,
        403,
      );
    }
    assert.equal(h.responses.requests.get('R-7F3K2')?.state, 'requested');
    assert.equal(
      h.ran.length + h.teams.requests.length + h.conversations.stored.size + h.conversations.seen.size,
      0,
    );
    assert.equal(h.logged.filter((l) => l.event === 'activity.foreign_tenant').length, 6);
    assert.doesNotMatch(JSON.stringify(h.logged), /swordfish/);
  });

  it('refuses an activity that names a foreign service address', async () => {
    await start();
    const response = await h.post(message(h, 'hi', { serviceUrl: 'https://evil.example/' }));
    assert.equal(response.status, 403);
    assert.equal(h.ran.length, 0);
  });

  it('answers 401 to a missing or forged token when the bot is registered', async () => {
    await start({ registered: true });
    const activity = message(h, 'hi', { serviceUrl: 'https://smba.trafficmanager.net/emea/' });
    assert.equal((await h.post(activity)).status, 401);
    const forged = await h.post(activity, { authorization: 'Bearer not.a.token' });
    assert.equal(forged.status, 401);
    assert.deepEqual(forged.body, { error: { code: 'Unauthorized' } });
    assert.equal(h.ran.length, 0);
  });

  it('is not to be reached by a web page or another name while it is unauthenticated', async () => {
    await start();
    assert.equal((await h.post(message(h, 'hi'), { origin: 'https://evil.example' })).status, 403);
    assert.match(
      await raw(h, 'GET /healthz HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n'),
      / 403 /,
    );
    assert.equal(h.ran.length, 0);
  });

  it('lives, and is ready when every check says so', async () => {
    let reason: string | null = null;
    await start({
      readiness: { database: () => Promise.resolve(reason), jobs: () => Promise.resolve(null) },
    });
    assert.equal((await h.get('/healthz')).status, 200);
    assert.equal((await h.get('/readyz')).status, 200);
    reason = 'not reachable';
    const unready = await h.get('/readyz');
    assert.equal(unready.status, 503);
    assert.match(unready.text, /database: not reachable/);
  });

  it('does not say why a readiness check threw', async () => {
    await start({
      readiness: { database: () => Promise.reject(new TypeError('postgres://user:secret@db')) },
    });
    const unready = await h.get('/readyz');
    assert.equal(unready.status, 503);
    assert.doesNotMatch(unready.text, /secret/);
  });

  it('shows metrics to this machine, and to others with the token only', async () => {
    await start({ metricsToken: 'let me in' });
    assert.equal((await h.get('/metrics')).text, 'drawbridge_up 1\n');
    const proxied = { 'x-forwarded-for': '203.0.113.9' };
    assert.equal((await h.get('/metrics', proxied)).status, 401);
    assert.equal((await h.get('/metrics', { ...proxied, authorization: 'Bearer let me' })).status, 401);
    assert.equal((await h.get('/metrics', { ...proxied, authorization: 'Bearer let me in' })).status, 200);
  });

  it('shows metrics to nobody else without a token set', async () => {
    await start();
    assert.equal((await h.get('/metrics', { forwarded: 'for=203.0.113.9' })).status, 403);
  });

  it('finishes what runs before it closes', async () => {
    await start();
    let finish = (): void => undefined;
    h.reply = () =>
      new Promise((_resolve, reject) => {
        finish = () => {
          reject(new TypeError('x'));
        };
      });
    const response = h.post(message(h, 'hi'));
    while (h.ran.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const closed = h.server.close();
    finish();
    assert.equal((await response).status, 200);
    await closed;
    assert.equal(h.teams.sent.length, 1);
    await assert.rejects(h.get('/healthz'));
  });
});

async function chunked(h: Harness, kib: number): Promise<string> {
  const chunk = `400\r\n${'x'.repeat(1024)}\r\n`;
  const head =
    'POST /api/messages HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
  return raw(h, head + chunk.repeat(kib) + '0\r\n\r\n');
}

function raw(h: Harness, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(h.server.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (data) => {
      received += data.toString('utf8');
      socket.end();
    });
    socket.on('close', () => {
      resolve(received);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (received !== '') resolve(received);
      else reject(error);
    });
  });
}
