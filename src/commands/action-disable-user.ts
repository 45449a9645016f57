/** "disable Adele Vance": nobody signs in with the account, after two approvals. */
import type { Command } from '../domain/commands.ts';
import { disableUser } from '../domain/actions/disable-user.ts';
import { requestUserAction } from './request-user-action.ts';

export const actionDisableUserCommand: Command = {
  intent: 'action.disableUser',
  examples: [
    'disable Adele Vance',
    'block sign in for Adele Vance',
    'disable the account of Adele Vance because of a leaked password',
  ],
  summary: 'Disable an account, after two approvals',
  role: 'responder',
  run: (context) => requestUserAction(disableUser, context),
};
