/** "restart FIN-LT-042": after approval; whoever works on it loses what is not saved. */
import type { Command } from '../domain/commands.ts';
import { reboot } from '../domain/actions/reboot.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionRebootCommand: Command = {
  intent: 'action.reboot',
  examples: ['restart FIN-LT-042', 'reboot FIN-LT-042', 'trigger a remote restart of FIN-LT-042'],
  summary: 'Restart a device, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(reboot, context),
};
