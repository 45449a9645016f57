import assert from 'node:assert/strict';
import { readParameters } from '../../../src/domain/actions/action.ts';
import type { Order, Preflight } from '../../../src/domain/actions/action.ts';
import { tag } from '../../../src/domain/actions/tag.ts';
import type { Verification } from '../../../src/domain/approvals/request.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { MACHINE_ID, ago, healthyTenant, machine } from '../../fakes/sample-device.ts';

const order = (change: string, name = 'VIP'): Order => ({
  target: { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null },
  parameters: { tag: name, change },
});
const ports = (machineTags: readonly string[] | null) =>
  fakePorts(healthyTenant({ machines: machineTags === null ? [] : [machine({ machineTags })] }));
const look = (one: Order, tags: readonly string[]): Promise<Preflight> =>
  tag.preflight(one, ports(tags), fixedClock());

describe('a tag', () => {
  it('is refused when it is there already, or gone already', async () => {
    const there = await look(order('add'), ['VIP']);
    assert.equal(there.blockers[0]?.message, 'It has the tag “VIP” already.');
    assert.deepEqual([there.underWay?.upstreamId, there.underWay?.ours], [MACHINE_ID, false]);
    const gone = await look(order('remove'), ['Other']);
    assert.equal(gone.blockers[0]?.message, 'It has no tag “VIP” already.');
  });
  it('warns of one that differs in its letters only', async () => {
    const found = await look(order('add'), ['vip']);
    assert.deepEqual(found.blockers, []);
    assert.match(found.warnings.join(), /tag “vip”: whether Defender tells the two apart is not known/);
    assert.deepEqual((await look(order('remove'), ['VIP'])).warnings, []);
  });
  it('says what it does', () => {
    assert.match(tag.effect(order('add')), /FIN-LT-042 gets the Defender tag “VIP”/);
    assert.match(tag.effect(order('remove')), /FIN-LT-042 loses the Defender tag “VIP”/);
  });
  it('is taken back by its opposite', () => {
    assert.ok('verb' in tag.reversal);
    const { parameters } = tag.reversal;
    assert.ok(parameters !== undefined);
    assert.deepEqual(parameters(order('add').parameters), { tag: 'VIP', change: 'remove' });
    assert.deepEqual(parameters(order('remove').parameters), { tag: 'VIP', change: 'add' });
  });
  for (const typed of [undefined, '', '   ', 'x'.repeat(201), 'a\nb']) {
    it(`is no tag: ${(typed ?? 'nothing').slice(0, 12)}`, () => {
      const read = readParameters(tag, { tag: typed });
      assert.match(read.ok ? '' : read.why, /1 to 200 characters on one line/);
    });
  }
  it('keeps the letters as they were typed', () => {
    assert.deepEqual(readParameters(tag, { tag: ' Vip 1 ' }), {
      ok: true,
      parameters: { tag: 'Vip 1', change: 'add' },
    });
  });
  it('sends what was ordered', async () => {
    const sent: object[] = [];
    const open = fakePorts(healthyTenant(), {
      endpoints: {
        setTag: (one) => {
          sent.push(one);
          return Promise.resolve(machine());
        },
      },
    });
    for (const change of ['add', 'remove'])
      assert.equal((await tag.start(order(change), 'x', open)).ours, true);
    assert.deepEqual(sent, [
      { machineId: MACHINE_ID, tag: 'VIP', change: 'Add' },
      { machineId: MACHINE_ID, tag: 'VIP', change: 'Remove' },
    ]);
  });
  it('has no machine action to be found by', async () => {
    assert.equal(await tag.findOwn(order('add'), 'R-7F3K2', ports([])), null);
    assert.equal(await tag.findLive(order('add'), ports([])), null);
    assert.equal((await tag.poll(MACHINE_ID, order('add'), ports([])))?.status, 'Succeeded');
    assert.equal(await tag.poll(MACHINE_ID, order('add'), ports(null)), null);
  });
});

describe('the proof of a tag', () => {
  const proof = (change: string, tags: readonly string[] | null, since: string): Promise<Verification> =>
    tag.verify(order(change), MACHINE_ID, since, ports(tags), fixedClock());
  const rows: readonly (readonly [
    string,
    readonly string[] | null,
    string,
    Verification['verified'],
    RegExp,
  ])[] = [
    ['add', ['VIP', 'Lab'], ago({ minutes: 1 }), 'yes', /lists the tags VIP, Lab\.$/],
    ['remove', [], ago({ minutes: 1 }), 'yes', /lists no tag\.$/],
    [
      'add',
      ['Lab'],
      ago({ minutes: 1 }),
      'pending',
      /^Accepted, not proven: .* lists the tags Lab so far\.$/,
    ],
    ['add', ['Lab'], ago({ hours: 1 }), 'no', /lists the tags Lab\.$/],
    ['remove', ['VIP'], ago({ hours: 1 }), 'no', /lists the tags VIP\.$/],
    ['add', null, ago({ hours: 1 }), 'no', /is gone\.$/],
  ];
  for (const [change, tags, since, verified, evidence] of rows) {
    it(`is ${verified} for ${change} with ${tags?.join(', ') ?? 'no machine'}`, async () => {
      const found = await proof(change, tags, since);
      assert.equal(found.verified, verified);
      assert.match(found.evidence ?? '', evidence);
    });
  }
});
