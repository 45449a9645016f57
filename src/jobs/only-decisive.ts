/**
 * Between approval and sending only what decides is read anew. Who is logged on and what is installed is for people to
 * see; a thousand orders would take from them the readings that Defender allows in an hour.
 */
import type { TenantPorts } from '../domain/ports/tenant.ts';
import { UpstreamError } from '../errors.ts';

export function onlyDecisive(ports: TenantPorts): TenantPorts {
  return { ...ports, endpoints: { ...ports.endpoints, logonUsers: notAsked, software: notAsked } };
}

function notAsked(): Promise<never> {
  return Promise.reject(
    new UpstreamError('upstream_not_configured', 'what decides nothing is not asked for here', {
      service: 'defender',
      operation: 'GET /api/machines/{id}',
      mayHaveArrived: false,
    }),
  );
}
