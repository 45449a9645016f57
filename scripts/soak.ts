/**
 * `npm run soak [-- --minutes 10 --seed 1 --requests 200 --clicks 2000 --replicas 3 --kill-every 1000]`: rounds of the soak,
 * each with the next seed and a database of its own, until the time is over. Exit code 1 at the first round that finds something.
 */
import { parseArgs } from 'node:util';
import { soak } from '../test/soak/soak.ts';
import { startPostgres } from '../test/storage/postgres-server.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    requests: { type: 'string', default: '200' },
    clicks: { type: 'string', default: '2000' },
    replicas: { type: 'string', default: '3' },
    'kill-every': { type: 'string', default: '1000' },
    'at-once': { type: 'string', default: '10' },
  },
});
const [minutes, seed, requests, clicks, replicas, killEveryMs, atOnce] = [
  values.minutes,
  values.seed,
  values.requests,
  values.clicks,
  values.replicas,
  values['kill-every'],
  values['at-once'],
].map(wholeNumber) as [number, number, number, number, number, number, number];

const server = await startPostgres();
if ('missing' in server) throw new Error(`PostgreSQL could not be started: ${server.missing}`);
try {
  const until = Date.now() + minutes * 60_000;
  for (let round = 0; round === 0 || (Date.now() < until && process.exitCode === undefined); round += 1) {
    console.log(`round ${round + 1}, seed ${seed + round}`);
    const result = await soak(await server.newDatabase(), {
      requests,
      clicks,
      replicas,
      killEveryMs,
      atOnce,
      seed: seed + round,
      say: (what) => {
        console.log(`  ${what}`);
      },
    });
    console.log(`  states: ${textOf(result.states)}\n  ${textOf(result.counts)}`);
    for (const finding of result.findings) console.log(`  FOUND: ${finding}`);
    console.log(result.findings.length === 0 ? '  nothing found' : `  ${result.findings.length} findings`);
    if (result.findings.length > 0) process.exitCode = 1;
  }
} finally {
  await server.stop();
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`\`${text}\` is not a whole number`);
  return number;
}

function textOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ');
}
