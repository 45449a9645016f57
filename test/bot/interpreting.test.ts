import assert from 'node:assert/strict';
import type { Interpretation } from '../../src/commands/interpret.ts';
import type { CallContext } from '../../src/domain/ports/tenant.ts';
import { advanceUntil, IRIS, message, NOBODY, startHarness, textOf, until } from './harness.ts';
import type { Harness } from './harness.ts';

const READ: Interpretation = {
  intent: { intent: 'device.posture', slots: { device: 'FIN-LT-042' }, confidence: 0.97 },
  readAs: 'posture of device FIN-LT-042',
};

describe('a sentence that was not understood', () => {
  let h: Harness;
  let asked: { text: string; context: CallContext }[];
  beforeEach(async () => {
    h = await startHarness();
    asked = [];
    h.understand = () => ({ intent: 'none', slots: {}, confidence: 0.1 });
    h.interpret = (text, context) => {
      asked.push({ text, context });
      return Promise.resolve(READ);
    };
  });
  afterEach(() => h.close());

  const cardOf = (index: number): { readAs?: string } => {
    const [attachment] = h.teams.sent[index]!.activity['attachments'] as [{ content: { readAs?: string } }];
    return attachment.content;
  };

  it('is answered as it was read, and the answer says how', async () => {
    await h.post(message(h, 'was stimmt mit FIN-LT-042 nicht'));
    assert.deepEqual(h.ran[0]?.intent, READ.intent);
    assert.equal(cardOf(0).readAs, READ.readAs);
    assert.equal(asked[0]?.text, 'was stimmt mit FIN-LT-042 nicht');
    const line = h.logged.find((one) => one.event === 'message.answered');
    assert.equal(line?.fields['intent'], 'device.posture');
  });

  it('goes nowhere when nobody makes anything of it: the person is asked back', async () => {
    h.interpret = () => Promise.resolve(null);
    await h.post(message(h, 'was stimmt mit FIN-LT-042 nicht'));
    assert.equal(h.ran[0]?.intent.intent, 'none');
    assert.equal(cardOf(0).readAs, undefined);
  });

  it('is not sent anywhere for somebody who may not ask', async () => {
    await h.post(message(h, 'was stimmt mit FIN-LT-042 nicht', {}, NOBODY));
    assert.deepEqual(asked, []);
    assert.match(textOf(h.teams.sent[0]!), /only members of On-call readers/);
  });

  it('is the only kind that is sent: what was understood stays here', async () => {
    h.understand = (text) => ({ intent: 'device.risk', slots: { device: text }, confidence: 0.5 });
    await h.post(message(h, 'risk of FIN-LT-042'));
    assert.deepEqual(asked, []);
    assert.equal(cardOf(0).readAs, undefined);
  });

  it('is remembered by the subject of its answer', async () => {
    await h.post(message(h, 'was stimmt mit FIN-LT-042 nicht'));
    const contexts = [...h.conversations.contexts.values()];
    assert.deepEqual(contexts, [{ device: 'fin-lt-042' }]);
  });

  it('means the speaker by "me"', async () => {
    const intent = { intent: 'user.devices', slots: { user: 'me' }, confidence: 0.97 } as const;
    h.interpret = () => Promise.resolve({ intent, readAs: 'devices of me' });
    await h.post(message(h, 'welche Laptops hab ich, me'));
    assert.equal(h.ran[0]?.intent.slots['user'], IRIS.id);
  });

  it('takes its time out of the time of the answer, not on top of it', async () => {
    h.interpret = (text, context) => {
      asked.push({ text, context });
      return new Promise(() => undefined);
    };
    const posted = h.post(message(h, 'was stimmt mit FIN-LT-042 nicht'));
    await until(() => asked.length === 1);
    h.timers.advance(9_999);
    assert.equal(asked[0]?.context.signal?.aborted, false);
    h.timers.advance(1);
    assert.equal(asked[0].context.signal.aborted, true);
    await advanceUntil(h.timers, posted);
    assert.match(textOf(h.teams.sent.at(-1)!), /took too long/);
  });
});
