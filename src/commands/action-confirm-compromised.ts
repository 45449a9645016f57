/** "mark Adele Vance as compromised": the account risk becomes high, after approval. */
import type { Command } from '../domain/commands.ts';
import { confirmCompromised } from '../domain/actions/confirm-compromised.ts';
import { requestUserAction } from './request-user-action.ts';

export const actionConfirmCompromisedCommand: Command = {
  intent: 'action.confirmCompromised',
  examples: [
    'confirm Adele Vance as compromised',
    'mark Adele Vance as compromised because of incident 4018',
    'confirm that Adele Vance is compromised',
  ],
  summary: 'Confirm an account as compromised, after approval',
  role: 'responder',
  run: (context) => requestUserAction(confirmCompromised, context),
};
