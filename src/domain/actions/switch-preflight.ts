/** What stands against turning something on or off that is on, off or on its way; and what people wrote about it. */
import { agoText, utcText } from '../questions/elapsed.ts';
import type { EvidenceLine } from '../approvals/request.ts';
import type { MachineAction } from '../tenant/device.ts';
import type { MachineSwitch, SwitchState } from '../tenant/machine-switch.ts';
import { newestFirst } from '../tenant/machine-switch.ts';
import type { Blocker, Preflight } from './action.ts';
import { receipt } from './machine-receipt.ts';

/** Against turning it on. */
export function onBlocker(pair: MachineSwitch, state: SwitchState, now: Date): Blocker | null {
  switch (state.state) {
    case 'on':
      return {
        code: 'alreadyDone',
        message: `It is ${pair.done} already (${scopeOf(pair, state.action)}since ${since(endOf(state.action), now)}${by(state.action)}).`,
      };
    case 'turningOn':
      return {
        code: 'underWay',
        message: `${capital(pair.aNoun)} is under way (${state.action.status} since ${since(state.action.creationDateTimeUtc, now)}${by(state.action)}).`,
      };
    case 'turningOff':
      return {
        code: 'underWay',
        message: `A ${pair.back} ${pair.backOf} is under way (${state.action.status} since ${since(state.action.creationDateTimeUtc, now)}). Ask again when it has ended.`,
      };
    case 'off':
    case 'unknown':
      return null;
  }
}

/** Against turning it off. */
export function offBlocker(pair: MachineSwitch, state: SwitchState, now: Date): Blocker | null {
  switch (state.state) {
    case 'off':
      return {
        code: 'alreadyDone',
        message:
          state.last === null
            ? `It is not ${pair.done}: Defender lists no ${pair.noun} of it.`
            : `It is not ${pair.done}: it was ${pair.undone} ${agoText(now, endOf(state.last))}.`,
      };
    case 'turningOn':
      return {
        code: 'underWay',
        message: `The ${pair.noun} has not taken hold yet (${state.action.status}). It can be ${pair.undone} once it has.`,
      };
    case 'turningOff':
      return { code: 'underWay', message: `A ${pair.back} is under way (${state.action.status}).` };
    case 'on':
    case 'unknown':
      return null;
  }
}

/** The same, done or on its way: an approved request takes it over rather than sending a second one. */
export function onUnderWay(state: SwitchState): Preflight['underWay'] {
  return state.state === 'on' || state.state === 'turningOn' ? receipt(state.action, '') : null;
}

/** A way back that somebody else started, or that is done: taken over rather than sent again. */
export function offUnderWay(state: SwitchState): Preflight['underWay'] {
  if (state.state === 'turningOff') return receipt(state.action, '');
  return state.state === 'off' && state.last !== null ? receipt(state.last, '') : null;
}

export function notKnownWarning(pair: MachineSwitch, state: SwitchState): readonly string[] {
  return state.state === 'unknown' ? [`Whether it is ${pair.done} now is not known: ${state.why}.`] : [];
}

/** Since when it is on, and by whom, for whoever is asked to turn it off. */
export function onSince(pair: MachineSwitch, state: SwitchState, now: Date): readonly EvidenceLine[] {
  if (state.state !== 'on') return [];
  const { action } = state;
  const who = action.requestor === null ? '' : ` by ${action.requestor}`;
  return [
    {
      label: capital(pair.done),
      value: `${scopeOf(pair, action)}${agoText(now, endOf(action))}${who}`,
    },
  ];
}

/** "Do not release before the disk is imaged": what those wrote who turned it on, newest first, each in their words. */
export function commentsOnIt(
  pair: MachineSwitch,
  actions: readonly MachineAction[],
  now: Date,
): readonly string[] {
  const listed = newestFirst(actions);
  const lifted = listed.findIndex((action) => action.type === pair.off && action.status === 'Succeeded');
  return listed
    .slice(0, lifted < 0 ? listed.length : lifted)
    .filter((action) => action.type === pair.on && saysWhy(action.requestorComment ?? ''))
    .slice(0, COMMENTS)
    .map((action) => {
      const who = (action.requestor ?? '') === '' ? `Whoever ${pair.done} it` : (action.requestor ?? '');
      const when = agoText(now, action.creationDateTimeUtc);
      return `${who} wrote when ${pair.doing} it, ${when}: “${quoted(action.requestorComment ?? '')}”`;
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

/** Only isolations have a scope. */
function scopeOf(pair: MachineSwitch, action: MachineAction): string {
  return pair.scoped ? `${action.scope ?? 'scope not reported'}, ` : '';
}

function endOf(action: MachineAction): string {
  return action.lastUpdateDateTimeUtc ?? action.creationDateTimeUtc;
}

function since(iso: string, now: Date): string {
  return `${utcText(iso)}, ${agoText(now, iso)}`;
}

function by({ requestor }: MachineAction): string {
  return requestor === null || requestor === '' ? '' : `, by ${requestor}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
