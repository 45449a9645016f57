/** A span around every attempt, named by the route's template: what stands in its place may be a person or a device. */
import type { Tracer } from '../../domain/ports/telemetry.ts';
import type { ServiceEndpoint } from '../clouds.ts';
import { operationOf } from './call.ts';
import type { Layer } from './call.ts';

const PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };

/** Innermost of the layers: waiting for a token, a limit or the next attempt is time between spans. */
export function tracing(tracer: Tracer, endpoint: Pick<ServiceEndpoint, 'origin'>): Layer {
  const { hostname, port, protocol } = new URL(endpoint.origin);
  const server = {
    'server.address': hostname,
    'server.port': port === '' ? (PORTS[protocol] ?? 0) : Number(port),
  };
  return (next) => (call) =>
    tracer.span(
      {
        name: operationOf(call),
        kind: 'client',
        attributes: {
          ...server,
          'drawbridge.correlation_id': call.context.correlationId,
          'drawbridge.service': call.service,
          'http.request.method': call.method,
          'url.template': call.template,
        },
      },
      async () => {
        const response = await next(call);
        tracer.annotate({
          'http.response.status_code': response.status,
          ...(response.ok ? {} : { 'error.type': String(response.status) }),
        });
        return response;
      },
    );
}
