/**
 * Who reaches apps from a device that is noncompliant or at high risk, and what let it happen: the gap detector
 * (docs/fleet-gaps.md).
 */
import type { Gap, IsoTime } from '../tenant/evidence.ts';
import type { LedgerCoverage } from '../tenant/sign-in-ledger.ts';
import { LEDGER_DAYS } from '../tenant/sign-in-ledger.ts';
import type { Answer, Notice, Offer, Section, Tone } from './answer.ts';
import { gapsOf } from './ask.ts';
import { DAY_MS, agoText, spanText } from './elapsed.ts';
import type { GapCause } from './fleet-gap-cause.ts';
import { GAP_CAUSES } from './fleet-gap-cause.ts';
import type { GapFacts, GapSources } from './fleet-gap-facts.ts';
import { gatherGaps } from './fleet-gap-facts.ts';
import type { GapLine } from './fleet-gap-lines.ts';
import { gapLines } from './fleet-gap-lines.ts';
import { gapTable } from './fleet-gap-table.ts';
import { CAUSE_WORDS, isGap } from './fleet-gap-words.ts';
import { plural } from './plural.ts';

type Slots = Readonly<Record<string, string>>;

/** Lines of one page; a card shows no more of one section. */
const PAGE_SIZE = 10;
const FILTER = 'noncompliant-with-access';

interface Asking {
  readonly app: string | undefined;
  readonly days: number;
  readonly cause: GapCause | undefined;
  readonly page: number;
}

export async function fleetGaps(sources: GapSources, slots: Slots): Promise<Answer | Notice> {
  const asking = askingOf(slots);
  if ('kind' in asking) return asking;
  const facts = await gatherGaps(sources, asking.days);
  return answerOf(facts, asking, gapLines(facts, asking.app), sources.clock.now());
}

function askingOf({ app, days = String(LEDGER_DAYS), cause, page = '1' }: Slots): Asking | Notice {
  const known = GAP_CAUSES.find((one) => one === cause);
  if (!/^\d{1,3}$/.test(days) || Number(days) < 1 || Number(days) > LEDGER_DAYS) {
    return refused(`Sign-ins are kept for ${LEDGER_DAYS} days: ask for 1 to ${LEDGER_DAYS} of them.`);
  }
  if (!/^\d{1,6}$/.test(page) || Number(page) < 1) return refused('There is no such page.');
  if (cause !== undefined && known === undefined) {
    return refused(`There is no such cause; there are ${GAP_CAUSES.join(', ')}.`);
  }
  return { app, days: Number(days), cause: known, page: Number(page) };
}

function refused(line: string): Notice {
  return {
    kind: 'notice',
    tone: 'neutral',
    headline: 'I cannot look that up',
    lines: [line],
    gaps: [],
    offers: [offer('Bad devices that still have access', {})],
  };
}

function answerOf(facts: GapFacts, asking: Asking, all: readonly GapLine[], now: Date): Answer {
  const lines = all.filter(({ cause }) => asking.cause === undefined || cause === asking.cause);
  const pages = Math.max(1, Math.ceil(lines.length / PAGE_SIZE));
  const page = Math.min(asking.page, pages);
  const shown = lines.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const gaps = [
    ...gapsOf(
      facts.snapshot,
      facts.noncompliant,
      facts.highRisk,
      facts.firstReading,
      ...facts.people.values(),
    ),
    // What could not be read of groups and devices leaves causes open.
    ...(facts.population?.gaps ?? []),
  ];
  return {
    kind: 'answer',
    intent: 'fleet.list',
    subject: null,
    tone: toneOf(facts, lines, gaps),
    headline: headlineOf(facts, asking, lines),
    reasons: [
      ...(pages > 1 ? [`Page ${page} of ${pages}, ${lines.length} lines in all.`] : []),
      ...coverageWords(facts, now),
      ...limitWords(facts),
    ],
    ...chartOf(all),
    // The log was read up to here.
    sections: sectionsOf(shown, lines, facts.coverage?.to ?? now.toISOString()),
    gaps,
    offers: offersOf(asking, all, page, pages),
    ...(lines.length === 0 ? {} : { table: gapTable(lines, { filter: FILTER, ...slotsOf(asking) }) }),
  };
}

function toneOf(facts: GapFacts, lines: readonly GapLine[], gaps: readonly Gap[]): Tone {
  if (lines.some(({ cause }) => isGap(cause))) return 'bad';
  const whole =
    gaps.length === 0 &&
    facts.entriesComplete &&
    facts.noncompliant.known &&
    facts.noncompliant.value.complete &&
    facts.highRisk.known &&
    facts.highRisk.value.complete &&
    facts.coverage !== null &&
    reachesBack(facts.coverage, facts.since);
  return whole ? 'good' : 'unknown';
}

function headlineOf(facts: GapFacts, asking: Asking, lines: readonly GapLine[]): string {
  const days = asking.days === 1 ? 'in the last day' : `in the last ${asking.days} days`;
  const kinds = kindsOf(facts);
  const what = asking.app === undefined ? '' : ` to ${asking.app}`;
  if (!facts.snapshot.known && facts.entries.length > 0) {
    return `Devices that are ${kinds} signed in ${days}, but the policies could not be read: nothing can be said about why`;
  }
  if (!facts.noncompliant.known && !facts.highRisk.known) {
    return 'Neither noncompliant devices nor those at high risk could be listed';
  }
  const through = lines.filter(({ cause }) => isGap(cause));
  const [first] = through;
  if (first === undefined) {
    return lines.length > 0
      ? `Nobody on a device that is ${kinds} got in${what} ${days} but in ways that are meant to be open`
      : `No sign-in${what} from a device that is ${kinds} is known ${days}`;
  }
  const people = new Set(through.map(({ userId }) => userId)).size;
  const devices = new Set(through.map(({ device }) => device.deviceId)).size;
  const apps = new Set(through.flatMap((line) => [...line.apps.keys()])).size;
  const reached = asking.app === undefined ? plural(apps, 'app') : asking.app;
  const same = through.filter(({ cause }) => cause === first.cause).length;
  const why =
    same * 2 > through.length
      ? `${same === through.length ? '' : 'most '}${CAUSE_WORDS[first.cause].through}`
      : `for ${new Set(through.map(({ cause }) => cause)).size} different reasons`;
  return `${plural(people, 'person', 'people')} on ${plural(devices, 'device')} that ${devices === 1 ? 'is' : 'are'} ${kinds} still reached ${reached} ${days}, ${why}`;
}

/** Only what was asked and answered is named. */
function kindsOf({ noncompliant, highRisk }: GapFacts): string {
  if (noncompliant.known && !highRisk.known) return 'noncompliant';
  return highRisk.known && !noncompliant.known ? 'at high risk' : 'noncompliant or at high risk';
}

function coverageWords({ coverage, since, days }: GapFacts, now: Date): readonly string[] {
  if (coverage === null) return ['The sign-in log has not been read yet: sign-ins are not known.'];
  const reaches = (Date.parse(coverage.to) - Date.parse(coverage.from)) / DAY_MS;
  const behind = now.getTime() - Date.parse(coverage.to);
  return [
    ...(reachesBack(coverage, since)
      ? []
      : [
          `The sign-ins that have been read reach back ${Math.floor(reaches * 10) / 10} of ${days} days; the rest is being read.`,
        ]),
    ...(behind > 30 * 60_000
      ? [
          `The newest sign-ins that have been read are ${spanText(behind)} old (read ${agoText(now, coverage.to)}).`,
        ]
      : []),
  ];
}

/** Both ends move on while a question is answered. */
const MEANWHILE_MS = 5 * 60_000;

function reachesBack(coverage: LedgerCoverage, since: Date): boolean {
  return Date.parse(coverage.from) <= since.getTime() + MEANWHILE_MS;
}

function limitWords(facts: GapFacts): readonly string[] {
  const cut = [facts.noncompliant, facts.highRisk].some((one) => one.known && !one.value.complete);
  return [
    ...(facts.withoutDevice === 0
      ? []
      : [
          `${plural(facts.withoutDevice, 'successful sign-in')} carried no device identity and cannot be tied to a device.`,
        ]),
    ...(facts.unregistered === 0
      ? []
      : [
          `${plural(facts.unregistered, 'bad device')} ${facts.unregistered === 1 ? 'is' : 'are'} not registered in Entra ID: no sign-in names ${facts.unregistered === 1 ? 'it' : 'them'}.`,
        ]),
    ...(cut ? ['There are more bad devices than are looked at; the counts are at least so high.'] : []),
    ...(facts.entriesComplete
      ? []
      : ['There are more sign-ins than are looked at; the rarest are left out.']),
    ...(facts.population === null &&
    new Set(facts.entries.map(({ userId }) => userId)).size > facts.people.size
      ? ['The groups of everybody have not been read yet: of some people the cause is not known.']
      : []),
  ];
}

function chartOf(lines: readonly GapLine[]): Pick<Answer, 'chart'> {
  const counts = new Map<GapCause, Set<string>>();
  for (const { cause, userId } of lines) {
    counts.set(cause, (counts.get(cause) ?? new Set()).add(userId));
  }
  if (counts.size === 0) return {};
  const bars = [...counts].map(([cause, people]) => ({
    label: CAUSE_WORDS[cause].title,
    value: people.size,
    text: plural(people.size, 'person', 'people'),
  }));
  return { chart: { title: 'People, by cause', bars } };
}

function sectionsOf(
  shown: readonly GapLine[],
  lines: readonly GapLine[],
  askedAt: IsoTime,
): readonly Section[] {
  const causes = [...new Set(shown.map(({ cause }) => cause))];
  return causes.map((cause) => {
    const all = lines.filter((line) => line.cause === cause).length;
    const here = shown.filter((line) => line.cause === cause);
    return {
      title: all === here.length ? CAUSE_WORDS[cause].title : `${CAUSE_WORDS[cause].title} (${all} in all)`,
      source: 'Entra sign-in log',
      askedAt,
      facts: [{ label: 'Fix', value: CAUSE_WORDS[cause].fix, source: 'Entra sign-in log', asOf: null }],
      items: here.map((line) => ({
        title: `${line.userName} on ${line.deviceName} (${stateOf(line)})`,
        detail: [appsOf(line), ...line.why].join(' · '),
        at: line.lastAt,
      })),
      more: 0,
      folded: false,
    };
  });
}

function stateOf({ device }: GapLine): string {
  if (device.noncompliant) return device.highRisk ? 'noncompliant, high risk' : 'noncompliant';
  return 'high risk';
}

function appsOf({ apps }: GapLine): string {
  const all = [...apps];
  const words = all.slice(0, 4).map(([name, count]) => (count === 1 ? name : `${name} (${count}×)`));
  return all.length > words.length
    ? `${words.join(', ')} and ${all.length - words.length} more`
    : words.join(', ');
}

function offersOf(asking: Asking, lines: readonly GapLine[], page: number, pages: number): readonly Offer[] {
  const here = slotsOf(asking);
  const slots = slotsOf({ ...asking, cause: undefined });
  const causes = [...new Set(lines.map(({ cause }) => cause))];
  return [
    ...(page < pages ? [offer('Next page', { ...here, page: String(page + 1) })] : []),
    ...(page > 1 ? [offer('Previous page', { ...here, page: String(page - 1) })] : []),
    ...(asking.cause === undefined
      ? causes.length < 2
        ? []
        : causes.slice(0, 3).map((cause) => offer(`Only: ${CAUSE_WORDS[cause].title}`, { ...slots, cause }))
      : [offer('All causes', slots)]),
    ...lines.slice(0, 1).map(({ device, deviceName }): Offer => ({
      title: `Posture of ${deviceName}`,
      intent: 'device.posture',
      slots: { device: device.deviceId },
    })),
  ];
}

function offer(title: string, slots: Slots): Offer {
  return { title, intent: 'fleet.list', slots: { filter: FILTER, ...slots } };
}

/** All but the page. */
function slotsOf({ app, days, cause }: Asking): Slots {
  return {
    ...(app === undefined ? {} : { app }),
    ...(days === LEDGER_DAYS ? {} : { days: String(days) }),
    ...(cause === undefined ? {} : { cause }),
  };
}
