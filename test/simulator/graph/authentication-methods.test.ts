import assert from 'node:assert/strict';
import {
  ADA,
  appWith,
  BO,
  closeTenants,
  column,
  smallTenant,
  textOf,
  type TestTenant,
} from '../small-tenant.ts';

const PASSES = `/v1.0/users/${ADA}/authentication/temporaryAccessPassMethods`;
const create = (tenant: TestTenant, body: unknown = {}) => tenant.send('POST', PASSES, body);

describe('graph temporary access passes', () => {
  afterEach(closeTenants);

  it('are shown once, when they are made', async () => {
    const tenant = await smallTenant();
    const made = await create(tenant, { lifetimeInMinutes: 90, isUsableOnce: true });
    assert.equal(made.status, 201);
    assert.match(textOf(made.body, 'temporaryAccessPass'), /^\w{8}$/);
    assert.deepEqual(
      ['@odata.type', 'lifetimeInMinutes', 'isUsableOnce', 'isUsable', 'methodUsabilityReason'].map(
        (name) => made.body[name],
      ),
      ['#microsoft.graph.temporaryAccessPassAuthenticationMethod', 90, true, true, 'EnabledByPolicy'],
    );
    assert.equal(made.body['startDateTime'], made.body['createdDateTime']);
    const secret = textOf(made.body, 'temporaryAccessPass');
    const id = textOf(made.body, 'id');
    const kept = [
      await tenant.get(PASSES),
      await tenant.get(`${PASSES}/${id}`),
      await tenant.get(`/v1.0/users/${ADA}/authentication/methods`),
      await tenant.get('/_sim/state/users'),
    ];
    for (const answer of kept) {
      assert.equal(answer.status, 200);
      assert.ok(answer.text.includes(id) && !answer.text.includes(secret));
    }
    assert.equal(kept[1]?.body['temporaryAccessPass'], null);
  });

  it('have the lifetime of the policy, one hour and several uses, unless asked otherwise', async () => {
    const tenant = await smallTenant();
    for (const body of [undefined, {}, { lifetimeInMinutes: null, isUsableOnce: null }]) {
      const made = await tenant.send('POST', PASSES, body);
      assert.deepEqual(
        [made.status, made.body['lifetimeInMinutes'], made.body['isUsableOnce']],
        [201, 60, false],
      );
    }
  });

  it('are usable from their start to their end', async () => {
    const tenant = await smallTenant({}, { now: () => new Date('2030-01-01T12:00:00Z') });
    const made = await create(tenant, { startDateTime: '2030-01-01T13:00:00Z', lifetimeInMinutes: 60 });
    const one = `${PASSES}/${textOf(made.body, 'id')}`;
    const usability = async () => {
      const { body } = await tenant.get(one);
      return [body['isUsable'], body['methodUsabilityReason']];
    };
    assert.deepEqual(await usability(), [false, 'NotYetValid']);
    await tenant.advance(3600);
    assert.deepEqual(await usability(), [true, 'EnabledByPolicy']);
    await tenant.advance(3600);
    assert.deepEqual(await usability(), [false, 'Expired']);
  });

  it('replace the one before, and leave the other methods alone', async () => {
    const tenant = await smallTenant();
    const first = await create(tenant);
    const second = await create(tenant);
    assert.deepEqual(column(await tenant.get(PASSES), 'id'), [second.body['id']]);
    assert.equal((await tenant.get(`${PASSES}/${textOf(first.body, 'id')}`)).status, 404);
    const methods = await tenant.get(`/v1.0/users/${ADA}/authentication/methods`);
    assert.equal(methods.items[0]?.['@odata.type'], '#microsoft.graph.passwordAuthenticationMethod');
    const gone = await tenant.send('DELETE', `${PASSES}/${textOf(second.body, 'id')}`);
    assert.deepEqual([gone.status, gone.text], [204, '']);
    assert.deepEqual((await tenant.get(PASSES)).items, []);
    const again = await tenant.send('DELETE', `${PASSES}/${textOf(second.body, 'id')}`);
    assert.deepEqual([again.status, again.code], [404, 'Request_ResourceNotFound']);
    assert.equal((await tenant.get(`/v1.0/users/${ADA}/authentication/methods`)).items.length, 1);
  });

  it('can be had by a person without any method', async () => {
    const tenant = await smallTenant();
    const path = PASSES.replace(ADA, BO);
    assert.equal((await tenant.send('POST', path, {})).status, 201);
    assert.equal((await tenant.get(path)).items.length, 1);
  });

  const wrong: readonly unknown[] = [
    { lifetimeInMinutes: 59 },
    { lifetimeInMinutes: 481 },
    { lifetimeInMinutes: '60' },
    { lifetimeInMinutes: 60.5 },
    { isUsableOnce: 'yes' },
    { startDateTime: 'tomorrow' },
    { startDateTime: 7 },
    { lifetime: 60 },
    { temporaryAccessPass: 'letmein1' },
    { isUsable: true },
    { '@odata.type': '#microsoft.graph.passwordAuthenticationMethod' },
    '[1]',
  ];
  for (const body of wrong) {
    it(`are refused with ${JSON.stringify(body)}`, async () => {
      const tenant = await smallTenant();
      assert.equal((await create(tenant, body)).status, 400);
      assert.deepEqual((await tenant.get(PASSES)).items, []);
    });
  }

  it('need an existing person and the right to write', async () => {
    const tenant = await smallTenant();
    assert.equal((await tenant.send('POST', PASSES.replace(ADA, 'nobody'), {})).status, 404);
    assert.equal((await tenant.get(`${PASSES}/nothing`)).status, 404);
    assert.equal((await tenant.get(`${PASSES}?$top=1`)).status, 200);
    assert.equal((await tenant.get(`${PASSES}?$filter=isUsable eq true`)).status, 400);
    const reader = await smallTenant({ app: appWith(['UserAuthenticationMethod.Read.All']) });
    assert.equal((await reader.get(PASSES)).status, 200);
    assert.deepEqual(
      [(await create(reader)).status, (await create(reader)).code],
      [403, 'Authorization_RequestDenied'],
    );
    assert.equal((await reader.send('DELETE', `${PASSES}/x`)).status, 403);
    const writer = await smallTenant({ app: appWith(['UserAuthenticationMethod.ReadWrite.All']) });
    assert.equal((await create(writer)).status, 201);
  });
});
