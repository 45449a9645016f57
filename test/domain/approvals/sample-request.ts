/** A request in the middle of its life, to be varied. */
import type { Decision, ResponseRequest } from '../../../src/domain/approvals/request.ts';
import { newRequest } from '../../../src/domain/approvals/request.ts';

export const AT = '2026-11-22T06:00:00.000Z';

export function sampleRequest(over: Partial<ResponseRequest> = {}): ResponseRequest {
  const request = newRequest({
    id: 'R-7F3K2',
    action: 'isolate',
    target: { kind: 'device', id: 'a'.repeat(40), name: 'FIN-LT-042', aadDeviceId: null },
    parameters: { kind: 'full' },
    reason: 'phishing',
    requester: { id: 'iris', name: 'Iris Ek' },
    conversationId: 'conversation',
    approvalsNeeded: 1,
    eachOf: [],
    evidence: [
      { label: 'Risk / exposure', value: 'High / Medium' },
      { label: 'Warning', value: 'It is a server: every service on it loses its connections.' },
    ],
    createdAt: AT,
    expiresAt: '2026-11-22T06:30:00.000Z',
  });
  return { ...request, ...over };
}

export function decision(id: string, verdict: Decision['verdict'] = 'approve'): Decision {
  return { actor: { id, name: id }, verdict, reason: null, at: AT };
}
