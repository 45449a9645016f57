/** What sensors report, by advanced hunting: the exact queries, and what they tell of machines in each state. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { TenantPorts } from '../../../src/domain/ports/tenant.ts';
import { deviceName } from '../../../src/domain/tenant/device-name.ts';
import { simulatedTenant } from './simulated-tenant.ts';
import type { SimulatedTenant } from './simulated-tenant.ts';

const OWN = ['MsSense.exe', 'MsMpEng.exe'];

describe('what sensors report', () => {
  let tenant: SimulatedTenant;
  let ports: TenantPorts;
  const idOf = async (host: string): Promise<string> => {
    const [machine] = await ports.endpoints.find(deviceName(host));
    assert.ok(machine);
    return machine.id;
  };
  /** In the simulated tenant's time, which runs ahead of ours. */
  const now = async (machineId: string): Promise<string> => {
    const [action] = await ports.endpoints.machineActions(machineId);
    assert.ok(action?.lastUpdateDateTimeUtc);
    return action.lastUpdateDateTimeUtc;
  };
  const advance = async (seconds: number): Promise<void> => {
    const body = JSON.stringify({ seconds });
    await fetch(`${tenant.url}/_sim/advance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  };
  before(async () => {
    tenant = await simulatedTenant();
  });
  after(() => tenant.close());
  beforeEach(async () => {
    await tenant.reset();
    ({ ports } = tenant.open());
  });

  it('is asked with the machines, the time and the programs as literals', async () => {
    const machineId = await idOf('FIN-LT-042');
    await ports.hunting.connections([machineId, 'b"'], '2026-11-22T03:00:00Z', OWN);
    await ports.hunting.reports([machineId], '2026-11-22T03:00:00Z');
    const sent = (await tenant.exchanges()).filter(({ url }) => url.endsWith('/security/runHuntingQuery'));
    assert.deepEqual(
      sent.map(({ requestBody }) => requestBody),
      [
        {
          Query: [
            'DeviceNetworkEvents',
            '| where Timestamp > datetime(2026-11-22T03:00:00.000Z)',
            `| where DeviceId in ("${machineId}", "b\\"")`,
            '| where ActionType == "ConnectionSuccess"',
            '| where RemoteIPType != "Loopback" and RemotePort !in (53, 67, 68)',
            '| where InitiatingProcessFileName !in~ ("MsSense.exe", "MsMpEng.exe")',
            '| summarize arg_max(Timestamp, RemoteIP, RemoteUrl, RemotePort, InitiatingProcessFileName) by DeviceId',
          ].join('\n'),
        },
        {
          Query: [
            'DeviceNetworkEvents',
            '| where Timestamp > datetime(2026-11-22T03:00:00.000Z)',
            `| where DeviceId in ("${machineId}")`,
            '| summarize Timestamp = max(Timestamp) by DeviceId',
          ].join('\n'),
        },
      ],
    );
  });

  it('tells an isolated machine from one that is connected, also when it is released', async () => {
    const [cut, free] = [await idOf('FIN-LT-042'), await idOf('SAL-LT-022')];
    await ports.endpoints.isolate({ machineId: cut, comment: 'x', isolationType: 'Full' });
    await advance(600);
    ({ ports } = tenant.open());
    const since = await now(cut);
    const settled = new Date(Date.parse(since) + 60_000).toISOString();
    const connections = await ports.hunting.connections([cut, free], settled, OWN);
    assert.deepEqual([...connections.keys()], [free]);
    const connection = connections.get(free);
    assert.ok(connection?.process && connection.remoteIp && connection.remotePort && connection.at > settled);
    const reports = await ports.hunting.reports([cut, free], settled);
    assert.deepEqual([...reports.keys()].sort(), [cut, free].sort());

    await ports.endpoints.release({ machineId: cut, comment: 'x' });
    await advance(600);
    ({ ports } = tenant.open());
    const released = await now(cut);
    assert.deepEqual([...(await ports.hunting.connections([cut], released, OWN)).keys()], [cut]);
  });

  it('leaves out machines that report nothing', async () => {
    const silent = 'f'.repeat(40);
    assert.equal((await ports.hunting.reports([silent], '2026-11-22T00:00:00Z')).size, 0);
    assert.equal((await ports.hunting.blockedPrograms([silent], '2026-11-22T00:00:00Z')).size, 0);
  });

  it('tells which program a restriction kept from running', async () => {
    const machineId = await idOf('FIN-LT-042');
    await ports.endpoints.restrict({ machineId, comment: 'x' });
    await advance(900);
    ({ ports } = tenant.open());
    const blocked = (await ports.hunting.blockedPrograms([machineId], await now(machineId))).get(machineId);
    assert.ok(blocked?.fileName);
  });
});
