/** A tenant adapter pointed at a local server, with time and telemetry in the test's hands. */
import { createTenant } from '../../src/microsoft/tenant.ts';
import type { MicrosoftTenant, TenantOptions } from '../../src/microsoft/tenant.ts';
import { simulatedCloud } from '../../src/microsoft/clouds.ts';
import { createCredential } from '../../src/microsoft/credentials.ts';
import type { Log } from '../../src/domain/ports/telemetry.ts';
import type { Clock } from '../../src/domain/ports/tenant.ts';
import { fakeTiming } from './fake-timing.ts';
import type { FakeTiming } from './fake-timing.ts';

export const NOW = new Date('2026-11-22T06:00:00Z');

export interface TestTenant {
  readonly tenant: MicrosoftTenant;
  readonly timing: FakeTiming;
  readonly clock: Clock & { time: Date };
  readonly logged: { event: string; fields: Record<string, unknown> }[];
  readonly measured: { service: string; status: string }[];
}

export function testTenant(origin: string, options: Partial<TenantOptions> = {}): TestTenant {
  const timing = fakeTiming();
  const clock = {
    time: NOW,
    now() {
      return this.time;
    },
  };
  const logged: TestTenant['logged'] = [];
  const measured: TestTenant['measured'] = [];
  const note: Log['debug'] = (event, fields) => {
    logged.push({ event, fields: { ...fields } });
  };
  const endpoints = simulatedCloud(origin);
  const tenant = createTenant({
    tenantId: '00000000-0000-0000-0000-0000000000aa',
    endpoints,
    credential: createCredential('simulated', endpoints, clock),
    clock,
    timing,
    log: { debug: note, info: note, warn: note, error: note },
    metrics: {
      message: () => {},
      replySeconds: () => {},
      upstreamSeconds: (service, status) => {
        measured.push({ service, status });
      },
      request: () => {},
      jobs: () => {},
      cards: () => {},
    },
    ...options,
  });
  return { tenant, timing, clock, logged, measured };
}
