/** Indicators on the simulated service: the exact bodies, whose they are, and what is refused. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { TenantPorts } from '../../../src/domain/ports/tenant.ts';
import { simulatedCloud } from '../../../src/microsoft/clouds.ts';
import { testTenant } from '../test-tenant.ts';
import { simulatedTenant } from './simulated-tenant.ts';
import type { SimulatedTenant } from './simulated-tenant.ts';

const order = {
  value: '203.0.113.77',
  kind: 'ip',
  action: 'Block',
  hours: 48,
  comment: '[R-7F3K2] x',
} as const;

describe('indicators of Defender for Endpoint', () => {
  let tenant: SimulatedTenant;
  let ports: TenantPorts;
  before(async () => {
    tenant = await simulatedTenant();
  });
  after(() => tenant.close());
  beforeEach(() => {
    ({ ports } = tenant.open());
  });
  afterEach(async () => {
    await tenant.calm();
    await tenant.reset();
  });

  it('are found by their value, whoever made them', async () => {
    const [found, ...more] = await ports.indicators.of('192.0.2.99');
    assert.deepEqual(more, []);
    assert.deepEqual([found?.id, found?.kind, found?.action], ['4102', 'ip', 'Block']);
    assert.equal(found?.madeBy, 'nadia.haddad@contoso.example');
    assert.deepEqual(await ports.indicators.of("x' or 'a' eq 'a"), []);
    const hash = 'd17eb06b6105a877abdd6a2afa10cc48c252c41b9c53f24f55de0fbb3ad0c688';
    assert.equal((await ports.indicators.of(hash)).length, 1);
  });

  it('are never mistaken for one another, even if the service ignores the filter', async () => {
    const one = { id: '1', indicatorValue: 'evil.example.net', indicatorType: 'DomainName', action: 'Block' };
    const value = [one, { ...one, id: '2', indicatorValue: 'EVIL.example' }];
    await tenant.fault({ match: { path: '/api/indicators' }, status: 200, body: { value } });
    const found = await ports.indicators.of('evil.example');
    assert.deepEqual(
      found.map(({ id, kind, madeBy }) => [id, kind, madeBy]),
      [['2', 'domain', null]],
    );
  });

  it('are counted, over as many pages as there are', async () => {
    assert.equal(await ports.indicators.count(), 2);
    const page = (length: number) => ({ value: Array.from({ length }, (_one, id) => ({ id })) });
    await tenant.fault({ match: { path: 'skip' }, status: 200, body: page(3) });
    await tenant.fault({ match: { path: '/api/indicators' }, status: 200, body: page(10_000) });
    assert.equal(await tenant.open().ports.indicators.count(), 10_003);
  });

  it('are made with the request id, an end and an alert, for all devices', async () => {
    const made = await ports.indicators.block(order);
    assert.deepEqual([made.action, made.description, made.deviceGroups], ['Block', '[R-7F3K2] x', []]);
    const [sent] = (await tenant.exchanges()).filter(({ method }) => method === 'POST');
    const { expirationTime, ...body } = sent?.requestBody as Record<string, string>;
    assert.deepEqual(body, {
      indicatorValue: '203.0.113.77',
      indicatorType: 'IpAddress',
      action: 'Block',
      title: 'Drawbridge: 203.0.113.77',
      description: '[R-7F3K2] x',
      severity: 'High',
      generateAlert: true,
      rbacGroupNames: [],
    });
    const hours = (Date.parse(expirationTime ?? '') - Date.now()) / 3_600_000;
    assert.ok(Math.abs(hours - 48) < 0.1, expirationTime);
    assert.deepEqual(
      (await ports.indicators.of(order.value)).map(({ id }) => id),
      [made.id],
    );
  });

  it('are of every kind that may be blocked', async () => {
    for (const [kind, value, action] of [
      ['sha256', 'a'.repeat(64), 'Block'],
      ['sha1', 'b'.repeat(40), 'Block'],
      ['certificate', 'c'.repeat(40), 'BlockAndRemediate'],
      ['url', 'https://evil.example/x', 'Block'],
      ['domain', 'evil.example', 'Block'],
      ['ip', '2001:db8::1', 'Block'],
    ] as const) {
      assert.equal((await ports.indicators.block({ ...order, kind, value, action })).kind, kind);
    }
  });

  it('are deleted one by one', async () => {
    const { id } = await ports.indicators.block(order);
    await ports.indicators.remove({ indicatorId: id });
    const [sent] = (await tenant.exchanges()).filter(({ url }) => url.endsWith('/BatchDelete'));
    assert.deepEqual([sent?.status, sent?.requestBody], [204, { IndicatorIds: [id] }]);
    assert.deepEqual(await ports.indicators.of(order.value), []);
    assert.equal(await tenant.open().ports.indicators.count(), 2);
    await assert.rejects(ports.indicators.remove({ indicatorId: id }), { code: 'upstream_rejected' });
  });

  it('are refused by Defender in its own code', async () => {
    await assert.rejects(
      ports.indicators.block({ ...order, value: '10.0.0.1' }),
      (error: { details?: { vendorCode?: string } }) => error.details?.vendorCode === 'InvalidIpAddress',
    );
  });

  it('are none where the cloud has no Defender API', async () => {
    const endpoints = { ...simulatedCloud(tenant.url), defender: null };
    const { indicators } = testTenant(tenant.url, { endpoints }).tenant.open({ correlationId: 'c' });
    await assert.rejects(indicators.of('x'), { code: 'upstream_not_configured' });
  });
});

describe('the domains of the organization', () => {
  it('are those that are verified', async () => {
    const tenant = await simulatedTenant();
    const { directory } = tenant.open().ports;
    assert.deepEqual(await directory.ownDomains(), ['contoso.example', 'contosodemo.onmicrosoft.example']);
    await tenant.close();
  });
});
