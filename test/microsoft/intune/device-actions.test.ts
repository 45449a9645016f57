import assert from 'node:assert/strict';
import { UpstreamError } from '../../../src/errors.ts';
import { refusal, startService } from '../fake-service.ts';
import type { FakeService } from '../fake-service.ts';
import { testTenant } from '../test-tenant.ts';

const ID = '5c1e4f0a-0d3b-4a5f-9a77-2f6f7a1c9e10';
const AT = '2026-11-22T06:00:00.000Z';
const NEVER = '0001-01-01T00:00:00Z';

const result = (over: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  actionName: 'syncDevice',
  actionState: 'done',
  startDateTime: AT,
  lastUpdatedDateTime: AT,
  ...over,
});

describe('what became of orders to managed devices', () => {
  let service: FakeService;
  before(async () => {
    service = await startService(() => ({}));
  });
  beforeEach(() => {
    service.seen.length = 0;
  });
  after(() => service.close());
  const open = () => testTenant(service.origin).tenant.open({ correlationId: 'c' }).managedDevices;
  const reply = (body: unknown): void => {
    service.answer = () => ({ body });
  };

  it('is asked of the device itself, as lists may leave it out', async () => {
    reply({ id: ID, deviceName: 'X', isSupervised: true, deviceActionResults: [result({})] });
    const device = await open().device(ID);
    const [seen] = service.seen;
    assert.equal(seen?.path, `/v1.0/deviceManagement/managedDevices/${ID}`);
    assert.match(seen.query.get('$select') ?? '', /managementState.*isSupervised,deviceActionResults$/);
    assert.equal(device?.isSupervised, true);
    assert.deepEqual(device.deviceActionResults, [
      {
        actionName: 'syncDevice',
        actionState: 'done',
        startDateTime: AT,
        lastUpdatedDateTime: AT,
        errorCode: null,
        scanKind: null,
      },
    ]);
  });

  for (const [scanType, kind] of [
    ['quick', 'quick'],
    ['Full scan', 'full'],
    ['either full scan or quick scan', null],
    ['offline', null],
    [null, null],
  ] as const) {
    it(`reads the kind of a scan out of ${scanType ?? 'nothing'} as ${kind ?? 'not told'}`, async () => {
      reply({ id: ID, deviceActionResults: [result({ actionName: 'windowsDefenderScan', scanType })] });
      assert.equal((await open().device(ID))?.deviceActionResults[0]?.scanKind, kind);
    });
  }

  it('is asked of many in one round trip; those that are gone are left out', async () => {
    const gone = ID.replace('5c1e', '6d2f');
    service.answer = () => ({
      body: {
        responses: [
          { id: '2', status: 404, body: { error: { code: 'ResourceNotFound', message: 'no' } } },
          { id: '1', status: 200, body: { id: ID, deviceActionResults: [result({})] } },
        ],
      },
    });
    const devices = await open().devices([ID, gone]);
    assert.deepEqual(
      devices.map(({ id, deviceActionResults }) => [id, deviceActionResults.length]),
      [[ID, 1]],
    );
    assert.deepEqual(
      service.seen.map(({ path }) => path),
      ['/v1.0/$batch'],
    );
  });

  it('keeps states that this version does not know, and times that are none, apart', async () => {
    reply({
      id: ID,
      deviceActionResults: [
        result({ actionState: 'evaporated', startDateTime: NEVER, errorCode: 5 }),
        result({ actionName: null }),
      ],
    });
    const device = await open().device(ID);
    const [strange, nameless] = device?.deviceActionResults ?? [];
    assert.equal(strange?.actionState, 'unknown');
    assert.equal(strange.startDateTime, null);
    assert.equal(strange.errorCode, 5);
    assert.equal(nameless?.actionName, '');
    reply({ id: ID });
    assert.deepEqual((await open().device(ID))?.deviceActionResults, []);
  });

  it('never reads a passcode, a PIN or a place by the way', async () => {
    reply({
      id: ID,
      deviceActionResults: [
        result({ actionName: 'resetPasscode', passcode: '483920' }),
        result({ actionName: 'remoteLock', unlockPin: '112233' }),
        result({ actionName: 'locateDevice', deviceLocation: { latitude: 59.3, longitude: 18.1 } }),
      ],
    });
    assert.doesNotMatch(JSON.stringify(await open().device(ID)), /483920|112233|59\.3/);
  });

  it('reads them when they are to be handed over, each by the name of its action', async () => {
    reply({
      id: ID,
      deviceActionResults: [
        result({ actionName: 'resetPasscode', passcode: '483920', errorCode: 0 }),
        result({
          actionName: 'locateDevice',
          deviceLocation: { latitude: 59.3, longitude: 18.1, altitude: 0, lastCollectedDateTime: AT },
        }),
      ],
    });
    const intune = open();
    assert.equal((await intune.actionYield(ID, 'resetPasscode'))?.passcode, '483920');
    assert.deepEqual((await intune.actionYield(ID, 'locateDevice'))?.location, {
      latitude: 59.3,
      longitude: 18.1,
      horizontalAccuracy: null,
      lastCollectedDateTime: AT,
    });
    assert.equal(await intune.actionYield(ID, 'remoteLock'), null);
    reply({ id: ID, deviceActionResults: null });
    assert.equal(await intune.actionYield(ID, 'resetPasscode'), null);
  });

  it('is nothing for a device that Intune does not have, and a fault when it is unreadable', async () => {
    service.answer = () => refusal(404, 'ResourceNotFound');
    assert.equal(await open().device(ID), null);
    assert.equal(await open().actionYield(ID, 'locateDevice'), null);
    assert.equal(await open().logCollection(ID, 'log-1'), null);
    reply({ deviceActionResults: 'none' });
    const error = await open()
      .device(ID)
      .catch((caught: unknown) => caught);
    assert.ok(error instanceof UpstreamError);
    assert.equal(error.code, 'upstream_malformed');
  });

  describe('collected diagnostics', () => {
    const log = (id: string, over: Readonly<Record<string, unknown>> = {}): unknown => ({
      id,
      status: 'completed',
      requestedDateTimeUTC: AT,
      ...over,
    });

    it('are listed newest first', async () => {
      reply({
        value: [
          log('b', { requestedDateTimeUTC: null }),
          log('a'),
          log('c', { requestedDateTimeUTC: '2026-11-22T07:00:00Z', status: 'strange' }),
        ],
      });
      const found = await open().logCollections(ID);
      assert.deepEqual(
        found.map(({ id, status }) => [id, status]),
        [
          ['c', 'unknown'],
          ['a', 'completed'],
          ['b', 'completed'],
        ],
      );
    });

    it('give their link only when they are there, by one call without a body', async () => {
      service.answer = ({ method }) =>
        method === 'POST' ? { body: { value: 'https://logs.example/1.zip?sig=s' } } : { body: log('a') };
      assert.equal(await open().logCollectionLink(ID, 'a'), 'https://logs.example/1.zip?sig=s');
      const [, sent] = service.seen;
      assert.equal(
        sent?.path,
        `/v1.0/deviceManagement/managedDevices/${ID}/logCollectionRequests/a/createDownloadUrl`,
      );
      assert.equal(sent.body, undefined);

      service.seen.length = 0;
      reply(log('a', { status: 'pending' }));
      assert.equal(await open().logCollectionLink(ID, 'a'), null);
      assert.equal(service.seen.length, 1);
    });

    it('give no link that is none', async () => {
      service.answer = ({ method }) =>
        method === 'POST' ? { body: { value: 'http://logs.example/1.zip' } } : { body: log('a') };
      const error = await open()
        .logCollectionLink(ID, 'a')
        .catch((caught: unknown) => caught);
      assert.ok(error instanceof UpstreamError);
      assert.doesNotMatch(error.message, /logs\.example/);
    });
  });
});
