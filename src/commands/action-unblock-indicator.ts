/** "unblock 203.0.113.77": which of several indicators is asked back; deleted after approval. */
import type { Command, CommandContext } from '../domain/commands.ts';
import { indicatorText } from '../domain/actions/indicator-text.ts';
import { INDICATOR_KINDS, readAnyIndicatorValue } from '../domain/actions/indicator-value.ts';
import { unblockIndicator } from '../domain/actions/unblock-indicator.ts';
import type { Reply } from '../domain/questions/answer.ts';
import type { Indicator } from '../domain/tenant/indicator.ts';
import { requestIndicatorAction, subjectOf } from './request-indicator-action.ts';
import { lookAt, notKnown } from './request-replies.ts';

export const actionUnblockIndicatorCommand: Command = {
  intent: 'action.unblockIndicator',
  examples: [
    'unblock 203.0.113.77',
    'unblock the domain evil[.]example because it was a false alarm',
    'remove the indicator for 3395856ce81f2b7382dee72602f798b642f14140',
  ],
  summary: 'Delete an indicator that blocks or allows something, after approval',
  role: 'responder',
  async run(context) {
    const { value = '', indicatorId } = context.intent.slots;
    const read = readAnyIndicatorValue(value);
    if ('why' in read || indicatorId !== undefined) {
      return requestIndicatorAction(unblockIndicator, read, { indicatorId: indicatorId ?? '' }, context);
    }
    const subject = subjectOf(read.value);
    const found = await lookAt(unblockIndicator, subject, () => context.tenant.indicators.of(read.value));
    if ('gap' in found) return notKnown(unblockIndicator, subject, [found.gap]);
    const [only, ...more] = found;
    if (only === undefined) return nothingThere(subject.name);
    if (more.length > 0) return whichOne(subject.name, read.value, found, context);
    return requestIndicatorAction(unblockIndicator, read, { indicatorId: only.id }, context);
  },
};

function nothingThere(name: string): Reply {
  return {
    kind: 'notice',
    tone: 'neutral',
    headline: `There is no indicator for ${name}`,
    lines: [
      'Defender lists none, neither one that blocks nor one that allows. What blocks it otherwise (Defender’s own judgement, say) is not lifted from here. Nothing was requested.',
    ],
    gaps: [],
    offers: [],
  };
}

function whichOne(
  name: string,
  value: string,
  found: readonly Indicator[],
  { intent }: CommandContext,
): Reply {
  const { reason } = intent.slots;
  const why = reason === undefined ? {} : { reason };
  return {
    kind: 'choice',
    headline: `${found.length} indicators stand for ${name}. Which one is to be deleted?`,
    candidates: found.map((one) => ({
      title: one.kind === null ? 'another type' : INDICATOR_KINDS[one.kind],
      detail: indicatorText(one),
      offer: {
        title: `Delete ${one.id}`,
        intent: 'action.unblockIndicator',
        slots: { value, indicatorId: one.id, ...why },
      },
    })),
    gaps: [],
  };
}
