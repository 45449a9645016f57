/**
 * `npm run bench [-- --questions N] [--only start,answers,everything,memory,alone,gaps,following,orders,delta,clicks]`: prints tables in Markdown,
 * with the targets beside the figures. Never part of a test: figures depend on the machine and on what else it does.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readDemoTenant } from '../src/cli/tenant-folder.ts';
import { measureAlone } from './alone.ts';
import { measureAnswers, measureEverything } from './answers.ts';
import type { Place } from './answers.ts';
import { TENANT } from './children.ts';
import { measureClicks } from './clicks.ts';
import { measureDelta } from './delta.ts';
import { measureMemory, measureStart } from './footprint.ts';
import { measureFollowing } from './following.ts';
import { measureGaps } from './gaps.ts';
import { table } from './measure.ts';
import type { Line } from './measure.ts';
import { measureOrders } from './orders.ts';

const { values } = parseArgs({
  options: { questions: { type: 'string', default: '1000' }, only: { type: 'string' } },
});
const questions = Number(values.questions);
if (!Number.isSafeInteger(questions) || questions < 1) throw new Error('--questions takes a whole number');

const folder = await mkdtemp(path.join(tmpdir(), 'drawbridge-bench-'));
try {
  const tenant = await readDemoTenant(TENANT);
  const policyFile = path.join(folder, 'policy.yaml');
  // JSON is YAML too.
  await writeFile(policyFile, JSON.stringify({ version: 1, roles: tenant.roles }));
  const place: Place = { tenant, bot: { dataDir: path.join(folder, 'data'), policyFile } };
  const devices = await deviceNames();
  const parts: Readonly<Record<string, () => Promise<readonly Line[]>>> = {
    start: () => measureStart(place),
    answers: () => measureAnswers(place),
    everything: () => measureEverything(place, devices),
    memory: () => measureMemory(place, devices, questions),
    alone: measureAlone,
    gaps: measureGaps,
    following: measureFollowing,
    orders: measureOrders,
    delta: measureDelta,
    clicks: measureClicks,
  };
  const wanted = values.only?.split(',') ?? Object.keys(parts);
  console.log(`${new Date().toISOString()}, ${machine()}\n`);
  for (const [name, measure] of Object.entries(parts)) {
    if (!wanted.includes(name)) continue;
    const load = loadavg()[0]?.toFixed(1) ?? '';
    console.log(table(`${name} (load of the machine before: ${load})`, await measure()));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

function machine(): string {
  const [processor] = cpus();
  return `${cpus().length} × ${processor?.model.trim() ?? 'processor'}, Node ${process.versions.node}, ${process.platform}`;
}

async function deviceNames(): Promise<readonly string[]> {
  const devices = JSON.parse(await readFile(path.join(TENANT, 'devices.json'), 'utf8')) as {
    displayName: string;
  }[];
  return [...new Set(devices.map((device) => device.displayName))];
}
