/** The end of a drill on its card: what was not sent, and how fast people were. */
import { drillScore, splitText } from '../domain/approvals/drill-score.ts';
import type { ResponseRequest } from '../domain/approvals/request.ts';
import { isFinal } from '../domain/approvals/state-machine.ts';
import type { Step } from './people-steps.ts';
import type { Limits } from './fit.ts';
import { plain } from './text.ts';
import { when } from './times.ts';

/** The policy is not at hand here: `drill report` also says how soon somebody had to look. */
const NO_POLICY = { approvals: { channel: null, escalateAfterMinutes: null, breakGlass: [] } };

export function drillSteps(request: ResponseRequest, now: Date, limits: Limits): readonly Step[] {
  const { submittedAt, problem } = request.execution;
  const { evidence } = request.verification;
  const { acknowledged, approved } = drillScore(request, null, NO_POLICY);
  const score = [splitText('acknowledged', acknowledged), splitText('approved', approved)];
  return [
    ...(submittedAt === null
      ? []
      : [{ icon: '🎯', text: `Not sent, ${when(submittedAt, now)}: the record names the call` }]),
    ...(problem === null ? [] : [{ icon: '⚠️', text: plain(problem, limits.text) }]),
    ...(request.state === 'succeeded' && evidence !== null
      ? [{ icon: '⏳', text: `Verified: pending. ${plain(evidence, limits.text)}` }]
      : []),
    ...(isFinal(request.state)
      ? score.map((text) => ({ icon: '⏱️', text: `Drill: ${plain(text, limits.text)}` }))
      : []),
  ];
}
