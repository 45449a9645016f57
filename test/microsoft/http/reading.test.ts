import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { refusal, startService } from '../fake-service.ts';
import type { FakeService, Reply, SeenRequest } from '../fake-service.ts';
import { testTenant } from '../test-tenant.ts';

interface BatchRequest {
  readonly id: string;
  readonly url: string;
  readonly headers?: Record<string, string>;
}
const USER_ID = '11111111-1111-1111-1111-111111111111';
const group = (id: string) => ({ '@odata.type': '#microsoft.graph.group', id, displayName: `Group ${id}` });
const subRequests = (request: SeenRequest) => (request.body as { requests: BatchRequest[] }).requests;

/** Answers each part of a `$batch`, in reverse order as the service may. */
function batch(part: (request: BatchRequest) => { status?: number; headers?: object; body?: unknown }) {
  return (request: SeenRequest): Reply => ({
    body: {
      responses: subRequests(request)
        .map((one) => ({ id: one.id, status: 200, headers: {}, ...part(one) }))
        .toReversed(),
    },
  });
}

describe('reading from Graph', () => {
  let service: FakeService;
  before(async () => {
    service = await startService(() => ({}));
  });
  beforeEach(() => {
    service.seen.length = 0;
  });
  after(async () => {
    await service.close();
  });
  const open = () => {
    const one = testTenant(service.origin);
    return { ...one, ...one.tenant.open({ correlationId: 'c-1' }) };
  };
  const policies = (link: (count: number) => string | undefined) => {
    service.answer = (request, count) => {
      if (request.path !== '/v1.0/identity/conditionalAccess/policies') {
        return { body: { value: [], isEnabled: false } };
      }
      const next = link(count);
      return {
        body: { value: [{ id: `p${count}` }], ...(next === undefined ? {} : { '@odata.nextLink': next }) },
      };
    };
  };

  describe('pages', () => {
    it('are followed to the end with the same headers and the token as it is', async () => {
      let pages = 0;
      policies(() => {
        pages += 1;
        return pages < 3
          ? `${service.origin}/v1.0/identity/conditionalAccess/policies?$skiptoken=a%2Bb=${pages}&x=https://evil.example/`
          : undefined;
      });
      const { policies: found } = await open().accessPolicies.snapshot();
      assert.equal(found.length, 3);
      const asked = service.seen.filter(
        (one) => one.path.endsWith('/policies') && one.url.includes('skiptoken'),
      );
      assert.equal(asked.length, 2);
      assert.match(asked[0]?.url ?? '', /\$skiptoken=a%2Bb=1/);
      assert.equal(asked[0]?.headers.prefer, 'include-unknown-enum-members');
    });

    for (const [what, link] of [
      ['at a foreign host', () => 'https://evil.example/v1.0/x'],
      ['at another port', () => 'http://127.0.0.1:1/v1.0/x'],
      ['of another version', () => `${service.origin}/beta/identity/conditionalAccess/policies`],
      ['without an address', () => 'next'],
    ] as const) {
      it(`are not followed ${what}`, async () => {
        policies(link);
        await assert.rejects(open().accessPolicies.snapshot(), { code: 'upstream_malformed' });
      });
    }

    it('that never end are given up', async () => {
      policies(() => `${service.origin}/v1.0/identity/conditionalAccess/policies?$skiptoken=again`);
      await assert.rejects(open().accessPolicies.snapshot(), { code: 'upstream_malformed' });
    });

    it('end when enough has been read', async () => {
      service.answer = () => ({
        body: {
          value: [1, 2, 3].map((n) => ({
            id: `s${n}`,
            createdDateTime: '2026-11-22T05:00:00Z',
            userId: USER_ID,
          })),
          '@odata.nextLink': `${service.origin}/v1.0/auditLogs/signIns?$skiptoken=x`,
        },
      });
      const found = await open().directory.signIns({ userId: USER_ID, top: 2 });
      assert.equal(found.length, 2);
      assert.equal(service.seen.length, 1);
    });
  });

  describe('batches', () => {
    it('bring several answers in one round trip, in whatever order they come', async () => {
      service.answer = batch((one) => ({
        body: {
          value: one.url.includes('transitiveMemberOf')
            ? [
                group('a'),
                group('b'),
                {
                  '@odata.type': '#microsoft.graph.directoryRole',
                  id: 'r',
                  displayName: 'Role',
                  roleTemplateId: 't',
                },
              ]
            : [group('b')],
        },
      }));
      const found = await open().directory.memberships(USER_ID);
      assert.deepEqual(
        found.groups.map(({ id, direct }) => [id, direct]),
        [
          ['a', false],
          ['b', true],
        ],
      );
      assert.deepEqual(found.roleTemplateIds, ['t']);
      assert.equal(service.seen.length, 1);
      assert.equal(service.seen[0]?.path, '/v1.0/$batch');
    });

    it('ask again, alone, for the part that was throttled', async () => {
      service.answer = (request) =>
        request.path === '/v1.0/$batch'
          ? batch((one) =>
              one.url.includes('transitiveMemberOf')
                ? {
                    status: 429,
                    headers: { 'Retry-After': '2' },
                    body: { error: { code: 'x', message: '' } },
                  }
                : { body: { value: [] } },
            )(request)
          : { body: { value: [group('a')] } };
      const { directory, timing } = open();
      assert.equal((await directory.memberships(USER_ID)).groups.length, 1);
      assert.deepEqual(timing.slept, [2000]);
      assert.deepEqual(
        service.seen.map((one) => one.path),
        ['/v1.0/$batch', `/v1.0/users/${USER_ID}/transitiveMemberOf`],
      );
    });

    it('follow the pages of a part', async () => {
      service.answer = (request) =>
        request.path === '/v1.0/$batch'
          ? batch((one) => ({
              body: {
                value: [group('a')],
                ...(one.url.includes('transitiveMemberOf')
                  ? { '@odata.nextLink': `${service.origin}/v1.0/users/x/transitiveMemberOf?$skiptoken=1` }
                  : {}),
              },
            }))(request)
          : { body: { value: [group('b')] } };
      assert.equal((await open().directory.memberships(USER_ID)).groups.length, 2);
    });

    it('fail as a whole when a part fails, with its permission', async () => {
      service.answer = batch(() => ({
        status: 403,
        body: { error: { code: 'Authorization_RequestDenied', message: '' } },
      }));
      await assert.rejects(open().directory.memberships(USER_ID), {
        code: 'upstream_forbidden',
        details: {
          service: 'graph',
          operation: 'GET /users/{id}/transitiveMemberOf',
          status: 403,
          mayHaveArrived: false,
          vendorCode: 'Authorization_RequestDenied',
          permissions: ['Directory.Read.All'],
        },
      });
    });

    it('are refused when an answer is missing', async () => {
      service.answer = () => ({ body: { responses: [] } });
      await assert.rejects(open().directory.memberships(USER_ID), { code: 'upstream_malformed' });
    });

    it('are repeated when the whole batch was throttled', async () => {
      service.answer = (request, count) =>
        count === 1 ? refusal(503, 'serviceNotAvailable') : batch(() => ({ body: { value: [] } }))(request);
      assert.deepEqual((await open().directory.memberships(USER_ID)).groups, []);
    });

    it('hold at most twenty parts', async () => {
      const states = Array.from({ length: 23 }, (_, n) => ({
        id: `p${n}`,
        displayName: 'P',
        state: 'nonCompliant',
      }));
      service.answer = (request) =>
        request.path === '/v1.0/$batch'
          ? batch(() => ({ body: { value: [{ setting: 'A.B', state: 'nonCompliant' }] } }))(request)
          : { body: { value: states } };
      const found = await open().managedDevices.compliancePolicyStates('d1');
      const sizes = service.seen
        .filter((one) => one.path === '/v1.0/$batch')
        .map((one) => subRequests(one).length);
      assert.deepEqual(sizes.toSorted(), [20, 3]);
      assert.ok(found.every((state) => state.settingStates?.[0]?.setting === 'A.B'));
    });
  });

  describe('one question', () => {
    it('asks the same thing once', async () => {
      service.answer = () => ({ body: { id: USER_ID, displayName: 'Adele' } });
      const { directory } = open();
      await Promise.all([directory.user(USER_ID), directory.user(USER_ID)]);
      await directory.user(USER_ID);
      assert.equal(service.seen.length, 1);
    });

    it('does not answer from another question', async () => {
      service.answer = () => ({ body: { id: USER_ID, displayName: 'Adele' } });
      const { tenant } = testTenant(service.origin);
      await tenant.open({ correlationId: 'a' }).directory.user(USER_ID);
      await tenant.open({ correlationId: 'b' }).directory.user(USER_ID);
      assert.deepEqual(
        service.seen.map((one) => one.headers['client-request-id']),
        ['a', 'b'],
      );
    });

    it('asks anew what guards a decision or changes while it is followed', async () => {
      service.answer = (request) =>
        request.path.includes('checkMemberGroups')
          ? { body: { value: [] } }
          : { status: 404, body: { error: { code: 'ResourceNotFound', message: 'not there' } } };
      const { directory, endpoints } = open();
      await directory.memberOfAny(USER_ID, ['g']);
      await directory.memberOfAny(USER_ID, ['g']);
      await endpoints.machineAction('a');
      await endpoints.machineAction('a');
      assert.equal(service.seen.length, 4);
    });

    it("asks for a machine's actions once, and anew after an order", async () => {
      service.answer = (request) =>
        request.method === 'POST' ? { status: 500, body: {} } : { body: { value: [] } };
      const { endpoints } = open();
      await endpoints.machineActions('m');
      await endpoints.machineActions('m');
      assert.equal(service.seen.length, 1);
      await assert.rejects(endpoints.release({ machineId: 'm', comment: 'c' }));
      await endpoints.machineActions('m');
      assert.equal(service.seen.length, 3);
    });
  });
});
