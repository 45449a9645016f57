/**
 * The Conditional Access configuration, read once for everybody: Microsoft allows one request a second for all
 * applications of a tenant together. A snapshot that is getting old is renewed in the background while the old one,
 * with its age, is still served; one that is too old to be trusted is not. Reference sheet conditional-access, 1 and 2.
 */
import { z } from 'zod/v4';
import type { AccessPolicySnapshot, JsonObject } from '../../domain/tenant/access-policies.ts';
import type { CallContext, Clock } from '../../domain/ports/tenant.ts';
import type { Log } from '../../domain/ports/telemetry.ts';
import { UpstreamError } from '../../errors.ts';
import { READ_POLICIES } from '../entra/entra-permissions.ts';
import type { GraphClient, GraphRead } from '../http/graph-client.ts';
import { route } from '../http/odata.ts';
import { readList } from '../http/read-many.ts';
import { readAs } from '../http/wire.ts';

export interface SnapshotOptions {
  readonly graph: GraphClient;
  readonly clock: Clock;
  readonly log: Log;
  /** Older than this, a snapshot is renewed in the background. */
  readonly freshMs: number;
  /** Older than this, it is no longer served. */
  readonly usableMs: number;
}

export const DEFAULT_AGES = { freshMs: 5 * 60_000, usableMs: 60 * 60_000 };

/** After a renewal that failed the next one waits: asking again with every question would keep the service throttled. */
const RENEW_AGAIN_MS = 60_000;

export class AccessPolicyCache {
  readonly #options: SnapshotOptions;
  #held: AccessPolicySnapshot | undefined;
  #renewing: Promise<AccessPolicySnapshot> | undefined;
  /** Not before this instant is it renewed in the background again. */
  #renewNotBefore = Number.NEGATIVE_INFINITY;

  constructor(options: SnapshotOptions) {
    this.#options = options;
  }

  async snapshot(): Promise<AccessPolicySnapshot> {
    const held = this.#held;
    const age = held === undefined ? Number.POSITIVE_INFINITY : this.#ageOf(held);
    if (held === undefined || age > this.#options.usableMs) return await this.renew();
    if (age > this.#options.freshMs && this.#now() >= this.#renewNotBefore) {
      this.renew().catch((error: unknown) => {
        this.#renewNotBefore = this.#now() + RENEW_AGAIN_MS;
        const code = error instanceof UpstreamError ? error.code : 'internal';
        this.#options.log.warn('access policies could not be renewed', { error: code });
      });
    }
    return held;
  }

  /** Reads everything anew; whoever asks meanwhile waits for the same reading. */
  renew(): Promise<AccessPolicySnapshot> {
    this.#renewing ??= this.#read().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  #ageOf(snapshot: AccessPolicySnapshot): number {
    return this.#now() - Date.parse(snapshot.takenAt);
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }

  async #read(): Promise<AccessPolicySnapshot> {
    const { graph, clock } = this.#options;
    // Shared by many questions, so it belongs to none of them: no one's end stops it.
    const context: CallContext = { correlationId: crypto.randomUUID() };
    const takenAt = clock.now().toISOString();
    const [policies, namedLocations, authenticationStrengths, securityDefaultsEnabled] = await Promise.all([
      objects(graph, context, POLICIES),
      objects(graph, context, NAMED_LOCATIONS),
      objects(graph, context, AUTHENTICATION_STRENGTHS),
      securityDefaults(graph, context),
    ]);
    this.#held = { takenAt, policies, namedLocations, authenticationStrengths, securityDefaultsEnabled };
    return this.#held;
  }
}

const POLICIES: GraphRead = {
  route: route`/identity/conditionalAccess/policies`,
  // Without this, values that are newer than the client read `unknownFutureValue` (sheet entra-api, section 0.5).
  headers: { Prefer: 'include-unknown-enum-members' },
  permissions: READ_POLICIES,
  limits: ['identityProtection'],
  list: true,
};
const NAMED_LOCATIONS: GraphRead = { ...POLICIES, route: route`/identity/conditionalAccess/namedLocations` };
const AUTHENTICATION_STRENGTHS: GraphRead = {
  ...POLICIES,
  route: route`/identity/conditionalAccess/authenticationStrength/policies`,
  limits: [],
};

/** Kept as they are: the evaluator must see what this version does not know. */
const raw = z.looseObject({ id: z.string() }).transform((value) => value as JsonObject);

async function objects(
  graph: GraphClient,
  context: CallContext,
  read: GraphRead,
): Promise<readonly JsonObject[]> {
  return await readList(graph, context, raw, read);
}

/** null = could not be read; the answer says so, the rest of the configuration is still good. */
async function securityDefaults(graph: GraphClient, context: CallContext): Promise<boolean | null> {
  const read: GraphRead = {
    route: route`/policies/identitySecurityDefaultsEnforcementPolicy`,
    permissions: READ_POLICIES,
  };
  try {
    const value = await graph.read(context, read);
    return readAs(z.object({ isEnabled: z.boolean() }), value, graph.call(context, read)).isEnabled;
  } catch (error) {
    if (error instanceof UpstreamError) return null;
    throw error;
  }
}
