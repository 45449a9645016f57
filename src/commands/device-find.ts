import type { Command } from '../domain/commands.ts';
import { deviceFind } from '../domain/questions/device-find.ts';

export const deviceFindCommand: Command = {
  intent: 'device.find',
  examples: [
    'find device FIN-LT',
    'find FIN-LT',
    'search for device FIN-LT-04',
    'look up device FIN-LT',
    'search devices FIN-LT',
  ],
  summary: 'Finds devices by a part of their name.',
  role: 'reader',
  run: ({ intent, tenant, clock }) => deviceFind(tenant, clock, intent.slots.query ?? ''),
};
