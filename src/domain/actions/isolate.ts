/** Cuts a machine off the network except for Defender's own channel. Reference sheet mde-api, section 5. */
import type { Machine } from '../tenant/device.ts';
import type { SwitchState } from '../tenant/machine-switch.ts';
import { ISOLATION, switchState } from '../tenant/machine-switch.ts';
import type { ActionDefinition, Blocker, Order, Preflight } from './action.ts';
import { machinePreflight } from './machine-preflight.ts';
import { WHEN_IN_CONTACT, followMachineAction } from './machine-receipt.ts';
import { notKnownWarning, onBlocker, onUnderWay } from './switch-preflight.ts';
import { SWITCH_PROOF, verifySwitch } from './switch-proof.ts';
import { phoneBlocker } from './windows-limit.ts';
import { ON_MACHINE, sendMachineAction } from './send-machine-action.ts';

export const isolate: ActionDefinition = {
  verb: 'isolate',
  title: 'Isolate',
  done: 'isolated',
  actsOn: 'machine',
  risk: 'disruptive',
  reversal: { verb: 'release' },
  permissions: ['Machine.Isolate'],
  platforms:
    'Full: Windows 10 1703 or newer, Windows 11, Windows Server, supported Linux. Selective: Windows only.',
  parameters: { kind: ['full', 'selective'] },
  effect: ({ target, parameters }) =>
    parameters.kind === 'selective'
      ? `${target.name} loses its network except for Defender and, as set up in Defender, Outlook and Teams. Open connections break at once.`
      : `${target.name} loses its whole network except for Defender. Open connections break at once, VPN included.`,
  takes: WHEN_IN_CONTACT,
  undoing: 'Release it from isolation with the Undo button here; that is a request with its own approval.',
  proof: SWITCH_PROOF,

  preflight: (order, ports, clock) =>
    machinePreflight(order, ports, clock, ({ machine, actions }, now) => {
      const state = switchState(ISOLATION, actions);
      return {
        blockers: [
          phoneBlocker(machine, 'isolate'),
          selectiveBlocker(machine, order),
          onBlocker(ISOLATION, state, now),
        ],
        warnings: [
          ...notKnownWarning(ISOLATION, state),
          ...(/^mac/i.test(machine.osPlatform ?? '')
            ? ['Isolation of Macs needs a recent Defender; Microsoft may refuse it.']
            : []),
        ],
        underWay: underWay(state, order),
        onServer: 'every service on it loses its connections',
      };
    }),

  ...sendMachineAction(
    'isolate',
    (order) => ({
      ...ON_MACHINE(order),
      isolationType: order.parameters.kind === 'selective' ? ('Selective' as const) : ('Full' as const),
    }),
    (endpoints, order) => endpoints.isolate(order),
  ),

  ...followMachineAction('Isolate'),

  verify: (order, upstreamId, _since, ports, clock) =>
    verifySwitch({ machineId: order.target.id, upstreamId, pair: ISOLATION, on: true }, ports, clock),
};

function selectiveBlocker(machine: Machine, order: Order): Blocker | null {
  const platform = machine.osPlatform ?? '';
  if (order.parameters.kind === 'selective' && platform !== '' && !/^windows/i.test(platform)) {
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
