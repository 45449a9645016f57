import type { Call, Route } from '../http/route.ts';
import { text } from '../json.ts';
import { requirePlatform } from './action-kinds.ts';
import { defenderLimit } from './defender-limits.ts';
import { checkOptions, entityReply } from './list-answer.ts';
import { nextNumber } from './next-number.ts';
import { requiredMachine } from './machines.ts';
import { onlyNames, requiredBody, requiredText } from './request-body.ts';

/** Starts an automated investigation. That a second one beside it is taken up too is UNCONFIRMED. */
function startInvestigation(call: Call) {
  checkOptions(call, []);
  const machine = requiredMachine(call);
  const body = requiredBody(call);
  requiredText(body, 'Comment');
  onlyNames(body, ['Comment']);
  requirePlatform(
    machine,
    'StartInvestigation',
    (platform) => platform.isWindows && !platform.isOldServer && !platform.olderThan(1709),
  );
  const investigations = call.store.list('investigations');
  const investigation = {
    id: nextNumber(investigations),
    startTime: call.clock.stamp(),
    endTime: null,
    state: 'Running',
    cancelledBy: null,
    statusDetails: null,
    machineId: machine['id'] ?? null,
    computerDnsName: text(machine['computerDnsName']) ?? null,
    triggeringAlertId: null,
  };
  investigations.push(investigation);
  return entityReply(call, 'Investigations', investigation, 201);
}

export const INVESTIGATION_ROUTES: readonly Route[] = [
  {
    service: 'defender',
    method: 'POST',
    path: '/machines/{id}/startInvestigation',
    permissions: ['Alert.ReadWrite.All'],
    limit: defenderLimit('machines/startInvestigation', Number.POSITIVE_INFINITY, 50),
    note: 'Answers 201 with an investigation that is Running and stays so; reading investigations is not imitated. Its id, its first state and the null alert are UNCONFIRMED.',
    handle: startInvestigation,
  },
];
