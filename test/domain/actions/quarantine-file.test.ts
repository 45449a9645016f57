import assert from 'node:assert/strict';
import { readParameters } from '../../../src/domain/actions/action.ts';
import type { Preflight } from '../../../src/domain/actions/action.ts';
import { quarantineFile } from '../../../src/domain/actions/quarantine-file.ts';
import type { MachineAction } from '../../../src/domain/tenant/device.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { MACHINE_ID, action as machineAction, healthyTenant } from '../../fakes/sample-device.ts';

const SHA1 = '3395856ce81f2b7382dee72602f798b642f14140';
const order = {
  target: { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null },
  parameters: { sha1: SHA1 },
} as const;
const quarantined = (part: Partial<MachineAction>): MachineAction =>
  machineAction({ id: 'q', type: 'StopAndQuarantineFile', scope: null, relatedFile: SHA1, ...part });

function look(actions: readonly MachineAction[]): Promise<Preflight> {
  return quarantineFile.preflight(order, fakePorts(healthyTenant({ actions })), fixedClock());
}

describe('the hash of a file to quarantine', () => {
  for (const [typed, why] of [
    [SHA1.toUpperCase(), null],
    [` ${SHA1} `, null],
    ['a'.repeat(64), /^This is a SHA-256 hash\. Defender quarantines a file by its SHA-1 only/],
    ['a'.repeat(32), /^This is an MD5 hash\./],
    ['a'.repeat(41), /^This is no SHA-1 hash/],
    ['g'.repeat(40), /^This is no SHA-1 hash/],
    ['z'.repeat(64), /^This is no SHA-1 hash/],
    ['', /^This is no SHA-1 hash/],
  ] as const) {
    it(`${why === null ? 'is kept in lower case' : 'is refused'}: ${typed.slice(0, 8)}… (${typed.length})`, () => {
      const read = readParameters(quarantineFile, { sha1: typed });
      if (why === null) assert.deepEqual(read, { ok: true, parameters: { sha1: SHA1 } });
      else assert.match(read.ok ? '' : read.why, why);
    });
  }
});

describe('quarantining a file', () => {
  it('takes over the same file under way, and waits while it is another', async () => {
    const same = await look([quarantined({ status: 'Pending' })]);
    assert.equal(same.underWay?.upstreamId, 'q');
    const other = await look([quarantined({ status: 'Pending', relatedFile: 'f'.repeat(40) })]);
    assert.equal(other.underWay, null);
    assert.match(other.blockers[0]?.message ?? '', /^Another quarantine is under way .* one at a time/);
  });
  it('says when the same file was put into quarantine here before', async () => {
    assert.match((await look([quarantined({})])).warnings.join(), /put into quarantine here 5 h ago/);
    assert.deepEqual((await look([quarantined({ relatedFile: null })])).warnings, []);
  });
  it('is never called proven, for nothing shows it', async () => {
    const found = await quarantineFile.verify(order, 'q', '', fakePorts(healthyTenant()), fixedClock());
    assert.deepEqual(
      [found.verified, found.evidence?.startsWith('Accepted, not proven: no API tells')],
      ['pending', true],
    );
  });
});
