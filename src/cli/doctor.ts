/**
 * `drawbridge doctor`: one line for each thing that must be right, with the fix when it is not. Checks run side by
 * side, each with its own time limit; what cannot be found out is a warning or a problem, never "ok".
 */
import { ConfigError, DrawbridgeError, UpstreamError } from '../errors.ts';
import type { Config } from '../config.ts';
import type { CallContext } from '../domain/ports/tenant.ts';
import type { ScheduleState } from '../domain/tenant/shift.ts';
import { PERMISSIONS } from '../microsoft/permissions.ts';
import type { NeededPermission, PermissionApi } from '../microsoft/permissions.ts';
import type { PermissionState, TenantProbe } from '../microsoft/probe.ts';
import type { OnCallSchedule } from './on-call-schedule.ts';
import type { UnknownInPolicy } from './policy-people.ts';
import { unknownText } from './policy-people.ts';

type CheckStatus = 'ok' | 'warning' | 'problem';

export interface Check {
  readonly status: CheckStatus;
  /** What was checked: `permission Device.Read.All (Microsoft Graph)`. */
  readonly check: string;
  readonly message: string;
  /** What to do about it; absent when all is well. */
  readonly fix?: string;
}

/** A part that knows for itself what is right: resolves with a line that says so, or throws. */
type OwnCheck = (config: Config) => Promise<string>;

type LanguageModelSettings = NonNullable<Config['languageModel']>;

export interface DoctorDeps {
  /** Throws `ConfigError`. */
  loadConfig(): Config;
  connect(config: Config): TenantProbe;
  readonly database: OwnCheck;
  /** Asked after the database, which it shares. Who pulled it and why, in a line; null = it is not pulled. */
  readonly stopSwitch: (config: Config) => Promise<string | null>;
  readonly policyFile: OwnCheck;
  /** Only asked where the file can be read. Groups and people that it names and that are not in the directory. */
  readonly policyPeople: (config: Config, context: CallContext) => Promise<readonly UnknownInPolicy[]>;
  /** What is found where the policy names a team; null = it names none, or cannot be read (which is its own check's to say). */
  readonly shifts: (config: Config, context: CallContext) => Promise<OnCallSchedule | null>;
  readonly appPackage: OwnCheck;
  /** Only asked where an endpoint is set. */
  readonly traceExport: (endpoint: string) => Promise<string>;
  /** Only asked where one is set. */
  readonly languageModel: (settings: LanguageModelSettings) => Promise<string>;
  /** The time limit of one check, as a signal. */
  readonly timeLimit: () => AbortSignal;
  newCorrelationId(): string;
}

export interface DoctorReport {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1;
}

export async function runDoctor(deps: DoctorDeps, options: { json: boolean }): Promise<DoctorReport> {
  const checks = await examine(deps);
  return {
    lines: checks.map((check) => (options.json ? JSON.stringify(check) : asLine(check))),
    exitCode: checks.some((check) => check.status === 'problem') ? 1 : 0,
  };
}

async function examine(deps: DoctorDeps): Promise<readonly Check[]> {
  let config: Config;
  try {
    config = deps.loadConfig();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(faultCheck);
    throw error;
  }
  const probe = deps.connect(config);
  const groups = await Promise.all([
    Promise.resolve([configurationCheck(config), ...withoutEffect(config)]),
    botCheck(config),
    ...(['graph', 'defender'] as const).map((api) => serviceChecks(deps, probe, api)),
    databaseChecks(deps, config),
    policyChecks(deps, config),
    shiftsCheck(deps, config),
    ownCheck(
      deps,
      config,
      'app package',
      deps.appPackage,
      'Run `drawbridge package` and correct what it names.',
    ),
    traceCheck(deps, config),
    languageModelCheck(deps, config),
  ]);
  return groups.flat();
}

function faultCheck({ name, problem, example }: ConfigError['faults'][number]): Check {
  return {
    status: 'problem',
    check: `setting ${name}`,
    message: problem,
    fix: `Set it like this: ${example}`,
  };
}

function configurationCheck(config: Config): Check {
  const { credential, cloud } = config;
  const message = `cloud ${cloud.name}, credential ${credential.kind}`;
  return { status: 'ok', check: 'configuration', message };
}

/** Settings that are read and validated but that this version does nothing with yet. */
function withoutEffect(config: Config): readonly Check[] {
  const set = [['WEBHOOK_SECRET', config.server.webhookSecret !== null]] as const;
  return set
    .filter(([, given]) => given)
    .map(([name]) => ({
      status: 'warning',
      check: `setting ${name}`,
      message: 'has no effect in this version',
      fix: 'Leave it out until the changelog names it.',
    }));
}

function botCheck(config: Config): Promise<readonly Check[]> {
  const check = 'bot registration';
  if (config.bot !== null) {
    return Promise.resolve([{ status: 'ok', check, message: `${config.bot.type}, listens for Teams` }]);
  }
  return Promise.resolve([
    {
      status: 'warning',
      check,
      message: 'there is none: `serve` works on this machine only',
      fix: 'Set BOT_ID, BOT_TYPE and BOT_PASSWORD.',
    },
  ]);
}

const API_NAMES: Readonly<Record<PermissionApi, string>> = {
  graph: 'Microsoft Graph',
  defender: 'Defender for Endpoint',
};

/** The token first: without one, every permission would fail for the same reason. */
async function serviceChecks(
  deps: DoctorDeps,
  probe: TenantProbe,
  api: PermissionApi,
): Promise<readonly Check[]> {
  const name = API_NAMES[api];
  if (!probe.configured(api)) {
    return [
      {
        status: 'warning',
        check: name,
        message: 'is not part of this cloud or has no address',
        fix: 'Nothing, if you do without it; with the cloud `custom`, set its URL.',
      },
    ];
  }
  const credential = await limited(deps, async () => {
    await probe.token(api);
    return 'a token was issued';
  });
  const credentialCheck = outcomeCheck(`credential for ${name}`, credential, 'Check the AZURE_* settings.');
  if ('error' in credential) return [credentialCheck];
  const needed = PERMISSIONS.filter((one) => one.api === api);
  const states = await Promise.all(
    needed.map((one) => limited(deps, (context) => probe.permission(context, one))),
  );
  const asked = states.filter((_, index) => needed[index]?.proof.kind !== 'grantedRole');
  const reach = reachCheck(name, asked);
  return [
    credentialCheck,
    reach,
    // One fault, one problem: what could not be asked because of it is not a problem of its own.
    ...needed.map((one, index) =>
      reach.status === 'problem' && 'error' in (states[index] ?? {})
        ? { ...unchecked(name, one), fix: `See "${reach.check}".` }
        : permissionCheck(name, one, states[index]),
    ),
  ];
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/** Reached means that something came back that the service itself said, be it a refusal. */
function reachCheck(name: string, states: readonly Outcome<PermissionState>[]): Check {
  const check = `${name} reachable`;
  const answered = states.some((state) => 'value' in state && state.value !== 'unproven');
  if (answered) return { status: 'ok', check, message: 'it answers' };
  const failed = states.find((state) => 'error' in state);
  if (failed === undefined)
    return { status: 'warning', check, message: 'could not be proven', fix: TRY_AGAIN };
  return outcomeCheck(check, failed, 'Check the network, the proxy and the address of the service.');
}

const TRY_AGAIN = 'Run `drawbridge doctor` again in a minute.';

function unchecked(api: string, needed: NeededPermission): Check {
  const check = `permission ${needed.name} (${api})`;
  return { status: 'warning', check, message: 'was not checked', fix: TRY_AGAIN };
}

function permissionCheck(
  api: string,
  needed: NeededPermission,
  state: Outcome<PermissionState> | undefined,
): Check {
  const check = `permission ${needed.name} (${api})`;
  if (state === undefined) return unchecked(api, needed);
  if ('error' in state) return outcomeCheck(check, state, TRY_AGAIN);
  const grant = `Grant the application permission ${needed.name} of ${api} and consent to it (${needed.purpose}).`;
  switch (state.value) {
    case 'granted':
      return { status: 'ok', check, message: 'granted' };
    case 'missing':
      return {
        status: needed.optional === true ? 'warning' : 'problem',
        check,
        message: `is missing: ${needed.purpose}`,
        fix: grant,
      };
    case 'unproven':
      return {
        status: 'warning',
        check,
        message: 'could not be proven',
        fix: `Set AZURE_CLIENT_ID and grant Application.Read.All so that doctor can look, or check by hand: ${grant}`,
      };
    case 'notConfigured':
      return {
        status: 'warning',
        check,
        message: 'not in this cloud',
        fix: 'Nothing: these facts stay unknown.',
      };
  }
}

/** One after the other: a data folder is open to one at a time. */
async function databaseChecks(deps: DoctorDeps, config: Config): Promise<readonly Check[]> {
  const fix = 'Check DATABASE_URL and that the server is up.';
  const database = await ownCheck(deps, config, 'database', deps.database, fix);
  if (database.some(({ status }) => status === 'problem')) return database;
  const check = 'stop switch';
  const found = await limited(deps, () => deps.stopSwitch(config));
  if ('error' in found) return [...database, outcomeCheck(check, found, fix)];
  const pulled: Check = {
    status: 'warning',
    check,
    message: `is pulled, nothing new is sent: ${found.value ?? ''}`,
    fix: 'When it is time, say "release the stop switch" or run `drawbridge resume`.',
  };
  const message = 'is not pulled';
  return [...database, found.value === null ? { status: 'ok', check, message } : pulled];
}

const SCHEDULE_FAULTS: Readonly<Record<Exclude<ScheduleState, 'ready'>, { message: string; fix: string }>> = {
  absent: {
    message: 'there is no such team, or it has no schedule: only the rota counts',
    fix: 'Make a schedule for the team in Shifts of Microsoft Teams, or correct oncall.shifts.',
  },
  notReady: {
    message: 'its schedule is switched off or not set up yet: only the rota counts',
    fix: 'Finish setting up the schedule in Shifts of Microsoft Teams.',
  },
};

async function shiftsCheck(deps: DoctorDeps, config: Config): Promise<readonly Check[]> {
  const found = await limited(deps, (context) => deps.shifts(config, context));
  if ('error' in found) return [outcomeCheck('shifts of the team on call', found, TRY_AGAIN)];
  if (found.value === null) return [];
  const { teamId, state, onShift } = found.value;
  const check = `shifts of team ${teamId}`;
  if (state !== 'ready') return [{ status: 'problem', check, ...SCHEDULE_FAULTS[state] }];
  return [{ status: 'ok', check, message: `its schedule can be read; on shift now: ${onShift}` }];
}

async function policyChecks(deps: DoctorDeps, config: Config): Promise<readonly Check[]> {
  const fix = 'Correct the file that POLICY_FILE names.';
  const file = await ownCheck(deps, config, 'response policy', deps.policyFile, fix);
  if (config.policyFile === null || file.some(({ status }) => status === 'problem')) return file;
  const check = 'groups and people of the response policy';
  const found = await limited(deps, (context) => deps.policyPeople(config, context));
  if ('error' in found) {
    return [...file, { status: 'warning', check, message: 'could not be looked up', fix: TRY_AGAIN }];
  }
  if (found.value.length === 0)
    return [...file, { status: 'ok', check, message: 'are all in the directory' }];
  const blocks = found.value.some((one) => one.blocks);
  const message = `not in the directory: ${found.value.map(unknownText).join('; ')}`;
  const why = blocks ? ' Nobody can give the approvals that `eachOf` asks of them.' : '';
  return [...file, { status: blocks ? 'problem' : 'warning', check, message, fix: `${fix}${why}` }];
}

async function traceCheck(deps: DoctorDeps, config: Config): Promise<readonly Check[]> {
  const { otlpEndpoint } = config.telemetry;
  if (otlpEndpoint === null) return [];
  const work = (): Promise<string> => deps.traceExport(otlpEndpoint);
  return ownCheck(deps, config, 'trace export', work, 'Check OTEL_EXPORTER_OTLP_ENDPOINT.');
}

async function languageModelCheck(deps: DoctorDeps, config: Config): Promise<readonly Check[]> {
  const { languageModel } = config;
  if (languageModel === null) return [];
  const work = (): Promise<string> => deps.languageModel(languageModel);
  return ownCheck(deps, config, 'language model', work, TRY_AGAIN);
}

async function ownCheck(
  deps: DoctorDeps,
  config: Config,
  check: string,
  work: OwnCheck,
  fix: string,
): Promise<readonly Check[]> {
  return [outcomeCheck(check, await limited(deps, () => work(config)), fix)];
}

function outcomeCheck(check: string, outcome: Outcome<unknown>, fix: string): Check {
  if ('value' in outcome) return { status: 'ok', check, message: String(outcome.value) };
  const { error } = outcome;
  if (!(error instanceof DrawbridgeError)) {
    const kind = error instanceof Error ? error.name : 'unknown fault';
    return { status: 'problem', check, message: `failed unexpectedly (${kind})`, fix };
  }
  const status =
    error instanceof UpstreamError && error.code === 'upstream_throttled' ? 'warning' : 'problem';
  return { status, check, message: error.message, fix: error.advice ?? fix };
}

async function limited<T>(deps: DoctorDeps, work: (context: CallContext) => Promise<T>): Promise<Outcome<T>> {
  const signal = deps.timeLimit();
  let stop = () => {};
  const late = new Promise<never>((_, reject) => {
    stop = () => {
      reject(new DrawbridgeError('internal', 'did not answer in time', { advice: TRY_AGAIN }));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    const context = { correlationId: deps.newCorrelationId(), signal };
    return { value: await Promise.race([work(context), late]) };
  } catch (error) {
    return { error };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function asLine({ status, check, message, fix }: Check): string {
  const said = `${status.padEnd(7)}  ${check}: ${message}`;
  return oneLine(fix === undefined ? said : `${said}. ${fix}`);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, (space) => (/[\r\n]/.test(space) ? ' ' : space));
}
