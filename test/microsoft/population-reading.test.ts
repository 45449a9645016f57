// What the demo tenant does not have: roles through groups, custom and scoped roles, partial answers, odd shapes.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Population } from '../../src/domain/tenant/population.ts';
import { refusal, startService } from './fake-service.ts';
import type { FakeService, Reply, SeenRequest } from './fake-service.ts';
import { testTenant } from './test-tenant.ts';

const ADMINS = 'aaaaaaaa-1111-4222-8333-000000000001';
const APPLICATION = 'aaaaaaaa-1111-4222-8333-000000000002';
const FINANCE = 'aaaaaaaa-1111-4222-8333-000000000003';
const HELPDESK = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
const CUSTOM = 'cccccccc-1111-4222-8333-000000000001';

describe('reading the population', () => {
  let service: FakeService;
  /** By the path without the version. */
  let routes: Record<string, () => Reply>;
  before(async () => {
    service = await startService(answer);
  });
  beforeEach(() => {
    service.seen.length = 0;
    service.answer = answer;
    routes = {
      '/users': list({ id: 'ADELE', displayName: null, userPrincipalName: 'adele@x' }, { id: 'bo' }),
      '/devices': list(),
      '/organization': list({ countryLetterCode: 'se' }),
      '/roleManagement/directory/roleAssignments': list(),
      '/identity/conditionalAccess/policies': list(),
      '/identity/conditionalAccess/namedLocations': list(),
      '/identity/conditionalAccess/authenticationStrength/policies': list(),
      '/policies/identitySecurityDefaultsEnforcementPolicy': () => ({ body: { isEnabled: false } }),
    };
  });
  after(() => service.close());

  const list =
    (...value: readonly object[]) =>
    (): Reply => ({ body: { value } });

  function answer(request: SeenRequest): Reply {
    const path = request.path.replace('/v1.0', '');
    if (path === '/$batch') return { body: { responses: batch(request.body) } };
    return (routes[path] ?? (() => refusal(404, 'Request_ResourceNotFound')))();
  }

  function batch(body: unknown): readonly object[] {
    const { requests } = body as { requests: readonly { id: string; url: string }[] };
    return requests.map(({ id, url }) => {
      const reply = answer({ path: url.split('?')[0] ?? '' } as SeenRequest);
      return { id, status: reply.status ?? 200, headers: {}, body: reply.body };
    });
  }

  const read = (): Promise<Population> =>
    testTenant(service.origin).tenant.open({ correlationId: 'c' }).populations.read();

  const assignment = (principalId: string, roleDefinitionId: string, more: object = {}): object => ({
    principalId,
    roleDefinitionId,
    directoryScopeId: '/',
    roleDefinition: { isBuiltIn: true },
    ...more,
  });

  it('follows roles to the members of groups, and leaves out applications', async () => {
    routes['/roleManagement/directory/roleAssignments'] = list(
      assignment('adele', HELPDESK.toUpperCase()),
      assignment(ADMINS, HELPDESK),
      assignment(APPLICATION, HELPDESK),
    );
    routes[`/groups/${ADMINS}/members/microsoft.graph.user`] = list({ id: 'BO' });
    const { roles, complete } = await read();
    assert.deepEqual([...(roles.get(HELPDESK) ?? [])].sort(), [APPLICATION, 'adele', 'bo']);
    assert.equal(complete.roles, true);
  });

  it('honours neither custom roles nor those for a part of the directory', async () => {
    routes['/roleManagement/directory/roleAssignments'] = list(
      assignment('adele', CUSTOM, { roleDefinition: { isBuiltIn: false } }),
      assignment('bo', HELPDESK, { directoryScopeId: '/administrativeUnits/1' }),
    );
    assert.deepEqual((await read()).roles, new Map());
  });

  it('does not know any role when one group that carries one cannot be read', async () => {
    routes['/roleManagement/directory/roleAssignments'] = list(
      assignment('adele', HELPDESK),
      assignment(ADMINS, HELPDESK),
    );
    routes[`/groups/${ADMINS}/members/microsoft.graph.user`] = () =>
      refusal(403, 'Authorization_RequestDenied');
    const { roles, complete, gaps } = await read();
    assert.deepEqual([roles.size, complete.roles, gaps.length], [0, false, 1]);
  });

  it('keeps the groups that could be read beside one that could not', async () => {
    routes['/identity/conditionalAccess/policies'] = list({
      id: 'p',
      conditions: { users: { includeGroups: [FINANCE, ADMINS] } },
    });
    routes[`/groups/${FINANCE}`] = () => ({ body: { id: FINANCE, displayName: null } });
    routes[`/groups/${FINANCE}/transitiveMembers/microsoft.graph.user`] = list({ id: 'Adele' });
    routes[`/groups/${ADMINS}`] = () => ({ body: { id: ADMINS, displayName: 'Admins' } });
    routes[`/groups/${ADMINS}/transitiveMembers/microsoft.graph.user`] = () =>
      refusal(400, 'Request_BadRequest');
    const { groups, complete, gaps } = await read();
    assert.deepEqual(groups.get(FINANCE), {
      id: FINANCE,
      displayName: FINANCE,
      members: new Set(['adele']),
      complete: true,
    });
    assert.equal(groups.get(ADMINS)?.complete, false);
    assert.equal(complete.groups, false);
    assert.match(gaps[0]?.subject ?? '', /members of groups/);
  });

  it('keeps the people of the pages before the one that failed', async () => {
    routes['/users'] = () => ({
      body: { value: [{ id: 'adele' }], '@odata.nextLink': `${service.origin}/v1.0/users/more` },
    });
    routes['/users/more'] = () => refusal(400, 'Request_BadRequest');
    const { people, complete, gaps } = await read();
    assert.deepEqual([people.length, complete.people, gaps[0]?.subject], [1, false, 'all people']);
  });

  it('shows people without a name by what they sign in with', async () => {
    const { people } = await read();
    assert.deepEqual(
      people.map(({ displayName }) => displayName),
      ['adele@x', 'bo'],
    );
  });

  it('reads nothing from devices whose owners did not come with them', async () => {
    routes['/devices'] = list({ id: 'd', deviceId: 'r' });
    const { devices, complete } = await read();
    assert.deepEqual([devices, complete.devices], [[], false]);
  });

  it('keeps the attributes of a device that have a value', async () => {
    const extensionAttributes = { extensionAttribute1: 'SAW', extensionAttribute2: null };
    routes['/devices'] = list({
      id: 'd',
      deviceId: 'R',
      systemLabels: ['x'],
      extensionAttributes,
      registeredOwners: [{ '@odata.type': '#microsoft.graph.user', id: 'ADELE' }],
    });
    const [owned] = (await read()).devices;
    assert.deepEqual(owned?.owners, ['adele']);
    assert.deepEqual(owned.device.extensionAttributes, { extensionAttribute1: 'SAW' });
    assert.deepEqual(owned.device.systemLabels, ['x']);
  });

  it('has no country where the organization names none', async () => {
    routes['/organization'] = list({});
    assert.equal((await read()).country, null);
    routes['/organization'] = list();
    assert.equal((await read()).country, null);
  });

  it('asks with low priority', async () => {
    await read();
    const asked = service.seen.filter(({ path }) => /\/(users|devices|organization)$/.test(path));
    assert.equal(asked.length, 3);
    assert.ok(asked.every(({ headers }) => headers['x-ms-throttle-priority'] === 'Low'));
  });
});
