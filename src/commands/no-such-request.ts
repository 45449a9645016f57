import type { Notice } from '../domain/questions/answer.ts';

export function noSuchRequest(typed: string): Notice {
  return {
    kind: 'notice',
    tone: 'warning',
    headline: `There is no request "${typed.slice(0, 40)}"`,
    lines: ['Request ids look like R-7F3K2.'],
    gaps: [],
    offers: [{ title: 'Open requests', intent: 'approvals.list', slots: {} }],
  };
}
