import assert from 'node:assert/strict';
import type { Database } from '../../src/storage/database.ts';
import { verifyAudit } from '../../src/storage/audit-log.ts';
import { testDatabase } from '../storage/test-database.ts';
import type { Harness } from './harness.ts';
import { startHarness } from './harness.ts';

describe('the workflow', () => {
  let database: Database;
  let harness: Harness;

  beforeEach(async () => {
    database = await testDatabase();
    harness = await startHarness(database);
    await harness.startWorkers();
  });
  afterEach(async () => {
    await harness.stop();
    await database.close();
  });

  it('carries an approved isolation out, follows it, proves it and keeps the record', async () => {
    const id = await harness.approved();
    const done = await harness.until(id, (request) => request.verification.verified === 'yes');
    assert.equal(done.state, 'succeeded');
    assert.equal(done.execution.upstreamId, 'action-1');
    assert.equal(harness.defender.sent.length, 1);
    assert.match(
      harness.defender.sent[0]?.requestorComment ?? '',
      new RegExp(`^\\[${id}\\] Drawbridge, asked by Iris Ek, approved by Tomas Ng: phishing$`),
    );
    assert.equal((await verifyAudit(database.kysely)).ok, true);
    const events = (await harness.service.audit({ limit: 50 })).map((entry) => entry.event).reverse();
    assert.deepEqual(events, [
      'request.created',
      'request.approved',
      'execution.started',
      'execution.sending',
      'execution.submitted',
      'execution.succeeded',
      'execution.verified',
    ]);
  });
});
