/** The isolation of a device as a fact on a card: state, who, when and the comment that came with it. */
import type { Asked } from '../tenant/evidence.ts';
import type { MachineAction } from '../tenant/device.ts';
import type { Fact, Tone } from './answer.ts';
import { isolationState } from './isolation.ts';

export function isolationFacts(actions: Asked<readonly MachineAction[]> | null): readonly Fact[] {
  if (actions === null) return [];
  if (!actions.known) return [fact('not known', 'unknown', null)];
  const now = isolationState(actions.value);
  switch (now.state) {
    case 'unknown':
      return [fact(`not known: ${now.why}`, 'unknown', null)];
    case 'notIsolated':
      return [
        now.last === null
          ? fact('no (no isolation on record)', 'good', null)
          : fact('no', 'good', timeOf(now.last)),
        ...by('Released by', now.last),
      ];
    case 'isolated':
      return [
        fact(`yes${scope(now.action)}`, 'warning', timeOf(now.action)),
        ...by('Isolated by', now.action),
      ];
    case 'isolating':
      return [
        fact(
          `sent, not confirmed yet (${now.action.status})${scope(now.action)}`,
          'warning',
          timeOf(now.action),
        ),
        ...by('Isolation asked by', now.action),
      ];
    case 'releasing':
      return [
        fact(`yes; release sent, not confirmed yet (${now.action.status})`, 'warning', timeOf(now.action)),
        ...by('Release asked by', now.action),
      ];
  }
}

function by(label: string, action: MachineAction | null): readonly Fact[] {
  if (action === null) return [];
  const comment =
    action.requestorComment === null || action.requestorComment === ''
      ? ''
      : `: "${action.requestorComment}"`;
  const who = action.requestor === null || action.requestor === '' ? 'not named' : action.requestor;
  return [
    {
      label,
      value: `${who}${comment}`,
      source: 'Defender for Endpoint',
      asOf: action.creationDateTimeUtc,
    },
  ];
}

function scope(action: MachineAction): string {
  return action.scope === null || action.scope === '' ? '' : ` (${action.scope})`;
}

function timeOf(action: MachineAction): string {
  return action.lastUpdateDateTimeUtc ?? action.creationDateTimeUtc;
}

function fact(value: string, tone: Tone, asOf: string | null): Fact {
  return { label: 'Isolated now', value, tone, source: 'Defender for Endpoint', asOf };
}
