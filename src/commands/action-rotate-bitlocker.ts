/** "rotate the BitLocker key of FIN-LT-042": after approval. */
import type { Command } from '../domain/commands.ts';
import { rotateBitlocker } from '../domain/actions/rotate-bitlocker.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionRotateBitlockerCommand: Command = {
  intent: 'action.rotateBitlocker',
  examples: [
    'rotate the BitLocker key of FIN-LT-042',
    'renew the BitLocker recovery key on FIN-LT-042',
    'give FIN-LT-042 a new BitLocker key',
  ],
  summary: 'Renew the BitLocker recovery key of a device, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(rotateBitlocker, context),
};
