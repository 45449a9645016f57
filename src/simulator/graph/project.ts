import { isObject, text, type Json, type JsonObject } from '../json.ts';
import { entityType, enumType, isOpenType, type PropertyType } from './model.ts';

type GraphVersion = 'v1.0' | 'beta';

/** How a caller sees entities: the version of the address and the `Prefer` header. */
export interface View {
  readonly version: GraphVersion;
  readonly unknownEnumMembers: boolean;
}

/** Navigations that tenant files hold inside the object; only an address or `$expand` shows them. */
const NAVIGATIONS: Readonly<Record<string, readonly string[]>> = {
  user: ['authentication', 'manager', 'memberOf'],
  riskyUser: ['history'],
  managedDevice: ['windowsProtectionState', 'deviceCompliancePolicyStates', 'logCollectionRequests'],
  deviceCompliancePolicy: ['assignments', 'scheduledActionsForRule'],
  deviceComplianceScheduledActionForRule: ['scheduledActionConfigurations'],
  servicePrincipal: ['appRoleAssignments'],
  unifiedRoleAssignment: ['roleDefinition', 'principal'],
  'security.incident': ['alerts'],
};

const TYPE_PREFIX = '#microsoft.graph.';

/**
 * One entity as Graph would print it: v1.0 only with the properties that v1.0 has, enum members newer than
 * `unknownFutureValue` only for callers who ask for them. `select` undefined = every property; a selected property
 * without a value is null, a collection is empty.
 */
export function projectEntity(
  entity: JsonObject,
  declared: string,
  view: View,
  select?: readonly string[],
): JsonObject {
  const type = actualType(entity, declared);
  const properties = entityType(type)?.properties ?? new Map<string, PropertyType>();
  const hidden = hiddenNavigations(type);
  const shown: JsonObject = {};
  const odataType = entity['@odata.type'];
  if (odataType !== undefined) shown['@odata.type'] = odataType;
  const names = select ?? [...properties.keys(), ...(view.version === 'beta' ? Object.keys(entity) : [])];
  for (const name of names) {
    const property = properties.get(name);
    if (name in shown || hidden.has(name) || (property === undefined && view.version === 'v1.0')) continue;
    const value = entity[name];
    if (value === undefined) {
      if (property !== undefined) shown[name] = property.many ? [] : null;
    } else shown[name] = property === undefined ? value : projectValue(value, property.type, view);
  }
  return shown;
}

/** The entity's own type where `@odata.type` names one that v1.0 knows, else the declared one. */
export function actualType(entity: JsonObject, declared: string): string {
  const named = text(entity['@odata.type'])?.replace(TYPE_PREFIX, '');
  return named !== undefined && entityType(named) !== undefined ? named : declared;
}

/** v1.0 cannot print an entity of a type that it does not have. */
export function isVisible(entity: JsonObject, view: View): boolean {
  const named = text(entity['@odata.type'])?.replace(TYPE_PREFIX, '');
  return view.version === 'beta' || named === undefined || entityType(named) !== undefined;
}

function hiddenNavigations(type: string): ReadonlySet<string> {
  const hidden = new Set<string>();
  for (let name: string | undefined = type; name !== undefined; name = entityType(name)?.base) {
    for (const navigation of NAVIGATIONS[name] ?? []) hidden.add(navigation);
  }
  return hidden;
}

function projectValue(value: Json, type: string, view: View): Json {
  if (Array.isArray(value)) return value.map((item) => projectValue(item, type, view));
  if (typeof value === 'string') return projectMember(value, type, view);
  if (!isObject(value) || isOpenType(type)) return value;
  return projectComplex(value, actualType(value, type), view);
}

function projectMember(value: string, type: string, view: View): string {
  const kind = view.unknownEnumMembers ? undefined : enumType(type);
  if (kind === undefined || kind.flags) return value;
  const sentinel = kind.members.indexOf('unknownFutureValue');
  return sentinel >= 0 && kind.members.indexOf(value) > sentinel ? 'unknownFutureValue' : value;
}

function projectComplex(value: JsonObject, type: string, view: View): JsonObject {
  const properties = entityType(type)?.properties;
  if (properties === undefined) return value;
  const shown: JsonObject = {};
  for (const [name, item] of Object.entries(value)) {
    const property = properties.get(name);
    if (property !== undefined) shown[name] = projectValue(item, property.type, view);
    else if (view.version === 'beta' || (name.includes('@') && isKnownAnnotation(name, item)))
      shown[name] = item;
  }
  return shown;
}

/** v1.0 never prints the name of a type that it does not have; such an object shows as its base type. */
function isKnownAnnotation(name: string, value: Json): boolean {
  return name !== '@odata.type' || entityType(text(value)?.replace(TYPE_PREFIX, '') ?? '') !== undefined;
}
