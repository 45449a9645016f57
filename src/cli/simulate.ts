/** `drawbridge simulate`: the simulated Microsoft services alone, until it is stopped. */
import { processEnvironment } from '../config.ts';
import { simulatedServices } from './simulated-services.ts';
import type { SimulatedOptions } from './simulated-services.ts';
import { untilStopped } from './until-stopped.ts';

export async function simulate(options: SimulatedOptions): Promise<number> {
  const simulator = await simulatedServices(options);
  process.stdout.write(
    `Simulated Microsoft services at ${simulator.url}\n` +
      `GRAPH_URL, DEFENDER_URL, LOGS_URL, ARM_URL and INGEST_URL are all this origin; control is under ${simulator.url}/_sim/\n`,
  );
  await untilStopped(processEnvironment());
  await simulator.close();
  return 0;
}
