import assert from 'node:assert/strict';
import { UpstreamError } from '../../src/errors.ts';
import {
  IRIS,
  NOBODY,
  TENANT,
  TOMAS,
  answer,
  installed,
  message,
  responseRequest,
  startHarness,
  until,
  textOf,
} from './harness.ts';
import type { Harness } from './harness.ts';

describe('messages', () => {
  let h: Harness;
  beforeEach(async () => {
    h = await startHarness();
  });
  afterEach(() => h.close());

  it('answers a personal message with one card in the same conversation', async () => {
    const response = await h.post(message(h, 'is FIN-LT-042 risky'));
    assert.equal(response.status, 200);
    assert.equal(h.teams.sent.length, 1);
    const [sent] = h.teams.sent;
    assert.equal(sent?.conversationId, 'a:Iris Ek');
    assert.equal(textOf(sent), 'High risk and compliant');
    assert.equal(sent.activity['summary'], 'High risk and compliant');
    assert.equal(h.teams.cardsIn('a:Iris Ek')[0]?.['zone'], 'Europe/Stockholm');
  });

  it('gives the command the sentence, the sender and the intent', async () => {
    await h.post(message(h, '  is FIN-LT-042 risky\n'));
    const [context] = h.ran;
    assert.equal(context?.text, 'is FIN-LT-042 risky');
    assert.deepEqual(context.actor, IRIS);
    assert.equal(context.conversationId, 'a:Iris Ek');
    assert.deepEqual(context.intent.slots, { device: 'is FIN-LT-042 risky' });
  });

  it('strips its own mention in a channel, keeps other people, and stays in the thread', async () => {
    await h.post(
      message(h, '<at>Drawbridge</at>\u00a0why can <at>Adele Vance</at> reach email?\n', {
        conversation: {
          isGroup: true,
          conversationType: 'channel',
          id: '19:abc@thread.tacv2;messageid=1760000000001',
          tenantId: TENANT,
        },
        entities: [
          {
            type: 'mention',
            mentioned: { id: '28:drawbridge', name: 'Drawbridge' },
            text: '<at>Drawbridge</at>',
          },
          {
            type: 'mention',
            mentioned: { id: '29:adele', name: 'Adele Vance' },
            text: '<at>Adele Vance</at>',
          },
        ],
      }),
    );
    assert.equal(h.ran[0]?.text, 'why can Adele Vance reach email?');
    assert.equal(h.teams.sent[0]?.conversationId, '19:abc@thread.tacv2;messageid=1760000000001');
    assert.equal(h.conversations.stored.get('19:abc@thread.tacv2;messageid=1760000000001')?.personId, null);
  });

  it('answers in a group chat', async () => {
    const conversation = {
      isGroup: true,
      conversationType: 'groupChat',
      id: '19:g@thread.v2',
      tenantId: TENANT,
    };
    await h.post(message(h, 'is FIN-LT-042 risky', { conversation }));
    assert.equal(h.teams.sent[0]?.conversationId, '19:g@thread.v2');
  });

  it('shows what can be asked when only the bot was mentioned', async () => {
    const entities = [
      {
        type: 'mention',
        mentioned: { id: '28:drawbridge', name: 'Drawbridge' },
        text: '<at>Drawbridge</at>',
      },
    ];
    await h.post(message(h, '<at>Drawbridge</at>&nbsp;', { entities }));
    assert.equal(h.ran[0]?.intent.intent, 'help');
  });

  it('does nothing for a retried delivery', async () => {
    const activity = message(h, 'isolate it');
    await h.post(activity);
    const again = await h.post(activity);
    assert.equal(again.status, 200);
    assert.equal(h.ran.length, 1);
    assert.equal(h.teams.sent.length, 1);
  });

  it('remembers the subject for the next sentence of the same person there', async () => {
    await h.post(message(h, 'is FIN-LT-042 risky'));
    h.understand = (text, context) => ({
      intent: 'device.risk',
      slots: { device: context.device ?? text },
      confidence: 1,
    });
    await h.post(message(h, 'is it still risky'));
    assert.equal(h.ran[1]?.intent.slots['device'], 'fin-lt-042');
    await h.post(message(h, 'is it risky', {}, TOMAS));
    assert.equal(h.ran[2]?.intent.slots['device'], 'is it risky');
  });

  it('says which group gives the role, and runs no action, when the person is not in it', async () => {
    h.understand = () => ({ intent: 'action.isolate', slots: { device: 'x', kind: 'full' }, confidence: 1 });
    await h.post(message(h, 'isolate x', {}, NOBODY));
    assert.equal(h.ran.length, 0);
    assert.match(textOf(h.teams.sent[0]!), /only members of On-call responders/);
  });

  it('does not show the answer of a question to somebody without the role', async () => {
    await h.post(message(h, 'is FIN-LT-042 risky', {}, NOBODY));
    assert.equal(h.teams.sent.length, 1);
    assert.match(textOf(h.teams.sent[0]!), /only members of On-call readers/);
  });

  it('looks nothing up for somebody who was refused before', async () => {
    await h.post(message(h, 'is FIN-LT-042 risky', {}, NOBODY));
    const before = h.ran.length;
    await h.post(message(h, 'is FIN-LT-042 risky now', {}, NOBODY));
    assert.equal(h.ran.length, before);
  });

  it('takes nobody for anybody when Teams does not say who wrote', async () => {
    await h.post(message(h, 'isolate x', { from: { id: '29:x', name: IRIS.name } }));
    assert.equal(h.ran.length, 0);
    assert.match(textOf(h.teams.sent[0]!), /did not say who you are/);
  });

  it('shows a reference instead of the text of an error', async () => {
    h.reply = () => Promise.reject(new TypeError('secret-token in a stack'));
    const response = await h.post(message(h, 'is FIN-LT-042 risky'));
    assert.equal(response.status, 200);
    const everything = JSON.stringify([h.teams.sent, h.logged, response.text]);
    assert.doesNotMatch(everything, /secret-token/);
    const reference = h.logged.find((l) => l.event === 'message.failed')?.fields['correlationId'];
    assert.equal(typeof reference, 'string');
    assert.match(textOf(h.teams.sent[0]!), /broke/);
  });

  it('names the service that did not answer', async () => {
    h.reply = () =>
      Promise.reject(
        new UpstreamError('upstream_timeout', 'no answer', {
          service: 'defender',
          operation: 'GET /api/machines',
        }),
      );
    await h.post(message(h, 'is FIN-LT-042 risky'));
    assert.match(textOf(h.teams.sent[0]!), /did not give an answer, so I cannot say/);
  });

  it('never logs what people write', async () => {
    await h.post(message(h, 'swordfish is my password'));
    assert.doesNotMatch(JSON.stringify(h.logged), /swordfish/);
  });

  it('shows that it is typing when the answer takes more than a second', async () => {
    let finish = (): void => undefined;
    h.reply = () =>
      new Promise((resolve) => {
        finish = () => {
          resolve(answer('late but there'));
        };
      });
    const response = h.post(message(h, 'is FIN-LT-042 risky'));
    await until(() => h.ran.length === 1 && h.timers.waiting === 3);
    h.timers.advance(900);
    assert.equal(h.teams.typing.length, 0);
    h.timers.advance(200);
    await until(() => h.teams.typing.length === 1);
    finish();
    await response;
    assert.equal(h.timers.waiting, 0, 'the typing indicator stops with the answer');
    assert.equal(textOf(h.teams.sent[0]!), 'late but there');
  });

  it('answers with what it has when a command never comes to an end', async () => {
    h.reply = () => new Promise(() => undefined);
    const response = h.post(message(h, 'is FIN-LT-042 risky'));
    await until(() => h.ran.length === 1 && h.timers.waiting === 3);
    h.timers.advance(12_000);
    assert.equal((await response).status, 200);
    assert.match(textOf(h.teams.sent[0]!), /took too long/);
  });

  it('says so when the answer does not fit on a card', async () => {
    h.reply = () => Promise.resolve(answer('x'.repeat(30_000)));
    await h.post(message(h, 'everything please'));
    assert.equal(h.teams.sent.length, 1);
    assert.match(textOf(h.teams.sent[0]!), /does not fit on a card/);
  });

  it('posts the card of a request where it was asked and with approvers who know the bot', async () => {
    await h.post(installed(h, TOMAS));
    await h.post(installed(h, NOBODY));
    h.responses.requests.set('R-7F3K2', responseRequest('a:Iris Ek'));
    h.reply = () => Promise.resolve({ kind: 'request', requestId: 'R-7F3K2' });
    await h.post(message(h, 'isolate FIN-LT-042'));
    await h.settle();
    assert.deepEqual(h.teams.sent.map((s) => s.conversationId).sort(), ['a:Iris Ek', 'a:Tomas Ng']);
    assert.equal(h.copies.all.length, 2);
    assert.equal(h.conversations.contexts.get(`a:Iris Ek ${IRIS.id}`)?.device, 'FIN-LT-042');
  });

  it('shows a request that was there before as a new card where it was asked for, whoever asks', async () => {
    const before = responseRequest('a:Iris Ek', { createdAt: '2026-11-20T08:40:00Z' });
    h.responses.requests.set('R-7F3K2', before);
    h.reply = () => Promise.resolve({ kind: 'request', requestId: 'R-7F3K2' });
    await h.post(message(h, 'isolate FIN-LT-042'));
    await h.settle();
    await h.post(message(h, 'show R-7F3K2'));
    await h.settle();
    await h.post(message(h, 'show R-7F3K2', {}, TOMAS));
    await h.settle();
    assert.equal(h.teams.cardsIn('a:Iris Ek').length, 2);
    assert.ok(h.teams.cardsIn('a:Tomas Ng').length >= 1);
  });

  it('repeats a post that Teams throttles, after the time that Teams names', async () => {
    h.teams.fail(2, 429, { 'retry-after': '3' });
    const response = h.post(message(h, 'is FIN-LT-042 risky'));
    await until(() => h.teams.requests.length === 1 && h.timers.waiting === 1);
    h.timers.advance(2900);
    assert.equal(h.teams.requests.length, 1);
    h.timers.advance(100);
    await until(() => h.teams.requests.length === 2 && h.timers.waiting === 1);
    h.timers.advance(3000);
    await response;
    assert.equal(h.teams.sent.length, 1);
  });

  it('does not repeat a post that Teams refuses or that may have arrived', async () => {
    h.teams.fail(1, 500);
    const response = await h.post(message(h, 'is FIN-LT-042 risky'));
    await h.settle();
    assert.equal(response.status, 200);
    assert.equal(
      h.teams.requests.filter((r) => r.startsWith('POST')).length,
      2,
      'the answer and the apology',
    );
    assert.match(textOf(h.teams.sent[0]!), /broke/);
  });

  it('greets when it is added and forgets the conversation when it is removed', async () => {
    const base = message(h, '', { text: undefined });
    await h.post({ ...base, type: 'conversationUpdate', membersAdded: [{ id: '28:drawbridge' }] });
    assert.match(textOf(h.teams.sent[0]!), /I answer questions about devices/);
    assert.equal(h.conversations.stored.get('a:Iris Ek')?.personId, IRIS.id);
    await h.post({ ...base, type: 'installationUpdate', action: 'remove' });
    assert.equal(h.conversations.stored.size, 0);
  });
});
