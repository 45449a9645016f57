/** "quarantine file <SHA-1> on FIN-LT-042": stopped and put into quarantine, after approval. */
import type { Command } from '../domain/commands.ts';
import { quarantineFile } from '../domain/actions/quarantine-file.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionQuarantineFileCommand: Command = {
  intent: 'action.quarantineFile',
  examples: [
    'quarantine file 3395856ce81f2b7382dee72602f798b642f14140 on FIN-LT-042',
    'stop and quarantine 3395856ce81f2b7382dee72602f798b642f14140 on FIN-LT-042',
    'quarantine sha1 3395856ce81f2b7382dee72602f798b642f14140 on FIN-LT-042 because of incident 4018',
  ],
  summary: 'Stop a file on a device and put it into quarantine, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(quarantineFile, context),
};
