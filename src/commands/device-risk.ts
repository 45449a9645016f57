import type { Command } from '../domain/commands.ts';
import { deviceRisk } from '../domain/questions/device-risk.ts';

export const deviceRiskCommand: Command = {
  intent: 'device.risk',
  examples: [
    'how risky is FIN-LT-042?',
    'risk level of FIN-LT-042',
    'is FIN-LT-042 at risk?',
    'what is the exposure level of FIN-LT-042?',
    'risk score for FIN-LT-042',
  ],
  summary: 'Shows risk, exposure and sensor health of a device.',
  role: 'reader',
  run: ({ intent, tenant, clock }) => deviceRisk(tenant, clock, intent.slots.device ?? ''),
};
