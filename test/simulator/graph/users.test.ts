import assert from 'node:assert/strict';
import { ADA, appWith, BO, closeTenants, column, CY, group, smallTenant } from '../small-tenant.ts';

const EVENTUAL = { ConsistencyLevel: 'eventual' };

describe('graph users', () => {
  afterEach(closeTenants);

  it('shows only the default properties unless more are selected', async () => {
    const tenant = await smallTenant();
    const { items } = await tenant.get('/v1.0/users');
    assert.equal(items.length, 4);
    assert.deepEqual(Object.keys(items[0] ?? {}).sort(), [
      'businessPhones',
      'displayName',
      'givenName',
      'id',
      'jobTitle',
      'mail',
      'mobilePhone',
      'officeLocation',
      'preferredLanguage',
      'surname',
      'userPrincipalName',
    ]);
    const selected = await tenant.get('/v1.0/users?$select=id,accountEnabled,department');
    assert.deepEqual(selected.items[1], { id: BO, accountEnabled: true, department: null });
    assert.equal(
      selected.body['@odata.context'],
      `${tenant.url}/v1.0/$metadata#users(id,accountEnabled,department)`,
    );
  });

  it('finds one by id, by user principal name and by OData key, guests with # included', async () => {
    const tenant = await smallTenant();
    for (const key of [
      `/users/${ADA}`,
      "/users/ada.o'neill@fabrikam.example",
      "/users/ADA.O'NEILL@fabrikam.example",
      "/users('ada.o''neill@fabrikam.example')",
    ]) {
      assert.equal((await tenant.get(`/v1.0${key}`)).body['id'], ADA, key);
    }
    const guest = await tenant.get(
      `/v1.0/users/${encodeURIComponent('gil_partner.example#EXT#@fabrikam.example')}`,
    );
    assert.equal(guest.body['givenName'], 'Gil');
    const unknown = await tenant.get('/v1.0/users/nobody@fabrikam.example');
    assert.equal(unknown.status, 404);
    assert.equal(unknown.code, 'Request_ResourceNotFound');
    assert.match(unknown.message, /'nobody@fabrikam.example' does not exist/);
  });

  for (const [filter, found] of [
    ["startswith(displayName,'ada')", [ADA]],
    ["mail eq 'ada.o''neill@fabrikam.example'", [ADA]],
    ["displayName eq '100%25 %26 [Guest] (x)'", ['10000000-0000-4000-8000-000000000004']],
    ["userPrincipalName in ('bo.lindqvist@fabrikam.example','x')", [BO]],
    ["givenName eq 'bo' or surname eq 'Adminson'", [BO, CY]],
    ['accountEnabled eq false', ['10000000-0000-4000-8000-000000000004']],
    ["proxyAddresses/any(p:startswith(p,'SMTP:ada'))", [ADA]],
    ['assignedLicenses/any(l:l/skuId eq 06ebc4ee-1bb5-47dd-8120-11324bc54e06)', [ADA]],
    ['createdDateTime ge 2000-01-01T00:00:00Z and createdDateTime le 2001-01-01', []],
  ] as const) {
    it(`filters by ${filter}`, async () => {
      const tenant = await smallTenant();
      const answer = await tenant.get(`/v1.0/users?$filter=${filter}&$select=id`);
      assert.deepEqual(column(answer, 'id'), found, answer.text);
    });
  }

  for (const [query, code] of [
    ["$filter=onPremisesSamAccountName eq 'aoneill'", 'Request_UnsupportedQuery'],
    ["$filter=displayName ne 'x'", 'Request_UnsupportedQuery'],
    ["$filter=not startswith(displayName,'x')", 'Request_UnsupportedQuery'],
    ["$filter=endswith(mail,'example')", 'Request_UnsupportedQuery'],
    ['$orderby=createdDateTime', 'Request_UnsupportedQuery'],
    ["$filter=startswith(displayName,'a')&$orderby=displayName", 'Request_UnsupportedQuery'],
    ['$search="displayName:ada"', 'Request_UnsupportedQuery'],
  ] as const) {
    it(`takes ${query} only as an advanced query`, async () => {
      const tenant = await smallTenant();
      const plain = await tenant.get(`/v1.0/users?${query}`);
      assert.equal(plain.status, 400);
      assert.equal(plain.code, code);
      const half = await tenant.get(`/v1.0/users?${query}`, EVENTUAL);
      assert.equal(half.status, query.startsWith('$search') ? 200 : 400);
      const whole = await tenant.get(`/v1.0/users?${query}&$count=true`, EVENTUAL);
      assert.equal(whole.status, 200, whole.text);
      assert.equal(whole.body['@odata.count'], whole.items.length);
    });
  }

  for (const [query, message] of [
    ["$filter=contains(displayName,'a')", /'displayName'/],
    ["$filter=aboutMe eq 'x'", /aboutMe/],
    ["$filter=nickname eq 'x'", /Could not find a property named 'nickname' on type 'microsoft.graph.user'/],
    ["$filter=accountEnabled eq 'true'", /incompatible types/],
    ["$filter=displayName eq 'it's", /Invalid filter clause/],
    ['$filter=displayName eq ada', /Invalid filter clause/],
    ['$select=nickname', /Could not find a property named 'nickname'/],
    ['$select=betaOnlyNote', /Could not find a property named 'betaOnlyNote'/],
    ['$top=1000', /Invalid page size specified: '1000'/],
    ['$top=0', /Invalid page size/],
    ['$top=many', /\$top/],
    ['$skip=1', /'\$skip' is not supported/],
    ['$expand=memberOf', /\$expand/],
    ['top=1', /'top'/],
    ['$select=id&$select=mail', /more than once/],
    ['$skiptoken=bogus', /Skip token/],
    ['$filter=%', /not properly encoded/],
    [
      `$filter=${Array.from({ length: 16 }, (_, n) => `displayName eq '${n}'`).join(' or ')}`,
      /16\. Max allowed: 15/,
    ],
    [`$filter=id in (${Array.from({ length: 16 }, (_, n) => `'${n}'`).join(',')})`, /16\. Max allowed: 15/],
  ] as const) {
    it(`refuses ${query.slice(0, 50)}`, async () => {
      const tenant = await smallTenant();
      const answer = await tenant.get(`/v1.0/users?${query}`);
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.message, message);
    });
  }

  it('pages by opaque links that keep the query, good for that query only', async () => {
    const tenant = await smallTenant();
    const seen: unknown[] = [];
    let next: unknown = `${tenant.url}/v1.0/users?$top=3&$select=id&$filter=accountEnabled eq true or accountEnabled eq false`;
    let pages = 0;
    while (typeof next === 'string') {
      const page = await tenant.get(next);
      seen.push(...column(page, 'id'));
      next = page.body['@odata.nextLink'];
      pages += 1;
      if (typeof next === 'string') {
        assert.match(next, /^http:\/\/127\.0\.0\.1:\d+\/v1\.0\/users\?.*\$skiptoken=/);
        assert.equal((await tenant.get(next.replace('$top=3', '$top=2'))).status, 400);
      }
    }
    assert.equal(pages, 2);
    assert.equal(new Set(seen).size, 4);
  });

  it('passes over $count in silence without the header, and counts at $count only with it', async () => {
    const tenant = await smallTenant();
    assert.equal('@odata.count' in (await tenant.get('/v1.0/users?$count=true')).body, false);
    assert.equal((await tenant.get('/v1.0/users/$count')).code, 'Request_BadRequest');
    assert.equal((await tenant.get('/v1.0/users/$count', EVENTUAL)).text, '4');
  });

  it('asks for the log permission too before it shows sign-in activity', async () => {
    const tenant = await smallTenant({ app: appWith(['User.Read.All']) });
    assert.equal((await tenant.get(`/v1.0/users/${ADA}?$select=id,signInActivity`)).status, 403);
    const allowed = await smallTenant();
    const answer = await allowed.get(`/v1.0/users/${ADA}?$select=id,signInActivity`);
    assert.ok(answer.body['signInActivity']);
  });

  it('tells which of twenty groups a person is in, through nested and circular groups', async () => {
    const tenant = await smallTenant();
    const check = (groupIds: unknown, user = ADA) =>
      tenant.send('POST', `/v1.0/users/${user}/checkMemberGroups`, { groupIds });
    assert.deepEqual((await check([group(3), group(9), group(1)])).body['value'], [group(3), group(1)]);
    assert.deepEqual((await check([group(1)], CY)).body['value'], []);
    assert.equal((await check(Array.from({ length: 21 }, () => group(1)))).status, 400);
    assert.equal((await check(['no guid'])).status, 400);
    assert.equal((await check('x')).status, 400);
    assert.equal((await tenant.send('POST', `/v1.0/users/${ADA}/checkMemberGroups`)).status, 400);
  });

  it('derives licence details with the disabled plans marked', async () => {
    const tenant = await smallTenant();
    const { items } = await tenant.get(`/v1.0/users/${ADA}/licenseDetails`);
    const plans = JSON.stringify(items[0]?.['servicePlans']);
    assert.match(plans, /"WINDEFATP","provisioningStatus":"Disabled"/);
    assert.equal(items[0]?.['skuPartNumber'], 'SPE_E5');
  });

  it('shows authentication methods only at their own address', async () => {
    const tenant = await smallTenant();
    const { items } = await tenant.get(`/v1.0/users/${ADA}/authentication/methods`);
    assert.equal(items[0]?.['@odata.type'], '#microsoft.graph.passwordAuthenticationMethod');
    const beta = await tenant.get(`/beta/users/${ADA}?$select=id,betaOnlyNote`);
    assert.deepEqual([beta.body['betaOnlyNote'], 'authentication' in beta.body], ['not in v1.0', false]);
  });
});

describe('graph user changes', () => {
  afterEach(closeTenants);

  it('disables an account and revokes sessions, visibly', async () => {
    const tenant = await smallTenant();
    assert.equal((await tenant.send('PATCH', `/v1.0/users/${ADA}`, { accountEnabled: false })).status, 204);
    const revoked = await tenant.send('POST', `/v1.0/users/${ADA}/revokeSignInSessions`);
    assert.deepEqual([revoked.status, revoked.body['value']], [200, true]);
    const after = await tenant.get(
      `/v1.0/users/${ADA}?$select=accountEnabled,signInSessionsValidFromDateTime`,
    );
    assert.equal(after.body['accountEnabled'], false);
    assert.ok(after.body['signInSessionsValidFromDateTime']);
  });

  it('refuses synchronised accounts, administrators, other properties and wrong values', async () => {
    const tenant = await smallTenant();
    const patch = (id: string, body: unknown) => tenant.send('PATCH', `/v1.0/users/${id}`, body);
    assert.match((await patch(BO, { accountEnabled: false })).message, /on-premises mastered/);
    assert.equal((await patch(CY, { accountEnabled: false })).code, 'Authorization_RequestDenied');
    assert.equal((await patch(ADA, { department: 'x' })).code, 'Authorization_RequestDenied');
    assert.equal((await patch(ADA, { accountEnable: false })).code, 'Request_BadRequest');
    assert.equal((await patch(ADA, { accountEnabled: false, department: 'x' })).status, 403);
    assert.equal((await patch(ADA, {})).status, 400);
    assert.equal((await patch(`${ADA}?$select=id`, { accountEnabled: false })).status, 400);
    assert.equal((await patch(ADA, { accountEnabled: null })).status, 400);
    assert.equal((await patch('nobody', { accountEnabled: false })).code, 'Request_ResourceNotFound');
    assert.equal((await patch(ADA, { accountEnabled: 'no' })).status, 400);
    assert.equal((await tenant.send('POST', `/v1.0/users/${CY}/revokeSignInSessions`)).status, 403);
    assert.equal((await tenant.send('POST', '/v1.0/users/nobody/revokeSignInSessions')).status, 404);
    assert.equal(
      (await tenant.send('POST', `/v1.0/users/${ADA}/revokeSignInSessions`, { all: 1 })).status,
      400,
    );
    assert.equal((await tenant.send('PATCH', `/v1.0/users/${ADA}`, '{"accountEnabled":')).status, 400);
    assert.equal(
      (await tenant.get(`/v1.0/users/${ADA}?$select=accountEnabled`)).body['accountEnabled'],
      true,
    );
  });

  it('lets an application with a privileged role change an administrator', async () => {
    const tenant = await smallTenant({
      roleAssignments: [
        { id: '1', principalId: CY, roleDefinitionId: '62e90394-69f5-4237-9190-012177145e10' },
        {
          id: '2',
          principalId: '70000000-0000-4000-8000-000000000001',
          roleDefinitionId: '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
        },
      ],
    });
    assert.equal((await tenant.send('PATCH', `/v1.0/users/${CY}`, { accountEnabled: false })).status, 204);
  });

  it('says which other properties it does not imitate', async () => {
    const tenant = await smallTenant({ app: appWith(['User.ReadWrite.All']) });
    const answer = await tenant.send('PATCH', `/v1.0/users/${ADA}`, { department: 'x' });
    assert.deepEqual([answer.status, answer.message], [400, "Changing 'department' is not imitated."]);
  });

  it('enables a disabled account again, and takes the principal name for the id', async () => {
    const tenant = await smallTenant();
    const address = `/v1.0/users/${encodeURIComponent("ada.o'neill@fabrikam.example")}`;
    for (const accountEnabled of [false, true]) {
      assert.equal((await tenant.send('PATCH', address, { accountEnabled })).status, 204);
      const { body } = await tenant.get(`/v1.0/users/${ADA}?$select=accountEnabled`);
      assert.equal(body['accountEnabled'], accountEnabled);
    }
  });

  it('revokes sessions at the time of the clock, with one of three permissions', async () => {
    const tenant = await smallTenant({}, { now: () => new Date('2030-01-01T12:00:00Z') });
    const path = `/v1.0/users/${ADA}/revokeSignInSessions`;
    for (const at of ['2030-01-01T12:00:00.000Z', '2030-01-01T12:01:00.000Z']) {
      assert.equal((await tenant.send('POST', path, {})).status, 200);
      const { body } = await tenant.get(`/v1.0/users/${ADA}?$select=signInSessionsValidFromDateTime`);
      assert.equal(body['signInSessionsValidFromDateTime'], at);
      await tenant.advance(60);
    }
    for (const [role, status] of [
      ['User.Read.All', 403],
      ['User.EnableDisableAccount.All', 403],
      ['User.RevokeSessions.All', 200],
      ['User.ReadWrite.All', 200],
    ] as const) {
      const other = await smallTenant({ app: appWith([role]) });
      assert.equal((await other.send('POST', path)).status, status, role);
    }
  });

  it('needs both permissions for disabling', async () => {
    const tenant = await smallTenant({ app: appWith(['User.EnableDisableAccount.All']) });
    assert.equal((await tenant.send('PATCH', `/v1.0/users/${ADA}`, { accountEnabled: false })).status, 403);
  });
});
