/** "contain WIN-7KQ2M4P": the devices around one without a sensor break off contact, after approval. */
import type { Command } from '../domain/commands.ts';
import { contain } from '../domain/actions/contain.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionContainCommand: Command = {
  intent: 'action.contain',
  examples: [
    'contain WIN-7KQ2M4P',
    'contain the unmanaged device WIN-7KQ2M4P',
    'start containment of WIN-7KQ2M4P',
  ],
  summary: 'Make the onboarded devices break off contact with one that is not, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(contain, context),
};
