/** "enable FIN-LT-042 in Entra ID": the device is accepted again, after approval. */
import type { Command } from '../domain/commands.ts';
import { enableDevice } from '../domain/actions/enable-device.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionEnableDeviceCommand: Command = {
  intent: 'action.enableDevice',
  examples: [
    'enable FIN-LT-042 in Entra ID',
    'enable the entra device FIN-LT-042',
    're-enable FIN-LT-042 in azure ad',
  ],
  summary: 'Enable a disabled device in Entra ID, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(enableDevice, context),
};
