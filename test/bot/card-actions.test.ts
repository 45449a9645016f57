import assert from 'node:assert/strict';
import {
  IRIS,
  TOMAS,
  answer,
  click,
  message,
  responseRequest,
  startHarness,
  textOf,
  until,
} from './harness.ts';
import type { Harness } from './harness.ts';

interface InvokeBody {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

const CARD = 'application/vnd.microsoft.card.adaptive';
const SENTENCE = 'application/vnd.microsoft.activity.message';
const ERROR = 'application/vnd.microsoft.error';

describe('card actions', () => {
  let h: Harness;
  beforeEach(async () => {
    h = await startHarness();
    await h.post(message(h, 'isolate FIN-LT-042'));
    h.responses.requests.set('R-7F3K2', responseRequest('a:Iris Ek'));
    await h.bot.publisher.publish('R-7F3K2');
  });
  afterEach(() => h.close());

  async function invoke(activity: unknown): Promise<{ status: number; body: InvokeBody }> {
    const response = await h.post(activity);
    return { status: response.status, body: response.body as InvokeBody };
  }
  const state = (): string | undefined => h.responses.requests.get('R-7F3K2')?.state;
  const approve = { requestId: 'R-7F3K2' };

  it('shows the decided card to the approver at once and updates every copy', async () => {
    const { status, body } = await invoke(click(h, 'request.approve', approve));
    assert.equal(status, 200);
    assert.equal(body.type, CARD);
    assert.match(JSON.stringify(body.value), /R-7F3K2 approved/);
    assert.match(JSON.stringify(body.value), /Tomas Ng/, 'the view of the person who clicked');
    await h.settle();
    const last = h.teams.sent.at(-1);
    assert.equal(last?.method, 'PUT');
    assert.equal(textOf(last), 'R-7F3K2 approved');
  });

  it('takes the decider from the activity and the reason from the card', async () => {
    await invoke(
      click(h, 'request.deny', { ...approve, reason: ' not now ', actor: IRIS.id, verdict: 'approve' }),
    );
    assert.deepEqual(h.responses.calls, [`deny R-7F3K2 ${TOMAS.id} not now`]);
  });

  it('refuses an approval from the person who asked, in a sentence, and changes nothing', async () => {
    const { status, body } = await invoke(click(h, 'request.approve', approve, IRIS));
    assert.equal(status, 200);
    assert.deepEqual(body, { statusCode: 200, type: SENTENCE, value: 'you asked for this yourself' });
    assert.equal(state(), 'requested');
  });

  it('tells a stale card that it was decided and brings it up to date', async () => {
    h.responses.requests.set('R-7F3K2', responseRequest('a:Iris Ek', { state: 'denied' }));
    const { body } = await invoke(click(h, 'request.approve', approve));
    assert.equal(body.value, 'this was decided before');
    await h.settle();
    assert.equal(textOf(h.teams.sent.at(-1)!), 'R-7F3K2 denied');
  });

  it('decides once when the same click is delivered twice', async () => {
    const activity = click(h, 'request.approve', approve);
    await invoke(activity);
    const again = await invoke(activity);
    assert.equal(h.responses.calls.length, 1);
    assert.equal(again.body.type, CARD);
    assert.match(JSON.stringify(again.body.value), /approved/);
  });

  it('refreshes for the viewer without asking or changing anything', async () => {
    const before = h.teams.requests.length;
    const { body } = await invoke(click(h, 'request.refresh', approve, IRIS));
    await h.settle();
    assert.equal(body.type, CARD);
    assert.match(JSON.stringify(body.value), /Iris Ek/);
    assert.deepEqual(h.responses.calls, []);
    assert.equal(h.teams.requests.length, before);
  });

  it('refreshes with what the viewer may do at that moment, and with everything when that takes too long', async () => {
    const decide = async (actor: typeof IRIS): Promise<unknown> => {
      const { body } = await invoke(click(h, 'request.refresh', approve, actor));
      return (body.value as { decide: unknown }).decide;
    };
    assert.equal(await decide(TOMAS), 'true');
    h.responses.roles = { ...h.responses.roles, approver: [] };
    assert.equal(await decide(TOMAS), 'false');
    h.responses.rights = new Promise(() => undefined);
    const late = decide(TOMAS);
    await until(() => h.timers.waiting === 2);
    h.timers.advance(1000);
    assert.equal(await late, 'true');
  });

  it('cancels and undoes; the undoing request gets a card of its own', async () => {
    const undone = await invoke(click(h, 'request.undo', approve, IRIS));
    assert.match(String(undone.body.value), /R-9ZZZ9/);
    await h.settle();
    assert.ok(h.teams.sent.some((s) => s.method === 'POST' && textOf(s) === 'R-9ZZZ9 requested'));
    const cancelled = await invoke(click(h, 'request.cancel', approve, IRIS));
    assert.match(JSON.stringify(cancelled.body.value), /cancelled/);
  });

  it('asks again with the reason that was typed; that request gets a card of its own', async () => {
    const asked = await invoke(click(h, 'request.again', { ...approve, reason: 'it is back' }, IRIS));
    assert.equal(asked.body.value, 'Asked for as R-9AAA9; its card follows.');
    assert.ok(h.responses.calls.includes(`again ${approve.requestId} ${IRIS.id} it is back`));
    await h.settle();
    assert.ok(h.teams.sent.some((s) => s.method === 'POST' && textOf(s) === 'R-9AAA9 requested'));
  });

  it('shows what is handed over to whoever clicked, and posts it nowhere', async () => {
    const shown = await invoke(click(h, 'request.handover', approve, IRIS));
    assert.match(JSON.stringify(shown.body.value), /sig=secret/);
    await h.settle();
    assert.doesNotMatch(JSON.stringify(h.teams.sent), /sig=secret/);
    assert.doesNotMatch(JSON.stringify(h.logged), /sig=secret/);
  });

  it('hands nothing over when the answer went out before, and says so', async () => {
    let open: () => void = () => undefined;
    h.responses.gate = new Promise((resolve) => {
      open = resolve;
    });
    const answered = invoke(click(h, 'request.handover', approve, IRIS));
    await until(() => h.timers.waiting === 1);
    h.timers.advance(1500);
    assert.match(String((await answered).body.value), /Still working/);
    open();
    await h.settle();
    assert.ok(h.teams.sent.some((s) => /^notice: /.test(textOf(s))));
    assert.doesNotMatch(JSON.stringify(h.teams.sent), /sig=secret/);
  });

  it('asks the question of a button and posts the answer as a new message', async () => {
    const data = { intent: 'device.vulnerabilities', slots: { device: 'm1' } };
    h.reply = () => Promise.resolve(answer('Three vulnerabilities'));
    const { status, body } = await invoke(click(h, 'ask', data, IRIS));
    assert.equal(status, 200);
    assert.equal(body.type, SENTENCE);
    await h.settle();
    assert.deepEqual(h.ran.at(-1)?.intent, { ...data, confidence: 1 });
    assert.deepEqual(h.ran.at(-1)?.actor, IRIS);
    assert.equal(textOf(h.teams.sent.at(-1)!), 'Three vulnerabilities');
  });

  const forged: readonly (readonly [string, string, unknown])[] = [
    ['an unknown verb', 'request.force', approve],
    ['a verb of the prototype', 'constructor', approve],
    ['no data', 'request.approve', undefined],
    ['a request id that is not one', 'request.approve', { requestId: 'R-7F3K2; drop' }],
    ['a request id that is not text', 'request.approve', { requestId: { $ne: null } }],
    ['a request that does not exist', 'request.approve', { requestId: 'R-00000' }],
    ['a reason that is not text', 'request.approve', { requestId: 'R-7F3K2', reason: ['x'] }],
    ['a reason without end', 'request.deny', { requestId: 'R-7F3K2', reason: 'x'.repeat(501) }],
    ['a refresh of nothing', 'request.refresh', { requestId: 'R-00000' }],
    ['an unknown intent', 'ask', { intent: 'device.destroy', slots: {} }],
    ['an intent of the prototype', 'ask', { intent: 'toString', slots: {} }],
    [
      'a slot that the intent has not',
      'ask',
      { intent: 'device.risk', slots: { device: 'x', approved: 'yes' } },
    ],
    ['a missing slot', 'ask', { intent: 'action.isolate', slots: { device: 'x' } }],
    ['a slot that is not text', 'ask', { intent: 'device.risk', slots: { device: { id: 1 } } }],
    ['slots that are a list', 'ask', { intent: 'help', slots: ['x'] }],
  ];
  for (const [what, verb, data] of forged) {
    it(`refuses ${what} with 400 and changes nothing`, async () => {
      const before = h.ran.length;
      const { status, body } = await invoke(click(h, verb, data));
      await h.settle();
      assert.equal(status, 400);
      assert.equal(body.statusCode, 400);
      assert.equal(body.type, ERROR);
      assert.equal(state(), 'requested');
      assert.equal(h.ran.length, before);
      assert.doesNotMatch(JSON.stringify(h.logged), /drop|\$ne|destroy/);
    });
  }

  const malformed: readonly (readonly [string, unknown])[] = [
    ['no value', undefined],
    ['a value that is text', 'approve'],
    ['no action', { trigger: 'manual' }],
    ['another kind of action', { action: { type: 'Action.Submit', verb: 'request.approve', data: approve } }],
    ['a verb that is not text', { action: { type: 'Action.Execute', verb: { a: 1 }, data: approve } }],
    ['data that is text', { action: { type: 'Action.Execute', verb: 'request.approve', data: 'R-7F3K2' } }],
  ];
  for (const [what, value] of malformed) {
    it(`refuses an invoke with ${what}`, async () => {
      const { status, body } = await invoke(click(h, '', null, TOMAS, { value }));
      assert.equal(status, 400);
      assert.equal(body.type, ERROR);
      assert.equal(state(), 'requested');
    });
  }

  it('answers 501 to other kinds of invoke', async () => {
    assert.equal((await invoke(click(h, 'x', {}, TOMAS, { name: 'task/fetch' }))).status, 501);
  });

  it('does not let an unidentified click decide', async () => {
    const { status } = await invoke(
      click(h, 'request.approve', approve, TOMAS, { from: { id: '29:Tomas Ng' } }),
    );
    assert.equal(status, 400);
    assert.equal(state(), 'requested');
  });

  it('answers before two seconds are over when the decision takes longer, and then updates the card', async () => {
    let open = (): void => undefined;
    h.responses.gate = new Promise((resolve) => {
      open = resolve;
    });
    const response = invoke(click(h, 'request.approve', approve));
    await until(() => h.timers.waiting === 1);
    h.timers.advance(1500);
    const { status, body } = await response;
    assert.equal(status, 200);
    assert.match(String(body.value), /Still working/);
    assert.equal(state(), 'requested');
    open();
    await h.settle();
    assert.equal(state(), 'approved');
    assert.equal(textOf(h.teams.sent.at(-1)!), 'R-7F3K2 approved');
  });

  it('says later, in the conversation, that a slow click changed nothing', async () => {
    let open = (): void => undefined;
    h.responses.gate = new Promise((resolve) => {
      open = resolve;
    });
    const response = invoke(click(h, 'request.approve', approve, IRIS));
    await until(() => h.timers.waiting === 1);
    h.timers.advance(1500);
    await response;
    open();
    await h.settle();
    assert.equal(state(), 'requested');
    assert.match(textOf(h.teams.sent.at(-1)!), /click of Iris Ek changed nothing/);
  });

  it('answers 500 with a reference when something breaks', async () => {
    h.responses.gate = Promise.reject(new TypeError('secret-token'));
    h.responses.gate.catch(() => undefined);
    const { status, body } = await invoke(click(h, 'request.approve', approve));
    assert.equal(status, 500);
    assert.match(JSON.stringify(body), /reference c-\d+/);
    assert.doesNotMatch(JSON.stringify([body, h.logged]), /secret-token/);
  });

  it('does the same for the Action.Submit of an old client', async () => {
    const value = { verb: 'request.approve', requestId: 'R-7F3K2' };
    await h.post(message(h, '', { value, text: undefined }, TOMAS));
    await h.settle();
    assert.equal(state(), 'approved');
    assert.equal(textOf(h.teams.sent.at(-1)!), 'R-7F3K2 approved');
  });

  it('refuses in a message what an old client may not do', async () => {
    await h.post(message(h, '', { value: { verb: 'request.approve', requestId: 'R-7F3K2' } }, IRIS));
    assert.equal(state(), 'requested');
    assert.match(textOf(h.teams.sent.at(-1)!), /you asked for this yourself/);
    await h.post(message(h, '', { value: { verb: 'request.force', requestId: 'R-7F3K2' } }, TOMAS));
    assert.equal(state(), 'requested');
  });
});
