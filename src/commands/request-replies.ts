/** What is answered when an action on a device or a person does not become a request. */
import type { ActionDefinition } from '../domain/actions/action.ts';
import { parameterWords } from '../domain/actions/action.ts';
import { actingService } from '../domain/actions/acting-service.ts';
import type { Refusal } from '../domain/approvals/service.ts';
import { gapOf } from '../domain/questions/ask.ts';
import type { ActionTarget } from '../domain/approvals/request.ts';
import type { Notice, Offer, Reply } from '../domain/questions/answer.ts';
import type { Gap } from '../domain/tenant/evidence.ts';
import { UpstreamError } from '../errors.ts';

/** What a request is about, as people know it. */
export interface ActedOn {
  readonly kind: ActionTarget['kind'];
  readonly name: string;
  /** By which it is found again. */
  readonly reference: string;
}

/** A read that the action cannot do without: a service that gives no answer is a gap. */
export async function lookAt<T extends object>(
  action: ActionDefinition,
  subject: ActedOn,
  read: () => Promise<T>,
): Promise<T | { readonly gap: Gap }> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const what = `the state of the ${word(subject)} and its actions`;
    // What Intune does is looked at in Defender too.
    const source =
      error.details.service === 'defender' ? 'Defender for Endpoint' : actingService(action).source;
    return { gap: gapOf(source, what, error) };
  }
}

export function notPossible(action: ActionDefinition, subject: ActedOn, why: readonly string[]): Notice {
  return {
    ...refused(
      `${subject.name} cannot be ${action.done}`,
      [...why, 'Nothing was requested.'],
      stateOffers(subject),
    ),
    refusedAsk: { target: subject.name, code: 'notPossible' },
  };
}

/** The service whose record is acted on answered, and has none. */
export function notInService(action: ActionDefinition, subject: ActedOn): Notice {
  return notPossible(action, subject, [
    `${actingService(action).source} does not know this ${word(subject)}, so it cannot act on it.`,
  ]);
}

export function notInThisForm(action: ActionDefinition, subject: ActedOn, why: string): Notice {
  return {
    ...refused(`${action.title} ${subject.name}: not possible in this form`, [why, 'Nothing was requested.']),
    refusedAsk: { target: subject.name, code: 'notInThisForm' },
  };
}

export function notKnown(action: ActionDefinition, subject: ActedOn, gaps: readonly Gap[]): Notice {
  return {
    kind: 'notice',
    tone: 'unknown',
    headline: `${action.title} ${subject.name}: not requested, as the ${word(subject)} could not be looked at`,
    lines: [`An approver has to see what is known about the ${word(subject)} first. Nothing was done.`],
    gaps,
    offers: stateOffers(subject),
    refusedAsk: { target: subject.name, code: 'notLookedAt' },
  };
}

/** Asking twice shows the request that is open already. One for something else (another file) is not the same. */
export function refusalReply(
  action: ActionDefinition,
  parameters: Readonly<Record<string, string>>,
  subject: ActedOn,
  refusal: Refusal,
): Reply {
  const open = refusal.code === 'duplicate' ? refusal.request : null;
  if (open !== null) {
    const same = Object.entries(parameters).every(([name, value]) => open.parameters[name] === value);
    if (same) return { kind: 'request', requestId: open.id };
    return refused(
      `${action.title} ${subject.name}: not requested`,
      [
        `${open.requester.name} asked for ${parameterWords(open.parameters).join(', ')} there: ${open.id} is ${open.state}. One at a time: ask again when it has ended.`,
      ],
      [{ title: `Show ${open.id}`, intent: 'approval.show', slots: { requestId: open.id } }],
    );
  }
  return refused(`${action.title} ${subject.name}: not requested`, [refusal.message], stateOffers(subject));
}

/** What stands against an action is explained by the state of its target. */
function stateOffers({ kind, name, reference }: ActedOn): readonly Offer[] {
  switch (kind) {
    case 'device':
      return [
        { title: `Is ${name} compliant and risky?`, intent: 'device.posture', slots: { device: reference } },
      ];
    case 'user':
      return [{ title: `How is ${name}?`, intent: 'user.posture', slots: { user: reference } }];
    case 'indicator':
      return [];
  }
}

const WORDS: Readonly<Record<ActedOn['kind'], string>> = {
  device: 'device',
  user: 'person',
  indicator: 'list of indicators',
};

function word({ kind }: ActedOn): string {
  return WORDS[kind];
}

function refused(headline: string, lines: readonly string[], offers: readonly Offer[] = []): Notice {
  return { kind: 'notice', tone: 'warning', headline, lines, gaps: [], offers };
}
