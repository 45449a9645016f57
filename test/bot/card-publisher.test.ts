import assert from 'node:assert/strict';
import { DrawbridgeError } from '../../src/errors.ts';
import { startTeamsConnector } from '../fakes/teams-connector.ts';
import {
  IRIS,
  NOBODY,
  TENANT,
  TOMAS,
  click,
  installed,
  message,
  responseRequest,
  startHarness,
  textOf,
  until,
  advanceUntil,
} from './harness.ts';
import type { Harness } from './harness.ts';

const CHANNEL = '19:secops@thread.tacv2';

describe('card publisher', () => {
  let h: Harness;
  beforeEach(async () => {
    h = await startHarness({ approvalsChannel: CHANNEL });
    await h.post(installed(h, IRIS));
  });
  afterEach(() => h.close());

  const asked = (): Promise<void> => {
    h.responses.requests.set('R-7F3K2', responseRequest('a:Iris Ek'));
    return h.bot.publisher.publish('R-7F3K2');
  };
  const places = (): readonly string[] => h.teams.sent.map((s) => `${s.method} ${s.conversationId}`);
  const move = (state: 'approved' | 'executing' | 'succeeded'): void => {
    h.responses.requests.set('R-7F3K2', responseRequest('a:Iris Ek', { state }));
  };

  it('posts where it was asked, in the approvals channel and with known approvers, once each', async () => {
    await h.post(installed(h, TOMAS));
    await h.post(installed(h, NOBODY));
    await asked();
    await h.bot.publisher.publish('R-7F3K2');
    assert.deepEqual([...places()].sort(), [`POST ${CHANNEL}`, 'POST a:Iris Ek', 'POST a:Tomas Ng']);
  });

  it('shows a request that needs groups to their members, also to those who come later', async () => {
    const eachOf = [{ id: 'finance', name: 'Finance' }];
    h.responses.members = [NOBODY.id];
    await h.post(installed(h, TOMAS));
    await h.post(installed(h, NOBODY));
    h.responses.requests.set('R-7F3K2', responseRequest('a:Iris Ek', { eachOf }));
    await h.bot.publisher.publish('R-7F3K2');
    const to = `POST a:${NOBODY.name}`;
    assert.deepEqual([...places()].sort(), [`POST ${CHANNEL}`, 'POST a:Iris Ek', to].sort());
    await h.post(installed(h, NOBODY));
    await h.settle();
    assert.equal(places().filter((place) => place === to).length, 2);
  });

  it('gives each personal conversation the view of its person and the channel everybody’s', async () => {
    await h.post(installed(h, TOMAS));
    await asked();
    assert.equal(h.teams.cardsIn('a:Iris Ek')[0]?.['viewer'], 'Iris Ek');
    assert.equal(h.teams.cardsIn('a:Tomas Ng')[0]?.['viewer'], 'Tomas Ng');
    assert.equal(h.teams.cardsIn(CHANNEL)[0]?.['viewer'], null);
    const decide = ['a:Iris Ek', 'a:Tomas Ng', CHANNEL].map((place) => h.teams.cardsIn(place)[0]?.['decide']);
    assert.deepEqual(decide, ['false', 'true', null]);
  });

  it('alerts approvers, not the person who asked', async () => {
    await h.post(installed(h, TOMAS));
    await asked();
    const alerted = h.teams.sent
      .filter((s) => s.activity['channelData'] !== undefined)
      .map((s) => s.conversationId);
    assert.deepEqual([...alerted].sort(), [CHANNEL, 'a:Tomas Ng']);
  });

  it('updates every copy in place when the state changes', async () => {
    await h.post(installed(h, TOMAS));
    await asked();
    h.timers.advance(10_000);
    move('approved');
    await h.bot.publisher.publish('R-7F3K2');
    const updates = h.teams.sent.filter((s) => s.method === 'PUT');
    assert.equal(updates.length, 3);
    assert.ok(updates.every((s) => textOf(s) === 'R-7F3K2 approved'));
    assert.deepEqual(updates.map((s) => s.activityId).sort(), h.copies.all.map((c) => c.activityId).sort());
  });

  it('asks nobody new once it is decided', async () => {
    await asked();
    h.timers.advance(10_000);
    move('approved');
    await h.post(installed(h, TOMAS));
    await h.bot.publisher.publish('R-7F3K2');
    assert.ok(!places().includes('POST a:Tomas Ng'));
  });

  it('updates a conversation at most every two seconds and then shows the newest state', async () => {
    await asked();
    move('approved');
    const first = h.bot.publisher.publish('R-7F3K2');
    await until(() => h.timers.waiting === 2);
    move('executing');
    const second = h.bot.publisher.publish('R-7F3K2');
    const third = h.bot.publisher.publish('R-7F3K2');
    assert.equal(second, third, 'what waits is one call');
    h.timers.advance(1999);
    assert.equal(h.teams.sent.filter((s) => s.method === 'PUT').length, 0);
    h.timers.advance(1);
    await first;
    await second;
    const updates = h.teams.sent.filter((s) => s.method === 'PUT');
    assert.equal(updates.length, 2, 'one for each copy; the state in between is skipped');
    assert.ok(updates.every((s) => textOf(s) === 'R-7F3K2 executing'));
  });

  it('repeats an update that Teams throttles', async () => {
    await asked();
    h.timers.advance(10_000);
    for (const status of [412, 429, 502]) h.teams.fail(1, status, {}, /PUT .*a%3AIris/);
    move('approved');
    await advanceUntil(h.timers, h.bot.publisher.publish('R-7F3K2'));
    assert.equal(h.teams.requests.filter((r) => /PUT .*a%3AIris/.test(r)).length, 4);
    assert.equal(
      textOf(h.teams.sent.filter((s) => s.conversationId === 'a:Iris Ek').at(-1)!),
      'R-7F3K2 approved',
    );
  });

  it('drops the copy of a deleted message and goes on with the others', async () => {
    await asked();
    h.timers.advance(10_000);
    h.teams.fail(1, 404, {}, /PUT .*a%3AIris/);
    move('approved');
    await h.bot.publisher.publish('R-7F3K2');
    assert.deepEqual(
      h.copies.all.map((c) => c.conversationId),
      [CHANNEL],
    );
    assert.equal(textOf(h.teams.sent.at(-1)!), 'R-7F3K2 approved');
  });

  it('shows open requests to an approver who installs the app later, and to the person who asked', async () => {
    await asked();
    await h.post(installed(h, TOMAS));
    await h.post(installed(h, NOBODY));
    await h.post(installed(h, IRIS));
    await h.settle();
    assert.equal(h.teams.cardsIn('a:Tomas Ng').length, 1);
    assert.equal(h.teams.cardsIn('a:No Body').length, 0);
    assert.equal(h.teams.cardsIn('a:Iris Ek').length, 2, 'asked here, and installed again');
    h.timers.advance(10_000);
    move('approved');
    await advanceUntil(h.timers, h.bot.publisher.publish('R-7F3K2'));
    assert.equal(h.teams.sent.filter((s) => s.method === 'PUT').length, h.copies.all.length);
  });

  it('posts a card only once whose post got no answer, and knows it from the first client that opens it', async () => {
    h.teams.trouble = (line) => (/POST .*a%3AIris/.test(line) ? { lost: 504 } : undefined);
    await asked();
    await h.bot.publisher.publish('R-7F3K2');
    const lost = h.teams.sent.filter((s) => s.conversationId === 'a:Iris Ek');
    assert.equal(lost.length, 1);
    assert.ok(h.logged.some((line) => line.event === 'publish.unconfirmed'));
    h.timers.advance(10_000);
    move('approved');
    await h.bot.publisher.publish('R-7F3K2');
    assert.equal(h.copies.all.length, 1, 'only the channel');

    const { activityId } = lost[0]!;
    await h.post(click(h, 'request.refresh', { requestId: 'R-7F3K2' }, IRIS, { replyToId: activityId }));
    await h.settle();
    const last = h.teams.sent.at(-1)!;
    assert.equal(last.activityId, activityId);
    assert.equal(textOf(last), 'R-7F3K2 approved');
  });

  it('posts again what Teams certainly refused', async () => {
    h.teams.fail(1, 400, {}, /POST .*a%3AIris/);
    await assert.rejects(asked(), DrawbridgeError);
    assert.deepEqual(places(), [`POST ${CHANNEL}`], 'the others do not wait for it');
    await h.bot.publisher.publish('R-7F3K2');
    assert.equal(h.teams.cardsIn('a:Iris Ek').length, 1);
  });

  it('shows the card also to somebody who was told something else about the request', async () => {
    await h.post(installed(h, TOMAS));
    await h.copies.claimPost({ requestId: 'R-7F3K2', conversationId: 'a:Tomas Ng', purpose: 'told:1' });
    await asked();
    assert.equal(h.teams.cardsIn('a:Tomas Ng').length, 1);
  });

  it('shows open requests once when the news of an installation is delivered again', async () => {
    await asked();
    const again = installed(h, TOMAS);
    await h.post(again);
    await h.post(again);
    await h.settle();
    assert.equal(h.teams.cardsIn('a:Tomas Ng').length, 1);
  });

  it('forgets a person who removed the app', async () => {
    await h.post(installed(h, TOMAS));
    h.teams.fail(1, 403, {}, /POST .*a%3ATomas/);
    await asked();
    assert.equal(h.conversations.stored.has('a:Tomas Ng'), false);
    assert.equal(h.copies.all.length, 2);
  });

  it('forgets a window on this machine that was closed', async () => {
    const window = await startTeamsConnector();
    await window.close();
    const stored = h.conversations.stored.get('a:Iris Ek')!;
    const reference = stored.reference.replace(h.teams.serviceUrl, window.serviceUrl);
    await h.conversations.save({ ...stored, id: 'a:closed', personId: TOMAS.id, reference });
    await asked();
    assert.equal(h.conversations.stored.has('a:closed'), false);
  });

  it('tells its caller when a copy could not be updated, so that a job tries again', async () => {
    await asked();
    h.timers.advance(10_000);
    move('approved');
    h.teams.fail(1, 500, {}, /PUT .*a%3AIris/);
    await assert.rejects(h.bot.publisher.publish('R-7F3K2'), DrawbridgeError);
    h.timers.advance(10_000);
    await h.bot.publisher.publish('R-7F3K2');
    assert.equal(
      textOf(h.teams.sent.filter((s) => s.conversationId === 'a:Iris Ek').at(-1)!),
      'R-7F3K2 approved',
    );
  });

  it('answers into the thread where it was asked', async () => {
    const id = '19:abc@thread.tacv2;messageid=1760000000001';
    const conversation = { isGroup: true, conversationType: 'channel', id, tenantId: TENANT };
    await h.post(message(h, 'isolate FIN-LT-042', { conversation }));
    h.responses.requests.set('R-7F3K2', responseRequest(id));
    await h.bot.publisher.publish('R-7F3K2');
    assert.ok(places().includes(`POST ${id}`));
  });

  it('sends nothing to a stored address that is not allowed', async () => {
    const stored = h.conversations.stored.get('a:Iris Ek')!;
    const reference = stored.reference.replace(
      h.teams.serviceUrl,
      'https://smba.trafficmanager.net.evil.example',
    );
    await h.conversations.save({ ...stored, reference });
    await assert.rejects(asked(), DrawbridgeError);
    assert.equal(h.teams.requests.length, 0);
  });
});
