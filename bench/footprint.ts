/** How soon the bot is ready, and how much memory it has after many questions. */
import { openChat } from './chat.ts';
import { residentMb, startBot, startServices } from './children.ts';
import type { Place } from './answers.ts';
import { atMost, info, percentile } from './measure.ts';
import type { Line } from './measure.ts';
import { services } from './upstream.ts';

const STARTS = 5;
const READY_MS = 2_000;
const RESIDENT_MB = 250;
/** Between that many questions and the last. */
const SETTLED_AFTER = 1_000;
const GROWTH_MB = 5;
/** Questions of one kind, then of the other, and how far the limits' windows are moved on in between. */
const WINDOW_S = 61;

export async function measureStart(place: Place): Promise<readonly Line[]> {
  const simulator = await startServices(0);
  const options = { ...place.bot, servicesUrl: simulator.url, quickLimits: false };
  const start = async (): Promise<number> => {
    const bot = await startBot(options);
    await bot.stop();
    return bot.readyMs;
  };
  try {
    const fresh = await start();
    const again: number[] = [];
    for (let i = 0; i < STARTS; i += 1) again.push(await start());
    return [
      info('ready on a new data folder', `${fresh.toFixed(0)} ms`),
      atMost(
        `ready on an existing data folder, median of ${STARTS}`,
        percentile(again, 0.5),
        READY_MS,
        ' ms',
      ),
    ];
  } finally {
    await simulator.stop();
  }
}

export async function measureMemory(
  place: Place,
  devices: readonly string[],
  questions: number,
): Promise<readonly Line[]> {
  const simulator = await startServices(0);
  const options = { ...place.bot, servicesUrl: simulator.url, quickLimits: true };
  // Setting up a new data folder leaves memory behind that the next start does not have.
  await (await startBot(options)).stop();
  const bot = await startBot(options);
  const chat = await openChat(bot.url, place.tenant);
  const control = services(simulator.url);
  const people = place.tenant.members.map((one) => one.userPrincipalName);
  const texts = devices.map((name, i) =>
    i % 4 === 3 ? `why can ${people[i % people.length] ?? ''} reach email` : `is ${name} compliant and risky`,
  );
  const lines: Line[] = [info('resident when ready', megabytes(residentMb(bot.pid)))];
  const startedAt = performance.now();
  let settled: number | null = null;
  try {
    for (let asked = 1; asked <= questions; asked += 1) {
      await control.advance(WINDOW_S);
      await chat.ask(texts[asked % texts.length] ?? '');
      if (asked % 500 === 0) await control.forget();
      if (asked !== questions && ![100, 500, 1_000, 2_000, 5_000, 10_000].includes(asked)) continue;
      const what = `resident after ${asked.toLocaleString('en-US')} questions`;
      const resident = residentMb(bot.pid);
      if (asked === SETTLED_AFTER) settled = resident;
      if (asked === questions && asked > SETTLED_AFTER && resident !== null && settled !== null) {
        lines.push(atMost('grown since 1,000 questions', resident - settled, GROWTH_MB, ' MB'));
      }
      lines.push(
        resident === null ? info(what, megabytes(null)) : atMost(what, resident, RESIDENT_MB, ' MB'),
      );
    }
    const seconds = (performance.now() - startedAt) / 1000;
    lines.push(
      info('the most it ever had (while starting)', megabytes(residentMb(bot.pid, 'VmHWM'))),
      info('questions a second, one at a time', (questions / seconds).toFixed(0)),
    );
    return lines;
  } finally {
    await chat.close();
    await bot.stop();
    await simulator.stop();
  }
}

function megabytes(value: number | null): string {
  return value === null ? 'not known on this system' : `${value.toFixed(0)} MB`;
}
