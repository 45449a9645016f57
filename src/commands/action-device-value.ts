/** "set the device value of FIN-LT-042 to high": after approval; Undo sets what it was. */
import type { Command } from '../domain/commands.ts';
import { deviceValue } from '../domain/actions/device-value.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionDeviceValueCommand: Command = {
  intent: 'action.deviceValue',
  examples: [
    'set the device value of FIN-LT-042 to high',
    'set the value of FIN-LT-042 to low',
    'change the device value of FIN-LT-042 to normal',
  ],
  summary: 'Set what a device is worth in Defender, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(deviceValue, context),
};
