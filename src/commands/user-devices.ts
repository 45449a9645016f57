import type { Command } from '../domain/commands.ts';
import { userDevices } from '../domain/questions/user-devices.ts';

export const userDevicesCommand: Command = {
  intent: 'user.devices',
  examples: [
    'which devices does Adele Vance have?',
    'devices of adele.vance@contoso.example',
    "show Adele's devices",
    'list devices for Adele Vance',
    'what devices does adele use?',
  ],
  summary: 'Lists the devices of a person with compliance and risk.',
  role: 'reader',
  run: ({ intent, tenant, clock }) => userDevices(tenant, clock, intent.slots.user ?? ''),
};
