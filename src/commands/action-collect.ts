/** "collect an investigation package from FIN-LT-042": gathered after approval, handed over once. */
import type { Command } from '../domain/commands.ts';
import { collect } from '../domain/actions/collect.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionCollectCommand: Command = {
  intent: 'action.collect',
  examples: [
    'collect an investigation package from FIN-LT-042',
    'collect forensics from FIN-LT-042',
    'get me the triage package of FIN-LT-042',
  ],
  summary: 'Gather an investigation package on a device, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(collect, context),
};
