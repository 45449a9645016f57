import type { Command } from '../domain/commands.ts';
import { userPosture } from '../domain/questions/user-posture.ts';

export const userPostureCommand: Command = {
  intent: 'user.posture',
  examples: [
    'is Adele Vance at risk?',
    'how is the account of Adele Vance?',
    'user status adele.vance@contoso.example',
    'is adele compromised?',
    'show user Adele Vance',
  ],
  summary: 'Shows account, risk, roles, devices and last sign-ins of a person.',
  role: 'reader',
  run: ({ intent, tenant, clock }) => userPosture(tenant, clock, intent.slots.user ?? ''),
};
