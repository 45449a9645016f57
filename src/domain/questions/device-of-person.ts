/** "Adele's laptop": a device named by its person and its kind. */
import type { Asked, Gap } from '../tenant/evidence.ts';
import type { DirectoryDevice, Machine, ManagedDevice } from '../tenant/device.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Choice, Notice, Offer } from './answer.ts';
import { asked, gapsOf } from './ask.ts';
import type { DeviceRecord } from './device-records.ts';
import { joinRecords } from './device-records.ts';
import { resolveUser } from './resolve-user.ts';

export interface PersonDevice {
  /** As typed: `Adele`. */
  readonly person: string;
  /** As typed: `laptop`. */
  readonly kindWord: string;
}

export type PersonDevices =
  | { readonly kind: 'noPerson' }
  | { readonly kind: 'reply'; readonly reply: Choice | Notice }
  | {
      readonly kind: 'devices';
      readonly owner: string;
      readonly kindWord: string;
      /** Those that the kind word fits. */
      readonly records: readonly DeviceRecord[];
      readonly others: readonly DeviceRecord[];
      readonly gaps: readonly Gap[];
      readonly found: {
        readonly directory: Asked<readonly DirectoryDevice[]>;
        readonly managed: Asked<readonly ManagedDevice[]>;
        readonly machines: Asked<readonly Machine[]>;
      };
    };

const KINDS: readonly (readonly [words: RegExp, systems: RegExp])[] = [
  [/^(laptop|notebook|pc|computer|desktop|workstation)s?$/i, /^(windows|mac|macos|linux|ubuntu)/i],
  [/^(windows (laptop|pc|computer))s?$/i, /^windows/i],
  [/^(mac|macbook( pro| air)?|imac)s?$/i, /^mac/i],
  [/^(iphone)s?$/i, /^(ios|iphone)/i],
  [/^(ipad)s?$/i, /^(ios|ipados|ipad)/i],
  [/^(android( phone)?)s?$/i, /^android/i],
  [/^(phone|mobile|cell ?phone|smartphone)s?$/i, /^(ios|iphone|android)/i],
  [/^(tablet)s?$/i, /^(ios|ipados|ipad|android)/i],
  // A device whose system nobody reports is one too.
  [/^(device|machine)s?$/i, /^/],
];

/** Null when the text is no such phrase: most are plain host names. */
export function personDevice(text: string): PersonDevice | null {
  // "Adele's laptop", "Miles' laptop", "the laptop of Adele".
  const match =
    /^(?<person>.+?)['’]s\s+(?<kindWord>.+)$/i.exec(text) ??
    /^(?<person>.+?s)['’]\s+(?<kindWord>.+)$/i.exec(text) ??
    /^(?:the )?(?<kindWord>\S+(?: \S+)?) of (?<person>.+)$/i.exec(text);
  const { person, kindWord } = match?.groups ?? {};
  if (person === undefined || kindWord === undefined || systemsOf(kindWord) === null) return null;
  return { person, kindWord };
}

/** The person's devices in Entra ID and Intune; Defender knows none by person. */
export async function devicesOfPerson(
  ports: TenantPorts,
  clock: Clock,
  wanted: PersonDevice,
  asking: Pick<Offer, 'intent' | 'slots'>,
): Promise<PersonDevices> {
  const resolved = await resolveUser(ports, clock, wanted.person);
  if (resolved.kind === 'reply') return withoutPerson(resolved.reply, wanted, asking);
  const { user } = resolved;
  const [directory, managed] = await Promise.all([
    asked(clock, 'Entra ID', `devices of ${user.displayName}`, () => ports.directory.devicesOf(user.id)),
    asked(clock, 'Intune', `devices of ${user.displayName}`, () => ports.managedDevices.ofUser(user.id)),
  ]);
  const all = joinRecords(directory.known ? directory.value : [], managed.known ? managed.value : [], []);
  const systems = systemsOf(wanted.kindWord) ?? /^/;
  const fits = (record: DeviceRecord): boolean => {
    const system = record.managed?.operatingSystem ?? record.directory?.operatingSystem ?? '';
    const model = record.managed?.model ?? record.directory?.model ?? '';
    if (/ipad/i.test(wanted.kindWord)) return /ipad/i.test(model) || /^ipados/i.test(system);
    if (/iphone/i.test(wanted.kindWord) && model !== '') return /iphone/i.test(model);
    // Phones and tablets may share a system: a model that says which it is decides.
    if (/phone|mobile/i.test(wanted.kindWord) && /ipad/i.test(model)) return false;
    if (/tablet/i.test(wanted.kindWord) && /iphone/i.test(model)) return false;
    return systems.test(system);
  };
  return {
    kind: 'devices',
    owner: user.displayName,
    kindWord: wanted.kindWord,
    records: all.filter(fits),
    others: all.filter((record) => !fits(record)),
    gaps: gapsOf(directory, managed),
    found: {
      directory,
      managed,
      machines: { known: true, value: [], source: 'Defender for Endpoint', at: clock.now().toISOString() },
    },
  };
}

/** Several people: the choice goes on with the device of whoever is chosen. Nobody: the name may be a device's. */
function withoutPerson(
  reply: Choice | Notice,
  wanted: PersonDevice,
  asking: Pick<Offer, 'intent' | 'slots'>,
): PersonDevices {
  if (reply.kind === 'notice') return reply.gaps.length > 0 ? { kind: 'reply', reply } : { kind: 'noPerson' };
  const candidates = reply.candidates.map((candidate) => {
    const device = `${candidate.offer.slots.user ?? candidate.title}'s ${wanted.kindWord}`;
    return {
      ...candidate,
      offer: { ...candidate.offer, intent: asking.intent, slots: { ...asking.slots, device } },
    };
  });
  return { kind: 'reply', reply: { ...reply, candidates } };
}

function systemsOf(kindWord: string): RegExp | null {
  return KINDS.find(([words]) => words.test(kindWord.trim()))?.[1] ?? null;
}
