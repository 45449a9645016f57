/**
 * The card of a response request. Everything on it comes from the stored request; its buttons carry the request id and
 * nothing else. Who sees which button: the requester may cancel, others are offered what their roles allow when they
 * look; a card that many share offers the decision to all. What a click may do is asked again when it comes.
 */
import template from '../../adaptiveCards/request.json' with { type: 'json' };
import type { Decision, ResponseRequest } from '../domain/approvals/request.ts';
import { durationText, isHeld } from '../domain/approvals/hold.ts';
import { judgeAgain } from '../domain/approvals/again.ts';
import { isUnreviewed } from '../domain/approvals/break-glass.ts';
import { countsForNow, groupText, missingText, needsText, placesOf } from '../domain/approvals/places.ts';
import { isOverdue, sameId } from '../domain/approvals/rules.ts';
import { isFinal } from '../domain/approvals/state-machine.ts';
import type { Viewer } from '../domain/approvals/service.ts';
import type { ActionDefinition } from '../domain/actions/action.ts';
import { reversalOf } from '../domain/actions/action.ts';
import { actingService } from '../domain/actions/acting-service.ts';
import { actionFor } from '../domain/actions/registry.ts';
import type { JsonObject } from '../domain/tenant/access-policies.ts';
import { endSentence } from './card-parts.ts';
import { drillSteps } from './drill-steps.ts';
import { expand } from './expand.ts';
import type { Limits } from './fit.ts';
import { fit } from './fit.ts';
import { heldBackLines } from './held-back-text.ts';
import type { Step } from './people-steps.ts';
import { breakGlassMark, callingSteps, reviewSteps } from './people-steps.ts';
import { approvalsText, serviceName, stateLook, titleOf } from './request-state.ts';
import { bare, plain } from './text.ts';
import { deadline, when } from './times.ts';

export interface RequestCardView {
  readonly now: Date;
  /** Whose view it is; null = everybody's. */
  readonly viewer: Viewer | null;
  /** Teams user ids whose clients ask for their own view; null = everybody's client does. */
  readonly refreshFor: readonly string[] | null;
}

export interface RequestCard {
  readonly card: JsonObject;
  /** One line for notifications. */
  readonly summary: string;
}

export function requestCard(request: ResponseRequest, view: RequestCardView): RequestCard {
  const look = stateLook(request, view.now);
  const card = fit((limits) => expand(template, cardData(request, view, limits)));
  return {
    card:
      isFinal(request.state) && !isUnreviewed(request)
        ? card
        : { ...card, refresh: refreshOf(request, view) },
    summary: bare(`${look.icon} ${request.id} ${titleOf(request)}: ${look.sentence}`, 200),
  };
}

function cardData(request: ResponseRequest, view: RequestCardView, limits: Limits): object {
  const look = stateLook(request, view.now);
  const action = actionFor(request.action);
  const buttons = buttonsOf(request, view, action);
  const evidence = request.evidence.filter((line) => line.label !== 'Warning' && !TERMS.includes(line.label));
  const steps = stepsOf(request, view.now, limits);
  const said = bare(
    `${request.id}: ${titleOf(request)}: ${endSentence(look.sentence)} Asked by ${request.requester.name}.`.replace(
      /[<>&]/g,
      ' ',
    ),
    900,
  );
  return {
    fallbackText: said,
    speak: said,
    icon: look.icon,
    word: look.word,
    style: look.style,
    requestId: request.id,
    headline: `${plain(titleOf(request), 200)}: ${look.sentence}`,
    lines: explanation(request, action).map((text) => ({ text: plain(text, limits.text) })),
    warnings: warningsOf(request, view.now, limits).map((text) => ({ text })),
    facts: factsOf(request, view.now, limits),
    steps,
    hasSteps: steps.length > 0,
    evidence: evidence.slice(0, limits.facts).map((line) => ({
      label: plain(line.label, 60),
      value: plain(line.value, limits.text),
    })),
    hasEvidence: evidence.length > 0 && limits.facts > 0,
    evidenceSource: `${sourcesOf(action, evidence)}, ${when(request.createdAt, view.now)}`,
    asksReason: buttons.some((button) => button.inputs === 'auto'),
    reasonLabel: reasonLabel(buttons, view.viewer),
    reviewable: buttons.some((button) => button.verb === 'request.review'),
    buttons,
  };
}

/** What one person let through alone is marked for good; what stands in the way, and what is delicate, until it is over. */
function warningsOf(request: ResponseRequest, now: Date, limits: Limits): readonly string[] {
  const mark = breakGlassMark(request);
  const marked = mark === null ? [] : [plain(mark, limits.text)];
  if (isFinal(request.state)) return marked;
  const known = request.evidence.filter((line) => line.label === 'Warning').slice(0, limits.reasons);
  return [
    ...marked,
    ...(request.drill ? ['This is a drill: decide as if it were real. Nothing will be sent.'] : []),
    ...heldBackLines(request, now, limits.text),
    ...known.map((line) => plain(line.value, limits.text)),
  ];
}

/** Of the field beside the buttons. */
function reasonLabel(buttons: readonly Button[], viewer: Viewer | null): string {
  const has = (verb: string): boolean => buttons.some((button) => button.verb === verb);
  if (has('request.again')) {
    const needed = viewer?.rights.again?.reasonRequired;
    return `Your reason (${needed === undefined ? '' : needed ? 'needed, ' : 'optional, '}kept in the record)`;
  }
  if (has('request.review')) return 'Note (needed to object, kept in the record)';
  if (!has('request.breakGlass')) return 'Reason (optional, kept in the record)';
  return has('request.approve')
    ? 'Reason (optional, needed to break the glass; kept in the record)'
    : 'Reason (needed to break the glass; kept in the record)';
}

/** Who was asked: the service that acts, Entra ID, and whoever has a line of its own. */
function sourcesOf(action: ActionDefinition | null, evidence: ResponseRequest['evidence']): string {
  const spoke = (label: string): boolean => evidence.some((line) => line.label === label);
  const names = new Set([
    ...(action === null ? [] : [actingService(action).source]),
    'Entra ID',
    ...(spoke('Intune') ? ['Intune'] : []),
    ...(spoke('Defender') ? ['Defender for Endpoint'] : []),
  ]);
  return [...names].join(', ').replace(/, ([^,]*)$/, ' and $1');
}

/** What will happen and how it is taken back: only while that is still ahead. */
function explanation(request: ResponseRequest, action: ActionDefinition | null): readonly string[] {
  if (action === null) return [];
  const order = { target: request.target, parameters: request.parameters };
  if (request.state === 'requested') return [action.effect(order), action.takes, `Undo: ${action.undoing}`];
  if (isFinal(request.state)) return [];
  return [...waitsFor(request, action), action.effect(order)];
}

function waitsFor(request: ResponseRequest, { fetched }: ActionDefinition): readonly string[] {
  if (request.state !== 'approved' || fetched === undefined) return [];
  return [
    `Approved: ${request.requester.name} gets the ${fetched.what} with the button “${fetched.button}”. It is made then, and shown to nobody else.`,
  ];
}

/** Evidence that is part of what is asked for. */
const TERMS: readonly string[] = ['First', 'Time'];

/** How it hangs together with other requests, and for how long it holds. */
function linksOf(
  request: ResponseRequest,
  now: Date,
  limits: Limits,
): readonly { label: string; value: string }[] {
  const { hold, first, coveredBy, supersedes, supersededBy } = request;
  const terms = isFinal(request.state) ? [] : request.evidence.filter((line) => TERMS.includes(line.label));
  return [
    ...terms.map((line) => ({ label: line.label, value: plain(line.value, limits.text) })),
    ...(first === null || first.requestId === null ? [] : [{ label: 'First step', value: first.requestId }]),
    ...(hold === null || hold.until === null || request.undoneBy !== null
      ? []
      : [{ label: 'Holds until', value: deadline(hold.until, now) }]),
    ...(coveredBy === null ? [] : [{ label: 'Approved with', value: coveredBy }]),
    ...(supersedes === null ? [] : [{ label: 'Takes the place of', value: supersedes }]),
    ...(supersededBy === null
      ? []
      : [
          {
            label: request.state === 'timedOut' ? 'Followed by' : 'Asked again as',
            value: supersededBy,
          },
        ]),
  ];
}

function factsOf(
  request: ResponseRequest,
  now: Date,
  limits: Limits,
): readonly { label: string; value: string }[] {
  const open = request.state === 'requested';
  const record = recordName(actionFor(request.action));
  return [
    {
      label: 'Asked by',
      value: `${plain(request.requester.name, 100)}, ${when(request.createdAt, now)}`,
    },
    { label: 'Reason', value: request.reason === null ? 'none given' : plain(request.reason, limits.text) },
    ...(open
      ? [
          { label: 'Approvals', value: `${approvalsText(request)}; never by the person who asked` },
          ...groupFacts(request, limits),
          { label: isOverdue(request, now) ? 'Expired' : 'Expires', value: deadline(request.expiresAt, now) },
        ]
      : []),
    ...linksOf(request, now, limits),
    ...(request.undoes === null ? [] : [{ label: 'Undoes', value: request.undoes }]),
    ...(request.undoneBy === null ? [] : [{ label: 'Undone by', value: request.undoneBy }]),
    ...(request.execution.upstreamId === null || record === null
      ? []
      : [{ label: record, value: plain(request.execution.upstreamId, 60) }]),
  ];
}

/** Of whom there has to be an approval, and of whom there is none yet. */
function groupFacts(request: ResponseRequest, limits: Limits): readonly { label: string; value: string }[] {
  if (request.eachOf.length === 0) return [];
  const begun = placesOf(request).some(({ by }) => by !== null);
  return [
    { label: 'Needed', value: plain(needsText(request), limits.text) },
    ...(begun ? [{ label: 'Still missing', value: plain(missingText(request), limits.text) }] : []),
  ];
}

/** What the id upstream is called where people can look it up; null = it tells them nothing. */
function recordName(action: ActionDefinition | null): string | null {
  if (action?.record !== undefined) return action.record;
  return action === null || (action.actsOn === 'machine' && action.byState !== true)
    ? 'Machine action'
    : null;
}

/** The way so far, oldest first. */
function stepsOf(request: ResponseRequest, now: Date, limits: Limits): readonly Step[] {
  const { execution } = request;
  const decisions = request.decisions.map((decision) => {
    const reason = decision.reason === null ? '' : `: ${plain(decision.reason, limits.text)}`;
    const did = decision.verdict === 'approve' ? `approved${forGroup(request, decision)}` : 'denied';
    return {
      icon: decision.verdict === 'approve' ? '✅' : '🚫',
      text: `${plain(decision.actor.name, 100)} ${did}, ${when(decision.at, now)}${reason}`,
    };
  });
  return [
    ...decisions,
    ...callingSteps(request, now, limits.text),
    ...(execution.submittedAt === null || request.drill
      ? []
      : [
          {
            icon: '📨',
            text: acceptedText(request, when(execution.submittedAt, now)),
          },
        ]),
    ...(request.drill ? drillSteps(request, now, limits) : outcomeSteps(request, now, limits)),
    ...reviewSteps(request, now, limits.text),
  ];
}

function forGroup(request: ResponseRequest, decision: Decision): string {
  const group = countsForNow(request, decision);
  return group === null ? '' : ` for ${plain(groupText(group), 100)}`;
}

function acceptedText({ action, execution }: ResponseRequest, at: string): string {
  if (!execution.adopted) return `Accepted by ${serviceName(action)}, ${at}`;
  return actionFor(action)?.byState === true
    ? `Nothing had to be sent, ${at}: it was so already`
    : `Taken over ${at}: somebody had started the same action in ${serviceName(action)} already`;
}

function outcomeSteps(request: ResponseRequest, now: Date, limits: Limits): readonly Step[] {
  const { execution, verification } = request;
  const look = stateLook(request, now);
  const says = `${serviceName(request.action)} says`;
  const ended = execution.endedAt === null ? '' : `, ${when(execution.endedAt, now)}`;
  const problem =
    execution.problem === null ? [] : [{ icon: '⚠️', text: plain(execution.problem, limits.text) }];
  switch (request.state) {
    case 'submitted':
      return [
        { icon: look.icon, text: `${says} ${plain(execution.upstreamStatus ?? 'nothing yet', 40)}` },
        ...problem,
      ];
    case 'succeeded':
      return [
        { icon: '☑️', text: `${says} ${plain(execution.upstreamStatus ?? 'Succeeded', 40)}${ended}` },
        {
          icon: verification.verified === 'yes' ? '✅' : verification.verified === 'no' ? '⛔' : '⏳',
          text: `Verified: ${verification.verified}${verification.evidence === null ? '' : `. ${plain(verification.evidence, limits.text)}`}`,
        },
      ];
    case 'failed':
    case 'timedOut':
    case 'unknown':
      return [{ icon: look.icon, text: `${look.word}${ended}` }, ...problem];
    case 'executing':
      return problem;
    default:
      return [];
  }
}

interface Button {
  readonly title: string;
  readonly verb: string;
  readonly style: 'default' | 'positive' | 'destructive';
  readonly inputs: 'auto' | 'none';
  readonly requestId: string;
}

/** Beside the ordinary steps those that are for a few named people, or for afterwards. */
function buttonsOf(
  request: ResponseRequest,
  view: RequestCardView,
  action: ActionDefinition | null,
): readonly Button[] {
  const { viewer } = view;
  const common = { inputs: 'auto', requestId: request.id } as const;
  const open = request.state === 'requested' && !isOverdue(request, view.now);
  const reviews = isUnreviewed(request) && (viewer === null || viewer.rights.review === true);
  return [
    ...stepButtons(request, view, action),
    ...(open && viewer?.rights.breakGlass === true
      ? [{ ...common, title: 'Break glass', verb: 'request.breakGlass', style: 'destructive' } as const]
      : []),
    ...(reviews
      ? [{ ...common, title: 'Record review', verb: 'request.review', style: 'default' } as const]
      : []),
  ];
}

function stepButtons(
  request: ResponseRequest,
  view: RequestCardView,
  action: ActionDefinition | null,
): readonly Button[] {
  const button = (title: string, verb: string, style: Button['style'], inputs: Button['inputs']): Button => ({
    title,
    verb,
    style,
    inputs,
    requestId: request.id,
  });
  const { viewer } = view;
  if (request.state === 'requested' && !isOverdue(request, view.now)) {
    if (viewer !== null && sameId(viewer.id, request.requester.id)) {
      return [button('Cancel request', 'request.cancel', 'default', 'none')];
    }
    if (viewer !== null && !viewer.rights.decide) return [];
    return [
      button('Approve', 'request.approve', 'positive', 'auto'),
      button('Deny', 'request.deny', 'destructive', 'auto'),
    ];
  }
  const theirs = viewer === null || sameId(viewer.id, request.requester.id);
  if (request.state === 'approved' && action?.fetched !== undefined) {
    return theirs && request.heldBack === null
      ? [button(action.fetched.button, 'request.handover', 'positive', 'none')]
      : [];
  }
  const yields = action === null ? null : yieldOf(action, request);
  if (request.state === 'succeeded' && yields !== null) {
    return theirs && request.verification.verified !== 'yes'
      ? [button(yields.button, 'request.handover', 'default', 'none')]
      : [];
  }
  if (judgeAgain(request).ok && action !== null) {
    return viewer === null || viewer.rights.again !== undefined
      ? [button('Ask again', 'request.again', 'default', 'auto')]
      : [];
  }
  const undoable = action !== null && reversalOf(action) !== null && request.undoneBy === null;
  if (request.state !== 'succeeded' || !undoable) return [];
  const longer =
    isHeld(request) && request.hold !== null && (viewer === null || viewer.rights.renew === true)
      ? [button(`Keep it ${durationText(request.hold.minutes)} longer`, 'request.renew', 'default', 'none')]
      : [];
  return [
    ...(viewer === null || viewer.rights.undo ? [button('Undo', 'request.undo', 'default', 'none')] : []),
    ...longer,
  ];
}

/** What it may hand over here. */
function yieldOf(
  action: ActionDefinition,
  { evidence }: ResponseRequest,
): { readonly button: string } | null {
  const { handover, disclosure } = action;
  if (handover !== undefined) return handover;
  return disclosure !== undefined && (disclosure.offered?.(evidence) ?? true) ? disclosure : null;
}

/** Asks for the viewer's own buttons; reads only. */
function refreshOf(request: ResponseRequest, view: RequestCardView): JsonObject {
  return {
    action: {
      type: 'Action.Execute',
      title: 'Refresh',
      verb: 'request.refresh',
      data: { requestId: request.id },
    },
    ...(view.refreshFor === null ? {} : { userIds: [...view.refreshFor] }),
  };
}
