/** Proves what `doctor` reports: tokens, reachability, permissions. Reads only; a write is never tried. */
import { z } from 'zod/v4';
import { UpstreamError } from '../errors.ts';
import type { CallContext } from '../domain/ports/tenant.ts';
import type { CloudEndpoints } from './clouds.ts';
import type { TokenSource } from './credentials.ts';
import type { DefenderClient } from './http/defender-client.ts';
import type { GraphClient } from './http/graph-client.ts';
import type { Query, Route } from './http/odata.ts';
import { route } from './http/odata.ts';
import { id, readAs } from './http/wire.ts';
import { RESOURCE_APP_IDS } from './permissions.ts';
import type { NeededPermission, PermissionApi } from './permissions.ts';

/** `unproven`: nothing said that it is missing, and nothing said that it is there. */
export type PermissionState = 'granted' | 'missing' | 'unproven' | 'notConfigured';

interface Organization {
  readonly id: string;
  readonly displayName: string;
}

export interface TenantProbe {
  /** Fetches a token. Throws `credential_failed`. */
  token(api: PermissionApi): Promise<void>;
  /** Which of the services exist for this installation. */
  configured(api: PermissionApi): boolean;
  /** Throws an `UpstreamError` when the service could not be asked. */
  permission(context: CallContext, needed: NeededPermission): Promise<PermissionState>;
  /** The tenant that the credential belongs to. */
  organization(context: CallContext): Promise<Organization>;
}

export interface ProbeOptions {
  readonly graph: GraphClient;
  readonly defender: DefenderClient | null;
  readonly endpoints: CloudEndpoints;
  readonly tokens: TokenSource;
  readonly clientId: string | null;
}

const withId = z.object({ id });
const organization = z.object({ id, displayName: z.string() });
const assignment = z.object({ appRoleId: z.string(), resourceId: z.string() });
const servicePrincipal = z.object({
  id,
  appRoles: z.array(z.object({ id: z.string(), value: z.string().nullish() })),
});
const claims = z.object({ roles: z.array(z.string()).optional() });

export function createProbe(options: ProbeOptions): TenantProbe {
  const endpointOf = (api: PermissionApi) => options.endpoints[api];
  return {
    configured: (api) => endpointOf(api) !== null,
    token: async (api) => {
      const endpoint = endpointOf(api);
      if (endpoint !== null) await options.tokens.token(api, endpoint);
    },
    organization: async (context) => {
      const read = {
        route: route`/organization`,
        query: { $select: 'id,displayName' },
        permissions: ['Organization.Read.All', 'User.Read.All'],
        list: true as const,
      };
      const value = await options.graph.read(context, read);
      const [first] = readAs(
        z.tuple([organization]).rest(z.unknown()),
        value,
        options.graph.call(context, read),
      );
      return first;
    },
    permission: async (context, needed) => {
      if (endpointOf(needed.api) === null) return 'notConfigured';
      if (needed.name.startsWith('IdentityRisk') && !options.endpoints.identityProtection) {
        return 'notConfigured';
      }
      if (needed.name.startsWith('Schedule.') && !options.endpoints.schedules) return 'notConfigured';
      return needed.proof.kind === 'grantedRole'
        ? await grantedRole(options, context, needed)
        : await provenByReading(options, context, needed);
    },
  };
}

async function provenByReading(
  options: ProbeOptions,
  context: CallContext,
  needed: NeededPermission,
): Promise<PermissionState> {
  try {
    const target = await targetOf(options, context, needed);
    if (target === null) return 'unproven';
    await readList(options, context, needed, target);
    return 'granted';
  } catch (error) {
    if (error instanceof UpstreamError && error.code === 'upstream_forbidden') return 'missing';
    throw error;
  }
}

interface Target {
  readonly route: Route;
  readonly query?: Query;
}

/** Some reads need a person or a machine to read from; an empty tenant proves nothing. */
async function targetOf(
  options: ProbeOptions,
  context: CallContext,
  needed: NeededPermission,
): Promise<Target | null> {
  const { proof } = needed;
  if (proof.kind === 'read') return proof;
  if (proof.kind === 'grantedRole') return null;
  const first =
    proof.kind === 'ofFirstUser'
      ? { route: route`/users`, query: { $top: 1, $select: 'id' } }
      : { route: route`/api/machines`, query: { $top: 1 } };
  const items = await readList(options, context, needed, first).catch((error: unknown) => {
    // Not being allowed to look for a person or a machine is another permission's line.
    if (error instanceof UpstreamError && error.code === 'upstream_forbidden') return [];
    throw error;
  });
  const found = withId.safeParse(items[0]).data;
  return found === undefined ? null : { route: proof.route(found.id) };
}

async function readList(
  options: ProbeOptions,
  context: CallContext,
  needed: NeededPermission,
  target: Target,
): Promise<readonly unknown[]> {
  const read = { ...target, permissions: [needed.name] };
  if (needed.api === 'defender') return (await options.defender?.list(context, read, 1)) ?? [];
  const limits = /^\/identity/.test(target.route.template) ? ['identityProtection' as const] : [];
  const value = await options.graph.read(context, { ...read, limits, list: true, enough: 1 });
  return z.array(z.unknown()).parse(value);
}

/** The token lists granted roles when it is a JWT; otherwise the directory knows them. */
async function grantedRole(
  options: ProbeOptions,
  context: CallContext,
  needed: NeededPermission,
): Promise<PermissionState> {
  const endpoint = options.endpoints[needed.api];
  if (endpoint === null) return 'notConfigured';
  const inToken = rolesOf(await options.tokens.token(needed.api, endpoint));
  if (inToken !== null) return inToken.includes(needed.name) ? 'granted' : 'missing';
  try {
    const granted = await grantedInDirectory(options, context, needed.api);
    if (granted === null) return 'unproven';
    return granted.includes(needed.name) ? 'granted' : 'missing';
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const { status } = error.details;
    if (status === 403 && needed.name === 'Application.Read.All') return 'missing';
    // Neither the token nor the directory tells.
    if (status === 403 || status === 404) return 'unproven';
    throw error;
  }
}

/** Role names that the application was granted on one API; null when its own id is not known. */
async function grantedInDirectory(
  options: ProbeOptions,
  context: CallContext,
  api: PermissionApi,
): Promise<readonly string[] | null> {
  const { graph, clientId } = options;
  if (clientId === null) return null;
  const permissions = ['Application.Read.All'];
  const byAppId = (appId: string) => ({
    route: route`/servicePrincipals(appId='${appId}')`,
    query: { $select: 'id,appRoles' },
    permissions,
  });
  const own = byAppId(clientId);
  const resource = byAppId(RESOURCE_APP_IDS[api]);
  const [me, service] = await Promise.all(
    [own, resource].map(async (read) =>
      readAs(servicePrincipal, await graph.read(context, read), graph.call(context, read)),
    ),
  );
  if (me === undefined || service === undefined) return null;
  const read = {
    route: route`/servicePrincipals/${me.id}/appRoleAssignments`,
    permissions,
    list: true as const,
  };
  const value = await graph.read(context, read);
  const assignments = readAs(z.array(assignment), value, graph.call(context, read));
  return assignments
    .filter((one) => one.resourceId === service.id)
    .flatMap((one) => service.appRoles.find((role) => role.id === one.appRoleId)?.value ?? []);
}

/** The `roles` of a JWT, read without checking its signature: it is our own token. null = not a JWT. */
function rolesOf(token: string): readonly string[] | null {
  const [, payload] = token.split('.');
  if (payload === undefined) return null;
  try {
    const parsed = claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    return parsed.success ? (parsed.data.roles ?? []) : null;
  } catch {
    return null;
  }
}
