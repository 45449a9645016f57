/** "run script list-autoruns.ps1 on FIN-LT-042": a script of the library, without arguments, after approval. */
import type { Command } from '../domain/commands.ts';
import { liveResponse } from '../domain/actions/live-response.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionLiveResponseCommand: Command = {
  intent: 'action.liveResponse',
  examples: [
    'run script list-autoruns.ps1 on FIN-LT-042',
    'live response on FIN-LT-042 run list-autoruns.ps1',
    'run list-autoruns.ps1 on FIN-LT-042 via live response',
  ],
  summary: 'Run a script of the live response library on a device, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(liveResponse, context),
};
