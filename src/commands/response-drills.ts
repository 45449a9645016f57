/** "drill report": how fast people were in the last drills. */
import type { Command } from '../domain/commands.ts';
import type { ScoredDrill } from '../domain/approvals/service.ts';
import type { Split } from '../domain/approvals/drill-score.ts';
import { splitText } from '../domain/approvals/drill-score.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { ListItem, Reply, Tone } from '../domain/questions/answer.ts';

const SHOWN = 20;

export const responseDrillsCommand: Command = {
  intent: 'response.drills',
  examples: [
    'drill report',
    'drill score',
    'show me the drill scores',
    'show the drill results',
    'drill results',
  ],
  summary: 'How fast the last drills were seen, approved and taken back, against the policy',
  role: 'reader',
  async run({ responses, clock }): Promise<Reply> {
    const drills = await responses.drills(SHOWN);
    const late = drills.filter((drill) => toneOf(drill) === 'warning').length;
    return {
      kind: 'answer',
      intent: 'response.drills',
      subject: null,
      tone: late > 0 ? 'warning' : 'neutral',
      headline:
        drills.length === 0
          ? 'There was no drill yet: ask for one with “drill: isolate …”'
          : `Drills: ${drills.length}, ${late} of them later than the policy allows or not finished`,
      reasons: [],
      sections:
        drills.length === 0
          ? []
          : [
              {
                title: 'The last drills',
                source: 'Drawbridge',
                askedAt: clock.now().toISOString(),
                facts: [],
                items: drills.map(itemOf),
                more: 0,
                folded: false,
              },
            ],
      gaps: [],
      offers: drills.slice(0, 3).map(({ request }) => ({
        title: `Show ${request.id}`,
        intent: 'approval.show',
        slots: { requestId: request.id },
      })),
    };
  },
};

function itemOf(drill: ScoredDrill): ListItem {
  const { request, score } = drill;
  const title = actionFor(request.action)?.title ?? request.action;
  return {
    title: `${request.id}: ${title} ${request.target.name}`,
    detail: [
      splitText('acknowledged', score.acknowledged),
      splitText('approved', score.approved),
      score.released === null ? 'not taken back' : splitText('taken back', score.released),
      request.state,
    ].join('; '),
    tone: toneOf(drill),
    at: request.createdAt,
  };
}

function toneOf({ score }: ScoredDrill): Tone {
  const splits = [score.acknowledged, score.approved, ...(score.released === null ? [] : [score.released])];
  return splits.every(inTime) ? 'good' : 'warning';
}

function inTime({ ms, allowedMs }: Split): boolean {
  return ms !== null && (allowedMs === null || ms <= allowedMs);
}
