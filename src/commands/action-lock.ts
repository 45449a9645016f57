/** "lock FIN-IP-011": locks the screen of a phone or a Mac, after approval. */
import type { Command } from '../domain/commands.ts';
import { lock } from '../domain/actions/lock.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionLockCommand: Command = {
  intent: 'action.lock',
  examples: ['lock FIN-IP-011', 'remotely lock FIN-IP-011', 'send a remote lock to FIN-IP-011'],
  summary: 'Lock the screen of a phone, tablet or Mac, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(lock, context),
};
