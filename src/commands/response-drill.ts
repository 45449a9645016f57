/** "drill: isolate FIN-LT-042": a real request with real people, of which nothing is sent. */
import type { Command } from '../domain/commands.ts';
import type { IntentName } from '../domain/intents.ts';
import { rehearse } from './rehearse.ts';

export function responseDrillCommand(commandFor: (intent: IntentName) => Command): Command {
  return {
    intent: 'response.drill',
    examples: [
      'drill: isolate FIN-LT-042',
      'drill: isolate FIN-LT-042 because of the quarterly exercise',
      'exercise: scan FIN-LT-042',
      'drill: collect an investigation package from FIN-LT-042',
      'drill: restrict FIN-LT-042',
    ],
    summary: 'Rehearse an action: the same card, rules and people, and nothing is sent',
    role: 'responder',
    run: (context) =>
      rehearse(context, commandFor, (order) => context.responses.request({ ...order, drill: true })),
  };
}
