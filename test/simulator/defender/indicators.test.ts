import assert from 'node:assert/strict';
import {
  appWith,
  closeTenants,
  column,
  FIXTURE_NOW,
  smallTenant,
  textOf,
  type TestTenant,
} from '../small-tenant.ts';

const BOT = '70000000-0000-4000-8000-000000000002';
const SHA1 = '0d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60718293a';
const SHA256 = 'd17eb06b6105a877abdd6a2afa10cc48c252c41b9c53f24f55de0fbb3ad0c688';

const indicator = (members: object = {}) => ({
  indicatorValue: '203.0.113.77',
  indicatorType: 'IpAddress',
  action: 'Block',
  title: 'INC-1 C2',
  description: 'Blocked from chat DB-4T9K',
  ...members,
});

const submit = (tenant: TestTenant, body: unknown) => tenant.send('POST', '/api/indicators', body);
const list = (tenant: TestTenant, query = '') => tenant.get(`/api/indicators${query}`);

/** Three in the tenant's file: two of a person, one of the bot itself. */
const THREE = [
  indicator({
    id: '11',
    indicatorType: 'FileSha1',
    indicatorValue: SHA1,
    createdBy: 'someone',
    source: 'bo',
  }),
  indicator({ id: '12', indicatorValue: '198.51.100.1', createdBy: BOT, application: 'first' }),
  indicator({
    id: '13',
    indicatorType: 'DomainName',
    indicatorValue: 'bad.example',
    createdBy: 'someone',
    severity: 'High',
    generateAlert: true,
    rbacGroupNames: ['All'],
    expirationTime: '2026-11-20T09:00:00Z',
  }),
];

describe('defender indicators', () => {
  afterEach(closeTenants);

  it('are created with what was left out filled in', async () => {
    const tenant = await smallTenant();
    const expirationTime = new Date(Date.now() + 86_400_000).toISOString();
    const body = indicator({
      severity: 'High',
      generateAlert: true,
      expirationTime,
      rbacGroupNames: ['All'],
    });
    const { status, body: created } = await submit(tenant, body);
    assert.equal(status, 200);
    assert.match(textOf(created, '@odata.context'), /#Indicators\/\$entity$/);
    assert.equal(created['creationTimeDateTimeUtc'], created['lastUpdateTime']);
    const {
      '@odata.context': context,
      creationTimeDateTimeUtc: made,
      lastUpdateTime: set,
      ...rest
    } = created;
    assert.ok(context !== undefined && made !== undefined && set !== undefined);
    assert.deepEqual(rest, {
      ...body,
      id: '1',
      application: null,
      source: 'Bridge Bot',
      sourceType: 'AadApp',
      createdBy: BOT,
      createdByDisplayName: 'Bridge Bot',
      recommendedActions: null,
      educateUrl: null,
      lastUpdatedBy: null,
      rbacGroupIds: ['1'],
      externalId: null,
    });
    const plain = await submit(tenant, indicator({ indicatorValue: '203.0.113.78', application: null }));
    assert.deepEqual(
      ['id', 'severity', 'generateAlert', 'expirationTime', 'rbacGroupNames'].map((name) => plain.body[name]),
      ['2', 'Informational', false, null, []],
    );
    assert.deepEqual(column(await list(tenant), 'id'), ['1', '2']);
  });

  it('change when type and value come again, letter case of a hash aside', async () => {
    const tenant = await smallTenant({ indicators: THREE });
    const changed = await submit(
      tenant,
      indicator({
        indicatorType: 'FileSha1',
        indicatorValue: SHA1.toUpperCase(),
        action: 'Allowed',
        application: 'second',
      }),
    );
    assert.equal(changed.status, 200);
    assert.deepEqual(
      ['id', 'indicatorValue', 'action', 'application', 'createdBy', 'lastUpdatedBy'].map(
        (name) => changed.body[name],
      ),
      ['11', SHA1, 'Allowed', null, 'someone', 'Bridge Bot'],
    );
    const urls = ['https://bad.example/A', 'https://bad.example/a'];
    for (const indicatorValue of urls)
      await submit(tenant, indicator({ indicatorType: 'Url', indicatorValue }));
    assert.deepEqual(column(await list(tenant, "?$filter=indicatorType eq 'Url'"), 'indicatorValue'), urls);
  });

  it('are gone once they expire', async () => {
    const tenant = await smallTenant({ indicators: THREE });
    assert.equal((await list(tenant)).items.length, 3);
    await tenant.advance(3600);
    assert.deepEqual(column(await list(tenant), 'id'), ['11', '12']);
    assert.equal((await tenant.send('DELETE', '/api/indicators/13')).status, 404);
  });

  for (const [filter, found] of [
    ["indicatorType eq 'IpAddress'", ['12']],
    [`indicatorValue eq '${SHA1}' and indicatorType eq 'FileSha1'`, ['11']],
    ["action eq 'Block' and severity eq 'High'", ['13']],
    ["title ne 'x' and application eq 'first'", ['12']],
    ["createdBy eq 'someone' and createdByDisplayName eq 'bo'", ['11']],
    ['generateAlert eq true', ['13']],
    ["rbacGroupNames/any(g: g eq 'All')", ['13']],
    ["rbacGroupIds/any(g: g eq '7')", []],
    ['expirationTime gt 2020-01-01T00:00:00Z', ['13']],
    ['creationTimeDateTimeUtc gt 2020-01-01T00:00:00Z', []],
  ] as const) {
    it(`are found by ${filter}`, async () => {
      const tenant = await smallTenant({ indicators: THREE });
      const answer = await list(tenant, `?$filter=${filter}`);
      assert.deepEqual(column(answer, 'id'), found, answer.text);
    });
  }

  it('are skipped and cut short', async () => {
    const tenant = await smallTenant({ indicators: THREE });
    assert.deepEqual(column(await list(tenant, '?$skip=1&$top=1'), 'id'), ['12']);
  });

  for (const query of [
    "$filter=description eq 'x'",
    "$filter=id eq '11'",
    "$filter=indicatorType eq 'ipAddress'",
    "$filter=indicatorValue in ('x')",
    "$filter=startswith(title,'x')",
    "$filter=rbacGroupNames eq 'All'",
    '$top=10001',
    '$stop=5',
    '$orderby=title',
    '$count=true',
  ]) {
    it(`are not listed with ${query}`, async () => {
      const tenant = await smallTenant({ indicators: THREE });
      assert.deepEqual((await list(tenant, `?${query}`)).code, 'ODataError');
    });
  }

  for (const [indicatorType, indicatorValue, code] of [
    ['FileSha1', SHA1, undefined],
    ['FileSha1', SHA256, 'InvalidHashValue'],
    ['FileSha1', 'g'.repeat(40), 'InvalidHashValue'],
    ['FileSha256', SHA256, undefined],
    ['FileSha256', SHA1, 'InvalidHashValue'],
    ['FileMd5', 'a'.repeat(32), undefined],
    ['FileMd5', SHA1, 'InvalidHashValue'],
    ['IpAddress', '2001:db8::7', undefined],
    ['IpAddress', '203.0.113.0/24', 'InvalidIpAddress'],
    ['IpAddress', '203.0.113.256', 'InvalidIpAddress'],
    ['IpAddress', 'bad.example', 'InvalidIpAddress'],
    ['IpAddress', '10.20.4.17', 'InvalidIpAddress'],
    ['IpAddress', 'fd00::1', 'InvalidIpAddress'],
    ['DomainName', 'bad.example', undefined],
    ['DomainName', 'xn--bcher-kva.example', undefined],
    ['DomainName', 'https://bad.example', 'InvalidDomainName'],
    ['DomainName', '*.bad.example', 'InvalidDomainName'],
    ['DomainName', 'localhost', 'InvalidDomainName'],
    ['DomainName', '203.0.113.7', 'InvalidDomainName'],
    ['Url', 'https://bad.example/block?x=1', undefined],
    ['Url', 'bad.example/block', 'InvalidUrl'],
    ['Url', 'ftp://bad.example/', 'InvalidUrl'],
    ['Url', 'https://*.bad.example/', 'InvalidUrl'],
    ['Url', 'https://', 'InvalidUrl'],
  ] as const) {
    it(`${code === undefined ? 'take' : 'refuse'} ${indicatorValue} as ${indicatorType}`, async () => {
      const tenant = await smallTenant();
      const answer = await submit(tenant, indicator({ indicatorType, indicatorValue }));
      assert.deepEqual([answer.status, answer.code], [code === undefined ? 200 : 400, code], answer.text);
    });
  }

  const file = { indicatorType: 'FileSha256', indicatorValue: SHA256 };
  const url = { indicatorType: 'Url', indicatorValue: 'https://bad.example/' };
  const certificate = { indicatorType: 'CertificateThumbprint', indicatorValue: SHA1 };
  for (const [what, members, code] of [
    ['blocking a file and its removal', { ...file, action: 'BlockAndRemediate' }, undefined],
    ['blocking a certificate and its removal', { ...certificate, action: 'BlockAndRemediate' }, undefined],
    [
      'warning of an address of the web',
      { ...url, action: 'Warn', educateUrl: 'https://x.example' },
      undefined,
    ],
    ['an audit with an alert', { action: 'Audit', generateAlert: true }, undefined],
    ['null for what is optional', { severity: null, expirationTime: null, rbacGroupNames: null }, undefined],
    ['an audit without an alert', { action: 'Audit' }, 'InvalidInput'],
    ['removal of an IP address', { action: 'BlockAndRemediate' }, 'InvalidInput'],
    ['an audit of a certificate', { ...certificate, action: 'Audit', generateAlert: true }, 'InvalidInput'],
    ['the retired Alert', { action: 'Alert' }, 'InvalidInput'],
    ['the retired AlertAndBlock', { ...file, action: 'AlertAndBlock' }, 'InvalidInput'],
    [
      'advice on an allowed address',
      { ...url, action: 'Allowed', educateUrl: 'https://x.example' },
      'InvalidInput',
    ],
    ['advice on a file', { ...file, educateUrl: 'https://x.example' }, 'InvalidInput'],
    ['an end in the past', { expirationTime: '2026-01-01T00:00:00Z' }, 'InvalidInput'],
    ['an end without a zone', { expirationTime: '2099-01-01T00:00:00' }, 'InvalidRequestBody'],
    ['an end that is none', { expirationTime: '2099-13-01T00:00:00Z' }, 'InvalidRequestBody'],
    ['no value', { indicatorValue: undefined }, 'MissingRequiredParameter'],
    ['an empty value', { indicatorValue: '' }, 'MissingRequiredParameter'],
    ['no type', { indicatorType: undefined }, 'MissingRequiredParameter'],
    ['no action', { action: undefined }, 'MissingRequiredParameter'],
    ['no title', { title: undefined }, 'MissingRequiredParameter'],
    ['no description', { description: undefined }, 'MissingRequiredParameter'],
    [
      'a value with a capital name',
      { indicatorValue: undefined, IndicatorValue: 'x' },
      'MissingRequiredParameter',
    ],
    ['a type in lower case', { indicatorType: 'ipAddress' }, 'InvalidRequestBody'],
    ['an unknown action', { action: 'Allow' }, 'InvalidRequestBody'],
    ['an unknown severity', { severity: 'Critical' }, 'InvalidRequestBody'],
    ['an alert in words', { generateAlert: 'True' }, 'InvalidRequestBody'],
    ['groups in one text', { rbacGroupNames: 'All,Laptops' }, 'InvalidRequestBody'],
    ['a title that is no text', { title: 7 }, 'InvalidRequestBody'],
    ['an application that is no text', { application: 7 }, 'InvalidRequestBody'],
    ['a property too many', { externalId: 'DB-4T9K' }, 'InvalidRequestBody'],
  ] as const) {
    it(`${code === undefined ? 'take' : 'refuse'} ${what}`, async () => {
      const tenant = await smallTenant();
      const answer = await submit(tenant, indicator(members));
      assert.deepEqual([answer.status, answer.code], [code === undefined ? 200 : 400, code], answer.text);
      assert.equal((await list(tenant)).items.length, code === undefined ? 1 : 0);
    });
  }

  it('end at 15,000, of which one may still change', async () => {
    const indicators = Array.from({ length: 15_000 }, (_, n) =>
      indicator({
        id: String(n + 1),
        indicatorValue: `198.18.${n >> 8}.${n & 255}`,
        ...(n === 0 ? { expirationTime: new Date(FIXTURE_NOW + 60_000).toISOString() } : {}),
      }),
    );
    const tenant = await smallTenant({ indicators });
    const refused = await submit(tenant, indicator());
    assert.deepEqual([refused.status, refused.code], [400, 'BadRequest']);
    const full = await tenant.send('POST', '/api/indicators/import', { Indicators: [indicator()] });
    assert.deepEqual(column(full, 'isFailed'), [true]);
    assert.equal((await submit(tenant, indicator({ indicatorValue: '198.18.0.7' }))).body['id'], '8');
    await tenant.advance(120);
    assert.equal((await submit(tenant, indicator())).body['id'], '15001');
  });

  it('are imported in a batch, each with its own result', async () => {
    const tenant = await smallTenant({ indicators: THREE });
    const Indicators = [
      indicator({ indicatorType: 'FileSha1', indicatorValue: SHA1 }),
      indicator({ indicatorType: 'FileSha1', indicatorValue: SHA256 }),
      indicator({ title: '' }),
      indicator(),
    ];
    const answer = await tenant.send('POST', '/api/indicators/import', { Indicators });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, {
      value: [
        { id: '11', indicator: SHA1, isFailed: false, failureReason: null },
        { id: null, indicator: SHA256, isFailed: true, failureReason: `Hash value ${SHA256} is invalid.` },
        {
          id: null,
          indicator: '203.0.113.77',
          isFailed: true,
          failureReason: 'Parameter title is missing.',
        },
        { id: '14', indicator: '203.0.113.77', isFailed: false, failureReason: null },
      ],
    });
    assert.deepEqual(column(await list(tenant), 'id'), ['11', '12', '13', '14']);
  });

  for (const [what, body, code] of [
    ['no body', undefined, 'InvalidRequestBody'],
    ['no list', {}, 'MissingRequiredParameter'],
    ['a list in lower case', { indicators: [indicator()] }, 'MissingRequiredParameter'],
    ['an empty list', { Indicators: [] }, 'InvalidRequestBody'],
    ['no objects', { Indicators: ['x'] }, 'InvalidRequestBody'],
    ['a member too many', { Indicators: [indicator()], Comment: 'x' }, 'InvalidRequestBody'],
    [
      'an indicator that cannot be read',
      { Indicators: [indicator(), indicator({ note: 'x' })] },
      'InvalidRequestBody',
    ],
    [
      'more than 500',
      { Indicators: Array.from({ length: 501 }, () => indicator()) },
      'MaximumBatchSizeExceeded',
    ],
  ] as const) {
    it(`are not imported from ${what}`, async () => {
      const tenant = await smallTenant();
      const answer = await tenant.send('POST', '/api/indicators/import', body);
      assert.deepEqual([answer.status, answer.code], [400, code], answer.text);
      assert.deepEqual((await list(tenant)).items, []);
    });
  }

  it('are deleted one by one', async () => {
    const tenant = await smallTenant({ indicators: THREE });
    const answer = await tenant.send('DELETE', '/api/indicators/11');
    assert.deepEqual([answer.status, answer.text], [204, '']);
    assert.deepEqual((await tenant.send('DELETE', '/api/indicators/11')).code, 'ResourceNotFound');
    assert.equal((await tenant.send('DELETE', '/api/indicators/12', { Comment: 'x' })).status, 400);
    assert.deepEqual(column(await list(tenant), 'id'), ['12', '13']);
  });

  it('are deleted in a batch, all or none', async () => {
    const tenant = await smallTenant({ indicators: THREE });
    const remove = (body: unknown) => tenant.send('POST', '/api/indicators/BatchDelete', body);
    for (const [body, status, code] of [
      [undefined, 400, 'InvalidRequestBody'],
      [{}, 400, 'MissingRequiredParameter'],
      [{ IndicatorIds: [] }, 400, 'InvalidRequestBody'],
      [{ IndicatorIds: [11] }, 400, 'InvalidRequestBody'],
      [{ IndicatorIds: ['11', 'x'] }, 400, 'InvalidInput'],
      [{ IndicatorIds: ['11'], Comment: 'x' }, 400, 'InvalidRequestBody'],
      [{ IndicatorIds: Array.from({ length: 501 }, String) }, 400, 'MaximumBatchSizeExceeded'],
      [{ IndicatorIds: ['11', '99'] }, 404, 'ResourceNotFound'],
    ] as const) {
      const answer = await remove(body);
      assert.deepEqual([answer.status, answer.code], [status, code], answer.text);
    }
    assert.equal((await list(tenant)).items.length, 3);
    const done = await remove({ IndicatorIds: ['11', '13'] });
    assert.deepEqual([done.status, done.text], [204, '']);
    assert.deepEqual(column(await list(tenant), 'id'), ['12']);
  });

  it('of others are out of sight and reach with the smaller permission', async () => {
    const tenant = await smallTenant({ app: appWith([], ['Ti.ReadWrite']), indicators: THREE });
    assert.deepEqual(column(await list(tenant), 'id'), ['12']);
    const same = indicator({ indicatorType: 'FileSha1', indicatorValue: SHA1 });
    assert.deepEqual((await submit(tenant, same)).code, 'Forbidden');
    const imported = await tenant.send('POST', '/api/indicators/import', { Indicators: [same] });
    assert.deepEqual(column(imported, 'isFailed'), [true]);
    assert.equal((await tenant.send('DELETE', '/api/indicators/11')).status, 404);
    const batch = { IndicatorIds: ['11'] };
    assert.equal((await tenant.send('POST', '/api/indicators/BatchDelete', batch)).status, 404);
    assert.equal((await submit(tenant, indicator())).body['id'], '14');
    assert.equal((await tenant.send('DELETE', '/api/indicators/14')).status, 204);
  });

  it('need a permission', async () => {
    const tenant = await smallTenant({ app: appWith([], ['Machine.Read.All']), indicators: THREE });
    const answers = [
      await list(tenant),
      await submit(tenant, indicator()),
      await tenant.send('POST', '/api/indicators/import', { Indicators: [indicator()] }),
      await tenant.send('POST', '/api/indicators/BatchDelete', { IndicatorIds: ['11'] }),
      await tenant.send('DELETE', '/api/indicators/11'),
    ];
    assert.deepEqual(
      answers.map(({ status, code }) => [status, code]),
      answers.map(() => [403, 'Forbidden']),
    );
  });

  it('keep to thirty batches a minute', async () => {
    const tenant = await smallTenant();
    for (const path of ['import', 'BatchDelete']) {
      const call = () => tenant.send('POST', `/api/indicators/${path}`, {});
      for (let n = 0; n < 30; n++) assert.equal((await call()).status, 400);
      const refused = await call();
      assert.deepEqual([refused.status, refused.code], [429, 'TooManyRequests']);
      assert.ok(Number(refused.headers.get('retry-after')) > 0);
    }
  });
});
