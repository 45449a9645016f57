/** "revoke the sessions of Adele Vance": they sign in again everywhere, after approval. */
import type { Command } from '../domain/commands.ts';
import { revokeSessions } from '../domain/actions/revoke-sessions.ts';
import { requestUserAction } from './request-user-action.ts';

export const actionRevokeSessionsCommand: Command = {
  intent: 'action.revokeSessions',
  examples: [
    'revoke sessions of Adele Vance',
    'sign Adele Vance out everywhere',
    'kill all sessions of Adele Vance because of phishing',
  ],
  summary: 'Sign a person out of every session, after approval',
  role: 'responder',
  run: (context) => requestUserAction(revokeSessions, context),
};
