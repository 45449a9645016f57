/**
 * Reads everybody whom policies can be about: people, devices with their owners, the members of groups and the
 * holders of roles that policies name. Page by page, with low priority, one list after the other: nobody waits for it.
 * What cannot be read leaves a gap and makes its list incomplete. Reference sheet entra-api, sections 2, 3 and 6.
 */
import { z } from 'zod/v4';
import { UpstreamError } from '../../errors.ts';
import { groupsNamedBy } from '../../domain/conditional-access/population-facts.ts';
import type { Asked } from '../../domain/tenant/evidence.ts';
import type { OwnedDevice, Population } from '../../domain/tenant/population.ts';
import { asked, gapsOf } from '../../domain/questions/ask.ts';
import * as may from '../entra/entra-permissions.ts';
import { DEVICE_SELECT, PERSON_SELECT, ownedDevice, person } from '../entra/wire-entra.ts';
import type { GraphRead } from '../http/graph-client.ts';
import { route } from '../http/odata.ts';
import { readList } from '../http/read-many.ts';
import { filledText, readAs } from '../http/wire.ts';
import { readGroups } from './policy-groups.ts';
import { LOW_PRIORITY, notRead } from './population-reading.ts';
import type { PopulationReading } from './population-reading.ts';
import { readRoles } from './role-holders.ts';

/** @throws UpstreamError when nobody could be read: there is nothing to count then. */
export async function readPopulation(reading: PopulationReading): Promise<Population> {
  const { clock, ceilings } = reading;
  const takenAt = clock.now().toISOString();
  const people = await listed(reading, PEOPLE, person, ceilings.people, 'all people');
  if (people.failure !== null && people.items.length === 0) throw people.failure;
  const shared = new SharedTexts();
  const ids = new Set(people.items.map((one) => shared.one(one.id.toLowerCase())));
  const same = (id: string): string => shared.one(id.toLowerCase());
  const devices = await listed(reading, DEVICES, ownedDevice, ceilings.devices, 'all devices', (one) =>
    shared.in({ ...one, owners: one.owners.map(same) }),
  );
  const policies = await asked(clock, 'Conditional Access', 'policies', () => reading.policies());
  const named = policies.known ? [...groupsNamedBy(policies.value.policies)] : [];
  const groups = await readGroups(reading, named.slice(0, ceilings.groups), same);
  const roles = await asked(clock, 'Entra ID', 'who holds which role', () => readRoles(reading, ids));
  const country = await asked(clock, 'Entra ID', 'the country of the organization', () =>
    readCountry(reading),
  );
  return {
    takenAt,
    people: people.items,
    devices: devices.items,
    groups: groups.groups,
    ...(roles.known ? roles.value : { roles: new Map() }),
    country: country.known ? country.value : null,
    complete: {
      people: people.complete,
      devices: devices.complete,
      groups:
        policies.known &&
        named.length <= ceilings.groups &&
        [...groups.groups.values()].every((group) => group?.complete !== false),
      roles: roles.known,
    },
    gaps: gapsOf(...people.gaps, ...devices.gaps, policies, ...groups.gaps, roles, country),
  };
}

const PEOPLE: GraphRead = {
  ...LOW_PRIORITY,
  route: route`/users`,
  query: { $select: PERSON_SELECT, $top: 999 },
  permissions: may.READ_USERS,
  list: true,
};

const DEVICES: GraphRead = {
  ...LOW_PRIORITY,
  route: route`/devices`,
  // Without options of its own: what stands in the parentheses of an `$expand` of owners is UNCONFIRMED.
  query: { $select: DEVICE_SELECT, $expand: 'registeredOwners', $top: 999 },
  permissions: may.READ_DEVICE_OWNERS,
  list: true,
};

interface Listed<T> {
  readonly items: readonly T[];
  /** False = there are more than were read. */
  readonly complete: boolean;
  readonly failure: UpstreamError | null;
  readonly gaps: readonly Asked<never>[];
}

/** What was read before a page failed stays: it is "at least". */
async function listed<T>(
  { graph, context }: PopulationReading,
  read: GraphRead,
  schema: z.ZodType<T>,
  most: number,
  subject: string,
  keep: (item: T) => T = (item) => item,
): Promise<Listed<T>> {
  const items: T[] = [];
  const call = graph.call(context, read);
  try {
    for await (const page of graph.pages(context, read)) {
      items.push(...readAs(z.array(schema), page, call).map(keep));
      if (items.length > most) {
        return { items: items.slice(0, most), complete: false, failure: null, gaps: [] };
      }
    }
    return { items, complete: true, failure: null, gaps: [] };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return { items, complete: false, failure: error, gaps: [notRead(subject, error)] };
  }
}

async function readCountry({ graph, context }: PopulationReading): Promise<string | null> {
  const [organization] = await readList(graph, context, z.object({ countryLetterCode: filledText }), {
    ...LOW_PRIORITY,
    route: route`/organization`,
    query: { $select: 'countryLetterCode' },
    permissions: may.READ_ORGANIZATION,
    list: true,
  });
  return organization?.countryLetterCode?.toUpperCase() ?? null;
}

/** Tens of thousands of devices say the same few hundred words, and groups the same ids: each is kept once. */
class SharedTexts {
  readonly #texts = new Map<string, string>();

  in(owned: OwnedDevice): OwnedDevice {
    const { device, owners } = owned;
    return {
      owners,
      device: {
        ...device,
        operatingSystem: this.one(device.operatingSystem),
        operatingSystemVersion: this.one(device.operatingSystemVersion),
        deviceOwnership: this.one(device.deviceOwnership),
        profileType: this.one(device.profileType),
        manufacturer: this.one(device.manufacturer),
        model: this.one(device.model),
        mdmAppId: this.one(device.mdmAppId),
        enrollmentProfileName: this.one(device.enrollmentProfileName),
        systemLabels: device.systemLabels.map((label) => this.one(label)),
        extensionAttributes: setOnes(device.extensionAttributes),
      },
    };
  }

  one<T extends string | null>(text: T): T {
    if (text === null) return text;
    const known = this.#texts.get(text);
    if (known !== undefined) return known as T;
    this.#texts.set(text, text);
    return text;
  }
}

const NONE_SET = {};

/** Fifteen names without a value on every device: what is left out has none. */
function setOnes(
  attributes: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string | null>> {
  const set = Object.entries(attributes).filter(([, value]) => value !== null);
  return set.length === 0 ? NONE_SET : Object.fromEntries(set);
}
