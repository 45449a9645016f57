/** "offboard FIN-LT-042": out of Defender, after two approvals; there is no way back from here. */
import type { Command } from '../domain/commands.ts';
import { offboard } from '../domain/actions/offboard.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionOffboardCommand: Command = {
  intent: 'action.offboard',
  examples: ['offboard FIN-LT-042', 'offboard FIN-LT-042 from defender', 'remove FIN-LT-042 from defender'],
  summary: 'Take a device out of Defender, after two approvals',
  role: 'responder',
  run: (context) => requestDeviceAction(offboard, context),
};
