import type { Command } from '../domain/commands.ts';
import { devicePosture } from '../domain/questions/device-posture.ts';

export const devicePostureCommand: Command = {
  intent: 'device.posture',
  examples: [
    'is FIN-LT-042 compliant and risky?',
    'status of FIN-LT-042',
    'check fin-lt-042.contoso.example',
    'how is FIN-LT-042 doing?',
    'what is the security posture of FIN-LT-042?',
    'show me device FIN-LT-042',
  ],
  summary: 'Shows the whole state of a device: compliance, risk, isolation, alerts, disagreements.',
  role: 'reader',
  run: ({ intent, tenant, clock }) => devicePosture(tenant, clock, intent.slots.device ?? ''),
};
