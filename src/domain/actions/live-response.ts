/** Runs a script of the tenant's live response library on a machine. Reference sheet mde-api, section 5.4. */
import type { ActionDefinition, Order } from './action.ts';
import type { SessionKind } from './live-response-session.ts';
import { notLookedUp, readLibraryName, session, sessionFindings } from './live-response-session.ts';
import { machinePreflight } from './machine-preflight.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

const KIND: SessionKind = {
  command: 'RunScript',
  object: scriptOf,
  unproven: 'what the script did, and its exit code, stand in its output alone',
};

export const liveResponse: ActionDefinition = {
  verb: 'liveResponse',
  title: 'Run a live response script on',
  done: 'given the script to run',
  actsOn: 'machine',
  risk: 'destructive',
  reversal: { none: 'what a script did only another script takes back' },
  permissions: ['Machine.LiveResponse'],
  parameters: { script: { read: readLibraryName } },
  effect: (order) =>
    `${scriptOf(order)} of the live response library runs on ${order.target.name} with the rights of the system, without arguments. What it does is not known here: read it in the portal first. The person who asks gets its output, once.`,
  undoing: 'none: what a script did only another script takes back.',

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, (facts, now) => ({
      ...sessionFindings(order, facts, KIND, now),
      warnings: [notLookedUp('script', 'nothing runs')],
      onServer: 'the script meets everybody who uses it',
    })),

  ...sendMachineAction(
    'runScript',
    (order) => ({ ...ON_MACHINE(order), script: scriptOf(order) }),
    (endpoints, order) => endpoints.runScript(order),
  ),

  ...session(KIND),

  handover: {
    button: 'Get the output',
    what: 'output of the script',
    link: (upstreamId, ports) => ports.endpoints.sessionResultLink(upstreamId, 0),
  },
};

function scriptOf({ parameters }: Order): string {
  return parameters.script ?? '';
}
