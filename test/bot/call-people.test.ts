import assert from 'node:assert/strict';
import {
  IRIS,
  NOBODY,
  TENANT,
  TOMAS,
  advanceUntil,
  click,
  installed,
  message,
  responseRequest,
  startHarness,
  textOf,
} from './harness.ts';
import type { Harness } from './harness.ts';

const CHANNEL = '19:secops@thread.tacv2';
const GROUP = '19:group@thread.v2';
const ID = 'R-7F3K2';

describe('calling people', () => {
  let h: Harness;
  beforeEach(async () => {
    h = await startHarness({ approvalsChannel: CHANNEL });
  });
  afterEach(() => h.close());

  const asked = (conversationId = 'a:Iris Ek'): void => {
    h.responses.requests.set(ID, responseRequest(conversationId));
  };
  const inGroup = { conversation: { id: GROUP, conversationType: 'groupChat', tenantId: TENANT } };
  const sent = (): readonly string[] =>
    h.teams.sent.map((s) => `${s.method} ${s.conversationId}: ${textOf(s)}`);
  const people = (...ids: readonly string[]): { people: readonly string[]; channel: boolean } => ({
    people: ids,
    channel: false,
  });

  it('knows those who have a personal conversation, the last one first, and who of some can be reached', async () => {
    await h.post(installed(h, IRIS));
    await h.post(installed(h, TOMAS));
    assert.deepEqual(await h.bot.caller.known(5), [TOMAS, IRIS]);
    assert.deepEqual(await h.bot.caller.known(1), [TOMAS]);
    assert.deepEqual(await h.bot.caller.reachable([NOBODY.id, IRIS.id, TOMAS.id]), [IRIS.id, TOMAS.id]);
  });

  it('posts the card with an alert, once a purpose, besides the copy that is there', async () => {
    asked();
    await h.post(installed(h, IRIS));
    await h.post(installed(h, TOMAS));
    await h.bot.publisher.publish(ID);
    const before = h.teams.sent.length;
    await h.bot.caller.showCard(ID, people(TOMAS.id, NOBODY.id), 'escalated');
    await h.bot.caller.showCard(ID, people(TOMAS.id), 'escalated');
    await h.bot.caller.showCard('R-00000', people(TOMAS.id), 'escalated');
    assert.deepEqual(sent().slice(before), [`POST a:Tomas Ng: ${ID} requested`]);
    assert.ok(h.teams.sent.at(-1)?.activity['channelData'] !== undefined, 'with an alert');
    await h.bot.caller.showCard(ID, people(TOMAS.id), 'unknown');
    assert.equal(h.teams.sent.length, before + 2);
  });

  it('posts in the channel where that is wanted, and keeps each copy up to date', async () => {
    await h.post(installed(h, IRIS));
    await h.settle();
    asked();
    await h.bot.publisher.publish(ID);
    await h.bot.caller.showCard(ID, { people: [], channel: true }, 'brokeGlass');
    assert.equal(h.teams.cardsIn(CHANNEL).length, 2);
    h.timers.advance(10_000);
    h.responses.requests.set(ID, responseRequest('a:Iris Ek', { state: 'approved' }));
    await advanceUntil(h.timers, h.bot.publisher.publish(ID));
    assert.equal(h.teams.cardsIn(CHANNEL).length, 4);
  });

  it('rejects when somebody was not called, and calls the rest', async () => {
    await h.post(installed(h, IRIS));
    await h.post(installed(h, TOMAS));
    await h.settle();
    asked();
    h.teams.fail(1, 400, {}, /Tomas/);
    await assert.rejects(h.bot.caller.showCard(ID, people(IRIS.id, TOMAS.id), 'brokeGlass'), /1 of 2 people/);
    assert.deepEqual(sent(), [`POST a:Iris Ek: ${ID} requested`]);
    await h.bot.caller.showCard(ID, people(IRIS.id, TOMAS.id), 'brokeGlass');
    assert.equal(h.teams.sent.length, 2);
  });

  it('tells the requester personally, once, without a name in it', async () => {
    asked(GROUP);
    await h.post(installed(h, IRIS));
    await h.bot.caller.sayNote(ID, 'requester', 'result', 'result');
    await h.bot.caller.sayNote(ID, 'requester', 'result', 'result');
    await h.bot.caller.sayNote('R-00000', 'requester', 'result', 'result');
    assert.deepEqual(sent(), [`POST a:Iris Ek: result ${ID} requested`]);
    assert.equal(h.teams.cardsIn('a:Iris Ek')[0]?.['mention'], null);
    assert.deepEqual(h.copies.all, [], 'it is no copy of the card');
  });

  it('tells a requester without a conversation where they asked, by name', async () => {
    asked(GROUP);
    await h.post(message(h, 'isolate FIN-LT-042', inGroup));
    const before = h.teams.sent.length;
    await h.bot.caller.sayNote(ID, 'requester', 'result', 'result');
    assert.deepEqual(sent().slice(before), [`POST ${GROUP}: result ${ID} requested`]);
    assert.equal(h.teams.cardsIn(GROUP).at(-1)?.['mention'], IRIS.name);
  });

  it('goes where they asked when the app is gone from their chat', async () => {
    asked(GROUP);
    await h.post(message(h, 'isolate FIN-LT-042', inGroup));
    await h.post(installed(h, IRIS));
    h.teams.fail(1, 403, {}, /a%3AIris|a:Iris/);
    const before = h.teams.sent.length;
    await h.bot.caller.sayNote(ID, 'requester', 'result', 'result');
    assert.deepEqual(sent().slice(before), [`POST ${GROUP}: result ${ID} requested`]);
    assert.deepEqual(await h.bot.caller.reachable([IRIS.id]), []);
  });

  it('says nothing where there is nobody and no channel', async () => {
    asked('a:nobody');
    await h.bot.caller.sayNote(ID, 'requester', 'result', 'result');
    await h.bot.caller.sayNote(ID, 'channel', 'nobodyCalled', 'escalated:nobody');
    assert.deepEqual(sent(), []);
  });

  it('does not repeat a message of which nobody knows whether it arrived, and one that did not', async () => {
    await h.post(installed(h, IRIS));
    await h.settle();
    asked();
    h.teams.fail(1, 500);
    await h.bot.caller.sayNote(ID, 'requester', 'result', 'result');
    await h.bot.caller.sayNote(ID, 'requester', 'result', 'result');
    assert.deepEqual(sent(), []);
    h.teams.fail(1, 400);
    await assert.rejects(h.bot.caller.sayNote(ID, 'requester', 'result', 'result:no'));
    await h.bot.caller.sayNote(ID, 'requester', 'result', 'result:no');
    assert.equal(h.teams.sent.length, 1);
  });
});

describe('clicks on break-glass, reviews and cards of elsewhere', () => {
  let h: Harness;
  beforeEach(async () => {
    h = await startHarness();
    await h.post(message(h, 'isolate FIN-LT-042'));
    h.responses.requests.set(ID, responseRequest('a:Iris Ek'));
    await h.bot.publisher.publish(ID);
  });
  afterEach(() => h.close());
  const press = async (verb: string, data: Record<string, unknown>, changes = {}): Promise<string> => {
    const { body } = await h.post(click(h, verb, { requestId: ID, ...data }, TOMAS, changes));
    return JSON.stringify((body as { value?: unknown }).value);
  };

  it('lets through with the reason that was written', async () => {
    assert.match(await press('request.breakGlass', { reason: '  ' }), /say why/);
    assert.match(await press('request.breakGlass', { reason: ' nobody else ' }), /approved/);
    assert.deepEqual(h.responses.calls, [
      `breakGlass ${ID} ${TOMAS.id} -`,
      `breakGlass ${ID} ${TOMAS.id} nobody else`,
    ]);
  });

  it('records the verdict that was chosen, and asks for one that was not', async () => {
    assert.match(await press('request.review', { reason: 'x' }), /agree or object/);
    assert.match(await press('request.review', { verdict: '' }), /agree or object/);
    await press('request.review', { verdict: 'objected', reason: 'wrong device' });
    assert.deepEqual(h.responses.calls, [`review ${ID} ${TOMAS.id} objected wrong device`]);
    const forged = await h.post(click(h, 'request.review', { requestId: ID, verdict: 'yes' }));
    assert.equal(forged.status, 400);
  });

  it('takes no verdict along with another verb', async () => {
    await press('request.approve', { verdict: 'objected' });
    assert.deepEqual(h.responses.calls, [`approve ${ID} ${TOMAS.id} -`]);
  });

  it('refuses a card that stands in another conversation, in a sentence and on the record', async () => {
    const replyToId = h.copies.all[0]?.activityId ?? '';
    assert.match(await press('request.approve', {}, { replyToId }), /another conversation/);
    assert.deepEqual(h.responses.calls, [`foreign ${ID} ${TOMAS.id} approve`]);
    assert.equal(h.responses.requests.get(ID)?.state, 'requested');
  });

  it('takes a message that it does not know for what the click says: person and role decide', async () => {
    await press('request.approve', {}, { replyToId: undefined });
    assert.equal(h.responses.requests.get(ID)?.state, 'approved');
  });

  it('counts a thread as part of its channel', async () => {
    const [copy] = h.copies.all;
    assert.ok(copy);
    h.copies.all.push({ ...copy, conversationId: '19:c@thread.tacv2;messageid=1', activityId: '77' });
    const conversation = {
      id: '19:c@thread.tacv2;messageid=9',
      conversationType: 'channel',
      tenantId: TENANT,
    };
    await press('request.approve', {}, { replyToId: '77', conversation });
    assert.equal(h.responses.requests.get(ID)?.state, 'approved');
  });
});
