import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyAudit } from '../../src/storage/audit-log.ts';
import { openDatabase } from '../../src/storage/database.ts';
import type { DefenderServer } from './defender-server.ts';
import { startDefenderServer } from './defender-server.ts';
import { startHarness } from './harness.ts';

/**
 * Every place where the process can die between the approval and the proof, in the order in which the workflow comes by
 * them. Each death is followed by a new process that gets as far as the next one.
 */
const DEATHS = [
  'ready',
  'execution.started:uncommitted',
  'execution.started:committed',
  'machineActions:before',
  'machine:after',
  'execution.sending:uncommitted',
  // The call was noted and never left.
  'execution.sending:committed',
  'execution.unanswered:committed',
  // The call arrived and had no effect.
  'isolate:before',
  // It took effect, and nobody heard of it.
  'isolate:after',
  'execution.submitted:uncommitted',
  'execution.submitted:committed',
  'machineAction:before',
  'machineAction:after',
  'execution.succeeded:uncommitted',
  'execution.succeeded:committed',
  'execution.verified:uncommitted',
] as const;

describe('kill -9', function () {
  this.timeout(240_000);
  let dataDir: string;
  let requestId: string;
  let defender: DefenderServer;
  let child: ChildProcess | null = null;

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'drawbridge-kill-'));
    const database = await openDatabase({ dataDir });
    const harness = await startHarness(database);
    requestId = await harness.approved();
    await harness.stop();
    await database.close();
    defender = await startDefenderServer();
  });
  after(async () => {
    child?.kill('SIGKILL');
    await defender.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('at any point loses nothing and sends nothing twice', async () => {
    for (const moment of DEATHS) await runUntil(moment);
    await runUntil('execution.verified:committed');

    const database = await openDatabase({ dataDir });
    const harness = await startHarness(database);
    const request = await harness.service.find(requestId);
    const chain = await verifyAudit(database.kysely);
    await harness.stop();
    await database.close();
    assert.equal(request?.state, 'succeeded');
    assert.equal(request.verification.verified, 'yes');
    assert.deepEqual(
      defender.actions.map((action) => action.id),
      ['action-1'],
    );
    assert.equal(request.execution.upstreamId, 'action-1');
    assert.equal(request.execution.adopted, false);
    assert.equal(chain.ok, true);
  });

  /** Starts the process and kills it when it is there. */
  async function runUntil(moment: string): Promise<void> {
    const process = fork(new URL('./worker-process.ts', import.meta.url), [
      JSON.stringify({ dataDir, defender: defender.url }),
    ]);
    child = process;
    const exited = once(process, 'exit');
    const reached = new Promise<void>((resolve) => {
      process.on('message', (message: { id: string; moment: string }) => {
        if (message.moment === moment) resolve();
        else process.send(message.id);
      });
      defender.at = (upstream) => {
        if (upstream !== moment) return undefined;
        resolve();
        // Never answered: the caller is about to die.
        return new Promise(() => undefined);
      };
    });
    const died = exited.then(([code]) => {
      throw new Error(`the process ended by itself with ${String(code)} before "${moment}"`);
    });
    await Promise.race([reached, died]);
    process.kill('SIGKILL');
    died.catch(() => undefined);
    await exited;
    defender.at = () => undefined;
  }
});
