import assert from 'node:assert/strict';
import {
  ADA,
  BO,
  closeTenants,
  column,
  CY,
  device,
  group,
  registration,
  smallTenant,
  textOf,
} from '../small-tenant.ts';

const EVENTUAL = { ConsistencyLevel: 'eventual' };

describe('graph directory relationships', () => {
  afterEach(closeTenants);

  it('lists direct and transitive memberships with roles, through circles', async () => {
    const tenant = await smallTenant();
    const direct = await tenant.get(`/v1.0/users/${ADA}/memberOf`);
    assert.deepEqual(column(direct, 'id'), [group(1)]);
    const all = await tenant.get(`/v1.0/users/${ADA}/transitiveMemberOf`);
    assert.deepEqual(column(all, '@odata.type').sort(), [
      '#microsoft.graph.directoryRole',
      '#microsoft.graph.group',
      '#microsoft.graph.group',
      '#microsoft.graph.group',
    ]);
  });

  it('narrows memberships by a cast, whose filter is an advanced query', async () => {
    const tenant = await smallTenant();
    const path = `/v1.0/users/${ADA}/transitiveMemberOf/microsoft.graph.group`;
    const cast = await tenant.get(`${path}?$select=id,displayName`);
    assert.deepEqual(column(cast, 'displayName').sort(), ['All staff', 'Finance', 'Head office']);
    assert.equal('@odata.type' in cast.items[0]!, false);
    assert.equal((await tenant.get(`${path}?$filter=displayName eq 'Finance'`)).status, 400);
    const filtered = await tenant.get(`${path}?$filter=displayName eq 'Finance'&$count=true`, EVENTUAL);
    assert.deepEqual(column(filtered, 'id'), [group(1)]);
    const roles = await tenant.get(`/v1.0/users/${CY}/memberOf/microsoft.graph.directoryRole`);
    assert.equal(roles.items[0]!['roleTemplateId'], '62e90394-69f5-4237-9190-012177145e10');
    assert.equal(roles.items[0]?.['displayName'], 'Global Administrator');
  });

  it('counts only tenant-wide role assignments as memberships', async () => {
    const tenant = await smallTenant();
    const { items } = await tenant.get(`/v1.0/users/${BO}/memberOf/microsoft.graph.directoryRole`);
    assert.deepEqual(items, []);
    const assignments = await tenant.get(
      `/v1.0/roleManagement/directory/roleAssignments?$filter=principalId eq '${BO}'&$expand=roleDefinition`,
    );
    assert.equal(JSON.stringify(assignments.items).includes('Helpdesk Administrator'), true);
    assert.deepEqual(column(assignments, 'directoryScopeId'), ['/administrativeUnits/1']);
  });

  it('lists members, and members of members', async () => {
    const tenant = await smallTenant();
    const direct = await tenant.get(`/v1.0/groups/${group(3)}/members`);
    assert.deepEqual(column(direct, 'id'), [group(2)]);
    const all = await tenant.get(
      `/v1.0/groups/${group(3)}/transitiveMembers/microsoft.graph.user?$select=id`,
    );
    assert.deepEqual(column(all, 'id').sort(), [ADA, BO]);
    assert.equal((await tenant.get(`/v1.0/groups/${group(9)}/members`)).code, 'Request_ResourceNotFound');
  });

  it('lists devices with their owners', async () => {
    const tenant = await smallTenant();
    const { items } = await tenant.get(
      '/v1.0/devices?$select=id,displayName&$expand=registeredOwners&$top=999',
    );
    const [first] = items;
    assert.deepEqual(Object.keys(first!), ['id', 'displayName', 'registeredOwners']);
    const owned = await tenant.get(`/v1.0/devices/${device(1)}/registeredOwners?$select=id`);
    const [owner, ...others] = first!['registeredOwners'] as Record<string, unknown>[];
    assert.deepEqual([owner!['id'], others], [owned.items[0]!['id'], []]);
    assert.equal(owner!['@odata.type'], '#microsoft.graph.user');
    for (const refused of ['registeredOwners($select=id)', 'memberOf', 'owners']) {
      assert.equal((await tenant.get(`/v1.0/devices?$expand=${refused}`)).status, 400, refused);
    }
  });

  it('finds a device by either of its two ids, each in its own place', async () => {
    const tenant = await smallTenant();
    const byObjectId = await tenant.get(`/v1.0/devices/${device(1)}`);
    assert.equal(byObjectId.body['displayName'], 'LT-1');
    assert.deepEqual(byObjectId.body['extensionAttributes'], { extensionAttribute1: 'VIP' });
    assert.equal('hostnames' in byObjectId.body, false);
    assert.ok((await tenant.get(`/beta/devices/${device(1)}`)).body['hostnames']);
    assert.equal((await tenant.get(`/v1.0/devices/${registration(1)}`)).status, 404);
    assert.equal(
      (await tenant.get(`/v1.0/devices(deviceId='${registration(1)}')?$select=id`)).body['id'],
      device(1),
    );
    const filtered = await tenant.get(`/v1.0/devices?$filter=deviceId eq '${registration(2)}'&$select=id`);
    assert.deepEqual(column(filtered, 'id'), [device(2)]);
    assert.equal(
      (await tenant.get("/v1.0/devices?$filter=manufacturer eq 'x'")).code,
      'Request_UnsupportedQuery',
    );
  });

  it('joins devices and their people both ways', async () => {
    const tenant = await smallTenant();
    for (const path of ['ownedDevices', 'registeredDevices', 'ownedDevices/microsoft.graph.device']) {
      const { items } = await tenant.get(`/v1.0/users/${ADA}/${path}?$select=id,displayName`);
      assert.deepEqual(
        items.map((item) => item['displayName']),
        ['LT-1', 'PHONE-2'],
        path,
      );
    }
    const owners = await tenant.get(`/v1.0/devices/${device(1)}/registeredOwners`);
    assert.deepEqual(column(owners, 'userPrincipalName'), ["ada.o'neill@fabrikam.example"]);
    assert.equal(owners.items[0]?.['@odata.type'], '#microsoft.graph.user');
    assert.equal('accountEnabled' in owners.items[0], false);
  });

  it('derives service principals and role grants from app.json', async () => {
    const tenant = await smallTenant();
    const own = await tenant.get(
      "/v1.0/servicePrincipals(appId='70000000-0000-4000-8000-000000000002')?$select=id",
    );
    const id = textOf(own.body, 'id');
    const grants = await tenant.get(`/v1.0/servicePrincipals/${id}/appRoleAssignments?$top=999`);
    const users = grants.items.find((item) => item['appRoleId'] === 'df021288-bdef-4463-88db-98f22de89214');
    assert.equal(users?.['resourceDisplayName'], 'Microsoft Graph');
    const defender = await tenant.get(
      "/v1.0/servicePrincipals(appId='fc780465-2017-40d4-a0c5-307022471b92')",
    );
    const roles = defender.body['appRoles'];
    assert.ok(Array.isArray(roles));
    const isolate = roles.find((role) => JSON.stringify(role).includes('"Machine.Isolate"'));
    assert.ok(isolate && typeof isolate === 'object' && 'id' in isolate);
    assert.ok(grants.items.some((item) => item['appRoleId'] === isolate.id));
    assert.equal((await tenant.get("/v1.0/servicePrincipals(appId='nobody')")).status, 404);
  });
});
