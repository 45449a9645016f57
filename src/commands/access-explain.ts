import type { Command } from '../domain/commands.ts';
import { accessExplain } from '../domain/questions/access-explain.ts';

export const accessExplainCommand: Command = {
  intent: 'access.explain',
  role: 'reader',
  summary: 'Why a person can or cannot reach an app: every policy, the device, the real sign-ins',
  examples: [
    'why can adele reach email',
    "why can't diego get into teams",
    'why is diego blocked from outlook',
    'can megan access sharepoint',
    'why can lee gu still open email on ENG-LT-008',
    'why does miriam have access to mail',
    "explain diego's access to email",
  ],
  run: ({ tenant, clock, intent }) => accessExplain(tenant, clock, intent.slots),
};
