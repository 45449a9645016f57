import { objects, text, valueAt, type Json, type JsonObject } from '../json.ts';
import { invalidBody } from './defender-errors.ts';
import { onlyNames, requiredList, requiredMember, requiredObject, requiredText } from './request-body.ts';

interface CommandKind {
  readonly type: string;
  /** Keys of its parameters; the first is required. */
  readonly keys: readonly [string, ...string[]];
  /** Does the first parameter name something in the tenant's library? */
  readonly fromLibrary: boolean;
  /** Is there a result to download? */
  readonly hasResult: boolean;
}

/** In the order in which a session may hold them, each any number of times. */
const COMMAND_KINDS: readonly CommandKind[] = [
  { type: 'PutFile', keys: ['FileName'], fromLibrary: true, hasResult: false },
  { type: 'RunScript', keys: ['ScriptName', 'Args'], fromLibrary: true, hasResult: true },
  { type: 'GetFile', keys: ['Path'], fromLibrary: false, hasResult: true },
];
const TYPES = COMMAND_KINDS.map(({ type }) => type);

const COMMAND_MS = 5000;

/** The commands of a new session as the action shows them. Which code a fault earns is UNCONFIRMED. */
export function readCommands(body: JsonObject): JsonObject[] {
  const commands = requiredList(body, 'Commands').map(readCommand);
  if (commands.length === 0) throw invalidBody('Request body is incorrect: Commands must not be empty.');
  const ranks = commands.map(({ type }) => TYPES.indexOf(type));
  if (ranks.some((rank, index) => rank < (ranks[index - 1] ?? 0))) {
    throw invalidBody(`Request body is incorrect: Commands must be in the order ${TYPES.join(', ')}.`);
  }
  return commands.map((command, index) => ({
    index,
    startTime: null,
    endTime: null,
    commandStatus: 'Created',
    errors: [],
    command: { ...command },
  }));
}

function readCommand(value: Json): { type: string; params: JsonObject[] } {
  const body = requiredObject(value, 'Commands');
  const type = requiredMember(body, 'type', TYPES);
  const kind = COMMAND_KINDS.find((candidate) => candidate.type === type);
  const keys = kind?.keys ?? [];
  const params = requiredList(body, 'params').map((item) => readParam(item, keys));
  onlyNames(body, ['type', 'params']);
  const given = params.map(({ key }) => key);
  if (new Set(given).size < given.length || !given.includes(keys[0] ?? '')) {
    throw invalidBody(`Request body is incorrect: ${type} takes ${keys.join(', ')}, each once.`);
  }
  return { type, params };
}

function readParam(value: Json, keys: readonly string[]): { key: string; value: string } {
  const param = requiredObject(value, 'params');
  const read = { key: requiredMember(param, 'key', keys), value: requiredText(param, 'value') };
  onlyNames(param, ['key', 'value']);
  return read;
}

/**
 * How far a session has come, each command taking five seconds. A command whose file or script is not in the library
 * fails (at which point the service notices is UNCONFIRMED); those after a failed one stay as they were created.
 */
export function runCommands(
  action: JsonObject,
  session: { starts: number; now: number; library: ReadonlySet<string> },
): { state: 'InProgress' | 'Succeeded' | 'Failed'; at: number } {
  let at = session.starts;
  for (const entry of objects(action['commands'])) {
    entry['startTime'] = new Date(at).toISOString();
    if (session.now < at + COMMAND_MS) return { state: 'InProgress', at };
    at += COMMAND_MS;
    entry['endTime'] = new Date(at).toISOString();
    const missing = missingFile(entry, session.library);
    entry['commandStatus'] = missing === undefined ? 'Completed' : 'Failed';
    if (missing === undefined) continue;
    entry['errors'] = [`The file ${missing} was not found in the library.`];
    return { state: 'Failed', at };
  }
  return { state: 'Succeeded', at };
}

function missingFile(entry: JsonObject, library: ReadonlySet<string>): string | undefined {
  const { kind, params } = commandOf(entry);
  if (kind?.fromLibrary !== true) return undefined;
  const named = params.find(({ key }) => key === kind.keys[0]);
  const name = text(named?.['value']) ?? '';
  return library.has(name) ? undefined : name;
}

function commandOf(entry: JsonObject): { kind: CommandKind | undefined; params: JsonObject[] } {
  const type = valueAt(entry, ['command', 'type']);
  return {
    kind: COMMAND_KINDS.find((kind) => kind.type === type),
    params: objects(valueAt(entry, ['command', 'params'])),
  };
}

/** Is there something to download for this command? */
export function hasResult(entry: JsonObject): boolean {
  return entry['commandStatus'] === 'Completed' && commandOf(entry).kind?.hasResult === true;
}
