/** Gives an isolated machine its network back. Reference sheet mde-api, section 5. */
import { isolationState } from '../questions/isolation.ts';
import type { Isolation } from '../questions/isolation.ts';
import { agoText } from '../questions/elapsed.ts';
import type { MachineAction } from '../tenant/device.ts';
import type { ActionDefinition, Blocker, Preflight } from './action.ts';
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

export const release: ActionDefinition = {
  verb: 'release',
  title: 'Release',
  done: 'released from isolation',
  target: 'device',
  risk: 'harmless',
  reversal: { verb: 'isolate' },
  permission: 'Machine.Isolate',
  platforms: 'Whatever can be isolated.',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} gets its whole network back. Whatever made it dangerous can spread again.`,
  undoing: 'Isolate it again with the Undo button here; that is a request with its own approval.',

  async preflight(order, ports, clock): Promise<Preflight> {
    const facts = await machineFacts(order.target.id, order.target.aadDeviceId, ports);
    if (facts === null) return nothingKnown(NOT_FOUND);
    const { machine, actions } = facts;
    const state = isolationState(actions);
    const warnings = [
      ...(state.state === 'unknown' ? [`Whether it is isolated now is not known: ${state.why}.`] : []),
      ...isolationComments(actions, clock.now()),
    ];
    return {
      blockers: [onboardingBlocker(machine), stateBlocker(state, clock.now())].filter(
        (one): one is Blocker => one !== null,
      ),
      warnings,
      evidence: [
        // First: what forbids it matters more than what may make it slow.
        ...warnings.map((value) => ({ label: 'Warning', value })),
        ...isolatedSince(state, clock.now()),
        ...machineEvidence(facts, clock.now()),
      ],
      protection: protectionOf(machine),
      underWay: underWay(state),
    };
  },

  async start(order, comment, ports) {
    const action = await ports.endpoints.release({ machineId: order.target.id, comment });
    return { ...receipt(action, ''), ours: true };
  },

  ...followMachineAction('Unisolate'),

  verify: (order, upstreamId, since, ports, clock) =>
    verifyIsolation({ machineId: order.target.id, upstreamId, since, isolated: false }, ports, clock),
};

function stateBlocker(state: Isolation, now: Date): Blocker | null {
  switch (state.state) {
    case 'notIsolated':
      return {
        code: 'alreadyDone',
        message:
          state.last === null
            ? 'It is not isolated: Defender lists no isolation of it.'
            : `It is not isolated: it was released ${agoText(now, state.last.lastUpdateDateTimeUtc ?? state.last.creationDateTimeUtc)}.`,
      };
    case 'isolating':
      return {
        code: 'underWay',
        message: `The isolation has not taken hold yet (${state.action.status}). It can be released once it has.`,
      };
    case 'releasing':
      return { code: 'underWay', message: `A release is under way (${state.action.status}).` };
    case 'isolated':
    case 'unknown':
      return null;
  }
}

/** A release that somebody else started, or that is done: taken over rather than sent again. */
function underWay(state: Isolation): Preflight['underWay'] {
  if (state.state === 'releasing') return receipt(state.action, '');
  return state.state === 'notIsolated' && state.last !== null ? receipt(state.last, '') : null;
}

function isolatedSince(state: Isolation, now: Date): readonly { label: string; value: string }[] {
  if (state.state !== 'isolated') return [];
  const { action } = state;
  const by = action.requestor === null ? '' : ` by ${action.requestor}`;
  return [
    {
      label: 'Isolated',
      value: `${action.scope ?? 'scope not reported'}, ${agoText(now, action.lastUpdateDateTimeUtc ?? action.creationDateTimeUtc)}${by}`,
    },
  ];
}

/** "Do not release before the disk is imaged": what those wrote who isolated it, newest first, each in their words. */
function isolationComments(actions: readonly MachineAction[], now: Date): readonly string[] {
  const newestFirst = [...actions].sort(
    (a, b) => Date.parse(b.creationDateTimeUtc) - Date.parse(a.creationDateTimeUtc),
  );
  const released = newestFirst.findIndex(
    (action) => action.type === 'Unisolate' && action.status === 'Succeeded',
  );
  return newestFirst
    .slice(0, released < 0 ? newestFirst.length : released)
    .filter((action) => action.type === 'Isolate' && saysWhy(action.requestorComment ?? ''))
    .slice(0, COMMENTS)
    .map((action) => {
      const who = (action.requestor ?? '') === '' ? 'Whoever isolated it' : (action.requestor ?? '');
      const when = agoText(now, action.creationDateTimeUtc);
      return `${who} wrote when isolating it, ${when}: “${quoted(action.requestorComment ?? '')}”`;
    });
}

const COMMENTS = 3;
const LONGEST_COMMENT = 300;

/** Our own comment without a reason only repeats who asked and who approved. */
function saysWhy(comment: string): boolean {
  return (
    comment.trim() !== '' && (!/^\[R-\w+\] Drawbridge, asked by /.test(comment) || comment.includes(': '))
  );
}

/** Foreign words stay inside their quotation marks. */
function quoted(comment: string): string {
  const text = comment.replace(/["“”„«»]/g, "'").trim();
  return text.length <= LONGEST_COMMENT ? text : `${text.slice(0, LONGEST_COMMENT - 1)}…`;
}
