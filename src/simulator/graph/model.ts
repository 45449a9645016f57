/**
 * Graph v1.0's types as far as they are imitated. Notation in v1/*.ts: `< base property property:type list:[type]`; a
 * property without a type is a string; enums list their members in Microsoft's order, `*` marks one of flags.
 */
import type { ValueKind } from '../odata/filter-rules.ts';
import { DIRECTORY_ENUMS, DIRECTORY_TYPES } from './v1/directory-types.ts';
import { INTUNE_ENUMS, INTUNE_TYPES } from './v1/intune-types.ts';
import { SECURITY_ENUMS, SECURITY_TYPES } from './v1/security-types.ts';
import { TEAMS_ENUMS, TEAMS_TYPES } from './v1/teams-types.ts';
import { WHAT_IF_ENUMS, WHAT_IF_TYPES } from './v1/what-if-types.ts';

export interface PropertyType {
  readonly type: string;
  readonly many: boolean;
}

export interface EntityType {
  readonly name: string;
  readonly base: string | undefined;
  /** Own and inherited properties. */
  readonly properties: ReadonlyMap<string, PropertyType>;
}

export interface EnumType {
  readonly flags: boolean;
  readonly members: readonly string[];
}

const TYPES: Readonly<Record<string, string>> = {
  ...DIRECTORY_TYPES,
  ...INTUNE_TYPES,
  ...SECURITY_TYPES,
  ...TEAMS_TYPES,
  ...WHAT_IF_TYPES,
};
const ENUMS: Readonly<Record<string, string>> = {
  ...DIRECTORY_ENUMS,
  ...INTUNE_ENUMS,
  ...SECURITY_ENUMS,
  ...TEAMS_ENUMS,
  ...WHAT_IF_ENUMS,
};

/** In Microsoft's reference of the resource, though not in its metadata. */
const DOCUMENTED_ONLY: Readonly<Record<string, string>> = {
  device: 'extensionAttributes:onPremisesExtensionAttributes',
};

/** Dictionaries: any key may stand in them. */
const OPEN_TYPES: ReadonlySet<string> = new Set(['security.dictionary']);

const parsed = new Map<string, EntityType>();

export function entityType(name: string): EntityType | undefined {
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const notation = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (notation === undefined) return undefined;
  const type = parseType(name, `${notation} ${DOCUMENTED_ONLY[name] ?? ''}`);
  parsed.set(name, type);
  return type;
}

function parseType(name: string, notation: string): EntityType {
  const words = notation.split(/\s+/).filter((word) => word !== '');
  const base = words[0] === '<' ? words[1] : undefined;
  const own = base === undefined ? words : words.slice(2);
  const inherited = base === undefined ? undefined : entityType(base);
  const properties = new Map<string, PropertyType>(inherited?.properties ?? []);
  for (const word of own) {
    const [property = '', type = 'string'] = word.split(':');
    const many = type.startsWith('[');
    properties.set(property, { type: many ? type.slice(1, -1) : type, many });
  }
  return { name, base, properties };
}

export function enumType(name: string): EnumType | undefined {
  const notation = Object.hasOwn(ENUMS, name) ? ENUMS[name] : undefined;
  if (notation === undefined) return undefined;
  const words = notation.split(/\s+/).filter((word) => word !== '');
  const flags = words[0] === '*';
  return { flags, members: flags ? words.slice(1) : words };
}

export function isOpenType(name: string): boolean {
  return OPEN_TYPES.has(name);
}

/** The property at `status/errorCode` of a type; undefined when v1.0 has none there. */
export function propertyAt(typeName: string, path: readonly string[]): PropertyType | undefined {
  let found: PropertyType | undefined;
  let type: string | undefined = typeName;
  for (const step of path) {
    found = type === undefined ? undefined : entityType(type)?.properties.get(step);
    type = found?.type;
  }
  return found;
}

const PRIMITIVES: Readonly<Record<string, ValueKind>> = {
  string: 'string',
  bool: 'bool',
  int: 'int',
  num: 'num',
  date: 'date',
  guid: 'guid',
};

/** How a property is compared in a `$filter`: enums by the name of a member. */
export function valueKind(type: string): { kind: ValueKind; members: readonly string[] } {
  const members = enumType(type)?.members;
  if (members !== undefined) return { kind: 'enum', members };
  return { kind: PRIMITIVES[type] ?? 'string', members: [] };
}
