/** "sync FIN-LT-042": has the device check in with Intune, after approval. */
import type { Command } from '../domain/commands.ts';
import { sync } from '../domain/actions/sync.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionSyncCommand: Command = {
  intent: 'action.sync',
  examples: ['sync FIN-LT-042', 'force an Intune sync on FIN-LT-042', 'make FIN-LT-042 check in with Intune'],
  summary: 'Have a device check in with Intune, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(sync, context),
};
