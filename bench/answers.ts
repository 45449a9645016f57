/** How long answers take, and of how many calls one after another they consist. */
import { setTimeout as pause } from 'node:timers/promises';
import type { DemoTenant } from '../src/cli/tenant-folder.ts';
import { openChat } from './chat.ts';
import { startBot, startServices } from './children.ts';
import type { BotOptions } from './children.ts';
import { atMost, info, percentile } from './measure.ts';
import type { Line } from './measure.ts';
import { services } from './upstream.ts';
import type { Upstream } from './upstream.ts';

export interface Asked {
  readonly text: string;
  readonly ms: number;
  readonly upstream: Upstream;
  readonly card: string;
}

export interface Place {
  readonly tenant: DemoTenant;
  readonly bot: Omit<BotOptions, 'servicesUrl' | 'quickLimits'>;
}

export const DEVICE = 'is FIN-LT-042 compliant and risky';
export const ACCESS = 'why can adele reach email';
const LATENCY_MS = 100;
/** Asked before anything is measured, so that nothing is loaded or compiled for the first time. */
const WARM_UPS = 4;
/** As many as the limits of Microsoft's services allow within one minute. */
const DEVICE_QUESTIONS = 16;
const ACCESS_QUESTIONS = 6;
const OVERHEAD_WARM_UPS = 200;
const OVERHEAD_QUESTIONS = 200;
/** The sign-in log takes five calls in ten seconds, and a person's risk one a second. */
const ACCESS_PAUSE_MS = 2_100;

/** The real program with its real limits, soon after its start; then what it needs itself once it has run a while. */
export async function measureAnswers(place: Place): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const latencyMs of [0, LATENCY_MS]) {
    for (const [what, asked] of Object.entries(await round(place, latencyMs))) {
      lines.push(info(`${what} answer, ${latencyMs} ms upstream`, halfAndMost(asked.map((one) => one.ms))));
      if (latencyMs === 0) continue;
      lines.push(
        atMost(`${what} answer: calls one after another`, Math.max(...asked.map(steps)), 3, ''),
        atMost(
          `${what} answer ÷ its longest chain of calls, p50`,
          percentile(asked.map(ratio), 0.5),
          1.25,
          '',
          2,
        ),
      );
    }
  }
  const steady = (await manyTimes(place)).map((one) => one.ms - one.upstream.busyMs);
  return [
    ...lines,
    atMost('overhead of the bot: device answer, 0 ms upstream, p50', percentile(steady, 0.5), 15, ' ms', 1),
    info(`overhead of the bot (after ${OVERHEAD_WARM_UPS} questions)`, halfAndMost(steady)),
  ];
}

function halfAndMost(times: readonly number[]): string {
  return `p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`;
}

/** As many questions as no real limit allows in so short a time. */
async function manyTimes(place: Place): Promise<readonly Asked[]> {
  return withBot(place, 0, true, async (ask) => {
    for (let i = 0; i < OVERHEAD_WARM_UPS; i += 1) await ask(DEVICE);
    const asked: Asked[] = [];
    for (let i = 0; i < OVERHEAD_QUESTIONS; i += 1) asked.push(await ask(DEVICE));
    return asked;
  });
}

async function round(place: Place, latencyMs: number): Promise<{ device: Asked[]; access: Asked[] }> {
  return withBot(place, latencyMs, false, async (ask) => {
    for (let i = 0; i < WARM_UPS; i += 1) await ask(DEVICE);
    const device: Asked[] = [];
    for (let i = 0; i < DEVICE_QUESTIONS; i += 1) device.push(await ask(DEVICE));
    await ask(ACCESS);
    const access: Asked[] = [];
    for (let i = 0; i < ACCESS_QUESTIONS; i += 1) {
      await pause(ACCESS_PAUSE_MS);
      access.push(await ask(ACCESS));
    }
    return { device, access };
  });
}

/** Every device and every person of the tenant, whatever their story: the worst of them. */
export async function measureEverything(place: Place, devices: readonly string[]): Promise<readonly Line[]> {
  const people = place.tenant.members.map((one) => one.userPrincipalName);
  const questions = {
    device: devices.map((name) => `is ${name} compliant and risky`),
    access: people.map((name) => `why can ${name} reach email`),
  };
  const asked = await withBot(place, LATENCY_MS, true, async (ask) => {
    for (let i = 0; i < WARM_UPS; i += 1) await ask(DEVICE);
    const device: Asked[] = [];
    for (const text of questions.device) device.push(await ask(text));
    const access: Asked[] = [];
    for (const text of questions.access) access.push(await ask(text));
    return { device, access };
  });
  return (['device', 'access'] as const).flatMap((what) => {
    const all = asked[what];
    const worst = all.toSorted((a, b) => steps(b) - steps(a))[0];
    const named =
      worst === undefined
        ? ''
        : ` (${worst.text}: ${worst.upstream.chain.map((call) => call.path).join(' → ')})`;
    return [
      info(`${what} answers asked`, `${all.length}`),
      atMost(`${what} answers: most calls one after another`, Math.max(...all.map(steps)), 3, ''),
      info(`${what} answers: the longest of them`, named.trim()),
      atMost(
        `${what} answer ÷ its longest chain of calls, p50`,
        percentile(all.map(ratio), 0.5),
        1.25,
        '',
        2,
      ),
      info(`${what} answer ÷ its longest chain of calls, p95`, percentile(all.map(ratio), 0.95).toFixed(2)),
    ];
  });
}

async function withBot<T>(
  place: Place,
  latencyMs: number,
  quickLimits: boolean,
  work: (ask: (text: string) => Promise<Asked>) => Promise<T>,
): Promise<T> {
  const simulator = await startServices(latencyMs);
  const bot = await startBot({ ...place.bot, servicesUrl: simulator.url, quickLimits });
  const chat = await openChat(bot.url, place.tenant);
  const control = services(simulator.url);
  try {
    return await work(async (text) => {
      if (quickLimits) await control.advance(61);
      await control.forget();
      const { ms, card } = await chat.ask(text);
      if (/too many requests|did not answer in time/.test(card)) {
        throw new Error(`"${text}" ran into a limit: the figures would be of another answer`);
      }
      return { text, ms, card, upstream: await control.seen() };
    });
  } finally {
    await chat.close();
    await bot.stop();
    await simulator.stop();
  }
}

function steps(asked: Asked): number {
  return asked.upstream.chain.length;
}

function ratio({ ms, upstream }: Asked): number {
  return ms / upstream.chain.reduce((sum, call) => sum + call.to - call.from, 0);
}
