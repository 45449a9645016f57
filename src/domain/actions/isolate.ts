/** Cuts a machine off the network except for Defender's own channel. Reference sheet mde-api, section 5. */
import type { EvidenceLine } from '../approvals/request.ts';
import type { Machine } from '../tenant/device.ts';
import type { Isolation } from '../questions/isolation.ts';
import { isolationState } from '../questions/isolation.ts';
import { agoText, utcText } from '../questions/elapsed.ts';
import type { ActionDefinition, Blocker, Order, Preflight } from './action.ts';
import {
  NOT_FOUND,
  followMachineAction,
  machineEvidence,
  machineFacts,
  nothingKnown,
  onboardingBlocker,
  protectionOf,
  receipt,
} from './machine-facts.ts';
import { verifyIsolation } from './isolation-proof.ts';

export const isolate: ActionDefinition = {
  verb: 'isolate',
  title: 'Isolate',
  done: 'isolated',
  target: 'device',
  risk: 'disruptive',
  reversal: { verb: 'release' },
  permission: 'Machine.Isolate',
  platforms:
    'Full: Windows 10 1703 or newer, Windows 11, Windows Server, supported Linux. Selective: Windows only.',
  parameters: { kind: ['full', 'selective'] },
  effect: ({ target, parameters }) =>
    parameters.kind === 'selective'
      ? `${target.name} loses its network except for Defender and, as set up in Defender, Outlook and Teams. Open connections break at once.`
      : `${target.name} loses its whole network except for Defender. Open connections break at once, VPN included.`,
  undoing: 'Release it from isolation with the Undo button here; that is a request with its own approval.',

  async preflight(order, ports, clock): Promise<Preflight> {
    const facts = await machineFacts(order.target.id, order.target.aadDeviceId, ports);
    if (facts === null) return nothingKnown(NOT_FOUND);
    const { machine, actions } = facts;
    const state = isolationState(actions);
    const same = underWay(state, order);
    const blockers = [
      onboardingBlocker(machine),
      platformBlocker(machine, order),
      isolationBlocker(state, clock.now()),
    ].filter((one): one is Blocker => one !== null);
    const warnings = isolationWarnings(state, machine);
    return {
      blockers,
      warnings,
      evidence: [
        ...machineEvidence(facts, clock.now()),
        ...warnings.map((value): EvidenceLine => ({ label: 'Warning', value })),
      ],
      protection: protectionOf(machine),
      underWay: same,
    };
  },

  async start(order, comment, ports) {
    const isolationType = order.parameters.kind === 'selective' ? 'Selective' : 'Full';
    const action = await ports.endpoints.isolate({ machineId: order.target.id, comment, isolationType });
    return { ...receipt(action, ''), ours: true };
  },

  ...followMachineAction('Isolate'),

  verify: (order, upstreamId, since, ports, clock) =>
    verifyIsolation({ machineId: order.target.id, upstreamId, since, isolated: true }, ports, clock),
};

function platformBlocker(machine: Machine, order: Order): Blocker | null {
  const platform = machine.osPlatform ?? '';
  if (/^(ios|android)/i.test(platform)) {
    return { code: 'notSupported', message: `Defender for Endpoint cannot isolate ${platform} devices.` };
  }
  if (order.parameters.kind === 'selective' && platform !== '' && !/^windows/i.test(platform)) {
    return {
      code: 'notSupported',
      message: `Selective isolation works on Windows only; this device runs ${platform}.`,
    };
  }
  return null;
}

function isolationBlocker(state: Isolation, now: Date): Blocker | null {
  switch (state.state) {
    case 'isolated':
      return {
        code: 'alreadyDone',
        message: `It is isolated already (${state.action.scope ?? 'scope not reported'}, since ${since(state.action.lastUpdateDateTimeUtc ?? state.action.creationDateTimeUtc, now)}${by(state.action.requestor)}).`,
      };
    case 'isolating':
      return {
        code: 'underWay',
        message: `An isolation is under way (${state.action.status} since ${since(state.action.creationDateTimeUtc, now)}${by(state.action.requestor)}).`,
      };
    case 'releasing':
      return {
        code: 'underWay',
        message: `A release from isolation is under way (${state.action.status} since ${since(state.action.creationDateTimeUtc, now)}). Ask again when it has ended.`,
      };
    case 'notIsolated':
    case 'unknown':
      return null;
  }
}

/** The same isolation, done or on its way: an approved request takes it over rather than sending a second one. */
function underWay(state: Isolation, order: Order): Preflight['underWay'] {
  if (state.state !== 'isolated' && state.state !== 'isolating') return null;
  const scope = state.action.scope?.toLowerCase();
  return scope === undefined || scope === (order.parameters.kind ?? 'full')
    ? receipt(state.action, '')
    : null;
}

function isolationWarnings(state: Isolation, machine: Machine): readonly string[] {
  return [
    ...(state.state === 'unknown' ? [`Whether it is isolated now is not known: ${state.why}.`] : []),
    ...(/^mac/i.test(machine.osPlatform ?? '')
      ? ['Isolation of Macs needs a recent Defender; Microsoft may refuse it.']
      : []),
  ];
}

function since(iso: string, now: Date): string {
  return `${utcText(iso)}, ${agoText(now, iso)}`;
}

function by(requestor: string | null): string {
  return requestor === null || requestor === '' ? '' : `, by ${requestor}`;
}
