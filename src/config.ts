/**
 * The only reader of the environment. Everything is validated together and every fault is reported at once (product
 * contract, section 3). An empty value counts as absent; secrets never appear in a fault.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { distance } from 'fastest-levenshtein';
import { ConfigError, UsageError } from './errors.ts';
import { CLOUDS, customCloud, simulatedCloud } from './microsoft/clouds.ts';
import type { CloudEndpoints, CloudName } from './microsoft/clouds.ts';
import { isGuid, isLoopback, SettingReader } from './setting-reader.ts';
import type { Environment } from './setting-reader.ts';

type BotType = 'SingleTenant' | 'UserAssignedMSI' | 'MultiTenant';
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

interface ServerConfig {
  readonly port: number;
  /** `127.0.0.1` unless a bot registration authenticates what comes in. */
  readonly host: '127.0.0.1' | '0.0.0.0';
  readonly webhookSecret: string | null;
  readonly metricsToken: string | null;
}

interface BotConfig {
  readonly id: string;
  /** null with a managed identity. */
  readonly password: string | null;
  readonly type: BotType;
  readonly tenantId: string | null;
}

interface CredentialConfig {
  readonly kind: 'default' | 'simulated';
  /** The tenant whose data is read; null only where the directory is asked for it. */
  readonly tenantId: string | null;
  readonly clientId: string | null;
}

interface SentinelWorkspace {
  readonly name: string;
  /** The customer id, a GUID. */
  readonly workspaceId: string;
  /** ARM id. */
  readonly resourceId: string;
}

export interface Config {
  readonly server: ServerConfig;
  /** null = nobody is authenticated: loopback only. */
  readonly bot: BotConfig | null;
  readonly cloud: { readonly name: CloudName; readonly endpoints: CloudEndpoints };
  readonly credential: CredentialConfig;
  readonly storage: { readonly databaseUrl: string | null; readonly dataDir: string };
  readonly policyFile: string | null;
  readonly sentinelWorkspaces: readonly SentinelWorkspace[];
  readonly azureSubscriptions: readonly string[];
  readonly languageModel: {
    readonly endpoint: string;
    readonly deployment: string;
    readonly key: string;
  } | null;
  readonly telemetry: { readonly logLevel: LogLevel; readonly otlpEndpoint: string | null };
  /** Whether the environment names a tenant to talk to (`ask` falls back to the demo tenant). */
  readonly namesTenant: boolean;
}

export interface LoadOptions {
  /** `serve` insists on a bot registration and a tenant; `demo` and `tool` do not. */
  readonly mode: 'demo' | 'serve' | 'tool';
}

const EXAMPLE_GUID = '11111111-2222-3333-4444-555555555555';
const DRAWBRIDGE_NAMES = ['DRAWBRIDGE_CLOUD', 'DRAWBRIDGE_CREDENTIAL', 'DRAWBRIDGE_INSECURE_LOCAL'];
const ORIGINS = {
  graph: 'GRAPH_URL',
  defender: 'DEFENDER_URL',
  logs: 'LOGS_URL',
  arm: 'ARM_URL',
  ingest: 'INGEST_URL',
} as const;

/** @throws ConfigError with every fault. */
export function loadConfig(env: Environment, options: LoadOptions): Config {
  const read = new SettingReader(env);
  findUnknownNames(env, read);
  const cloud = readCloud(read);
  const bot = readBot(read, options);
  const config: Config = {
    server: {
      port: read.wholeNumber('PORT', { min: 0, max: 65_535 }, 3978),
      host: bot === null ? '127.0.0.1' : '0.0.0.0',
      webhookSecret: read.text('WEBHOOK_SECRET'),
      metricsToken: read.text('METRICS_TOKEN'),
    },
    bot,
    cloud,
    credential: readCredential(read, cloud, options),
    storage: { databaseUrl: readDatabaseUrl(read), dataDir: read.text('DATA_DIR') ?? './data' },
    policyFile: read.text('POLICY_FILE'),
    sentinelWorkspaces: readWorkspaces(read),
    azureSubscriptions: readSubscriptions(read),
    languageModel: readLanguageModel(read),
    telemetry: {
      logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info') ?? 'info',
      otlpEndpoint: readOtlpEndpoint(read),
    },
    namesTenant: ['AZURE_TENANT_ID', 'DRAWBRIDGE_CLOUD', 'DRAWBRIDGE_CREDENTIAL'].some((n) => read.has(n)),
  };
  if (read.faults.length > 0) throw new ConfigError(read.faults);
  return deepFreeze(config);
}

/** The same configuration pointed at a simulator: nothing real is reachable and nobody is authenticated. */
export function withSimulator(config: Config, origin: string, tenantId: string): Config {
  return deepFreeze({
    ...config,
    server: { ...config.server, host: '127.0.0.1' as const },
    bot: null,
    cloud: { name: 'custom' as const, endpoints: simulatedCloud(origin) },
    credential: { kind: 'simulated' as const, tenantId, clientId: null },
  });
}

/** This process's environment, for the command line to hand in. */
export function processEnvironment(): Environment {
  // eslint-disable-next-line no-restricted-syntax -- this file is the one place that reads it
  return process.env;
}

/**
 * `env/.env.<name>`, then `env/.env.<name>.user`, then the process environment; later ones win.
 * A file that is not there is fine unless `required`.
 */
export function readEnvFiles(
  dir: string,
  name: string,
  processEnv: Environment,
  options: { required?: boolean } = {},
): Environment {
  if (!/^[\w-]+$/.test(name)) throw new UsageError(`\`${name}\` is not the name of an environment`);
  const file = path.join(dir, `.env.${name}`);
  const files = [readIfThere(file), readIfThere(`${file}.user`)];
  if (options.required === true && files.every((text) => text === null)) {
    throw new UsageError(`there is no \`${file}\``, 'create it from env/.env.example');
  }
  return Object.assign({}, ...files.map((text) => parseEnv(text ?? '')), processEnv) as Environment;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new UsageError(`\`${file}\` cannot be read`, 'check its permissions');
  }
}

function findUnknownNames(env: Environment, read: SettingReader): void {
  for (const name of Object.keys(env)) {
    if (!name.startsWith('DRAWBRIDGE_') || DRAWBRIDGE_NAMES.includes(name)) continue;
    const nearest = DRAWBRIDGE_NAMES.toSorted((a, b) => distance(a, name) - distance(b, name))[0] ?? '';
    read.fault(name, `is not a setting; did you mean \`${nearest}\`?`, `${nearest}=…`);
  }
}

function readCloud(read: SettingReader): Config['cloud'] {
  const names: readonly CloudName[] = ['global', 'gcc', 'gcchigh', 'dod', 'china', 'custom'];
  const given = read.oneOf('DRAWBRIDGE_CLOUD', names, 'global');
  const name = given ?? 'global';
  if (name !== 'custom') {
    // A fault in the cloud's name would make every URL look wrong as well: say it once.
    const wrongName = given === null && read.has('DRAWBRIDGE_CLOUD');
    for (const setting of wrongName ? [] : Object.values(ORIGINS).filter((one) => read.has(one))) {
      read.fault(setting, `is only for the cloud \`custom\``, 'DRAWBRIDGE_CLOUD=custom');
    }
    return { name, endpoints: CLOUDS[name] };
  }
  const origins = Object.entries(ORIGINS).flatMap(([service, setting]) => {
    const origin = read.origin(setting, 'https://graph.microsoft.com');
    return origin === null ? [] : [[service, origin] as const];
  });
  if (!read.has('GRAPH_URL')) {
    read.fault('GRAPH_URL', 'is needed with the cloud `custom`', 'http://127.0.0.1:3980');
  }
  return { name, endpoints: customCloud({ graph: '', ...Object.fromEntries(origins) }) };
}

function readCredential(read: SettingReader, cloud: Config['cloud'], options: LoadOptions): CredentialConfig {
  const kind = read.oneOf('DRAWBRIDGE_CREDENTIAL', ['default', 'simulated'] as const, 'default') ?? 'default';
  const tenantId = read.guid('AZURE_TENANT_ID');
  const clientId = read.guid('AZURE_CLIENT_ID');
  if (kind === 'simulated') {
    if (!onlyLoopback(cloud.endpoints)) {
      read.fault(
        'DRAWBRIDGE_CREDENTIAL',
        '`simulated` needs the cloud `custom` with origins on this machine only',
        'DRAWBRIDGE_CLOUD=custom GRAPH_URL=http://127.0.0.1:3980',
      );
    }
    return { kind, tenantId, clientId };
  }
  if (options.mode === 'serve' && !read.has('AZURE_TENANT_ID')) {
    read.fault('AZURE_TENANT_ID', 'is needed: the tenant whose data is read', EXAMPLE_GUID);
  }
  const secrets = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH', 'AZURE_FEDERATED_TOKEN_FILE'];
  const secret = options.mode === 'demo' ? undefined : secrets.find((one) => read.has(one));
  for (const needed of ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID']) {
    const told = read.faults.some((fault) => fault.name === needed);
    if (secret !== undefined && !read.has(needed) && !told) {
      read.fault(needed, `is needed together with ${secret}`, EXAMPLE_GUID);
    }
  }
  return { kind, tenantId, clientId };
}

function onlyLoopback(endpoints: CloudEndpoints): boolean {
  const { graph, defender, logs, arm, ingest } = endpoints;
  return [graph, defender, logs, arm, ingest].every(
    (one) => one === null || one.origin === '' || isLoopback(one.origin),
  );
}

function readBot(read: SettingReader, options: LoadOptions): BotConfig | null {
  const id = read.guid('BOT_ID');
  const types: readonly BotType[] = ['SingleTenant', 'UserAssignedMSI', 'MultiTenant'];
  const type = read.oneOf('BOT_TYPE', types, 'SingleTenant') ?? 'SingleTenant';
  const tenantId = read.guid('BOT_TENANT_ID');
  const password = read.text('BOT_PASSWORD');
  const insecure = read.oneOf('DRAWBRIDGE_INSECURE_LOCAL', ['0', '1'] as const, '1') === '1';
  if (options.mode === 'demo') return null;
  if (!read.has('BOT_ID')) {
    if (password !== null) read.fault('BOT_ID', 'is needed together with BOT_PASSWORD', EXAMPLE_GUID);
    else if (options.mode === 'serve' && !insecure) {
      read.fault(
        'BOT_ID',
        'is needed; for this machine only, set DRAWBRIDGE_INSECURE_LOCAL=1 instead',
        EXAMPLE_GUID,
      );
    }
    return null;
  }
  if (type === 'UserAssignedMSI' && password !== null) {
    read.fault('BOT_PASSWORD', 'is not used by BOT_TYPE UserAssignedMSI: leave it out', 'BOT_PASSWORD=');
  }
  if (type !== 'UserAssignedMSI' && password === null) {
    read.fault('BOT_PASSWORD', `is needed with BOT_TYPE ${type}`, "the client secret of the bot's app");
  }
  if (type !== 'MultiTenant' && !read.has('BOT_TENANT_ID')) {
    read.fault('BOT_TENANT_ID', `is needed with BOT_TYPE ${type}`, EXAMPLE_GUID);
  }
  return { id: id ?? '', password, type, tenantId };
}

function readDatabaseUrl(read: SettingReader): string | null {
  return read.matching(
    'DATABASE_URL',
    (value) => {
      const url = URL.parse(value);
      return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1;
    },
    'must be a PostgreSQL address with a database name',
    'postgres://drawbridge:secret@localhost:5432/drawbridge',
  );
}

function readWorkspaces(read: SettingReader): readonly SentinelWorkspace[] {
  const value = read.text('SENTINEL_WORKSPACES');
  if (value === null) return [];
  const parsed = parseJson(value);
  if (Array.isArray(parsed) && parsed.every(isWorkspace)) {
    return parsed.map(({ name, workspaceId, resourceId }) => ({ name, workspaceId, resourceId }));
  }
  read.fault(
    'SENTINEL_WORKSPACES',
    'must be a JSON array of {name, workspaceId (GUID), resourceId (ARM id)}',
    `[{"name":"soc","workspaceId":"${EXAMPLE_GUID}","resourceId":"/subscriptions/${EXAMPLE_GUID}` +
      '/resourceGroups/soc/providers/Microsoft.OperationalInsights/workspaces/soc"}]',
  );
  return [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isWorkspace(value: unknown): value is SentinelWorkspace {
  if (typeof value !== 'object' || value === null) return false;
  const known = ['name', 'workspaceId', 'resourceId'];
  const { name, workspaceId, resourceId } = value as Record<string, unknown>;
  return (
    Object.keys(value).every((key) => known.includes(key)) &&
    typeof name === 'string' &&
    name !== '' &&
    typeof workspaceId === 'string' &&
    isGuid(workspaceId) &&
    typeof resourceId === 'string' &&
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/]+$/i.test(
      resourceId,
    )
  );
}

function readSubscriptions(read: SettingReader): readonly string[] {
  const ids = (read.text('AZURE_SUBSCRIPTIONS') ?? '').split(',').map((id) => id.trim());
  const given = ids.filter((id) => id !== '');
  if (given.every(isGuid)) return given.map((id) => id.toLowerCase());
  read.fault(
    'AZURE_SUBSCRIPTIONS',
    'must be subscription ids with commas between them',
    `${EXAMPLE_GUID},${EXAMPLE_GUID}`,
  );
  return [];
}

function readLanguageModel(read: SettingReader): Config['languageModel'] {
  const example = 'https://example.openai.azure.com';
  const endpoint = read.origin('AZURE_OPENAI_ENDPOINT', example);
  const deployment = read.matching(
    'AZURE_OPENAI_DEPLOYMENT',
    (value) => /^[\w-][\w.-]{0,63}$/.test(value),
    'must be the name of a deployment: letters, digits, hyphens, dots and underscores',
    'gpt-4.1-mini',
  );
  const key = read.matching(
    'AZURE_OPENAI_KEY',
    (value) => /^[\x21-\x7e]{1,512}$/.test(value),
    'must be a key of the Azure OpenAI resource, without spaces',
    'the first of its two keys',
  );
  const names = ['AZURE_OPENAI_ENDPOINT', 'AZURE_OPENAI_DEPLOYMENT', 'AZURE_OPENAI_KEY'];
  const missing = names.filter((name) => !read.has(name));
  if (missing.length === names.length) return null;
  for (const name of missing) {
    const rest = names.filter((one) => one !== name).join(' and ');
    read.fault(name, `is needed together with ${rest}`, name === 'AZURE_OPENAI_ENDPOINT' ? example : '…');
  }
  return endpoint === null || deployment === null || key === null ? null : { endpoint, deployment, key };
}

function readOtlpEndpoint(read: SettingReader): string | null {
  return read.matching(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    (value) => {
      const url = URL.parse(value);
      const bare = url !== null && `${url.username}${url.password}${url.search}${url.hash}` === '';
      return bare && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.origin)));
    },
    'must be an https address without a query, or an http address on this machine',
    'http://localhost:4318',
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}
