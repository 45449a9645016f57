/** "disable FIN-LT-042": Entra ID no longer accepts the device, after approval. */
import type { Command } from '../domain/commands.ts';
import { disableDevice } from '../domain/actions/disable-device.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionDisableDeviceCommand: Command = {
  intent: 'action.disableDevice',
  examples: [
    'disable FIN-LT-042 in Entra ID',
    'disable the entra device FIN-LT-042',
    'deactivate FIN-LT-042 in azure ad because it was stolen',
  ],
  summary: 'Disable a device in Entra ID, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(disableDevice, context),
};
