/** Turns a device on again in Entra ID. Reference sheet entra-api, section 3. */
import type { ActionDefinition } from './action.ts';
import { deviceSwitch } from './device-switch.ts';

export const enableDevice: ActionDefinition = {
  verb: 'enableDevice',
  title: 'Enable the registration of',
  done: 'enabled in Entra ID',
  actsOn: 'directoryDevice',
  risk: 'harmless',
  reversal: { verb: 'disableDevice' },
  permissions: ['Device.ReadWrite.All'],
  platforms: 'Whatever can be disabled',
  parameters: {},
  effect: ({ target }) =>
    `Entra ID accepts ${target.name} again. Whoever has it in their hands can use that too.`,
  takes: 'Within minutes.',
  undoing: 'Disable it again with the Undo button here; that is a request with its own approval.',
  proof: 'The device in Entra ID, read anew, is enabled',
  ...deviceSwitch(true),
};
