import assert from 'node:assert/strict';
import { throwSwitch } from '../../src/cli/stop-command.ts';
import { execute } from '../../src/jobs/execute.ts';
import { queryAudit } from '../../src/storage/audit-log.ts';
import type { Database } from '../../src/storage/database.ts';
import { startHarness } from '../jobs/harness.ts';
import { testDatabase } from '../storage/test-database.ts';

describe('drawbridge stop and resume', () => {
  let database: Database;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.close());

  it('hold back what is approved and let it go on, on the record as done at a shell', async () => {
    const harness = await startHarness(database);
    const id = await harness.approved();
    const pulled = await throwSwitch(
      'pull',
      { reason: 'Teams is away', as: 'iris@contoso.example' },
      database,
    );
    assert.equal(pulled, 'the stop switch is pulled: nothing new is sent; held: 1 approved action');
    await execute(id, harness.workflow());
    assert.equal(harness.defender.sent.length, 0);
    assert.match(
      await throwSwitch('pull', { reason: 'again' }, database),
      /pulled already, by iris@contoso\.example \(command line\)$/,
    );
    assert.match(
      await throwSwitch('release', { reason: 'it is back' }, database),
      /released; 1 approved action/,
    );
    await execute(id, harness.workflow());
    assert.equal(harness.defender.sent.length, 1);
    const record = await queryAudit(database.kysely, { actor: 'command-line', limit: 10 });
    assert.deepEqual(
      record.map(({ event, actorName, details }) => [
        event,
        details.reason,
        /\(command line\)$/.test(actorName ?? ''),
      ]),
      [
        ['stop.released', 'it is back', true],
        ['stop.pulled', 'Teams is away', true],
      ],
    );
    await harness.stop();
  });

  it('want a reason, and release only what is pulled', async () => {
    await assert.rejects(throwSwitch('pull', { reason: ' ' }, database), /a reason is needed/);
    await assert.rejects(throwSwitch('release', { reason: 'x' }, database), /is not pulled/);
  });
});
