import assert from 'node:assert/strict';
import type { ManagedDeviceOrders } from '../../../src/domain/ports/tenant.ts';
import { UpstreamError } from '../../../src/errors.ts';
import { fateOf } from '../../../src/jobs/call-fate.ts';
import { refusal, startService } from '../fake-service.ts';
import type { FakeService } from '../fake-service.ts';
import { testTenant } from '../test-tenant.ts';

const ID = '5c1e4f0a-0d3b-4a5f-9a77-2f6f7a1c9e10';
const ORDER = { managedDeviceId: ID };
const PRIVILEGED = ['DeviceManagementManagedDevices.PrivilegedOperations.All'];
const WRITE = ['DeviceManagementManagedDevices.ReadWrite.All'];

interface Row {
  readonly name: string;
  readonly version?: 'beta';
  readonly order: (orders: ManagedDeviceOrders) => Promise<unknown>;
  readonly body?: unknown;
  readonly permissions: readonly string[];
}

const ROWS: readonly Row[] = [
  ...(
    [
      'syncDevice',
      'rebootNow',
      'shutDown',
      'remoteLock',
      'locateDevice',
      'resetPasscode',
      'retire',
      'windowsDefenderUpdateSignatures',
    ] as const
  ).map((name) => ({
    name,
    order: (orders: ManagedDeviceOrders) => orders[name](ORDER),
    permissions: PRIVILEGED,
  })),
  {
    name: 'rotateBitLockerKeys',
    version: 'beta',
    order: (orders) => orders.rotateBitLockerKeys(ORDER),
    permissions: WRITE,
  },
  {
    name: 'rotateLocalAdminPassword',
    version: 'beta',
    order: (orders) => orders.rotateLocalAdminPassword(ORDER),
    permissions: PRIVILEGED,
  },
  ...[true, false].map((quickScan) => ({
    name: 'windowsDefenderScan',
    order: (orders: ManagedDeviceOrders) => orders.windowsDefenderScan({ ...ORDER, quickScan }),
    body: { quickScan },
    permissions: PRIVILEGED,
  })),
  {
    name: 'wipe',
    order: (orders) => orders.wipe({ ...ORDER, keepEnrollmentData: false, keepUserData: false }),
    body: { keepEnrollmentData: false, keepUserData: false },
    permissions: [...PRIVILEGED, ...WRITE],
  },
  {
    name: 'createDeviceLogCollectionRequest',
    version: 'beta',
    order: (orders) => orders.collectDiagnostics(ORDER),
    body: { templateType: { templateType: 'predefined' } },
    permissions: WRITE,
  },
];

const LOG = { id: 'log-1', status: 'pending', requestedDateTimeUTC: '2026-11-22T06:00:00Z', sizeInKB: 0 };

describe('orders to managed devices', () => {
  let service: FakeService;
  before(async () => {
    service = await startService(() => ({}));
  });
  beforeEach(() => {
    service.seen.length = 0;
    service.answer = () => ({ status: 204 });
  });
  after(() => service.close());
  const open = () => testTenant(service.origin).tenant.open({ correlationId: 'c' }).managedDevices;

  for (const row of ROWS) {
    describe(row.name, () => {
      it('goes out as Microsoft documents it, without a body where there is none', async () => {
        if (row.name === 'createDeviceLogCollectionRequest') service.answer = () => ({ body: LOG });
        await row.order(open());
        const [sent, ...more] = service.seen;
        assert.deepEqual(more, []);
        assert.equal(sent?.method, 'POST');
        assert.equal(sent.url, `/${row.version ?? 'v1.0'}/deviceManagement/managedDevices/${ID}/${row.name}`);
        assert.deepEqual(sent.body, row.body);
        assert.equal(sent.headers['content-type'], row.body === undefined ? undefined : 'application/json');
      });

      for (const [what, reply, fate] of [
        ['is refused without the permission', refusal(403, 'Forbidden'), 'refused'],
        ['is refused for a device that is gone', refusal(404, 'ResourceNotFound'), 'refused'],
        ['is refused when Intune sees a conflict', refusal(409, 'Conflict'), 'refused'],
        ['is refused in this form', refusal(400, 'BadRequest'), 'refused'],
        [
          'may be sent later when there are too many',
          refusal(429, 'TooManyRequests', { 'retry-after': '7' }),
          'notSent',
        ],
        ['may have arrived when Intune fails', refusal(503, 'ServiceUnavailable'), 'unknown'],
        ['may have arrived when the connection breaks', 'drop', 'unknown'],
      ] as const) {
        it(`${what}, and is sent once`, async () => {
          service.answer = () => reply;
          const error = await row.order(open()).catch((caught: unknown) => caught);
          assert.ok(error instanceof UpstreamError, String(error));
          assert.equal(fateOf(error), fate);
          assert.equal(service.seen.length, 1);
          if (what.includes('permission')) assert.deepEqual(error.details.permissions, row.permissions);
          assert.ok(!JSON.stringify(error).includes(ID));
        });
      }
    });
  }

  it('answers with the collection that was made', async () => {
    service.answer = () => ({ body: LOG });
    assert.deepEqual(await open().collectDiagnostics(ORDER), {
      id: 'log-1',
      status: 'pending',
      requestedDateTimeUTC: '2026-11-22T06:00:00.000Z',
    });
    service.answer = () => ({ body: { status: 'pending' } });
    const error = await open()
      .collectDiagnostics(ORDER)
      .catch((caught: unknown) => caught);
    assert.equal(fateOf(error), 'unknown');
  });

  it('forgets what was read before', async () => {
    service.answer = ({ method }) => (method === 'POST' ? { status: 204 } : { body: { id: ID } });
    const intune = open();
    await intune.device(ID);
    await intune.device(ID);
    await intune.syncDevice(ORDER);
    await intune.device(ID);
    assert.deepEqual(
      service.seen.map(({ method }) => method),
      ['GET', 'POST', 'GET'],
    );
  });
});
