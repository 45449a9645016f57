/** "shut down ENG-MAC-003": Apple devices only, after approval. */
import type { Command } from '../domain/commands.ts';
import { shutdown } from '../domain/actions/shutdown.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionShutdownCommand: Command = {
  intent: 'action.shutdown',
  examples: ['shut down ENG-MAC-003', 'turn off ENG-MAC-003', 'power down ENG-MAC-003'],
  summary: 'Shut an Apple device down, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(shutdown, context),
};
