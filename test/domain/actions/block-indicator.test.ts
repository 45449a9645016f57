/** Blocking and unblocking: what an approver reads, what is sent, how it is found again and proved. */
import assert from 'node:assert/strict';
import { readParameters } from '../../../src/domain/actions/action.ts';
import type { Order, Preflight } from '../../../src/domain/actions/action.ts';
import { blockIndicator } from '../../../src/domain/actions/block-indicator.ts';
import { unblockIndicator } from '../../../src/domain/actions/unblock-indicator.ts';
import type { Indicator } from '../../../src/domain/tenant/indicator.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import { ago } from '../../fakes/sample-device.ts';

const VALUE = '203.0.113.77';
const target = { kind: 'indicator', id: VALUE, name: VALUE, aadDeviceId: null } as const;
const block: Order = { target, parameters: { kind: 'ip', lasts: '90 days' } };
const unblock: Order = { target, parameters: { indicatorId: '7' } };
const indicator = (part: Partial<Indicator> = {}): Indicator => ({
  id: '7',
  value: VALUE,
  kind: 'ip',
  action: 'Block',
  title: 'Incident 4018',
  description: 'by hand',
  madeBy: 'nadia@contoso.example',
  madeAt: '2026-11-19T14:00:00.000Z',
  expiresAt: '2027-01-19T09:00:00.000Z',
  deviceGroups: [],
  ...part,
});
const look = (order: Order, indicators: readonly Indicator[], more: TenantData = {}): Promise<Preflight> =>
  (order === unblock ? unblockIndicator : blockIndicator).preflight(
    order,
    fakePorts({ indicators, ...more }),
    fixedClock(),
  );
const line = ({ evidence }: Preflight, label: string): string | undefined =>
  evidence.find((one) => one.label === label)?.value;

describe('blocking an indicator', () => {
  it('shows what is sent, where it works, and how many are in use', async () => {
    const found = await look(block, []);
    assert.deepEqual([found.blockers, found.underWay], [[], null]);
    assert.equal(line(found, 'Sent'), 'Block, with an alert of high severity, all devices');
    assert.equal(line(found, 'Expires'), '90 days after it is sent');
    assert.match(line(found, 'Works on') ?? '', /network protection in block mode/);
    assert.equal(line(found, 'Indicators used'), '0 of 15000');
    assert.deepEqual(found.facts, { 'Indicators of it': 'none' });
  });
  for (const [part, code, why] of [
    [{}, 'alreadyDone', /blocked already: Block, by nadia@contoso\.example, until 2027-01-19\./],
    [
      { action: 'BlockAndRemediate', expiresAt: null, madeBy: null },
      'alreadyDone',
      /does not name, without an end/,
    ],
    [{ action: 'Allowed' }, 'notSupported', /this would overwrite: Allowed, by nadia/],
    [{ deviceGroups: ['Servers'] }, 'notSupported', /overwrite: Block, .* for Servers only/],
  ] as const) {
    it(`is refused where there is one already: ${JSON.stringify(part)}`, async () => {
      const { blockers, underWay } = await look(block, [indicator(part)]);
      assert.equal(blockers[0]?.code, code);
      assert.match(blockers[0].message, why);
      assert.equal(underWay, null, 'never taken over: Undo would delete it');
    });
  }
  it('is not refused by one of another type', async () => {
    assert.deepEqual((await look(block, [indicator({ kind: null })])).blockers, []);
  });
  it('is refused when the tenant is full, and goes on when that cannot be read', async () => {
    const clock = fixedClock();
    const full = fakePorts({}, { indicators: { count: () => Promise.resolve(15_000) } });
    const [blocker] = (await blockIndicator.preflight(block, full, clock)).blockers;
    assert.match(blocker?.message ?? '', /All 15000 indicators/);
    const silent = fakePorts(
      {},
      {
        indicators: { count: failing('upstream_timeout') },
        directory: { ownDomains: failing('upstream_forbidden') },
      },
    );
    const found = await blockIndicator.preflight(block, silent, clock);
    assert.deepEqual(found.blockers, []);
    assert.equal(line(found, 'Indicators used'), 'could not be read');
    assert.match(found.warnings.join(), /How many of the 15000 .* could not be read/);
    const blind = fakePorts({}, { indicators: { of: failing('upstream_timeout') } });
    await assert.rejects(blockIndicator.preflight(block, blind, clock), { code: 'upstream_timeout' });
    const broken = fakePorts({}, { indicators: { count: () => Promise.reject(new Error('ours')) } });
    await assert.rejects(blockIndicator.preflight(block, broken, clock), /ours/);
  });
  it('looks at the value again: what is stored is not trusted', async () => {
    const order = { ...block, target: { ...target, id: '10.0.0.1' } };
    assert.match((await look(order, [])).blockers[0]?.message ?? '', /private/);
    const own = { target: { ...target, id: 'contoso.example' }, parameters: { kind: 'domain' } };
    assert.match((await look(own, [])).blockers[0]?.message ?? '', /organization itself/);
  });
  it('sends what was approved, and a certificate with the only action that it knows', async () => {
    const sent: object[] = [];
    const ports = fakePorts(
      {},
      {
        indicators: {
          block: (one) => {
            sent.push(one);
            return Promise.resolve(indicator({ id: '9' }));
          },
        },
      },
    );
    const receipt = await blockIndicator.start(block, '[R-7F3K2] x', ports);
    assert.deepEqual(receipt, { upstreamId: '9', status: 'Succeeded', note: null, ours: true });
    const certificate = { target, parameters: { kind: 'certificate', lasts: '4 hours' } };
    await blockIndicator.start(certificate, 'x', ports);
    assert.deepEqual(sent, [
      { value: VALUE, kind: 'ip', action: 'Block', hours: 2160, comment: '[R-7F3K2] x' },
      { value: VALUE, kind: 'certificate', action: 'BlockAndRemediate', hours: 4, comment: 'x' },
    ]);
    assert.deepEqual(await blockIndicator.poll('9', block, ports), receipt);
    assert.equal(await blockIndicator.findLive(block, ports), null);
  });
  it('is found again by the request id in its description', async () => {
    const ports = fakePorts({ indicators: [indicator({ description: '[R-7F3K2] Drawbridge' })] });
    assert.equal((await blockIndicator.findOwn(block, 'R-7F3K2', ports))?.upstreamId, '7');
    assert.equal(await blockIndicator.findOwn(block, 'R-22222', ports), null);
  });
  for (const [indicators, since, verified, says] of [
    [
      [indicator()],
      ago({ minutes: 1 }),
      'yes',
      /until 2027-01-19\. Whether a device enforces it no API tells/,
    ],
    [[], ago({ minutes: 1 }), 'pending', /is not there so far/],
    [[], ago({ hours: 1 }), 'no', /is not there\.$/],
    [[indicator({ action: 'Allowed' })], ago({ hours: 1 }), 'no', /says Allowed/],
    [[indicator({ id: '8' })], ago({ hours: 1 }), 'no', /is not there/],
  ] as const) {
    it(`is proved by the indicator read anew: ${verified}`, async () => {
      const found = await blockIndicator.verify(block, '7', since, fakePorts({ indicators }), fixedClock());
      assert.equal(found.verified, verified);
      assert.match(found.evidence ?? '', says);
    });
  }
  it('is undone by deleting the indicator that it made, and no other', () => {
    assert.ok('verb' in blockIndicator.reversal);
    const back = blockIndicator.reversal.parameters;
    assert.deepEqual(back?.(block.parameters, { facts: {}, upstreamId: '9' }), { indicatorId: '9' });
    assert.equal(readParameters(unblockIndicator, back(block.parameters)).ok, false);
  });
  for (const [given, lasts] of [
    [{ kind: 'ip' }, '90 days'],
    [{ kind: 'url', lasts: '30 days' }, '30 days'],
    [{ kind: 'url', lasts: '4 hours' }, '4 hours'],
    [{ kind: 'url', lasts: '366 days' }, null],
    [{ kind: 'url', lasts: '0 days' }, null],
    [{ kind: 'url', lasts: 'for ever' }, null],
    [{ kind: 'planet' }, null],
    [{}, null],
  ] as const) {
    it(`${lasts === null ? 'does not take' : 'takes'} ${JSON.stringify(given)}`, () => {
      const read = readParameters(blockIndicator, given);
      assert.equal(read.ok ? read.parameters['lasts'] : null, lasts);
    });
  }
});

describe('unblocking an indicator', () => {
  it('shows whose it is, what it does, and what stays', async () => {
    const found = await look(unblock, [indicator(), indicator({ id: '8', kind: null })]);
    assert.deepEqual(found.blockers, []);
    assert.match(
      found.warnings.join('\n'),
      /Drawbridge did not make this indicator: nadia@contoso\.example did/,
    );
    assert.match(found.warnings.join('\n'), /Another indicator goes on blocking/);
    assert.equal(line(found, 'Its description'), 'by hand');
    assert.match(line(found, 'Others for it') ?? '', /^Block/);
    assert.deepEqual(found.facts, { Indicator: 'Block, by nadia@contoso.example, until 2027-01-19' });
  });
  it('says nothing of that for its own, and warns of one that does not block', async () => {
    const own = await look(unblock, [indicator({ description: '[R-7F3K2] Drawbridge, asked by Iris' })]);
    assert.deepEqual(own.warnings, []);
    const bare = { action: 'Allowed', title: null, description: null, madeAt: null, madeBy: null };
    const allowed = await look(unblock, [indicator(bare)]);
    assert.match(
      allowed.warnings.join('\n'),
      /does not name did[^]*It does not block: its action is Allowed/,
    );
    assert.equal(line(allowed, 'Its title'), 'none');
    assert.equal(line(allowed, 'Made'), undefined);
  });
  it('has nothing to do when it is gone, and touches no other', async () => {
    const gone = await look(unblock, [indicator({ id: '8' })]);
    assert.equal(gone.blockers[0]?.code, 'alreadyDone');
    assert.equal(gone.underWay?.ours, false);
  });
  it('deletes that one', async () => {
    const sent: object[] = [];
    const ports = fakePorts(
      {},
      {
        indicators: {
          remove: (one) => {
            sent.push(one);
            return Promise.resolve();
          },
        },
      },
    );
    const receipt = await unblockIndicator.start(unblock, 'x', ports);
    assert.deepEqual(sent, [{ indicatorId: '7' }]);
    assert.deepEqual(await unblockIndicator.poll('7', unblock, ports), receipt);
    assert.equal(await unblockIndicator.findOwn(unblock, 'R-7F3K2', ports), null);
    assert.equal(await unblockIndicator.findLive(unblock, ports), null);
  });
  for (const [indicators, since, verified, says] of [
    [[], ago({ minutes: 1 }), 'yes', /is gone; none stands for the value/],
    [[indicator({ id: '8' })], ago({ minutes: 1 }), 'yes', /is gone; others stand for the value: Block/],
    [[indicator()], ago({ minutes: 1 }), 'pending', /still there so far/],
    [[indicator()], ago({ hours: 1 }), 'no', /is still there\.$/],
  ] as const) {
    it(`is proved by looking anew: ${verified}`, async () => {
      const found = await unblockIndicator.verify(
        unblock,
        '7',
        since,
        fakePorts({ indicators }),
        fixedClock(),
      );
      assert.equal(found.verified, verified);
      assert.match(found.evidence ?? '', says);
    });
  }
  for (const indicatorId of [undefined, '', '7a', '7/8', '1'.repeat(21)]) {
    it(`needs to know which: ${indicatorId ?? 'nothing'}`, () => {
      assert.equal(readParameters(unblockIndicator, { indicatorId }).ok, false);
    });
  }
});
