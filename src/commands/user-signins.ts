import type { Command } from '../domain/commands.ts';
import { userSignins } from '../domain/questions/user-signins.ts';

export const userSigninsCommand: Command = {
  intent: 'user.signins',
  examples: [
    'sign-ins of Adele Vance',
    'show recent sign-ins for adele.vance@contoso.example',
    "Adele's last sign-ins",
    'when did Adele Vance last sign in?',
    'list failed sign-ins of adele',
  ],
  summary: 'Shows the last sign-ins of a person, with what Conditional Access said.',
  role: 'reader',
  run: ({ intent, tenant, clock }) => userSignins(tenant, clock, intent.slots.user ?? ''),
};
