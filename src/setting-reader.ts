/** Reads settings one by one and collects every fault; an empty value counts as absent. Values never enter a fault. */
import type { ConfigFault } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export class SettingReader {
  readonly faults: ConfigFault[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  fault(name: string, problem: string, example: string): void {
    this.faults.push({ name, problem, example });
  }

  has(name: string): boolean {
    return this.text(name) !== null;
  }

  text(name: string): string | null {
    const value = this.#env[name]?.trim();
    return value === undefined || value === '' ? null : value;
  }

  /** The value if `fits`; otherwise a fault and null. */
  matching(name: string, fits: (value: string) => boolean, problem: string, example: string): string | null {
    const value = this.text(name);
    if (value === null || fits(value)) return value;
    this.fault(name, problem, example);
    return null;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], example: T): T | null {
    const value = this.text(name);
    if (value === null) return null;
    const found = allowed.find((one) => one === value);
    if (found === undefined) this.fault(name, `must be one of ${allowed.join(', ')}`, example);
    return found ?? null;
  }

  wholeNumber(name: string, range: { min: number; max: number }, fallback: number): number {
    const value = this.text(name);
    if (value === null) return fallback;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= range.min && number <= range.max) return number;
    this.fault(name, `must be a whole number from ${range.min} to ${range.max}`, String(fallback));
    return fallback;
  }

  /** A directory object or tenant id. */
  guid(name: string): string | null {
    const value = this.matching(name, isGuid, 'must be a GUID', '11111111-2222-3333-4444-555555555555');
    return value?.toLowerCase() ?? null;
  }

  /** Scheme, host and port. Plain http only to this machine. */
  origin(name: string, example: string): string | null {
    const value = this.text(name);
    if (value === null) return null;
    const problem = originProblem(value);
    if (problem === null) return new URL(value).origin;
    this.fault(name, problem, example);
    return null;
  }
}

export function isGuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}

export function isLoopback(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function originProblem(value: string): string | null {
  const url = URL.parse(value);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return 'must be an http or https origin';
  }
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return 'must be an origin without a path';
  if (url.protocol === 'http:' && !isLoopback(url.origin)) return 'plain http goes to this machine only';
  return null;
}
