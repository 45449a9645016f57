import assert from 'node:assert/strict';
import type { Followed } from '../../../src/domain/actions/action.ts';
import { sync } from '../../../src/domain/actions/sync.ts';
import type { TenantPorts } from '../../../src/domain/ports/tenant.ts';
import { actionable, result } from './managed-device.ts';

const SENT = '2026-11-22T06:00:00.000Z';

function followed(n: number, name = 'syncDevice'): Followed {
  const target = { kind: 'device', id: `device-${n}`, name: 'PC', aadDeviceId: null } as const;
  return { upstreamId: `device-${n}/${name}/${SENT}`, order: { target, parameters: {} }, sentAt: SENT };
}

describe('following many actions of Intune', () => {
  it('reads the devices twenty at a time and tells their actions apart', async () => {
    const asked: (readonly string[])[] = [];
    const results = [
      result({ actionName: 'syncDevice', actionState: 'done', startDateTime: SENT }),
      result({ actionName: 'rebootNow', actionState: 'pending', startDateTime: SENT }),
      // Of an order before ours.
      result({ actionName: 'remoteLock', actionState: 'done', startDateTime: '2026-11-20T06:00:00.000Z' }),
    ];
    const ports = {
      managedDevices: {
        devices: (ids: readonly string[]) => {
          asked.push(ids);
          const known = ids.filter((id) => id !== 'device-5');
          return Promise.resolve(known.map((id) => ({ ...actionable(), id, deviceActionResults: results })));
        },
      },
    } as unknown as TenantPorts;
    const wanted = [
      followed(0, 'rebootNow'),
      followed(0, 'remoteLock'),
      ...Array.from({ length: 60 }, (_, n) => followed(n)),
    ];
    assert.ok(sync.following !== undefined);
    const { found, missing, calls } = await sync.following.look(wanted, 2, ports);
    assert.equal(calls, 2);
    assert.deepEqual(
      asked.map((ids) => ids.length),
      [18, 20],
    );
    assert.equal(found.get(followed(0).upstreamId)?.status, 'Succeeded');
    assert.equal(found.get(followed(0, 'rebootNow').upstreamId)?.status, 'Pending');
    assert.deepEqual(missing, [followed(0, 'remoteLock').upstreamId, followed(5).upstreamId]);
    // Forty of sixty-two were reached; nothing is said of the others.
    assert.equal(found.size + missing.length, 40);
  });
});
