/** The people and devices of a tenant folder, as the population that a live tenant is read into. */
import type { z } from 'zod/v4';
import { UsageError } from '../errors.ts';
import type { JsonObject } from '../domain/tenant/access-policies.ts';
import type { PolicyGroup, Population } from '../domain/tenant/population.ts';
import { textOf } from '../domain/conditional-access/wire.ts';
import { device, person } from '../microsoft/entra/wire-entra.ts';
import type { WhatifTenant } from './whatif-tenant.ts';

/** @param named ids (lower case) of the groups that policies name: the others are not needed */
export function populationOf(tenant: WhatifTenant, named: ReadonlySet<string>, takenAt: string): Population {
  const people = tenant.users.map((raw, index) => entry(person, raw, 'users.json', index));
  const members = new Map([...named].map((id) => [id, new Set<string>()]));
  const roles = new Map<string, Set<string>>();
  for (const { id } of people) {
    const facts = tenant.user(id);
    for (const group of facts?.groups?.keys() ?? []) members.get(group)?.add(id.toLowerCase());
    for (const role of facts?.roles ?? []) {
      roles.set(role, (roles.get(role) ?? new Set()).add(id.toLowerCase()));
    }
  }
  return {
    takenAt,
    people,
    groups: new Map([...members].map(([id, inside]) => [id, groupOf(tenant, id, inside)])),
    roles,
    devices: tenant.devices.map((raw, index) => {
      const read = entry(device, raw, 'devices.json', index);
      return { device: read, owners: tenant.owners.get(read.id.toLowerCase()) ?? [] };
    }),
    country: textOf(tenant.organization?.['countryLetterCode'])?.toUpperCase() ?? null,
    complete: { people: true, groups: true, roles: true, devices: true },
    gaps: [],
  };
}

function groupOf(tenant: WhatifTenant, id: string, members: ReadonlySet<string>): PolicyGroup | null {
  const group = tenant.groups.find((one) => textOf(one['id'])?.toLowerCase() === id);
  if (group === undefined) return null;
  return { id, displayName: textOf(group['displayName']) ?? id, members, complete: true };
}

function entry<T>(schema: z.ZodType<T>, raw: JsonObject, file: string, index: number): T {
  const read = schema.safeParse(raw);
  if (read.success) return read.data;
  const member = read.error.issues[0]?.path.map((key) => String(key)).join('.') ?? '';
  throw new UsageError(
    `${file}: entry ${index + 1} cannot be read: \`${member}\` is missing or not as Microsoft writes it`,
    'Give the objects as Microsoft Graph returns them.',
  );
}
