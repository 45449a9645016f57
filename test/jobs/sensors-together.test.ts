import assert from 'node:assert/strict';
import type { Hunting, Tenant, TenantPorts } from '../../src/domain/ports/tenant.ts';
import type { NetworkConnection } from '../../src/domain/tenant/sensor-report.ts';
import { SensorsTogether } from '../../src/jobs/sensors-together.ts';
import { notThere, upstreamError } from './fake-defender.ts';

const at = (minute: number): string => `2026-11-22T06:${String(minute).padStart(2, '0')}:00.000Z`;
const connection = (when: string): NetworkConnection => ({
  at: when,
  process: 'a.exe',
  remoteIp: '203.0.113.9',
  remoteUrl: null,
  remotePort: 443,
});

describe('what several proofs ask of sensors', () => {
  let asked: string[];
  let newest: Map<string, string>;
  let fails: boolean;
  let hunting: Hunting;
  beforeEach(() => {
    asked = [];
    newest = new Map();
    fails = false;
    const since = (ids: readonly string[], from: string): [string, string][] =>
      ids.flatMap((id): [string, string][] => {
        const found = newest.get(id);
        return found === undefined || found <= from ? [] : [[id, found]];
      });
    const port: Hunting = {
      ...notThere<Hunting>('hunting'),
      connections: (ids, from, except) => {
        asked.push(`connections ${ids.join(',')} ${from} but ${except.join(',')}`);
        if (fails) return Promise.reject(upstreamError('upstream_throttled'));
        return Promise.resolve(new Map(since(ids, from).map(([id, when]) => [id, connection(when)])));
      },
      reports: (ids, from) => {
        asked.push(`reports ${ids.join(',')} ${from}`);
        return Promise.resolve(new Map(since(ids, from)));
      },
    };
    const ports: TenantPorts = { ...notThere<TenantPorts>('ports'), hunting: port };
    const tenant: Tenant = { tenantId: 't', open: () => ports };
    hunting = new SensorsTogether({ tenant, newRunId: () => 'run' }).join(port);
  });

  it('is one question, since the earliest of their times, and each is told only what is newer than its own', async () => {
    newest = new Map([
      ['a', at(5)],
      ['b', at(5)],
    ]);
    const found = await Promise.all([
      hunting.reports(['a'], at(1)),
      hunting.reports(['b'], at(7)),
      hunting.reports(['c'], at(3)),
    ]);
    assert.deepEqual(asked, [`reports a,b,c ${at(1)}`]);
    assert.deepEqual(
      found.map((one) => [...one]),
      [[['a', at(5)]], [], []],
    );
  });

  it('is not mixed where other programs are left out', async () => {
    newest = new Map([['a', at(5)]]);
    const [full, selective, again] = await Promise.all([
      hunting.connections(['a'], at(1), ['x']),
      hunting.connections(['b'], at(1), ['x', 'y']),
      hunting.connections(['a'], at(6), ['x']),
    ]);
    assert.deepEqual([...asked].sort(), [`connections a ${at(1)} but x`, `connections b ${at(1)} but x,y`]);
    assert.deepEqual([full.get('a')?.at, selective.size, again.size], [at(5), 0, 0]);
  });

  it('is asked as it stands when nobody else asks', async () => {
    await hunting.reports(['a'], at(1));
    assert.deepEqual(asked, [`reports a ${at(1)}`]);
  });

  it('fails for all who asked it', async () => {
    fails = true;
    const settled = await Promise.allSettled([
      hunting.connections(['a'], at(1), []),
      hunting.connections(['b'], at(1), []),
    ]);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(asked.length, 1);
  });
});
