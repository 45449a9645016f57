/** Cuts a machine off the network except for Defender's own channel. Reference sheet mde-api, section 5. */
import type { Machine } from '../tenant/device.ts';
import type { SwitchState } from '../tenant/machine-switch.ts';
import { ISOLATION, isContainment, switchState } from '../tenant/machine-switch.ts';
import type { ActionDefinition, Blocker, Order, Preflight } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { WHEN_IN_CONTACT, followMachineAction } from './machine-receipt.ts';
import { notKnownWarning, onBlocker, onUnderWay } from './switch-preflight.ts';
import { ISOLATION_PROOF, ISOLATION_SHOWS_AFTER_MS, verifyIsolation } from './sensor-proof.ts';
import { hazardsEvidence, isolationHazards } from './isolation-hazards.ts';
import { oldWindowsBlocker, phoneBlocker, windowsWarnings } from './windows-limit.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

const FULL_SINCE = 1703;
const SELECTIVE_SINCE = 1709;

export const isolate: ActionDefinition = {
  verb: 'isolate',
  title: 'Isolate',
  done: 'isolated',
  actsOn: 'machine',
  risk: 'disruptive',
  reversal: { verb: 'release' },
  permissions: ['Machine.Isolate'],
  platforms: `Full: Windows 10 ${FULL_SINCE} or newer, Windows 11, Windows Server, supported Linux. Selective: Windows 10 ${SELECTIVE_SINCE} or newer and Windows 11.`,
  parameters: { kind: ['full', 'selective'] },
  effect: ({ target, parameters }) =>
    parameters.kind === 'selective'
      ? `${target.name} loses its network except for Defender and, as set up in Defender, Outlook and Teams. Open connections break at once.`
      : `${target.name} loses its whole network except for Defender. Open connections break at once, VPN included.`,
  takes: WHEN_IN_CONTACT,
  undoing: 'Release it from isolation with the Undo button here; that is a request with its own approval.',
  proof: ISOLATION_PROOF,
  firstLookAfterMs: ISOLATION_SHOWS_AFTER_MS,

  preflight: (order, ports, clock) =>
    machinePreflight(
      order,
      ports,
      clock,
      (facts, now) => {
        const { machine, actions } = facts;
        const state = switchState(ISOLATION, actions);
        return {
          blockers: [
            phoneBlocker(machine, 'isolate'),
            selectiveBlocker(machine, order),
            oldWindowsBlocker(machine, 'Isolation', isSelective(order) ? SELECTIVE_SINCE : FULL_SINCE),
            onBlocker(ISOLATION, state, now),
          ],
          warnings: [
            ...notKnownWarning(ISOLATION, state),
            ...isolationHazards(facts, now),
            ...(isSelective(order) && machine.osPlatform !== null
              ? windowsWarnings(machine, SELECTIVE_SINCE)
              : []),
          ],
          evidence: hazardsEvidence(facts),
          underWay: underWay(state, order),
          onServer: 'every service on it loses its connections',
        };
      },
      { software: true },
    ),

  ...sendMachineAction(
    'isolate',
    (order) => ({
      ...ON_MACHINE(order),
      isolationType: order.parameters.kind === 'selective' ? ('Selective' as const) : ('Full' as const),
    }),
    (endpoints, order) => endpoints.isolate(order),
  ),

  ...followMachineAction('Isolate', (action) => !isContainment(action)),
  lapses: true,

  verify: (order, upstreamId, since, ports, clock) =>
    verifyIsolation({ machineId: order.target.id, upstreamId, since }, ports, clock),
};

function isSelective({ parameters }: Order): boolean {
  return parameters.kind === 'selective';
}

function selectiveBlocker(machine: Machine, order: Order): Blocker | null {
  const platform = machine.osPlatform ?? '';
  if (isSelective(order) && platform !== '' && !/^windows/i.test(platform)) {
    return {
      code: 'notSupported',
      message: `Selective isolation works on Windows only; this device runs ${platform}.`,
    };
  }
  return null;
}

/** One of another scope is not the same isolation. */
function underWay(state: SwitchState, order: Order): Preflight['underWay'] {
  if (state.state !== 'on' && state.state !== 'turningOn') return null;
  const scope = state.action.scope?.toLowerCase() ?? order.parameters.kind ?? 'full';
  return scope === (order.parameters.kind ?? 'full') ? onUnderWay(state) : null;
}
