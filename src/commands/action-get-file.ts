/** "get the file C:\Temp\setup.log from FIN-LT-042": by live response, after approval. */
import type { Command } from '../domain/commands.ts';
import { getFile } from '../domain/actions/get-file.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionGetFileCommand: Command = {
  intent: 'action.getFile',
  examples: [
    'get the file C:\\Temp\\setup.log from FIN-LT-042',
    'fetch file "/var/log/auth.log" from ENG-WS-002',
    'use live response to get C:\\Temp\\setup.log from FIN-LT-042',
  ],
  summary: 'Fetch a file of a device by live response, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(getFile, context),
};
