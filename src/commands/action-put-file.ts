/** "put the library file list-autoruns.ps1 on FIN-LT-042": after approval; it is not run. */
import type { Command } from '../domain/commands.ts';
import { putFile } from '../domain/actions/put-file.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionPutFileCommand: Command = {
  intent: 'action.putFile',
  examples: [
    'put the library file list-autoruns.ps1 on FIN-LT-042',
    'use live response to put list-autoruns.ps1 on FIN-LT-042',
  ],
  summary: 'Put a file of the live response library on a device, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(putFile, context),
};
