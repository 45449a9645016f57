import type { Command } from '../domain/commands.ts';
import { deviceLogons } from '../domain/questions/device-logons.ts';

export const deviceLogonsCommand: Command = {
  intent: 'device.logons',
  examples: [
    'who logged on to FIN-LT-042?',
    'who is logged on to FIN-LT-042?',
    'logons on FIN-LT-042',
    'who used FIN-LT-042 last?',
    'show logged on users of FIN-LT-042',
  ],
  summary: 'Shows who logged on to a device.',
  role: 'reader',
  run: ({ intent, tenant, clock }) => deviceLogons(tenant, clock, intent.slots.device ?? ''),
};
