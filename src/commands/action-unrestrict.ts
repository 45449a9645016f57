/** "unrestrict FIN-LT-042": every program runs on it again, after approval. */
import type { Command } from '../domain/commands.ts';
import { unrestrict } from '../domain/actions/unrestrict.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionUnrestrictCommand: Command = {
  intent: 'action.unrestrict',
  examples: [
    'unrestrict FIN-LT-042',
    'remove the app restriction from FIN-LT-042',
    'lift the code execution restriction on FIN-LT-042',
    'allow apps to run again on FIN-LT-042',
  ],
  summary: 'Let a restricted device run all programs again, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(unrestrict, context),
};
