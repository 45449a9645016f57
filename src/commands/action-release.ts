/** "release FIN-LT-042 from isolation": a request like every other, with its own approval. */
import type { Command } from '../domain/commands.ts';
import { release } from '../domain/actions/release.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionReleaseCommand: Command = {
  intent: 'action.release',
  examples: [
    'release FIN-LT-042',
    'release FIN-LT-042 from isolation',
    'unisolate FIN-LT-042',
    'undo the isolation of FIN-LT-042',
    'take FIN-LT-042 out of isolation',
  ],
  summary: 'Give an isolated device its network back, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(release, context),
};
