/** "wipe FIN-LT-042": back to factory settings, after two approvals. */
import type { Command } from '../domain/commands.ts';
import { wipe } from '../domain/actions/wipe.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionWipeCommand: Command = {
  intent: 'action.wipe',
  examples: ['wipe FIN-LT-042', 'factory reset FIN-LT-042', 'erase all data on FIN-LT-042'],
  summary: 'Reset a device to factory settings, after two approvals',
  role: 'responder',
  run: (context) => requestDeviceAction(wipe, context),
};
