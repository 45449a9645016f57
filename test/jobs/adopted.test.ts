import assert from 'node:assert/strict';
import type { TenantPorts } from '../../src/domain/ports/tenant.ts';
import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from '../storage/test-database.ts';
import { machineAction } from './fake-defender.ts';
import type { Harness } from './harness.ts';
import { startHarness } from './harness.ts';

describe('an order that Defender answers with the action under way', () => {
  let database: Database;
  let harness: Harness;
  beforeEach(async () => {
    database = await testDatabase();
    harness = await startHarness(database);
  });
  afterEach(async () => {
    await harness.stop();
    await database.close();
  });

  it('is taken over and shown as such, whoever began it', async () => {
    const { defender } = harness;
    const open = defender.open.bind(defender);
    const theirs = machineAction({ id: 'theirs', status: 'Pending', requestorComment: 'by hand' });
    defender.open = (): TenantPorts => {
      const ports = open();
      return {
        ...ports,
        endpoints: {
          ...ports.endpoints,
          isolate: () => {
            defender.actions.push(theirs);
            return Promise.resolve(theirs);
          },
        },
      };
    };
    await harness.startWorkers();
    const done = await harness.untilState(await harness.approved(), 'succeeded');
    assert.equal(done.execution.adopted, true);
    assert.equal(done.execution.upstreamId, 'theirs');
    assert.equal(done.execution.problem, null);
  });
});
