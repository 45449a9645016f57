import { settleActions } from './defender/action-life.ts';
import type { Tenancy } from './dispatch.ts';
import type { ExchangeLog } from './exchanges.ts';
import { FaultFormatError } from './faults.ts';
import { settleManagedDevices } from './graph/device-actions/life.ts';
import { settleRiskyUsers } from './graph/risk-life.ts';
import type { Reply, SimRequest } from './http/exchange.ts';
import { isObject } from './json.ts';

/** `/_sim/…`: how a test or a person steers the simulator. No token; the server listens on loopback only. */
export function answerControl(tenancy: Tenancy, exchanges: ExchangeLog, request: SimRequest): Reply {
  const path = request.path.slice('/_sim/'.length);
  // A web page opened in a browser on this machine must not steer it.
  if (request.headers.has('origin')) return failure(403, 'not for web pages');
  if (path.startsWith('state/')) return state(tenancy, request, path.slice('state/'.length));
  switch (`${request.method} ${path}`) {
    case 'POST faults':
      return addFault(tenancy, request);
    case 'DELETE faults':
      tenancy.faults.clear();
      return { status: 204 };
    case 'GET exchanges':
      return { status: 200, headers: { 'Content-Type': 'application/x-ndjson' }, text: exchanges.lines() };
    case 'DELETE exchanges':
      exchanges.clear();
      return { status: 204 };
    case 'POST advance':
      return advance(tenancy, request);
    case 'POST reset':
      reset(tenancy);
      return { status: 204 };
    default:
      return failure(404, 'no such control');
  }
}

function failure(status: number, error: string): Reply {
  return { status, json: { error } };
}

function parse(request: SimRequest): unknown {
  try {
    return JSON.parse(request.body);
  } catch {
    return undefined;
  }
}

function addFault(tenancy: Tenancy, request: SimRequest): Reply {
  try {
    return { status: 201, json: { id: tenancy.faults.add(parse(request)) } };
  } catch (error) {
    if (error instanceof FaultFormatError) return failure(400, error.message);
    throw error;
  }
}

function advance(tenancy: Tenancy, request: SimRequest): Reply {
  const body = parse(request);
  const seconds = isObject(body) ? body['seconds'] : undefined;
  if (typeof seconds !== 'number' || !(seconds >= 0) || seconds > 1e9) {
    return failure(400, '`seconds` must be a number that is not negative');
  }
  tenancy.clock.advance(seconds);
  return { status: 200, json: { now: tenancy.clock.stamp() } };
}

/** The tenant as at the start, its time moved to now; limits and faults begin anew. The exchanges stay. */
function reset(tenancy: Tenancy): void {
  tenancy.clock.reset();
  tenancy.store.reset();
  tenancy.throttle.reset();
  tenancy.faults.clear();
}

function state(tenancy: Tenancy, request: SimRequest, name: string): Reply {
  if (request.method !== 'GET') return failure(405, 'read only');
  for (const settle of [settleActions, settleManagedDevices, settleRiskyUsers]) {
    settle(tenancy.store, tenancy.clock);
  }
  const value = tenancy.store.state(name);
  return value === undefined ? failure(404, 'no such collection') : { status: 200, json: value };
}
