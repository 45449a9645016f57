import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { UpstreamError } from '../../../src/errors.ts';
import { refusal, startService } from '../fake-service.ts';
import type { FakeService } from '../fake-service.ts';
import { testTenant } from '../test-tenant.ts';

const USER = { id: '11111111-1111-1111-1111-111111111111', displayName: 'Adele Vance' };
const MACHINE_ID = 'a'.repeat(40);

async function failure(work: Promise<unknown>): Promise<UpstreamError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof UpstreamError, String(error));
    return error;
  }
  assert.fail('it should have failed');
}

describe('the policy for calls to Microsoft', () => {
  let service: FakeService;
  before(async () => {
    service = await startService(() => ({ body: USER }));
  });
  beforeEach(() => {
    service.seen.length = 0;
    service.answer = () => ({ body: USER });
  });
  after(async () => {
    await service.close();
  });
  const open = (signal?: AbortSignal) => {
    const one = testTenant(service.origin);
    const ports = one.tenant.open({ correlationId: 'c-1', ...(signal === undefined ? {} : { signal }) });
    return { ...one, ports };
  };
  const isolate = (ports: ReturnType<typeof open>['ports']) =>
    ports.endpoints.isolate({ machineId: MACHINE_ID, comment: 'R-1', isolationType: 'Full' });

  describe('sending', () => {
    it('carries the token and the correlation id of the question', async () => {
      await open().ports.directory.user(USER.id);
      assert.equal(service.seen.at(0)?.headers.authorization, 'Bearer simulated');
      assert.equal(service.seen[0]?.headers['client-request-id'], 'c-1');
    });

    it('logs and measures the call without ids, names, headers or bodies', async () => {
      const { ports, logged, measured } = open();
      await ports.directory.user('adele.vance@contoso.example');
      assert.deepEqual(measured, [{ service: 'graph', status: '200' }]);
      assert.equal(logged[0]?.fields.operation, 'GET /users/{id}');
      assert.doesNotMatch(JSON.stringify(logged), /adele|Bearer|simulated|Vance/i);
    });

    it('does not follow a redirect', async () => {
      service.answer = () => ({ status: 302, headers: { location: `${service.origin}/elsewhere` } });
      const error = await failure(open().ports.directory.user(USER.id));
      assert.equal(error.code, 'upstream_failed');
      assert.equal(service.seen.length, 1);
    });

    it('gives up an attempt that takes too long and says that a write may have arrived', async () => {
      service.answer = () => 'hang';
      const { ports, timing } = open();
      const pending = failure(isolate(ports));
      await service.arrived();
      timing.expire();
      const error = await pending;
      assert.equal(error.code, 'upstream_timeout');
      assert.equal(error.details.mayHaveArrived, true);
      assert.match(error.message, /within 8 s/);
    });

    it('says that a write whose connection was cut may have arrived', async () => {
      service.answer = () => 'drop';
      const error = await failure(isolate(open().ports));
      assert.equal(error.code, 'upstream_unreachable');
      assert.equal(error.details.mayHaveArrived, true);
      assert.equal(service.seen.length, 1);
    });

    it('says that a refused connection carried nothing', async () => {
      const gone = await startService(() => ({}));
      await gone.close();
      const { tenant } = testTenant(gone.origin);
      const error = await failure(isolate(tenant.open({ correlationId: 'c-1' })));
      assert.equal(error.code, 'upstream_unreachable');
      assert.equal(error.details.mayHaveArrived, false);
      assert.match(error.message, /ECONNREFUSED/);
    });

    it('stops when the question runs out of time', async () => {
      const controller = new AbortController();
      service.answer = () => 'hang';
      const pending = failure(open(controller.signal).ports.directory.user(USER.id));
      await service.arrived();
      controller.abort();
      assert.equal((await pending).code, 'upstream_timeout');
      assert.equal(service.seen.length, 1);
    });

    it('sends nothing for a question that is over', async () => {
      const error = await failure(open(AbortSignal.abort()).ports.directory.user(USER.id));
      assert.equal(error.details.mayHaveArrived, false);
      assert.equal(service.seen.length, 0);
    });
  });

  describe('retrying', () => {
    const flaky = (...first: readonly (ReturnType<typeof refusal> | 'drop')[]) => {
      service.answer = (_, count) => first[count - 1] ?? { body: USER };
    };

    for (const status of [408, 429, 500, 502, 503, 504]) {
      it(`repeats a read after ${status}`, async () => {
        flaky(refusal(status, 'passing'));
        assert.equal((await open().ports.directory.user(USER.id))?.id, USER.id);
        assert.equal(service.seen.length, 2);
      });
    }

    it('repeats a read whose connection was cut', async () => {
      flaky('drop');
      assert.equal((await open().ports.directory.user(USER.id))?.id, USER.id);
    });

    it('waits as long as the service asks for', async () => {
      flaky(refusal(429, 'TooManyRequests', { 'retry-after': '3' }));
      const { ports, timing } = open();
      await ports.directory.user(USER.id);
      assert.deepEqual(timing.slept, [3000]);
    });

    it('reads a date in Retry-After against the date of the answer', async () => {
      const headers = {
        date: 'Sun, 22 Nov 2026 06:00:00 GMT',
        'retry-after': 'Sun, 22 Nov 2026 06:00:04 GMT',
      };
      flaky(refusal(503, 'serviceNotAvailable', headers));
      const { ports, timing } = open();
      await ports.directory.user(USER.id);
      assert.deepEqual(timing.slept, [4000]);
    });

    it('does not wait longer than a question can, and says how long the service asked for', async () => {
      flaky(refusal(429, 'TooManyRequests', { 'retry-after': '37' }));
      const { ports, timing } = open();
      const error = await failure(ports.directory.user(USER.id));
      assert.equal(error.code, 'upstream_throttled');
      assert.equal(error.details.retryAfterSeconds, 37);
      assert.deepEqual(timing.slept, []);
    });

    it('backs off, doubling, when the service names no time', async () => {
      service.answer = () => refusal(429, 'TooManyRequests');
      const { ports, timing } = open();
      const error = await failure(ports.directory.user(USER.id));
      assert.equal(error.code, 'upstream_throttled');
      assert.deepEqual(timing.slept, [1000, 2000]);
      assert.equal(service.seen.length, 3);
    });

    it('spreads the pauses of many callers', async () => {
      service.answer = () => refusal(429, 'TooManyRequests');
      const { tenant, timing } = testTenant(service.origin, {});
      timing.random = () => 0.5;
      await failure(tenant.open({ correlationId: 'c' }).directory.user(USER.id));
      assert.deepEqual(timing.slept, [1500, 3000]);
    });

    for (const answer of [refusal(500, 'x'), refusal(429, 'x'), refusal(503, 'x'), 'drop'] as const) {
      const kind = answer === 'drop' ? 'a cut connection' : String(answer.status);
      it(`never repeats a write after ${kind}`, async () => {
        service.answer = () => answer;
        await failure(isolate(open().ports));
        assert.equal(service.seen.length, 1);
      });
    }

    it('never repeats what the service refuses for good', async () => {
      service.answer = () => refusal(400, 'Request_BadRequest');
      await failure(open().ports.directory.user(USER.id));
      assert.equal(service.seen.length, 1);
    });
  });

  describe('errors', () => {
    const told = async (answer: ReturnType<typeof refusal>) => {
      service.answer = () => answer;
      return await failure(open().ports.directory.user(USER.id));
    };

    it('names the permission that is missing', async () => {
      const error = await told(refusal(403, 'Authorization_RequestDenied'));
      assert.equal(error.code, 'upstream_forbidden');
      assert.deepEqual(error.details.permissions, ['User.Read.All', 'Directory.Read.All']);
      assert.match(error.advice ?? '', /User\.Read\.All/);
    });

    it('does not blame a permission when a feature is off', async () => {
      service.answer = () => refusal(403, 'DisabledFeature');
      const error = await failure(isolate(open().ports));
      assert.equal(error.code, 'upstream_forbidden');
      assert.equal(error.details.permissions, undefined);
    });

    it('tells a refused token from a missing permission', async () => {
      const error = await told(refusal(401, 'InvalidAuthenticationToken'));
      assert.equal(error.code, 'upstream_unauthenticated');
    });

    it("keeps Microsoft's code and request id", async () => {
      const body = {
        error: { code: 'Request_BadRequest', message: 'x', innerError: { 'request-id': 'r-9' } },
      };
      const error = await told({ status: 400, body });
      assert.equal(error.details.vendorCode, 'Request_BadRequest');
      assert.equal(error.details.requestId, 'r-9');
    });

    it("takes the request id of Defender from the error's target", async () => {
      service.answer = () => ({
        status: 400,
        body: { error: { code: 'ActiveRequestAlreadyExists', message: 'x', target: '8c9f7a0e' } },
      });
      const error = await failure(isolate(open().ports));
      assert.equal(error.code, 'upstream_rejected');
      assert.equal(error.details.vendorCode, 'ActiveRequestAlreadyExists');
      assert.equal(error.details.requestId, '8c9f7a0e');
      assert.equal(error.details.mayHaveArrived, false);
    });

    it('passes on neither free text nor a code that is none', async () => {
      const body = { error: { code: '<script>alert(1)</script>', message: 'secret text' } };
      const error = await told({ status: 400, body });
      assert.doesNotMatch(JSON.stringify([error.details, error.message, error.advice]), /script|secret/);
    });

    it("does not take a proxy's 404 for an answer about the person", async () => {
      const error = await told({ status: 404, body: '<html>not found</html>' });
      assert.equal(error.code, 'upstream_malformed');
    });

    it('takes 404 in the words of the service for an answer', async () => {
      service.answer = () => refusal(404, 'Request_ResourceNotFound');
      assert.equal(await open().ports.directory.user(USER.id), null);
    });

    for (const [what, body] of [
      ['HTML', '<html></html>'],
      ['half a document', '{"id": "1'],
      ['nothing', ''],
      ['a list', []],
      ['a wrong type', { id: 7 }],
    ] as const) {
      it(`says that ${what} cannot be read`, async () => {
        service.answer = () => ({ body });
        const error = await failure(open().ports.directory.user(USER.id));
        assert.equal(error.code, 'upstream_malformed');
      });
    }

    it('says that a write may have been carried out when its answer cannot be read', async () => {
      service.answer = () => ({ status: 201, body: '<html>' });
      const error = await failure(isolate(open().ports));
      assert.equal(error.code, 'upstream_malformed');
      assert.equal(error.details.mayHaveArrived, true);
    });

    it('says that a write may have been carried out when the service failed', async () => {
      service.answer = () => refusal(504, 'timeout');
      assert.equal((await failure(isolate(open().ports))).details.mayHaveArrived, true);
    });
  });

  describe('the token', () => {
    afterEach(() => {
      service.seen.length = 0;
    });

    it('is renewed once with the claims that the service asks for', async () => {
      const asked: (string | undefined)[] = [];
      const credential = {
        getToken: (_: string, options?: { claims?: string }) => {
          asked.push(options?.claims);
          return Promise.resolve({ token: `t${asked.length}`, expiresOnTimestamp: Date.now() + 1e13 });
        },
      };
      const claims = Buffer.from('{"access_token":{}}').toString('base64');
      service.answer = (request) =>
        request.headers.authorization === 'Bearer t1'
          ? refusal(401, 'InvalidAuthenticationToken', {
              'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="${claims}"`,
            })
          : { body: USER };
      const { tenant } = testTenant(service.origin, { credential });
      const found = await tenant.open({ correlationId: 'c' }).directory.user(USER.id);
      assert.equal(found?.id, USER.id);
      assert.deepEqual(asked, [undefined, '{"access_token":{}}']);
    });

    it('does not make a question wait past its end', async () => {
      const controller = new AbortController();
      const credential = { getToken: () => new Promise<never>(() => {}) };
      const { tenant } = testTenant(service.origin, { credential });
      const pending = failure(
        tenant.open({ correlationId: 'c', signal: controller.signal }).directory.user(USER.id),
      );
      controller.abort();
      assert.equal((await pending).code, 'upstream_timeout');
    });
  });
});
