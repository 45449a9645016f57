/** "tag FIN-LT-042 as VIP": after approval; only Undo takes a tag off. */
import type { Command } from '../domain/commands.ts';
import { tag } from '../domain/actions/tag.ts';
import { requestDeviceAction } from './request-device-action.ts';

export const actionTagCommand: Command = {
  intent: 'action.tag',
  examples: ['tag FIN-LT-042 as VIP', 'add the tag VIP to FIN-LT-042', 'tag FIN-LT-042 with Forensics'],
  summary: 'Put a Defender tag on a device, after approval',
  role: 'responder',
  run: (context) => requestDeviceAction(tag, context),
};
