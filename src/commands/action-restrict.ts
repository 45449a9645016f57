/** "restrict FIN-LT-042": only what Microsoft signed runs on it, after approval. */
import type { Command } from '../domain/commands.ts';
import { restrict } from '../domain/actions/restrict.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionRestrictCommand: Command = {
  intent: 'action.restrict',
  examples: [
    'restrict FIN-LT-042',
    'restrict FIN-LT-042 because of an unsigned loader',
    'restrict FIN-LT-042 to Microsoft signed apps',
    'turn on app restriction on FIN-LT-042',
  ],
  summary: 'Let a device run only programs signed by Microsoft, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(restrict, context),
};
