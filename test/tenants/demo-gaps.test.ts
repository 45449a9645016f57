// The stories of docs/demo-tenant.md as the gap detector tells them: adapters, HTTP, ledger and simulated services included.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { fleetGaps } from '../../src/domain/questions/fleet-gaps.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import type { Database } from '../../src/storage/database.ts';
import { createSignInLedger } from '../../src/storage/sign-in-ledger-store.ts';
import { sharedTime } from '../microsoft/shared-time.ts';
import { NOW, testTenant } from '../microsoft/test-tenant.ts';
import type { TestTenant } from '../microsoft/test-tenant.ts';
import { testDatabase } from '../storage/test-database.ts';

describe('demo tenant gaps', () => {
  let simulator: Simulator;
  let tenant: TestTenant;
  let database: Database;
  before(async () => {
    const tenantDir = fileURLToPath(new URL('../../tenants/demo', import.meta.url));
    simulator = await startSimulator({ tenantDir, port: 0, now: () => NOW });
    tenant = testTenant(simulator.url, { timing: sharedTime(simulator.url) });
    database = await testDatabase();
  });
  after(async () => {
    await simulator.close();
    await database.close();
  });

  it('have a story for every cause that the other policies leave possible', async () => {
    const reply = await fleetGaps(
      {
        ports: tenant.tenant.open({ correlationId: 'story' }),
        ledger: createSignInLedger(database.kysely, tenant.clock),
        clock: tenant.clock,
        correlationId: 'story',
      },
      {},
    );
    assert.ok(reply.kind === 'answer');
    const lines = reply.table?.rows.map(([cause, person, , device]) => `${cause}: ${person}, ${device}`);
    assert.deepEqual(lines, [
      'Something else was enough (OR): Lee Gu, ENG-LT-008',
      'Excluded: Lena Brandt, OPS-LT-052',
      'Another platform: Mikko Salo, OPS-AN-007',
      'Place left out: Mikko Salo, OPS-LT-051',
      'Report-only: Megan Bowen, SAL-LT-017',
      'No policy asks for a compliant device: Diego Siciliani, HR-LT-023',
      'High risk, yet compliant: Adele Vance, FIN-LT-042',
      'Not explained: Mikko Salo, OPS-LT-051',
      'Enrolment: Mikko Salo, OPS-LT-051',
      'Compliant at that time: Diego Siciliani, HR-LT-023',
    ]);
    const said = JSON.stringify(reply.sections);
    assert.match(said, /excludes the nested group Operations exceptions/);
    assert.match(said, /Microsoft recorded .*reportOnlyFailure.* for CA13/);
    assert.match(reply.headline, /^6 people on 7 devices .* still reached 4 apps in the last 7 days, for 8 different reasons$/);
    assert.deepEqual(reply.gaps, []);
  });
});
