/** "update the signatures on FIN-LT-042": after approval. */
import type { Command } from '../domain/commands.ts';
import { updateSignatures } from '../domain/actions/update-signatures.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionUpdateSignaturesCommand: Command = {
  intent: 'action.updateSignatures',
  examples: [
    'update the antivirus signatures on FIN-LT-042',
    'force a Defender signature update on FIN-LT-042',
    'update the definitions on FIN-LT-042',
  ],
  summary: 'Update the antivirus signatures of a device, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(updateSignatures, context),
};
