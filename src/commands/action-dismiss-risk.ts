/** "dismiss the risk of Adele Vance": the account counts as not at risk, after approval. */
import type { Command } from '../domain/commands.ts';
import { dismissRisk } from '../domain/actions/dismiss-risk.ts';
import { requestUserAction } from './request-user-action.ts';

export const actionDismissRiskCommand: Command = {
  intent: 'action.dismissRisk',
  examples: [
    'dismiss the risk of Adele Vance',
    'dismiss user risk for Adele Vance',
    'mark Adele Vance as safe',
  ],
  summary: 'Dismiss the account risk of a person, after approval',
  role: 'responder',
  run: (context) => requestUserAction(dismissRisk, context),
};
