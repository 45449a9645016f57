/** "dry run: isolate FIN-LT-042": what would happen, who would have to agree, what would hold it. Makes nothing. */
import type { Command } from '../domain/commands.ts';
import type { IntentName } from '../domain/intents.ts';
import type { DryRun, NewRequest } from '../domain/approvals/service.ts';
import { groupsText } from '../domain/approvals/places.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { Answer, Reply, Subject } from '../domain/questions/answer.ts';
import { rehearse } from './rehearse.ts';

export function responseDryRunCommand(commandFor: (intent: IntentName) => Command): Command {
  return {
    intent: 'response.dryRun',
    examples: [
      'dry run: isolate FIN-LT-042',
      'what would isolating FIN-LT-042 do?',
      'dry run: isolate FIN-LT-042 selectively',
      'dry run: scan FIN-LT-042',
      'dry-run: offboard FIN-LT-042',
    ],
    summary: 'What an action would do, who would have to agree and what stands against it',
    role: 'reader',
    async run(context): Promise<Reply> {
      const made: NewRequest[] = [];
      const reply = await rehearse(context, commandFor, (order) => {
        made.push(order);
        return Promise.resolve({ ok: false, code: 'blocked', message: 'Only a dry run.', request: null });
      });
      const [order] = made;
      if (order === undefined) return reply;
      const found = await context.responses.dryRun(order);
      if (found.ok) return dryRunAnswer(order, found, context.clock.now());
      return {
        kind: 'notice',
        tone: 'warning',
        headline: `${titleOf(order)}: it could not be requested`,
        lines: [found.message, 'This was a dry run: nothing was requested.'],
        gaps: [],
        offers: [],
      };
    },
  };
}

function dryRunAnswer(order: NewRequest, found: DryRun, now: Date): Answer {
  const { rule, call, against } = found;
  const warnings = order.evidence.filter(({ label }) => label === 'Warning');
  const fact = (label: string, value: string) =>
    ({ label, value, source: 'Drawbridge', asOf: null }) as const;
  const input = Object.entries(call.input).map(([name, value]) => `${name} ${String(value)}`);
  return {
    kind: 'answer',
    intent: 'response.dryRun',
    subject: subjectOf(order.target),
    tone: against.length + warnings.length > 0 ? 'warning' : 'neutral',
    headline: `${titleOf(order)}: nothing was requested and nothing was sent`,
    reasons: [
      found.effect,
      `Undo: ${found.undoing}`,
      ...found.terms.map(({ label, value }) => `${label}: ${value}`),
      ...against,
      ...warnings.map(({ value }) => value),
      ...(against.length === 0 ? ['No guardrail stands against it now.'] : []),
    ],
    sections: [
      {
        title: 'It would need',
        source: 'Drawbridge',
        askedAt: now.toISOString(),
        facts: [
          fact('Approvals', `${rule.approvals}, never by the person who asks`),
          ...(found.eachOf.length === 0 ? [] : [fact('Of each', groupsText(found.eachOf))]),
          fact(found.eachOf.length === 0 ? 'By' : 'Others by', found.approvers),
          fact('Within', `${rule.expiresMinutes} min`),
          ...(rule.reasonRequired ? [fact('Reason', 'required')] : []),
          fact('Call', [call.operation, ...input].join(', ')),
        ],
        items: order.evidence
          .filter(({ label }) => label !== 'Warning')
          .map(({ label, value }) => ({ title: label, detail: value })),
        more: 0,
        folded: false,
      },
    ],
    gaps: [],
    offers: [],
  };
}

/** What "it" is afterwards. */
function subjectOf({ kind, name }: NewRequest['target']): Subject | null {
  return kind === 'indicator' ? null : { kind, name, reference: name };
}

function titleOf({ action, target }: NewRequest): string {
  return `Dry run: ${actionFor(action)?.title ?? action} ${target.name}`;
}
