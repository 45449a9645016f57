import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdapter } from '../../src/bot/adapter.ts';
import type { TeamsAdapter } from '../../src/bot/adapter.ts';
import { createOutbox } from '../../src/bot/outbox.ts';
import type { Outbox } from '../../src/bot/outbox.ts';
import { cardActivity } from '../../src/bot/outgoing.ts';
import { NO_TRACER } from '../../src/domain/ports/telemetry.ts';
import { DrawbridgeError } from '../../src/errors.ts';
import { ManualTimers } from '../fakes/manual-timers.ts';
import { silentLog } from '../jobs/silent.ts';
import { advanceUntil } from './harness.ts';

const ACTIVITY = cardActivity({ card: { type: 'AdaptiveCard', version: '1.5' }, summary: 's' });

describe('what must not be posted twice', () => {
  const timers = new ManualTimers();
  let answers: ((response: ServerResponse) => void)[];
  let asked: number;
  let serviceUrl: string;
  const server = createServer((request, response) => {
    asked += 1;
    request.resume();
    request.on('end', () => {
      (answers.shift() ?? status(201, '{"id":"1"}'))(response);
    });
  });

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(() => {
    answers = [];
    asked = 0;
  });

  function status(code: number, body = '{}'): (response: ServerResponse) => void {
    return (response) => {
      response.writeHead(code, { 'content-type': 'application/json' });
      response.end(body);
    };
  }
  const outbox = (adapter: TeamsAdapter = createAdapter(null)): Outbox =>
    createOutbox({
      adapter,
      appId: '',
      local: true,
      timers,
      log: silentLog,
      tracer: NO_TRACER,
      random: () => 0.5,
    });
  async function posted(by = outbox()): ReturnType<Outbox['postOnce']> {
    const reference = {
      channelId: 'msteams',
      serviceUrl,
      bot: { id: '28:drawbridge', name: 'Drawbridge' },
      conversation: { id: 'a:iris', conversationType: 'personal', isGroup: false, tenantId: 't', name: '' },
    };
    const work = by.postOnce(reference, ACTIVITY);
    await advanceUntil(timers, work);
    return work;
  }

  it('is repeated where Teams refused it, as nothing was posted then', async () => {
    answers = [status(429), status(412)];
    assert.deepEqual(await posted(), { kind: 'sent', activityId: '1' });
    assert.equal(asked, 3);
  });

  const unknown: readonly (readonly [string, (response: ServerResponse) => void])[] = [
    ['a gateway gave up', status(504)],
    ['a gateway did not understand the answer', status(502)],
    ['Teams broke', status(500)],
    ['Teams waited in vain', status(408)],
    ['the socket broke', (response) => void response.destroy()],
    [
      'the answer broke off',
      (response) => {
        response.writeHead(201, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"id"', () => response.destroy());
      },
    ],
    ['the answer was nonsense', status(201, 'nonsense')],
    ['the message has no id', status(201)],
  ];
  for (const [why, answer] of unknown) {
    it(`is not repeated, and may be there, when ${why}`, async () => {
      answers = [answer];
      assert.deepEqual(await posted(), { kind: 'unknown' });
      assert.equal(asked, 1);
    });
  }

  it('was certainly not posted when Teams said so', async () => {
    answers = [status(400)];
    await assert.rejects(posted(), DrawbridgeError);
    answers = [status(404)];
    assert.deepEqual(await posted(), { kind: 'gone' });
  });

  it('was certainly not posted when there was no token for it', async () => {
    const adapter = createAdapter(null);
    adapter.continueConversationAsync = () => Promise.reject(new Error('no token'));
    await assert.rejects(posted(outbox(adapter)));
    assert.equal(asked, 0);
  });
});
