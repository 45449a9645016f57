import type { Command } from '../domain/commands.ts';
import { deviceAlerts } from '../domain/questions/device-alerts.ts';

export const deviceAlertsCommand: Command = {
  intent: 'device.alerts',
  examples: [
    'alerts on FIN-LT-042',
    'show open alerts for FIN-LT-042',
    'are there any alerts on FIN-LT-042?',
    'which alerts does FIN-LT-042 have?',
    'list the alerts of device FIN-LT-042',
  ],
  summary: 'Lists the alerts on a device, open ones first.',
  role: 'reader',
  run: ({ intent, tenant, clock }) => deviceAlerts(tenant, clock, intent.slots.device ?? ''),
};
