import { parseRequestId } from '../domain/approvals/request-id.ts';
import type { Notice } from '../domain/questions/answer.ts';

export function noSuchRequest(typed: string): Notice {
  return {
    kind: 'notice',
    tone: 'warning',
    headline: `There is no request "${typed.slice(0, 40)}"`,
    lines: [
      parseRequestId(typed) === null
        ? 'Request ids look like R-7F3K2.'
        : 'Nobody asked for anything under this id here. Look at the open requests, or ask for the record.',
    ],
    gaps: [],
    offers: [
      { title: 'Open requests', intent: 'approvals.list', slots: {} },
      { title: 'The record', intent: 'audit.show', slots: {} },
    ],
  };
}
