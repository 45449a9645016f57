/** "investigate FIN-LT-042": Defender's own automated investigation, after approval. */
import type { Command } from '../domain/commands.ts';
import { investigate } from '../domain/actions/investigate.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionInvestigateCommand: Command = {
  intent: 'action.investigate',
  examples: [
    'investigate FIN-LT-042',
    'start an automated investigation on FIN-LT-042',
    'run an automated investigation on FIN-LT-042 because of incident 4018',
  ],
  summary: 'Start an automated investigation on a device, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(investigate, context),
};
