/** `drawbridge doctor`: joins the checks to what they look at. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { buildAppPackage } from '../app-package.ts';
import { connectLanguageModel, connectTenant } from '../compose.ts';
import { processEnvironment, readEnvFiles } from '../config.ts';
import type { Config } from '../config.ts';
import { pulledText } from '../commands/stop-switch-words.ts';
import { DrawbridgeError } from '../errors.ts';
import { createLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { checkLanguageModel } from '../microsoft/openai/check-language-model.ts';
import type { MicrosoftTenant } from '../microsoft/tenant.ts';
import { explainPolicy } from '../policy-file.ts';
import { createResponseStore } from '../storage/response-store.ts';
import { tryExport } from '../tracing.ts';
import { runDoctor } from './doctor.ts';
import { onCallSchedule } from './on-call-schedule.ts';
import { unknownInPolicy } from './policy-people.ts';
import { readConfig } from './serve.ts';
import { databaseFor, policyFor } from './surroundings.ts';

export interface DoctorOptions {
  readonly json: boolean;
  readonly env?: string;
}

const CHECK_MS = 15_000;
const ROOT = path.join(import.meta.dirname, '..', '..');

export async function doctor(options: DoctorOptions): Promise<number> {
  const report = await runDoctor(
    {
      loadConfig: () => readConfig(options, 'tool'),
      connect: (config) => openTenant(config).probe,
      database: async (config) => {
        const database = await databaseFor(config);
        try {
          await database.ping();
          return database.engine.kind === 'pglite'
            ? `PGlite in ${config.storage.dataDir}, migrations are up to date`
            : 'PostgreSQL answers, migrations are up to date';
        } finally {
          await database.close();
        }
      },
      stopSwitch: async (config) => {
        const database = await databaseFor(config);
        try {
          const clock = { now: () => new Date() };
          const enqueue = (): Promise<void> => Promise.resolve();
          const stop = await createResponseStore(database.kysely, { clock, enqueue }).stopSwitch();
          return stop.pulled ? pulledText(stop, clock.now()) : null;
        } finally {
          await database.close();
        }
      },
      policyFile: async (config) => {
        const policy = await policyFor(config);
        const from = config.policyFile ?? 'no POLICY_FILE: defaults, nobody has a role';
        return `${from}; ${explainPolicy(policy).join('; ')}`;
      },
      policyPeople: async (config, context) =>
        unknownInPolicy(await policyFor(config), openTenant(config).open(context).directory),
      shifts: async (config, context) => {
        const teamId = await onCallTeam(config);
        return teamId === null
          ? null
          : onCallSchedule(openTenant(config).open(context).shiftSchedules, teamId, new Date());
      },
      appPackage: () => {
        const envName = options.env ?? 'local';
        const env = readEnvFiles(path.join(ROOT, 'env'), envName, processEnvironment());
        const { file } = buildAppPackage({ env, envName, dir: path.join(ROOT, 'appPackage') });
        return Promise.resolve(`${file} can be built`);
      },
      traceExport: tryExport,
      languageModel: (settings) =>
        checkLanguageModel(connectLanguageModel(settings, createLog('silent'), createMetrics().metrics), {
          correlationId: randomUUID(),
        }),
      timeLimit: () => AbortSignal.timeout(CHECK_MS),
      newCorrelationId: randomUUID,
    },
    { json: options.json },
  );
  for (const line of report.lines) process.stdout.write(`${line}\n`);
  return report.exitCode;
}

function openTenant(config: Config): MicrosoftTenant {
  return connectTenant(
    config,
    config.credential.tenantId ?? '',
    createLog('silent'),
    createMetrics().metrics,
  );
}

/** Null also where the policy has faults: they have a line of their own. */
async function onCallTeam(config: Config): Promise<string | null> {
  try {
    return (await policyFor(config)).oncall.shifts;
  } catch (error) {
    if (error instanceof DrawbridgeError) return null;
    throw error;
  }
}
