/** The honest answer to something that is understood but that Drawbridge cannot do yet. */
import type { Command } from '../domain/commands.ts';
import type { IntentName } from '../domain/intents.ts';
import type { Notice } from '../domain/questions/answer.ts';
import { INTENT_TITLES } from './intent-titles.ts';

/** Understood already, answered later. Whoever registers a command takes its intent out of this list. */
export const NOT_YET: readonly IntentName[] = [
  'device.timeline',
  'user.mailbox',
  'alerts.list',
  'alert.show',
  'incidents.list',
  'incident.show',
  'incident.assign',
  'incident.close',
  'incident.comment',
  'hunt.run',
  'hunt.saved',
  'hunt.correlate',
  'fleet.overview',
  'detection.advise',
  'sentinel.cost',
  'subscribe',
  'unsubscribe',
];

/** A command that says so; for an action it adds that nothing was requested. */
export function notAvailable(intent: IntentName): Command {
  return {
    intent,
    examples: [],
    summary: INTENT_TITLES[intent],
    role: 'reader',
    run: () => Promise.resolve(notice(intent)),
  };
}

function notice(intent: IntentName): Notice {
  const changes = intent.startsWith('action.') || intent.startsWith('incident.');
  return {
    kind: 'notice',
    tone: 'neutral',
    headline: `Not available yet: ${INTENT_TITLES[intent]}`,
    lines: [
      changes
        ? 'I understood what you want, but I cannot do it yet. Nothing was requested and nothing was changed.'
        : 'I understood the question, but I cannot answer it yet. Nothing was looked up.',
    ],
    gaps: [],
    offers: [{ title: 'What can you do?', intent: 'help', slots: {} }],
  };
}
