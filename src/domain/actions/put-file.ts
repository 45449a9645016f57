/** Puts a file of the tenant's live response library on a machine; it is not run. Reference sheet mde-api, section 5.4. */
import type { ActionDefinition, Order } from './action.ts';
import type { SessionKind } from './live-response-session.ts';
import { notLookedUp, readLibraryName, session, sessionFindings } from './live-response-session.ts';
import { machinePreflight } from './machine-preflight.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

const KIND: SessionKind = {
  command: 'PutFile',
  object: fileOf,
  unproven: 'no API tells what lies on the device',
};

export const putFile: ActionDefinition = {
  verb: 'putFile',
  title: 'Put a library file on',
  done: 'given the file',
  actsOn: 'machine',
  risk: 'disruptive',
  reversal: { none: 'no API takes the file off the device again' },
  permissions: ['Machine.LiveResponse'],
  parameters: { file: { read: readLibraryName } },
  effect: (order) =>
    `${fileOf(order)} of the live response library is put on ${order.target.name} by live response. It is not run.`,
  undoing: 'none by Drawbridge: delete the file in a live response session of the Defender portal.',

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, (facts, now) => ({
      ...sessionFindings(order, facts, KIND, now),
      warnings: [notLookedUp('file', 'nothing is put there')],
      onServer: null,
    })),

  ...sendMachineAction(
    'putFile',
    (order) => ({ ...ON_MACHINE(order), file: fileOf(order) }),
    (endpoints, order) => endpoints.putFile(order),
  ),

  ...session(KIND),
};

function fileOf({ parameters }: Order): string {
  return parameters.file ?? '';
}
