import assert from 'node:assert/strict';
import type { Followed } from '../../../src/domain/actions/action.ts';
import { isolate } from '../../../src/domain/actions/isolate.ts';
import type { TenantPorts } from '../../../src/domain/ports/tenant.ts';
import type { MachineAction } from '../../../src/domain/tenant/device.ts';
import { UpstreamError } from '../../../src/errors.ts';
import { machineAction } from '../../jobs/fake-defender.ts';

const SENT = '2026-11-22T06:00:00.000Z';

function followed(upstreamId: string, sentAt: string | null = SENT): Followed {
  const target = { kind: 'device', id: 'm', name: 'PC', aadDeviceId: null } as const;
  return { upstreamId, order: { target, parameters: {} }, sentAt };
}

/** What is listed since a time and by ids, and what was asked. */
function service(
  listed: readonly MachineAction[],
  known: readonly MachineAction[],
  over: { readonly complete?: boolean; readonly refusesIds?: string } = {},
) {
  const asked: (string | readonly string[])[] = [];
  const ports = {
    endpoints: {
      machineActionsSince: (since: string) => {
        asked.push(since);
        return Promise.resolve({ list: listed, complete: over.complete ?? true });
      },
      machineActionsById: (ids: readonly string[]) => {
        asked.push(ids);
        const { refusesIds } = over;
        if (refusesIds !== undefined) {
          const code = refusesIds as 'upstream_rejected' | 'upstream_failed';
          throw new UpstreamError(code, 'no', { service: 'defender', operation: 'GET' });
        }
        return Promise.resolve(known.filter(({ id }) => ids.includes(id)));
      },
    },
  } as unknown as TenantPorts;
  const look = (wanted: readonly Followed[], most = 5) => {
    assert.ok(isolate.following !== undefined);
    return isolate.following.look(wanted, most, ports);
  };
  return { asked, look };
}

describe('following many machine actions', () => {
  it('lists them by the time since the first was sent, clocks being what they are', async () => {
    const { asked, look } = service([machineAction({ id: 'a', status: 'InProgress' })], []);
    const { found, missing, calls } = await look([followed('b', '2026-11-22T07:00:00.000Z'), followed('a')]);
    assert.deepEqual(asked, ['2026-11-22T05:55:00.000Z']);
    assert.equal(found.get('a')?.status, 'InProgress');
    assert.deepEqual(missing, ['b']);
    assert.equal(calls, 1);
  });

  it('asks for those that were taken over by their ids, unless the list shows them anyway', async () => {
    const early = Array.from({ length: 20 }, (_, n) => followed(`old-${n}`, null));
    const known = [machineAction({ id: 'old-3' }), machineAction({ id: 'old-19' })];
    const { asked, look } = service([machineAction({ id: 'old-0' })], known);
    const { found, missing, calls } = await look(early.concat(followed('own')));
    assert.deepEqual([...found.keys()], ['old-0', 'old-3', 'old-19']);
    assert.equal(missing.length, 18);
    assert.equal(calls, 3);
    assert.deepEqual(
      asked.slice(1).map((ids) => ids.length),
      [15, 4],
    );
  });

  it('says nothing of what the calls did not reach to', async () => {
    const early = Array.from({ length: 40 }, (_, n) => followed(`old-${n}`, null));
    const { found, missing, calls } = await service([], []).look(early, 2);
    assert.deepEqual([found.size, missing.length, calls], [0, 30, 2]);
  });

  it('takes a list that is cut off for no proof that something is missing', async () => {
    const { asked, look } = service([], [machineAction({ id: 'a' })], { complete: false });
    const { found, missing } = await look([followed('a'), followed('b')]);
    assert.deepEqual([[...found.keys()], missing], [['a'], ['b']]);
    assert.deepEqual(asked[1], ['a', 'b']);
  });

  it('leaves the rest to be asked for one by one where Defender does not take ids', async () => {
    const { look } = service([], [], { refusesIds: 'upstream_rejected' });
    const { found, missing, calls } = await look([followed('a', null)]);
    assert.deepEqual([found.size, missing.length, calls], [0, 0, 1]);
    const broken = service([], [], { refusesIds: 'upstream_failed' });
    await assert.rejects(broken.look([followed('a', null)]), UpstreamError);
  });
});
