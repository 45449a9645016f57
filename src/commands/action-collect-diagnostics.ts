/** "collect diagnostics from FIN-LT-042": after approval; the link goes to the person who asked, once. */
import type { Command } from '../domain/commands.ts';
import { collectDiagnostics } from '../domain/actions/collect-diagnostics.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionCollectDiagnosticsCommand: Command = {
  intent: 'action.collectDiagnostics',
  examples: [
    'collect diagnostics from FIN-LT-042',
    'gather the Intune logs of FIN-LT-042',
    'get the diagnostic logs from FIN-LT-042',
  ],
  summary: 'Collect the diagnostics of a Windows device, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(collectDiagnostics, context),
};
