/** "isolate FIN-LT-042": looks at the device and asks the approvers. Nothing is sent before they agree. */
import type { Command } from '../domain/commands.ts';
import { isolate } from '../domain/actions/isolate.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionIsolateCommand: Command = {
  intent: 'action.isolate',
  examples: [
    'isolate FIN-LT-042',
    'please isolate FIN-LT-042 because of phishing',
    'isolate FIN-LT-042 selectively',
    'isolate FIN-LT-042 for 4 h',
    'collect evidence from FIN-LT-042, then isolate it',
    'put FIN-LT-042 in isolation',
    'quarantine FIN-LT-042',
  ],
  summary: 'Cut a device off the network, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(isolate, context),
};
