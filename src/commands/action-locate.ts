/** "locate FIN-LT-042": after approval; the person who asked is shown the place, once. */
import type { Command } from '../domain/commands.ts';
import { locate } from '../domain/actions/locate.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionLocateCommand: Command = {
  intent: 'action.locate',
  examples: ['locate FIN-LT-042', 'get the location of FIN-LT-042', 'geolocate FIN-LT-042'],
  summary: 'Ask a device where it is, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(locate, context),
};
