/** Starts the simulator and turns its faults into those of the command line. */
import { DrawbridgeError, UsageError } from '../errors.ts';
import { startSimulator } from '../simulator/simulator.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { TenantFileError } from '../simulator/store/tenant-file-error.ts';

export interface SimulatedOptions {
  readonly tenantDir: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly latencyMs?: number;
  readonly recordFile?: string;
}

export async function simulatedServices(options: SimulatedOptions): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    if (error instanceof TenantFileError) {
      throw new DrawbridgeError('tenant_invalid', error.message, { cause: error });
    }
    if (codeOf(error) === 'EADDRINUSE') {
      throw new UsageError(`port ${options.port} is taken`, 'stop what listens there or give another --port');
    }
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
