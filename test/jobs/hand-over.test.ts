import assert from 'node:assert/strict';
import type { Handover } from '../../src/domain/approvals/service.ts';
import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from '../storage/test-database.ts';
import { RESPONDERS, upstreamError } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { IRIS, TOMAS, startHarness } from './harness.ts';

const SECRET = /sig=secret/;

describe('handing over what a collection yielded', () => {
  let database: Database;
  let harness: Harness;
  let requestId: string;

  before(async () => {
    database = await testDatabase();
    harness = await startHarness(database);
    await harness.startWorkers();
  });
  after(async () => {
    await harness.stop();
    await database.close();
  });
  beforeEach(async () => {
    harness.defender.actions = [];
    harness.defender.calls.length = 0;
    const asked = await harness.ask({ action: 'collect', parameters: {} });
    assert.ok(asked.ok, asked.ok ? '' : asked.message);
    requestId = asked.request.id;
  });

  async function succeeded(): Promise<void> {
    await harness.service.decide(requestId, TOMAS, 'approve', null, 'c');
    await harness.until(requestId, (request) => request.verification.evidence !== null);
  }
  const take = (actor = IRIS, isWanted = () => true): Promise<Handover> =>
    harness.service.handOver(requestId, actor, isWanted, 'c');
  const codeOf = (found: Handover): string => (found.ok ? 'ok' : found.code);
  const asks = (): number => harness.defender.calls.filter((call) => call === 'packageLink').length;
  const events = async (): Promise<readonly string[]> =>
    (await harness.service.audit({ target: requestId, limit: 50 })).map((entry) => entry.event);

  it('gives the link once, to the person who asked, and keeps it nowhere', async () => {
    assert.equal(codeOf(await take()), 'notReady');
    await succeeded();
    assert.equal(codeOf(await take(TOMAS)), 'notInRole');
    assert.equal(asks(), 0);
    const found = await take();
    assert.ok(found.ok);
    assert.match(JSON.stringify(found.yielded), SECRET);
    const again = await take();
    assert.ok(!again.ok);
    assert.equal(again.code, 'alreadyHandedOver');
    assert.match(again.message, /Iris Ek was given its link/);
    assert.equal(asks(), 1);

    const request = await harness.service.find(requestId);
    assert.equal(request?.verification.verified, 'yes');
    const record = await harness.service.audit({ target: requestId, limit: 50 });
    assert.doesNotMatch(JSON.stringify([request, record]), SECRET);
    const told = (await events()).filter((event) => event.startsWith('handover'));
    assert.deepEqual(told.sort(), [
      'handover.asked',
      'handover.done',
      'handover.refused',
      'handover.refused',
      'handover.refused',
    ]);
  });

  it('asks whether the role still holds', async () => {
    await succeeded();
    harness.defender.groups.get(RESPONDERS)?.delete(IRIS.id);
    assert.equal(codeOf(await take()), 'notInRole');
    harness.defender.groups.get(RESPONDERS)?.add(IRIS.id);
    assert.equal(asks(), 0);
    assert.equal(codeOf(await take()), 'ok');
  });

  it('gives nothing that nobody sees, and does not count it', async () => {
    await succeeded();
    const late = await take(IRIS, () => false);
    assert.ok(!late.ok);
    assert.match(late.message, /too late to be shown. Nothing was handed over/);
    assert.equal(codeOf(await take()), 'ok');
  });

  it('says what Defender said when there is no link, and can be asked again', async () => {
    await succeeded();
    harness.defender.packageLink = null;
    const none = await take();
    assert.ok(!none.ok);
    assert.match(none.message, /^No link: Defender does not have it/);
    harness.defender.packageLink = 'https://packages.example/1.zip?sig=secret';
    harness.defender.faults.push({
      call: 'packageLink',
      error: upstreamError('upstream_throttled', { status: 429, retryAfterSeconds: 40 }),
    });
    const busy = await take();
    assert.ok(!busy.ok);
    assert.match(busy.message, /asked us to slow down \(HTTP 429\)\. Try again in 40 s\./);
    harness.defender.faults.push({ call: 'packageLink', error: upstreamError('upstream_timeout') });
    const slow = await take();
    assert.ok(!slow.ok);
    assert.match(slow.message, /did not answer in time\. Try again in a minute/);
    assert.equal(codeOf(await take()), 'ok');
  });

  it('asks Microsoft once for two clicks at a time', async () => {
    await succeeded();
    const codes = (await Promise.all([take(), take()])).map(codeOf);
    assert.deepEqual(codes.sort(), ['ok', 'unavailable']);
    assert.equal(asks(), 1);
    const record = await harness.service.audit({ target: requestId, limit: 50 });
    const { details } = record.find(({ event }) => event === 'handover.refused') ?? {};
    const { upstreamId } = (await harness.service.find(requestId))?.execution ?? {};
    assert.deepEqual(details, { action: 'collect', upstreamId, code: 'unavailable' });
  });

  it('hands nothing over for an action that yields nothing, or for a request that there is not', async () => {
    const isolation = await harness.ask({
      target: { kind: 'device', id: '7'.repeat(40), name: 'PC-7', aadDeviceId: null },
    });
    assert.ok(isolation.ok);
    const { service } = harness;
    assert.equal(
      codeOf(await service.handOver(isolation.request.id, IRIS, () => true, 'c')),
      'notReversible',
    );
    assert.equal(codeOf(await service.handOver('R-22222', IRIS, () => true, 'c')), 'notFound');
    await harness.service.cancel(isolation.request.id, IRIS, 'c');
    await harness.service.cancel(requestId, IRIS, 'c');
  });

  it('hands nothing over when the request changed while Microsoft was asked', async () => {
    await succeeded();
    harness.defender.beforeCall = async (call) => {
      if (call !== 'packageLink') return;
      harness.defender.beforeCall = null;
      await harness.store.transaction(async (tx) => {
        const stored = await tx.find(requestId);
        if (stored !== null) await tx.save(stored);
      });
    };
    const found = await take();
    assert.ok(!found.ok);
    assert.match(found.message, /changed meanwhile. Nothing was handed over/);
    assert.doesNotMatch(JSON.stringify(await events()), /handover\.done/);
  });

  it('leaves alone a fault of the program', async () => {
    await succeeded();
    harness.defender.faults.push({ call: 'packageLink', error: new TypeError('a mistake') });
    await assert.rejects(take(), TypeError);
  });
});
