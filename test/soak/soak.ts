/**
 * One round of the soak: three processes on one PostgreSQL, one of them killed every second, ten people who ask for
 * actions and click at the same cards, Microsoft and Teams failing in every way that is known. Then everything is let
 * come to an end, and judged.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDemoTenant } from '../../src/cli/tenant-folder.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { startTeamsConnector } from '../fakes/teams-connector.ts';
import { drawbridge } from '../scenarios/served-bot.ts';
import { writeFleetTenant } from './fleet-tenant.ts';
import type { Exchange } from './judge-requests.ts';
import { makePlan } from './plan.ts';
import { startReplicas } from './replicas.ts';
import { Round } from './round.ts';
import type { RoundParts, SoakSize } from './round.ts';
import { judgeRound } from './verdict.ts';
import type { SoakResult } from './verdict.ts';
import { Microsoft } from './weather.ts';

export async function soak(databaseUrl: string, size: SoakSize): Promise<SoakResult> {
  const plan = makePlan(size);
  const folder = await mkdtemp(path.join(tmpdir(), 'drawbridge-soak-'));
  const cleanUp: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    await writeFleetTenant(folder, plan.requests);
    const tenant = await readDemoTenant(folder);
    const recordFile = path.join(folder, 'exchanges.jsonl');
    const simulator = await startSimulator({ tenantDir: folder, port: 0, recordFile });
    cleanUp.push(() => simulator.close());
    const connector = await startTeamsConnector();
    cleanUp.push(() => connector.close());
    const policy = path.join(folder, 'policy.yaml');
    await writeFile(policy, JSON.stringify(policyFor(tenant.roles)));
    const database = await openDatabase({ databaseUrl });
    cleanUp.push(() => database.close());
    const environment = {
      PORT: '0',
      DRAWBRIDGE_CLOUD: 'custom',
      ...Object.fromEntries(
        ['GRAPH', 'DEFENDER', 'LOGS', 'ARM', 'INGEST'].map((name) => [`${name}_URL`, simulator.url]),
      ),
      // Without it each start would ask Microsoft whose tenant it is, and end when that is refused.
      AZURE_TENANT_ID: tenant.tenantId,
      DRAWBRIDGE_CREDENTIAL: 'simulated',
      DRAWBRIDGE_INSECURE_LOCAL: '1',
      DATABASE_URL: databaseUrl,
      POLICY_FILE: policy,
    };
    const replicas = await startReplicas(size.replicas, environment);
    cleanUp.push(() => replicas.close());
    await replicas.ready();
    const parts: RoundParts = {
      plan,
      size,
      database,
      connector,
      replicas,
      microsoft: new Microsoft(simulator.url),
      tenantId: tenant.tenantId,
    };
    const round = new Round(parts);
    await round.run();
    await replicas.close();
    const verified = await drawbridge(['audit', 'verify'], environment);
    return await judgeRound(round, parts, await exchangesOf(recordFile), verified);
  } finally {
    for (const clean of cleanUp.reverse()) await clean();
  }
}

function policyFor(roles: object): object {
  return {
    version: 1,
    roles,
    actions: { collect: { expiresMinutes: 1 } },
    protected: [{ match: { tags: ['Tier0'] }, approvals: 2 }],
  };
}

async function exchangesOf(file: string): Promise<readonly Exchange[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.includes('"method":"POST"'));
  return lines.map((line) => JSON.parse(line) as Exchange);
}
