/** "rotate the local admin password of FIN-LT-042": after approval. The password itself is not for Drawbridge. */
import type { Command } from '../domain/commands.ts';
import { rotateLocalAdminPassword } from '../domain/actions/rotate-local-admin-password.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionRotateLocalAdminPasswordCommand: Command = {
  intent: 'action.rotateLocalAdminPassword',
  examples: [
    'rotate the local admin password of FIN-LT-042',
    'renew the LAPS password on FIN-LT-042',
    'give FIN-LT-042 a new local admin password',
  ],
  summary: 'Renew the local administrator password of a device, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(rotateLocalAdminPassword, context),
};
