import type { Command } from '../domain/commands.ts';
import { deviceSoftware } from '../domain/questions/device-software.ts';

export const deviceSoftwareCommand: Command = {
  intent: 'device.software',
  examples: [
    'software on FIN-LT-042',
    'what software is installed on FIN-LT-042?',
    'list installed software of FIN-LT-042',
    'which apps are installed on FIN-LT-042?',
    'software inventory of FIN-LT-042',
  ],
  summary: 'Lists the software on a device, weak products first.',
  role: 'reader',
  run: ({ intent, tenant, clock }) => deviceSoftware(tenant, clock, intent.slots.device ?? ''),
};
