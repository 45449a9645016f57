/** The adapters against the simulated services: real HTTP, real paging, real error bodies; only time is ours. */
import { startSimulator } from '../../../src/simulator/simulator.ts';
import type { TenantOptions } from '../../../src/microsoft/tenant.ts';
import type { TenantPorts } from '../../../src/domain/ports/tenant.ts';
import { fakeTiming } from '../fake-timing.ts';
import type { FakeTiming } from '../fake-timing.ts';
import { testTenant } from '../test-tenant.ts';
import type { TestTenant } from '../test-tenant.ts';

interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestBody: unknown;
  readonly status: number | null;
}

export interface SimulatedTenant {
  /** A tenant with empty caches and limits; `ports` serve one question. */
  open(options?: Partial<TenantOptions>): TestTenant & { readonly ports: TenantPorts };
  readonly url: string;
  fault(fault: object): Promise<void>;
  exchanges(): Promise<readonly Exchange[]>;
  /** No faults, no exchanges, and no limit used up. */
  calm(): Promise<void>;
  /** As it was at the start. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function simulatedTenant(tenantDir = 'tenants/demo'): Promise<SimulatedTenant> {
  const simulator = await startSimulator({ tenantDir, port: 0 });
  const control = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${simulator.url}/_sim/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`${method} /_sim/${path}: ${response.status} ${await response.text()}`);
    return await response.text();
  };
  return {
    url: simulator.url,
    open: (options) => {
      const plain = fakeTiming();
      // What we sleep passes in the simulated tenant as well: its limits count by its own clock.
      const timing: FakeTiming = Object.assign(plain, {
        sleep: async (ms: number) => {
          plain.slept.push(ms);
          plain.advance(ms);
          await control('POST', 'advance', { seconds: ms / 1000 });
        },
      });
      const one = testTenant(simulator.url, { timing, clock: { now: () => new Date() }, ...options });
      return { ...one, timing, ports: one.tenant.open({ correlationId: 'contract' }) };
    },
    fault: async (fault) => {
      await control('POST', 'faults', fault);
    },
    exchanges: async () => {
      const text = await control('GET', 'exchanges');
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Exchange);
    },
    calm: async () => {
      await control('DELETE', 'faults');
      await control('DELETE', 'exchanges');
      await control('POST', 'advance', { seconds: 60 });
    },
    reset: async () => {
      await control('POST', 'reset');
      await control('DELETE', 'faults');
      await control('DELETE', 'exchanges');
    },
    close: () => simulator.close(),
  };
}
