/** "scan FIN-LT-042": an antivirus scan, after approval; through Intune where Defender for Endpoint has no hold of it. */
import type { Command } from '../domain/commands.ts';
import { scan } from '../domain/actions/scan.ts';
import { requestDeviceAction } from './request-device-action.ts';
import { scanThroughIntune } from './scan-through-intune.ts';

export const actionScanCommand: Command = {
  intent: 'action.scan',
  examples: [
    'scan FIN-LT-042',
    'run a full antivirus scan on FIN-LT-042',
    'quick scan FIN-LT-042 because of a phishing mail',
    'fully scan FIN-LT-042',
  ],
  summary: 'Run an antivirus scan on a device, quick or full, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(scan, context, { detour: scanThroughIntune }),
};
