/** `drawbridge stop` and `drawbridge resume`: the stop switch from a shell, for when the bot or Teams is away. */
import { userInfo } from 'node:os';
import { loadConfig, processEnvironment } from '../config.ts';
import type { SwitchOutcome } from '../domain/approvals/service.ts';
import { DrawbridgeError, UsageError } from '../errors.ts';
import { startBoss } from '../jobs/boss.ts';
import { pullStop, releaseStop } from '../jobs/stop-switch.ts';
import { createLog } from '../log.ts';
import type { Database } from '../storage/database.ts';
import { createResponseStore } from '../storage/response-store.ts';
import { databaseFor } from './surroundings.ts';

export interface StopOptions {
  readonly reason?: string;
  /** Who says they are at the shell; nothing proves it, and the record says so. */
  readonly as?: string;
}

export type Switch = 'pull' | 'release';

export async function stopCommand(which: Switch, options: StopOptions): Promise<number> {
  const database = await openFor(which);
  try {
    process.stdout.write(`${await throwSwitch(which, options, database)}\n`);
    return 0;
  } finally {
    await database.close();
  }
}

/** One line for people. Whoever can write to the database needs no role: the record says that it was done there. */
export async function throwSwitch(
  which: Switch,
  { reason, as }: StopOptions,
  database: Database,
): Promise<string> {
  if ((reason ?? '').trim() === '') throw new UsageError('a reason is needed', 'give it: --reason "…"');
  const clock = { now: () => new Date() };
  const boss = await startBoss(database.engine, createLog('error'));
  try {
    const store = createResponseStore(database.kysely, {
      clock,
      enqueue: (trx, queue, requestId, delayMs) => boss.enqueue(trx, queue, requestId, delayMs),
    });
    const name = `${as ?? userInfo().username} (command line)`;
    const actor = { id: 'command-line', name };
    const deps = { store, clock };
    const outcome =
      which === 'pull'
        ? await pullStop(actor, reason ?? null, deps)
        : await releaseStop(actor, reason ?? null, deps);
    return told(which, outcome);
  } finally {
    await boss.stop();
  }
}

function told(which: Switch, outcome: SwitchOutcome): string {
  if (!outcome.ok) throw new DrawbridgeError('usage', 'the stop switch is not pulled');
  const { stop, changed, waiting } = outcome;
  if (!changed) return `the stop switch was pulled already, by ${oneLine(stop.by?.name ?? 'somebody')}`;
  const count = `${waiting.length} approved ${waiting.length === 1 ? 'action' : 'actions'}`;
  return which === 'pull'
    ? `the stop switch is pulled: nothing new is sent; held: ${count}`
    : `the stop switch is released; ${count} may go on`;
}

async function openFor(which: Switch): Promise<Database> {
  try {
    return await databaseFor(loadConfig(processEnvironment(), { mode: 'tool' }));
  } catch (error) {
    if (!(error instanceof DrawbridgeError) || !/is in use by process/.test(error.message)) throw error;
    const say = which === 'pull' ? 'pull the stop switch' : 'release the stop switch';
    throw new DrawbridgeError('storage_failed', error.message, {
      advice: `say "${say}" to the bot that runs there, or end that process: a bot that does not run sends nothing either`,
    });
  }
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ');
}
