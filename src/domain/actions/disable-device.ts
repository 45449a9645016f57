/** Turns a device off in Entra ID: it can no longer prove who it is. Reference sheet entra-api, section 3. */
import type { ActionDefinition } from './action.ts';
import { deviceSwitch } from './device-switch.ts';

export const disableDevice: ActionDefinition = {
  verb: 'disableDevice',
  title: 'Disable the registration of',
  done: 'disabled in Entra ID',
  actsOn: 'directoryDevice',
  risk: 'disruptive',
  reversal: { verb: 'enableDevice' },
  permissions: ['Device.ReadWrite.All'],
  platforms: 'Every device registered in Entra ID; hybrid joined ones also have to be disabled on-premises',
  parameters: {},
  effect: ({ target }) =>
    `Entra ID no longer accepts ${target.name}: sign-ins that need the device (a compliant or joined device, single sign-on) fail. Whoever is logged on stays so, and can sign in on other devices.`,
  takes:
    'New sign-ins fail within minutes; what is open ends with its access token, within 60 to 90 minutes.',
  undoing: 'Enable it again with the Undo button here; that is a request with its own approval.',
  proof: 'The device in Entra ID, read anew, is disabled',
  ...deviceSwitch(false),
};
