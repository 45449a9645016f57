/** "retire FIN-LT-042": takes company data and management off a device, after two approvals. */
import type { Command } from '../domain/commands.ts';
import { retire } from '../domain/actions/retire.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionRetireCommand: Command = {
  intent: 'action.retire',
  examples: [
    'retire FIN-LT-042',
    'unenroll FIN-LT-042 from Intune',
    'remove the company data from FIN-LT-042',
  ],
  summary: 'Take company data and management off a device, after two approvals',
  role: 'responder',
  run: (context) => requestDeviceAction(retire, context),
};
