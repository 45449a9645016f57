/** What the commands that run the bot share: log, metrics, database, and whose policy holds. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connectTenant } from '../compose.ts';
import type { Config } from '../config.ts';
import { defaultPolicy } from '../domain/approvals/policy.ts';
import type { ResponsePolicy } from '../domain/approvals/policy.ts';
import type { Role } from '../domain/approvals/service.ts';
import type { Log, Metrics } from '../domain/ports/telemetry.ts';
import { UsageError } from '../errors.ts';
import { parsePolicyFile } from '../policy-file.ts';
import { openDatabase } from '../storage/database.ts';
import type { Database } from '../storage/database.ts';

/** The file that `POLICY_FILE` names; else the demo tenant's roles; else nobody has one. */
export async function policyFor(
  config: Config,
  demoRoles?: Readonly<Record<Role, readonly string[]>>,
): Promise<ResponsePolicy> {
  if (config.policyFile !== null) {
    return parsePolicyFile(await readPolicyFile(config.policyFile), config.policyFile);
  }
  return demoRoles === undefined ? defaultPolicy() : defaultPolicy(demoRoles, 'demo');
}

async function readPolicyFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `the policy file \`${file}\` cannot be read`,
      error instanceof Error && 'code' in error && error.code === 'ENOENT'
        ? 'POLICY_FILE must name a file that is there'
        : 'check its permissions',
    );
  }
}

/** Whose data is read: as configured; a simulated tenant says itself who it is. */
export async function tenantIdOf(config: Config, log: Log, metrics: Metrics): Promise<string> {
  const { tenantId } = config.credential;
  if (tenantId !== null) return tenantId;
  const tenant = connectTenant(config, '', log, metrics);
  return (await tenant.probe.organization({ correlationId: randomUUID() })).id;
}

/** PostgreSQL where the configuration names one, else PGlite in the data folder. */
export function databaseFor(config: Config): Promise<Database> {
  const { databaseUrl, dataDir } = config.storage;
  return openDatabase(databaseUrl === null ? { dataDir } : { databaseUrl });
}
