import type { Outcome } from '../dispatch.ts';
import type { Reply, SimRequest } from '../http/exchange.ts';
import type { Version } from '../http/route.ts';
import { isObject, strings, text, type Json, type JsonObject } from '../json.ts';
import { badRequest } from './graph-errors.ts';

const LARGEST = 20;
const METHODS = new Set(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']);

interface Step {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly dependsOn: readonly string[];
}

/**
 * `POST /{version}/$batch`. Every step is authorized, counted and refused on its own; a step whose dependency failed
 * is 424. Answers come back in no order that the caller could rely on: here the reverse.
 */
export function answerBatch(
  request: SimRequest,
  version: Version,
  body: JsonObject | undefined,
  run: (step: SimRequest) => Outcome,
): Outcome {
  const steps = readSteps(body);
  const answers = new Map<string, { status: number; json: JsonObject }>();
  let delayMs = 0;
  let drop = false;
  for (const step of steps) {
    const failed = step.dependsOn.some((id) => (answers.get(id)?.status ?? 500) >= 400);
    if (failed) {
      answers.set(step.id, failedDependency(step));
      continue;
    }
    const outcome = run(stepRequest(request, version, step));
    delayMs = Math.max(delayMs, outcome.delayMs);
    drop ||= outcome.drop;
    answers.set(step.id, { status: outcome.reply.status, json: stepAnswer(step.id, outcome.reply) });
  }
  const responses = [...answers.values()].map((answer) => answer.json).reverse();
  return { reply: { status: 200, json: { responses } }, delayMs, drop };
}

function stepRequest(request: SimRequest, version: Version, step: Step): SimRequest {
  const url = `/${version}/${step.url.replace(/^\//, '')}`;
  const cut = url.indexOf('?');
  const headers = new Map(step.headers);
  for (const name of ['authorization', 'client-request-id']) {
    const value = request.headers.get(name);
    if (value !== undefined && !headers.has(name)) headers.set(name, value);
  }
  return {
    ...request,
    method: step.method,
    url,
    path: cut < 0 ? url : url.slice(0, cut),
    query: cut < 0 ? '' : url.slice(cut + 1),
    headers,
    body: step.body,
  };
}

function stepAnswer(id: string, reply: Reply): JsonObject {
  const headers: JsonObject = { ...reply.headers };
  const answer: JsonObject = { id, status: reply.status, headers };
  if (reply.json !== undefined) {
    headers['Content-Type'] ??= 'application/json';
    answer['body'] = reply.json;
  } else if (reply.text !== undefined) answer['body'] = reply.text;
  return answer;
}

function failedDependency(step: Step): { status: number; json: JsonObject } {
  const error = { code: 'FailedDependency', message: `A request that ${step.id} depends on has failed.` };
  return {
    status: 424,
    json: { id: step.id, status: 424, headers: { 'Content-Type': 'application/json' }, body: { error } },
  };
}

function readSteps(body: JsonObject | undefined): Step[] {
  const requests = body?.['requests'];
  if (!Array.isArray(requests) || requests.length === 0) throw badRequest('Invalid batch payload format.');
  if (requests.length > LARGEST) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${LARGEST}.`);
  }
  const steps: Step[] = [];
  for (const item of requests) {
    const step = readStep(item);
    if (steps.some((earlier) => earlier.id === step.id)) {
      throw badRequest(`Request Id '${step.id}' has to be unique in a batch.`);
    }
    const unknown = step.dependsOn.find((id) => !steps.some((earlier) => earlier.id === id));
    if (unknown !== undefined)
      throw badRequest(`Request Id '${unknown}' was not found before its dependent.`);
    steps.push(step);
  }
  return steps;
}

function readStep(item: Json): Step {
  if (!isObject(item)) throw badRequest('Invalid batch payload format.');
  const id = text(item['id']);
  const method = text(item['method'])?.toUpperCase();
  const url = text(item['url']);
  if (id === undefined || id === '' || method === undefined || url === undefined) {
    throw badRequest('Batch request id, method and url must be strings.');
  }
  if (!METHODS.has(method)) throw badRequest(`Unsupported batch request method '${method}'.`);
  if (/^[a-z]+:/i.test(url) || url.replace(/^\//, '').startsWith('$batch')) {
    throw badRequest(`Invalid batch request url '${url}'.`);
  }
  const given = item['headers'];
  const headers = new Map(
    Object.entries(isObject(given) ? given : {}).map(([name, value]) => [
      name.toLowerCase(),
      text(value) ?? '',
    ]),
  );
  const body = item['body'];
  if (body !== undefined && body !== null && !/\bjson\b/.test(headers.get('content-type') ?? '')) {
    throw badRequest(`Write request id : ${id} does not contain Content-Type header or body.`);
  }
  return {
    id,
    method,
    url,
    headers,
    body: body === undefined || body === null ? '' : JSON.stringify(body),
    dependsOn: strings(item['dependsOn']),
  };
}
