/** What comes with an order: for how long it holds and what is done first, checked and in the words of the card. */
import type { ActionDefinition } from '../domain/actions/action.ts';
import { readParameters, reversalOf } from '../domain/actions/action.ts';
import { actionFor } from '../domain/actions/registry.ts';
import { durationText, whyNoHold } from '../domain/approvals/hold.ts';
import type { EvidenceLine, FirstStep, Hold, ResponseRequest } from '../domain/approvals/request.ts';
import type { NewRequest, Refusal } from '../domain/approvals/service.ts';
import { UpstreamError } from '../errors.ts';
import type { ResponseServiceDeps } from './service-parts.ts';
import { refusal } from './service-parts.ts';
import type { Timings } from './timings.ts';

export interface Terms {
  readonly hold: Hold | null;
  readonly first: FirstStep | null;
  /** What the approvers read of it. */
  readonly evidence: readonly EvidenceLine[];
}

export async function readTerms(
  action: ActionDefinition,
  order: NewRequest,
  deps: ResponseServiceDeps,
): Promise<Terms | Refusal> {
  const { holdMinutes, first } = order;
  const noHold = holdMinutes === undefined ? null : whyNoHold(action, holdMinutes);
  if (noHold !== null) return refusal('blocked', noHold);
  const noFirst = first === undefined ? null : await whyNotFirst(action, first, order, deps);
  if (noFirst !== null) return noFirst;
  const terms = {
    hold: holdMinutes === undefined ? null : { minutes: holdMinutes, until: null },
    first: first === undefined ? null : { action: first, requestId: null },
  };
  return { ...terms, evidence: termsEvidence(action, { target: order.target, ...terms }, deps.timings) };
}

/** What else an approval covers, for whoever gives it: also when a request takes the place of another. */
export function termsEvidence(
  action: ActionDefinition,
  { target, hold, first }: Pick<ResponseRequest, 'target' | 'hold' | 'first'>,
  { firstStepPatience }: Pick<Timings, 'firstStepPatience'>,
): readonly EvidenceLine[] {
  const end = actionFor(reversalOf(action) ?? '');
  return [
    ...(first === null ? [] : [{ label: 'First', value: firstText(first, firstStepPatience) }]),
    ...(hold === null || end === null
      ? []
      : [
          {
            label: 'Time',
            value: `For ${durationText(hold.minutes)} from when it takes hold, then ${end.title.toLowerCase()} ${target.name} by itself. The approval covers that too; if what is shown here got worse by then, people are asked.`,
          },
        ]),
  ];
}

function firstText({ action, requestId }: FirstStep, patience: number): string {
  const step = `${actionFor(action)?.title ?? action} it`;
  return requestId === null
    ? `${step}; when that has ended, or after ${durationText(patience / 60_000)}, this follows. One approval for both.`
    : `${step}: ${requestId} was made for that already, and it is not repeated.`;
}

async function whyNotFirst(
  action: ActionDefinition,
  verb: string,
  order: NewRequest,
  deps: ResponseServiceDeps,
): Promise<Refusal | null> {
  const step = actionFor(verb);
  const read = step === null ? null : readParameters(step, {});
  if (step === null || read?.ok !== true || step.actsOn !== action.actsOn || verb === action.verb) {
    return refusal('blocked', `"${verb}" cannot come before "${order.action}".`);
  }
  // Its call leaves with a click of whoever asked, so nothing can be said of what is before and what after.
  if (action.fetched !== undefined || step.fetched !== undefined) {
    return refusal('blocked', `"${verb}" and "${order.action}" have to be asked for one by one.`);
  }
  try {
    const ports = deps.tenant.open({ correlationId: order.correlationId });
    const stepOrder = { target: order.target, parameters: read.parameters };
    const preflight = await step.preflight(stepOrder, ports, deps.clock);
    const [blocker] = preflight.underWay === null ? preflight.blockers : [];
    return blocker === undefined
      ? null
      : refusal(
          'blocked',
          `${step.title} ${order.target.name} first: not possible. ${blocker.message} Ask for "${action.title}" alone.`,
        );
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return refusal(
      'unavailable',
      `Whether "${step.title}" is possible first could not be looked at. Nothing was requested; try again in a minute.`,
    );
  }
}
