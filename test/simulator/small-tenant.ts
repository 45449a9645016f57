/** The small fixture tenant served by the real simulator, with files replaced or removed for one test. */
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isObject, type Json, type JsonObject } from '../../src/simulator/json.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/simulator.ts';

const FIXTURE = path.join(import.meta.dirname, 'fixtures/small');
/** The fixture's clock.json. */
export const FIXTURE_NOW = Date.parse('2026-11-20T08:00:00Z');

export const ADA = '10000000-0000-4000-8000-000000000001';
export const BO = '10000000-0000-4000-8000-000000000002';
export const CY = '10000000-0000-4000-8000-000000000003';
export const group = (n: number) => `20000000-0000-4000-8000-00000000000${n}`;
export const device = (n: number) => `30000000-0000-4000-8000-00000000000${n}`;
export const managedDevice = (n: number) => `40000000-0000-4000-8000-00000000000${n}`;
export const registration = (n: number) => `50000000-0000-4000-8000-00000000000${n}`;
export const policy = (n: number) => `60000000-0000-4000-8000-00000000000${n}`;
export const machine = (n: number) => String(n).padStart(40, '0');

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as an object; empty when it is none. */
  readonly body: JsonObject;
  /** The objects of `value`. */
  readonly items: readonly JsonObject[];
  /** `error.code` and `error.message`. */
  readonly code: Json | undefined;
  readonly message: string;
}

export interface TestTenant {
  readonly url: string;
  readonly dir: string;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Seconds by which the tenant's clock goes on. */
  advance(seconds: number): Promise<void>;
  close(): Promise<void>;
}

const running: TestTenant[] = [];

/** Files by name (`app`); undefined removes one, a string is written as it is. */
export async function smallTenant(
  files: Readonly<Record<string, unknown>> = {},
  options: Partial<SimulatorOptions> = {},
): Promise<TestTenant> {
  const dir = await tenantFolder(files);
  const simulator = await startSimulator({ tenantDir: dir, port: 0, ...options });
  const tenant = testTenant(simulator, dir);
  running.push(tenant);
  return tenant;
}

export async function tenantFolder(files: Readonly<Record<string, unknown>>): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tenant-'));
  await cp(FIXTURE, dir, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(dir, `${name}.json`);
    await mkdir(path.dirname(file), { recursive: true });
    if (content === undefined) await rm(file);
    else await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return dir;
}

export async function closeTenants(): Promise<void> {
  await Promise.all(running.splice(0).map((tenant) => tenant.close()));
}

function testTenant(simulator: Simulator, dir: string): TestTenant {
  const send: TestTenant['send'] = async (method, address, body, headers = {}) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(address.startsWith('http') ? address : simulator.url + address, {
      method,
      headers: { authorization: 'Bearer token', ...json, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return readAnswer(response);
  };
  return {
    url: simulator.url,
    dir,
    send,
    get: (address, headers) => send('GET', address, undefined, headers),
    async advance(seconds) {
      await send('POST', '/_sim/advance', { seconds });
    },
    async close() {
      await simulator.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  let body: JsonObject = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) body = parsed;
  } catch {
    body = {};
  }
  const value = body['value'];
  const error = body['error'];
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    items: Array.isArray(value) ? value.filter(isObject) : [],
    code: isObject(error) ? error['code'] : undefined,
    message: isObject(error) && typeof error['message'] === 'string' ? error['message'] : '',
  };
}

/** app.json of the fixture with these roles only. */
export function appWith(graph: string[], defender: string[] = []): JsonObject {
  return {
    id: '70000000-0000-4000-8000-000000000001',
    appId: '70000000-0000-4000-8000-000000000002',
    displayName: 'Bridge Bot',
    roles: { graph, defender },
  };
}

/** One property of every item. */
export function column(answer: Answer, name: string): (Json | undefined)[] {
  return answer.items.map((item) => item[name]);
}

/** A property that must be text. */
export function textOf(object: JsonObject | undefined, name: string): string {
  const value = object?.[name];
  assert.equal(typeof value, 'string', name);
  return value as string;
}
