/** The ledger's entries of bad devices, each with its cause, folded into lines: one a cause, person and device. Pure. */
import { compilePolicies } from '../conditional-access/compile.ts';
import type { IsoTime } from '../tenant/evidence.ts';
import type { LedgerEntry } from '../tenant/sign-in-ledger.ts';
import { accessApp } from './access-app.ts';
import type { AccessNames } from './access-words.ts';
import { accessNames } from './access-words.ts';
import type { GapCause } from './fleet-gap-cause.ts';
import { GAP_CAUSES, demandingPolicies, gapCause } from './fleet-gap-cause.ts';
import type { BadDevice, GapFacts } from './fleet-gap-facts.ts';
import { gapSignals } from './fleet-gap-signals.ts';
import { disputeWords, findingWords } from './fleet-gap-words.ts';

export interface GapLine {
  readonly cause: GapCause;
  readonly userId: string;
  readonly userName: string;
  readonly device: BadDevice;
  readonly deviceName: string;
  /** Name → sign-ins, the most used first. */
  readonly apps: ReadonlyMap<string, number>;
  readonly count: number;
  readonly lastAt: IsoTime;
  /** Why, in words; each once. */
  readonly why: readonly string[];
}

/** The largest cause first, and what is no gap last; in each the newest first. */
export function gapLines(gaps: GapFacts, app: string | undefined): readonly GapLine[] {
  if (!gaps.snapshot.known) return [];
  const snapshot = gaps.snapshot.value;
  const compiled = compilePolicies(snapshot);
  const entries = gaps.entries.filter((entry) => app === undefined || isApp(entry, app));
  const [first] = entries;
  if (first === undefined) return [];
  const demanding = demandingPolicies(compiled, gapSignals(gaps, [])(first));
  const ids = new Set(demanding.map((policy) => policy.id));
  const signalsOf = gapSignals(
    gaps,
    snapshot.policies.filter((_, index) => ids.has(compiled.policies[index]?.id ?? '')),
  );
  const names = namesOf(gaps);
  const lines = new Map<string, Line>();
  for (const entry of entries) {
    const device = gaps.devices.get(entry.deviceId);
    if (device === undefined) continue;
    const facts = signalsOf(entry);
    const finding = gapCause(demanding, { facts, entry, noncompliant: device.noncompliant });
    const key = JSON.stringify([finding.cause, entry.userId, entry.deviceId]);
    const line = lines.get(key) ?? new Line(finding.cause, entry, device);
    line.add(entry, [findingWords(finding, facts, names), ...disputeWords(finding)]);
    lines.set(key, line);
  }
  return inOrder([...lines.values()]);
}

class Line implements GapLine {
  readonly cause: GapCause;
  readonly userId: string;
  readonly userName: string;
  readonly device: BadDevice;
  readonly deviceName: string;
  readonly #apps = new Map<string, number>();
  readonly #why = new Set<string>();
  count = 0;
  lastAt: IsoTime = '';

  constructor(cause: GapCause, entry: LedgerEntry, device: BadDevice) {
    this.cause = cause;
    this.userId = entry.userId;
    this.userName = entry.userName;
    this.device = device;
    // Defender knows it by its full DNS name, the sign-in log as people do.
    this.deviceName = device.noncompliant ? device.name : (entry.deviceName ?? device.name);
  }

  get apps(): ReadonlyMap<string, number> {
    return new Map([...this.#apps].sort((a, b) => b[1] - a[1]));
  }

  get why(): readonly string[] {
    return [...this.#why];
  }

  add(entry: LedgerEntry, why: readonly string[]): void {
    this.#apps.set(entry.appName, (this.#apps.get(entry.appName) ?? 0) + entry.count);
    for (const sentence of why) this.#why.add(sentence);
    this.count += entry.count;
    if (entry.lastAt > this.lastAt) this.lastAt = entry.lastAt;
  }
}

/** `mail` is Exchange Online; any other word is looked for in the names of apps. */
function isApp(entry: LedgerEntry, typed: string): boolean {
  const known = accessApp(typed);
  return known === null
    ? entry.appName.toLowerCase().includes(typed.trim().toLowerCase())
    : entry.appId === known.appId;
}

function inOrder(lines: readonly GapLine[]): readonly GapLine[] {
  const sizes = new Map<GapCause, number>();
  for (const { cause } of lines) sizes.set(cause, (sizes.get(cause) ?? 0) + 1);
  const place = (cause: GapCause): number => {
    const last = GAP_CAUSES.indexOf('notExplained') <= GAP_CAUSES.indexOf(cause);
    return (last ? 1e9 : 0) - (last ? 0 : (sizes.get(cause) ?? 0)) * 100 + GAP_CAUSES.indexOf(cause);
  };
  return lines.toSorted((a, b) => place(a.cause) - place(b.cause) || b.lastAt.localeCompare(a.lastAt));
}

function namesOf({ population, people, snapshot }: GapFacts): AccessNames {
  const groups = [
    ...[...(population?.groups ?? [])].flatMap(([id, group]) =>
      group === null ? [] : [{ id, displayName: group.displayName, direct: true }],
    ),
    ...[...people.values()].flatMap((one) => (one.known ? one.value.memberships.groups : [])),
  ];
  return accessNames({ groups, roleTemplateIds: [] }, snapshot.known ? snapshot.value : null);
}
