/** "scan FIN-LT-042 with Intune": an antivirus scan by order of Intune, after approval. */
import type { Command } from '../domain/commands.ts';
import { intuneScan } from '../domain/actions/intune-scan.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionIntuneScanCommand: Command = {
  intent: 'action.intuneScan',
  examples: [
    'scan FIN-LT-042 with Intune',
    'full scan of FIN-LT-042 via Intune',
    'run an Intune scan on FIN-LT-042',
  ],
  summary: 'Run an antivirus scan on a device through Intune, quick or full, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(intuneScan, context),
};
