/** "make a temporary access pass for Adele Vance": a passcode for one sign-in, after approval. */
import type { Command } from '../domain/commands.ts';
import { temporaryPass } from '../domain/actions/temporary-pass.ts';
import { requestUserAction } from './request-user-action.ts';

export const actionTemporaryPassCommand: Command = {
  intent: 'action.temporaryPass',
  examples: [
    'create a temporary access pass for Adele Vance',
    'give Adele Vance a temporary access pass because the phone was lost',
  ],
  summary: 'Make a passcode for one sign-in of a person, after approval',
  role: 'responder',
  run: (context) => requestUserAction(temporaryPass, context),
};
