/** The tenant behind its ports: one set of clients, tokens and limits; for each question its own view of them. */
import { UpstreamError } from '../errors.ts';
import type { CallContext, Clock, Tenant, TenantPorts } from '../domain/ports/tenant.ts';
import { NO_TRACER } from '../domain/ports/telemetry.ts';
import type { Log, Metrics, Tracer } from '../domain/ports/telemetry.ts';
import type { CloudEndpoints } from './clouds.ts';
import { DEFAULT_POPULATION_AGES, PopulationCache } from './conditional-access/population-cache.ts';
import { readPopulation } from './conditional-access/population.ts';
import { DEFAULT_CEILINGS } from './conditional-access/population-reading.ts';
import type { PopulationCeilings } from './conditional-access/population-reading.ts';
import { AccessPolicyCache, DEFAULT_AGES } from './conditional-access/snapshot.ts';
import { askWhatIf } from './conditional-access/what-if.ts';
import { TokenSource } from './credentials.ts';
import type { TokenCredential } from './credentials.ts';
import { createEndpoints, noEndpoints } from './defender/endpoints.ts';
import { createIndicators, noIndicators } from './defender/indicators.ts';
import { createDirectory } from './entra/directory.ts';
import { createHunting } from './hunting/hunting.ts';
import { AskOnce } from './http/ask-once.ts';
import { DefenderClient } from './http/defender-client.ts';
import { GraphClient } from './http/graph-client.ts';
import { Limiters } from './http/limiters.ts';
import { DEFAULT_POLICY } from './http/pipeline.ts';
import type { CallPolicy, Wire } from './http/pipeline.ts';
import { REAL_TIMING, untilAborted } from './http/timing.ts';
import type { Timing } from './http/timing.ts';
import { createManagedDevices } from './intune/managed-devices.ts';
import { createProbe } from './probe.ts';
import type { TenantProbe } from './probe.ts';
import { createShiftSchedules } from './teams/shift-schedules.ts';

export interface TenantOptions {
  readonly tenantId: string;
  readonly endpoints: CloudEndpoints;
  readonly credential: TokenCredential;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracer?: Tracer;
  /** The application's own id, by which `doctor` finds what it was granted. */
  readonly clientId?: string | null;
  readonly policy?: Partial<CallPolicy>;
  readonly ages?: Partial<typeof DEFAULT_AGES>;
  readonly ceilings?: Partial<PopulationCeilings>;
  readonly timing?: Timing;
  readonly fetch?: typeof fetch;
}

export interface MicrosoftTenant extends Tenant {
  /** What `doctor` and `/readyz` ask. */
  readonly probe: TenantProbe;
  /** Reads the Conditional Access configuration, then the population, ahead of the first question about them. */
  warmUp(): Promise<void>;
  /** Ends what is read in the background. */
  close(): void;
}

export function createTenant(options: TenantOptions): MicrosoftTenant {
  const { tenantId, endpoints, clock, log, metrics } = options;
  const timing = options.timing ?? REAL_TIMING;
  const wire: Wire = {
    tokens: new TokenSource(options.credential, clock),
    limiters: new Limiters(timing),
    timing,
    metrics,
    log,
    tracer: options.tracer ?? NO_TRACER,
    fetch: options.fetch ?? fetch,
    policy: { ...DEFAULT_POLICY, ...options.policy },
  };
  const graph = new GraphClient(wire, endpoints.graph);
  const defender = endpoints.defender === null ? null : new DefenderClient(wire, endpoints.defender);
  const accessPolicies = new AccessPolicyCache({ graph, clock, log, ...DEFAULT_AGES, ...options.ages });

  const closing = new AbortController();
  const populations = new PopulationCache({
    clock,
    log: {
      // A reading that ends because the program does is no failure.
      warn: (event, fields) => {
        if (!closing.signal.aborted) log.warn(event, fields);
      },
    },
    ...DEFAULT_POPULATION_AGES,
    read: () =>
      readPopulation({
        graph,
        clock,
        ceilings: { ...DEFAULT_CEILINGS, ...options.ceilings },
        // Shared by many questions, so it belongs to none of them.
        context: { correlationId: crypto.randomUUID(), signal: closing.signal },
        policies: () => accessPolicies.snapshot(),
      }),
  });

  const open = (context: CallContext): TenantPorts => {
    const once = new AskOnce();
    return {
      directory: createDirectory({
        graph,
        context,
        once,
        identityProtection: endpoints.identityProtection,
      }),
      managedDevices: createManagedDevices({ graph, context, once }),
      endpoints: defender === null ? noEndpoints() : createEndpoints({ defender, context, once }),
      indicators: defender === null ? noIndicators() : createIndicators({ defender, context, once, clock }),
      hunting: createHunting(graph, context),
      accessPolicies: {
        snapshot: () =>
          once.ask(['snapshot'], () =>
            untilAborted(context.signal, accessPolicies.snapshot(), () => snapshotLate()),
          ),
        secondOpinion: (question) => askWhatIf(graph, context, question),
      },
      populations: {
        read: () => untilAborted(context.signal, populations.read(), () => populationLate()),
        held: () => populations.held(),
      },
      shiftSchedules: createShiftSchedules({ graph, context, once, available: endpoints.schedules }),
    };
  };
  return {
    tenantId,
    open,
    probe: createProbe({
      graph,
      defender,
      endpoints,
      tokens: wire.tokens,
      clientId: options.clientId ?? null,
    }),
    warmUp: async () => {
      try {
        await accessPolicies.renew();
        await populations.read();
      } catch (error) {
        if (!closing.signal.aborted) throw error;
      }
    },
    close: () => {
      closing.abort();
    },
  };
}

/** The reading goes on for whoever asks next. */
function snapshotLate(): UpstreamError {
  return new UpstreamError('upstream_timeout', 'the access policies were not read in time', {
    service: 'graph',
    operation: 'GET /identity/conditionalAccess/policies',
    mayHaveArrived: false,
  });
}

function populationLate(): UpstreamError {
  return new UpstreamError('upstream_timeout', 'the people of the tenant were not read in time', {
    service: 'graph',
    operation: 'GET /users',
    mayHaveArrived: false,
  });
}
