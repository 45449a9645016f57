import type { Command } from '../domain/commands.ts';
import { deviceCompliance } from '../domain/questions/device-compliance.ts';

export const deviceComplianceCommand: Command = {
  intent: 'device.compliance',
  examples: [
    'why is FIN-LT-042 not compliant?',
    'is FIN-LT-042 compliant?',
    'compliance of FIN-LT-042',
    'which compliance policies does FIN-LT-042 fail?',
    'what do I need to fix to make FIN-LT-042 compliant?',
  ],
  summary: 'Shows why a device is compliant or not, and how to fix it.',
  role: 'reader',
  run: ({ intent, tenant, clock }) => deviceCompliance(tenant, clock, intent.slots.device ?? ''),
};
