/** What is answered when an action on a device or a person does not become a request. */
import type { ActionDefinition } from '../domain/actions/action.ts';
import { actingService } from '../domain/actions/acting-service.ts';
import type { Refusal } from '../domain/approvals/service.ts';
import { gapOf } from '../domain/questions/ask.ts';
import type { Notice, Offer, Reply, Subject } from '../domain/questions/answer.ts';
import type { Gap } from '../domain/tenant/evidence.ts';
import { UpstreamError } from '../errors.ts';

/** A read that the action cannot do without: a service that gives no answer is a gap. */
export async function lookAt<T extends object>(
  action: ActionDefinition,
  subject: Subject,
  read: () => Promise<T>,
): Promise<T | { readonly gap: Gap }> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const what = `the state of the ${word(subject)} and its actions`;
    return { gap: gapOf(actingService(action).source, what, error) };
  }
}

export function notPossible(action: ActionDefinition, subject: Subject, why: readonly string[]): Notice {
  return refused(
    `${subject.name} cannot be ${action.done}`,
    [...why, 'Nothing was requested.'],
    [stateOffer(subject)],
  );
}

/** The service whose record is acted on answered, and has none. */
export function notInService(action: ActionDefinition, subject: Subject): Notice {
  return notPossible(action, subject, [
    `${actingService(action).source} does not know this ${word(subject)}, so it cannot act on it.`,
  ]);
}

export function notInThisForm(action: ActionDefinition, subject: Subject, why: string): Notice {
  return refused(`${action.title} ${subject.name}: not possible in this form`, [
    why,
    'Nothing was requested.',
  ]);
}

export function notKnown(action: ActionDefinition, subject: Subject, gaps: readonly Gap[]): Notice {
  return {
    kind: 'notice',
    tone: 'unknown',
    headline: `${action.title} ${subject.name}: not requested, as the ${word(subject)} could not be looked at`,
    lines: [`An approver has to see what is known about the ${word(subject)} first. Nothing was done.`],
    gaps,
    offers: [stateOffer(subject)],
  };
}

/** Asking twice shows the request that is open already. One for something else (another file) is not the same. */
export function refusalReply(
  action: ActionDefinition,
  parameters: Readonly<Record<string, string>>,
  subject: Subject,
  refusal: Refusal,
): Reply {
  const open = refusal.code === 'duplicate' ? refusal.request : null;
  if (open !== null) {
    const same = Object.entries(parameters).every(([name, value]) => open.parameters[name] === value);
    if (same) return { kind: 'request', requestId: open.id };
    return refused(
      `${action.title} ${subject.name}: not requested`,
      [
        `${open.requester.name} asked for ${Object.values(open.parameters).join(', ')} there: ${open.id} is ${open.state}. One at a time: ask again when it has ended.`,
      ],
      [{ title: `Show ${open.id}`, intent: 'approval.show', slots: { requestId: open.id } }],
    );
  }
  return refused(`${action.title} ${subject.name}: not requested`, [refusal.message], [stateOffer(subject)]);
}

/** What stands against an action is explained by the state of its target. */
function stateOffer({ kind, name, reference }: Subject): Offer {
  return kind === 'device'
    ? { title: `Is ${name} compliant and risky?`, intent: 'device.posture', slots: { device: reference } }
    : { title: `How is ${name}?`, intent: 'user.posture', slots: { user: reference } };
}

function word({ kind }: Subject): string {
  return kind === 'device' ? 'device' : 'person';
}

function refused(headline: string, lines: readonly string[], offers: readonly Offer[] = []): Notice {
  return { kind: 'notice', tone: 'warning', headline, lines, gaps: [], offers };
}
