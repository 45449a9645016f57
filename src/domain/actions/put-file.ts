/** Puts a file of the tenant's live response library on a machine; it is not run. Reference sheet mde-api, section 5.4. */
import type { ActionDefinition, Order } from './action.ts';
import type { SessionKind } from './live-response-session.ts';
import {
  SESSION_GROUP,
  SESSION_PLATFORMS,
  SESSION_TAKES,
  followSession,
  readLibraryName,
  sessionFindings,
  sessionNotProven,
} from './live-response-session.ts';
import { machinePreflight } from './machine-preflight.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

const UNPROVEN = 'no API tells what lies on the device';
const KIND: SessionKind = { command: 'PutFile', object: fileOf };

export const putFile: ActionDefinition = {
  verb: 'putFile',
  title: 'Put a library file on',
  done: 'given the file',
  actsOn: 'machine',
  risk: 'disruptive',
  reversal: { none: 'no API takes the file off the device again' },
  permissions: ['Machine.LiveResponse'],
  platforms: SESSION_PLATFORMS,
  parameters: { file: { read: readLibraryName } },
  effect: (order) =>
    `${fileOf(order)} of the live response library is put on ${order.target.name} by live response. It is not run.`,
  takes: SESSION_TAKES,
  undoing: 'none by Drawbridge: delete the file in a live response session of the Defender portal.',
  proof: { none: UNPROVEN },

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, (facts, now) => ({
      ...sessionFindings(order, facts, KIND, now),
      warnings: ['No API lists the library: a file that is not in it fails, and nothing is put there.'],
      evidence: [{ label: 'Live response', value: SESSION_GROUP }],
      onServer: null,
    })),

  ...sendMachineAction(
    'putFile',
    (order) => ({ ...ON_MACHINE(order), file: fileOf(order) }),
    (endpoints, order) => endpoints.putFile(order),
  ),

  ...followSession(KIND),

  verify: (_order, upstreamId, _since, ports, clock) => sessionNotProven(UNPROVEN, upstreamId, ports, clock),
};

function fileOf({ parameters }: Order): string {
  return parameters.file ?? '';
}
