/** "enable Adele Vance": the account signs in again, after approval. */
import type { Command } from '../domain/commands.ts';
import { enableUser } from '../domain/actions/enable-user.ts';
import { requestUserAction } from './request-user-action.ts';

export const actionEnableUserCommand: Command = {
  intent: 'action.enableUser',
  examples: ['enable Adele Vance', 'reactivate Adele Vance', 'unblock sign in for Adele Vance'],
  summary: 'Enable a disabled account, after approval',
  role: 'responder',
  run: (context) => requestUserAction(enableUser, context),
};
