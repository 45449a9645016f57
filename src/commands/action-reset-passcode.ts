/** "reset the passcode of FIN-IP-011": after approval; a new one is shown once, to the person who asked. */
import type { Command } from '../domain/commands.ts';
import { resetPasscode } from '../domain/actions/reset-passcode.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionResetPasscodeCommand: Command = {
  intent: 'action.resetPasscode',
  examples: [
    'reset the passcode of FIN-IP-011',
    'clear the PIN on FIN-IP-011',
    'remove the passcode from FIN-IP-011',
  ],
  summary: 'Reset the passcode of a phone or tablet, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(resetPasscode, context),
};
