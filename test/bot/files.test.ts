import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readActivity } from '../../src/bot/activity.ts';
import { isAllowedUpload } from '../../src/bot/file-upload.ts';
import { createFiles } from '../../src/bot/files.ts';
import type { FileDeps } from '../../src/bot/files.ts';
import type { Answer, Reply } from '../../src/domain/questions/answer.ts';
import { silentLog } from '../jobs/silent.ts';
import type { Harness } from './harness.ts';
import { IRIS, answer, click, message, startHarness, textOf } from './harness.ts';

const SLOTS = { filter: 'noncompliant-with-access', cause: 'excluded' };
const QUESTION = { intent: 'fleet.list', slots: SLOTS };
const GROUP = {
  conversation: {
    id: '19:x@thread',
    conversationType: 'groupChat',
    tenantId: 'aaaaaaaa-0000-4000-8000-000000000001',
  },
};

function listed(rows: readonly (readonly string[])[]): Answer {
  return { ...(answer('4 people') as Answer), table: { name: 'gaps', columns: ['a'], rows, slots: SLOTS } };
}

/** A OneDrive that takes one upload session. */
async function startDrive(status = 201) {
  const uploads: { method: string; range: string; token: string | undefined; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      uploads.push({
        method: request.method ?? '',
        range: request.headers['content-range'] ?? '',
        token: request.headers.authorization,
        body: Buffer.concat(chunks).toString('utf8'),
      });
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    uploads,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/upload?key=1`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

describe('files', () => {
  let h: Harness;
  let drive: Awaited<ReturnType<typeof startDrive>>;
  beforeEach(async () => {
    h = await startHarness();
    h.reply = () => Promise.resolve(listed([['=1', 'é']]));
    drive = await startDrive();
  });
  afterEach(async () => {
    await h.close();
    await drive.close();
  });

  const uploadInfo = () => ({
    uploadUrl: drive.url,
    contentUrl: 'https://contoso-my.sharepoint.com/personal/iris/gaps.csv',
    name: 'gaps.csv',
    uniqueId: 'u1',
    fileType: 'csv',
  });
  const consent = (value: unknown, changes: Record<string, unknown> = {}) => ({
    ...click(h, 'x', {}, IRIS),
    name: 'fileConsent/invoke',
    value,
    ...changes,
  });
  const accept = (over: object = {}) => ({
    type: 'fileUpload',
    action: 'accept',
    context: QUESTION,
    uploadInfo: uploadInfo(),
    ...over,
  });
  const attachmentOf = (index: number) =>
    (h.teams.sent[index]?.activity['attachments'] as Record<string, unknown>[] | undefined)?.[0];

  it('ask for consent in a personal chat, with the question and nothing else in the card', async () => {
    const { status } = await h.post(click(h, 'file', QUESTION, IRIS));
    await h.settle();
    assert.equal(status, 200);
    assert.deepEqual(attachmentOf(0), {
      contentType: 'application/vnd.microsoft.teams.card.file.consent',
      name: 'gaps.csv',
      content: {
        description: '1 line, as a spreadsheet reads them',
        sizeInBytes: 5,
        acceptContext: QUESTION,
        declineContext: {},
      },
    });
    assert.deepEqual(h.ran[0]?.intent.slots, SLOTS);
  });

  it('are made anew, put where Teams said, and shown', async () => {
    const { status } = await h.post(consent(accept()));
    await h.settle();
    assert.equal(status, 200);
    assert.deepEqual(drive.uploads, [
      { method: 'PUT', range: 'bytes 0-4/5', token: undefined, body: '=1,é' },
    ]);
    assert.deepEqual(attachmentOf(0), {
      contentType: 'application/vnd.microsoft.teams.card.file.info',
      contentUrl: uploadInfo().contentUrl,
      name: 'gaps.csv',
      content: { uniqueId: 'u1', fileType: 'csv' },
    });
    assert.equal(h.ran.length, 1);
  });

  it('are put there once, however often Teams delivers the consent', async () => {
    const once = consent(accept());
    await h.post(once);
    await h.post(once);
    await h.settle();
    assert.equal(drive.uploads.length, 1);
  });

  it('are not made when they are declined', async () => {
    const { status } = await h.post(consent({ type: 'fileUpload', action: 'decline', context: {} }));
    await h.settle();
    assert.equal(status, 200);
    assert.deepEqual([h.ran.length, drive.uploads.length, h.teams.sent.length], [0, 0, 0]);
  });

  it('are not sent into a group, which is told where they can be had', async () => {
    await h.post(click(h, 'file', QUESTION, IRIS, GROUP));
    await h.settle();
    assert.match(textOf(h.teams.sent[0]!), /in a personal chat only/);
    assert.equal((await h.post(consent(accept(), GROUP))).status, 400);
    assert.deepEqual([h.ran.length, drive.uploads.length], [0, 0]);
  });

  it('are nothing that a forged consent or button can misuse', async () => {
    const forged: unknown[] = [
      null,
      'x',
      accept({ action: 'anything' }),
      accept({ context: { intent: 'action.isolate', slots: { device: 'x', kind: 'full' } } }),
      accept({ context: { intent: 'fleet.list', slots: { filter: 'x', other: 'y' } } }),
      accept({ context: {} }),
      accept({ uploadInfo: null }),
    ];
    for (const value of forged)
      assert.equal((await h.post(consent(value))).status, 400, JSON.stringify(value));
    const buttons = [
      { intent: 'action.isolate', slots: { device: 'x', kind: 'full' } },
      { intent: 'help', slots: {} },
    ];
    for (const data of buttons) assert.equal((await h.post(click(h, 'file', data, IRIS))).status, 400);
    await h.settle();
    assert.deepEqual([h.ran.length, drive.uploads.length], [0, 0]);
  });

  it('go to no other host, and the person is told', async () => {
    await h.post(consent(accept({ uploadInfo: { ...uploadInfo(), uploadUrl: 'https://evil.example/up' } })));
    await h.settle();
    assert.match(textOf(h.teams.sent[0]!), /could not be put into your OneDrive/);
  });

  it('say that OneDrive refused', async () => {
    await drive.close();
    drive = await startDrive(507);
    await h.post(consent(accept()));
    await h.settle();
    assert.match(textOf(h.teams.sent[0]!), /could not be put into your OneDrive/);
  });

  it('say that OneDrive is not there', async () => {
    const value = accept();
    await drive.close();
    await h.post(consent(value));
    await h.settle();
    assert.match(textOf(h.teams.sent[0]!), /could not be put into your OneDrive/);
  });

  it('tell why there is none: no role any more, or no list', async () => {
    h.reply = () => Promise.resolve(answer('nothing to see'));
    await h.post(consent(accept()));
    await h.post(click(h, 'file', QUESTION, IRIS));
    await h.settle();
    assert.match(textOf(h.teams.sent[0]!), /no list any more/);
    assert.match(textOf(h.teams.sent[1]!), /no list any more/);
    assert.equal(drive.uploads.length, 0);
  });

  it('can be asked for by a client that knows no Action.Execute', async () => {
    await h.post(message(h, '', { text: undefined, value: { verb: 'file', ...QUESTION } }));
    await h.settle();
    assert.equal(attachmentOf(0)?.['name'], 'gaps.csv');
  });
});

describe('the address of an upload', () => {
  it('is SharePoint, by https and nothing else', () => {
    for (const url of [
      'https://contoso-my.sharepoint.com/personal/x/_api/v2.0/drive/items/1/uploadSession?guid=2',
      'https://contoso.sharepoint.com/x',
    ]) {
      assert.equal(isAllowedUpload(url, false), true, url);
    }
    for (const url of [
      'http://contoso-my.sharepoint.com/x',
      'https://contoso-my.sharepoint.com.evil.example/x',
      'https://evil.example/.sharepoint.com',
      'https://user@contoso.sharepoint.com/x',
      'https://contoso.sharepoint.com:8443/x',
      'https://sharepoint.com/x',
      'https://a.b.sharepoint.com/x',
      'http://127.0.0.1/x',
      'file:///etc/passwd',
      'nonsense',
    ]) {
      assert.equal(isAllowedUpload(url, false), false, url);
    }
    assert.equal(isAllowedUpload('http://127.0.0.1:1/x', true), true);
  });
});

describe('files in a cloud whose Teams has none for bots', () => {
  it('are not offered, and the person is told where they can be had', async () => {
    const posted: unknown[] = [];
    const unused = (): never => {
      throw new Error('must not be asked');
    };
    const files = createFiles({
      noFiles: true,
      local: false,
      conversation: { say: unused },
      conversations: { firstDelivery: unused } as unknown as FileDeps['conversations'],
      outbox: {
        post: (_reference, activity) => {
          posted.push(activity);
          return Promise.resolve({ kind: 'gone' });
        },
      } as FileDeps['outbox'],
      cards: {
        reply: (reply: Reply) => ({
          card: { type: reply.kind === 'notice' ? reply.headline : '' },
          summary: '',
        }),
      } as unknown as FileDeps['cards'],
      background: { run: unused, idle: () => Promise.resolve() },
      clock: { now: () => new Date(0) },
      log: silentLog,
    });
    const h = { teams: { serviceUrl: 'https://smba.trafficmanager.net/x' } } as Harness;
    const activity = readActivity(click(h, 'file', QUESTION, IRIS));
    assert.ok(activity !== null);
    const intent = { intent: 'fleet.list', slots: SLOTS, confidence: 1 } as const;
    await files.offer(activity, { asked: { intent }, actor: IRIS, conversationId: 'c', correlationId: 'c' });
    assert.match(JSON.stringify(posted), /does not let bots send files/);
  });
});
