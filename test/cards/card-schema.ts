/**
 * Checks a card against the Adaptive Cards schema as Microsoft's own renderer library holds it: element and action
 * types, values of enums, versions, and (stricter than the library) that every property is one the schema knows.
 */
import { createRequire } from 'node:module';
import type { JsonObject } from '../../src/domain/tenant/access-policies.ts';

/** The parts of the library that are used here: its own declarations are TypeScript that this compiler refuses. */
interface Schema {
  getCount(): number;
  getItemAt(index: number): { readonly name: string };
}
interface CardObject {
  getSchema(): Schema;
}
interface Context {
  readonly eventCount: number;
  getEventAt(index: number): { readonly message: string };
}
interface Registry {
  createInstance(type: string, version: object): CardObject | undefined;
}
interface Library {
  readonly AdaptiveCard: new () => CardObject & {
    parse(json: unknown, context: Context): void;
    validateProperties(): { readonly validationEvents: readonly { readonly message: string }[] };
  };
  readonly Column: new () => CardObject;
  readonly TableRow: new () => CardObject;
  readonly TableCell: new () => CardObject;
  readonly GlobalRegistry: { readonly elements: Registry; readonly actions: Registry };
  readonly SerializationContext: new (version: object) => Context;
  readonly Version: new (major: number, minor: number) => object;
}

// The package's ES modules lack file extensions, so Node cannot load them: its bundle is used.
const AdaptiveCards = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js') as Library;
const { AdaptiveCard, GlobalRegistry, SerializationContext, Version } = AdaptiveCards;

/** Properties that clients read although the library's schema does not list them. */
const HOST_PROPERTIES = new Set([
  'type',
  '$schema',
  'msteams',
  'fallback',
  'targetElements',
  'rows',
  'columns',
]);

/** Faults, empty when the card is valid for schema version 1.5. */
export function schemaFaults(card: JsonObject): readonly string[] {
  const context = new SerializationContext(new Version(1, 5));
  const parsed = new AdaptiveCard();
  parsed.parse(JSON.parse(JSON.stringify(card)), context);
  const faults: string[] = [];
  for (let i = 0; i < context.eventCount; i += 1) faults.push(context.getEventAt(i).message);
  const checked = parsed.validateProperties();
  faults.push(...checked.validationEvents.map((event) => event.message));
  if (card.version !== '1.5') faults.push(`version ${JSON.stringify(card.version)}`);
  walk(card, (part, path) => {
    faults.push(...unknownProperties(part, path));
  });
  return faults;
}

/** Visits every object of a card that has a `type`. */
export function walk(value: unknown, visit: (part: JsonObject, path: string) => void, path = 'card'): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      walk(item, visit, `${path}[${index}]`);
    });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const part = value as JsonObject;
  if (typeof part.type === 'string') visit(part, path);
  for (const [key, child] of Object.entries(part)) {
    // What an action carries is data, not card.
    if (key !== 'data' && key !== 'msteams') walk(child, visit, `${path}.${key}`);
  }
}

function unknownProperties(part: JsonObject, path: string): readonly string[] {
  const type = typeof part.type === 'string' ? part.type : '';
  const schema = schemaOf(type);
  if (schema === null) return [`${path}: unknown type ${type}`];
  const known = new Set<string>();
  for (let i = 0; i < schema.getCount(); i += 1) known.add(schema.getItemAt(i).name);
  return Object.keys(part)
    .filter((key) => !known.has(key) && !HOST_PROPERTIES.has(key))
    .filter(
      (key) =>
        !(key === 'items' || key === 'body' || key === 'actions' || key === 'facts' || key === 'cells'),
    )
    .map((key) => `${path}: ${type} has no property ${key}`);
}

function schemaOf(type: string): Schema | null {
  if (type === 'AdaptiveCard') return new AdaptiveCard().getSchema();
  if (type === 'Column') return new AdaptiveCards.Column().getSchema();
  if (type === 'TableRow') return new AdaptiveCards.TableRow().getSchema();
  if (type === 'TableCell') return new AdaptiveCards.TableCell().getSchema();
  const found =
    GlobalRegistry.elements.createInstance(type, new Version(1, 5)) ??
    GlobalRegistry.actions.createInstance(type, new Version(1, 5));
  return found?.getSchema() ?? null;
}
