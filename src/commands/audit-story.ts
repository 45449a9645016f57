/**
 * "Who isolated it, on what evidence, who agreed, is it still so?": the newest such request told whole, and what holds
 * now, read anew. What somebody did past Drawbridge is Defender's to tell, and is told too.
 */
import { actingService } from '../domain/actions/acting-service.ts';
import type { ActionDefinition } from '../domain/actions/action.ts';
import { reversalOf } from '../domain/actions/action.ts';
import { actionFor, actions } from '../domain/actions/registry.ts';
import type { ResponseRequest, Verification } from '../domain/approvals/request.ts';
import type { CommandContext } from '../domain/commands.ts';
import type { AuditEntry } from '../domain/ports/stores.ts';
import type { ListItem, Offer, Section } from '../domain/questions/answer.ts';
import { asked, gapsOf } from '../domain/questions/ask.ts';
import { isolationFacts } from '../domain/questions/isolation-facts.ts';
import { endText, requestStory, whoText } from '../domain/questions/request-story.ts';
import { resolveDevice } from '../domain/questions/resolve-device.ts';
import type { MachineAction } from '../domain/tenant/device.ts';
import type { Asked, Gap } from '../domain/tenant/evidence.ts';

export interface Story {
  readonly headline: string;
  readonly reasons: readonly string[];
  readonly sections: readonly Section[];
  readonly gaps: readonly Gap[];
  readonly offers: readonly Offer[];
}

/** Requests that are looked at to find the one that is meant. */
const MOST_REQUESTS = 20;
const FOREIGN_SHOWN = 5;

/** The action that a question "who isolated …" names; null = it asks for no story. */
export function actionAskedFor(text: string | undefined): ActionDefinition | null {
  if (text === undefined || !/\b(who|still|why)\b/i.test(text)) return null;
  const words: readonly string[] = text.toLowerCase().match(/[a-z]+/g) ?? [];
  return actions.find(({ done }) => words.includes(done.split(' ')[0] ?? done)) ?? null;
}

/** Null when there is nothing to tell beyond the record itself. */
export async function tellStory(
  action: ActionDefinition,
  target: string,
  entries: readonly AuditEntry[],
  context: CommandContext,
): Promise<Story | null> {
  const request = await newestOf(action, target, entries, context);
  const machineId = request === null ? await machineNamed(target, context) : machineOf(request);
  const actionsNow =
    machineId === null || !isIsolation(action)
      ? null
      : await asked(context.clock, 'Defender for Endpoint', 'machine actions', () =>
          context.tenant.endpoints.machineActions(machineId),
        );
  if (request === null && actionsNow === null) return null;
  const now = context.clock.now();
  const proof = request === null ? null : await proofNow(request, context);
  const state = isolationFacts(actionsNow);
  const still = stateNow(request, proof, actionsNow);
  return {
    headline:
      request === null
        ? `No request through Drawbridge ${action.done} ${target}`
        : `${request.id} ${endText(request, now)}: ${whoText(request)}`,
    reasons: [...(still === null ? [] : [still]), ...foreignReason(actionsNow)],
    sections: [
      ...nowSection(state, proof, context),
      ...(request === null ? [] : requestStory(request, now.toISOString())),
      ...foreignSection(actionsNow, context),
    ],
    gaps: gapsOf(actionsNow, proof),
    offers: offersOf(request, action, target),
  };
}

async function newestOf(
  action: ActionDefinition,
  target: string,
  entries: readonly AuditEntry[],
  { responses }: CommandContext,
): Promise<ResponseRequest | null> {
  const ids = [...new Set(entries.flatMap(({ requestId }) => (requestId === null ? [] : [requestId])))];
  for (const id of ids.slice(0, MOST_REQUESTS)) {
    const request = await responses.find(id);
    if (request?.action === action.verb && isMeant(request, target)) return request;
  }
  return null;
}

/** A part of a name finds entries of several devices: the story is of one. */
function isMeant(request: ResponseRequest, target: string): boolean {
  const host = (name: string): string => name.toLowerCase().replace(/\..*$/s, '');
  return request.id === target.toUpperCase() || host(request.target.name) === host(target);
}

function machineOf(request: ResponseRequest): string | null {
  return actionFor(request.action)?.actsOn === 'machine' ? request.target.id : null;
}

async function machineNamed(target: string, { tenant, clock }: CommandContext): Promise<string | null> {
  const found = await resolveDevice(tenant, clock, target, { intent: 'audit.show' });
  if (found.kind !== 'found' || !found.device.machine.known) return null;
  return found.device.machine.value?.id ?? null;
}

function isIsolation({ verb }: ActionDefinition): boolean {
  return verb === 'isolate' || verb === 'release';
}

/** The action's own proof, looked for again; null where there is none to look for. */
async function proofNow(
  request: ResponseRequest,
  { tenant, clock }: CommandContext,
): Promise<Asked<Verification> | null> {
  const action = actionFor(request.action);
  const { upstreamId, endedAt } = request.execution;
  if (action === null || typeof action.proof !== 'string') return null;
  if (request.state !== 'succeeded' || upstreamId === null || endedAt === null) return null;
  const { source } = actingService(action);
  const order = { target: request.target, parameters: request.parameters };
  return asked(clock, source, 'whether it is still so', () =>
    action.verify(order, upstreamId, endedAt, tenant, clock),
  );
}

function nowSection(
  state: ReturnType<typeof isolationFacts>,
  proof: Asked<Verification> | null,
  { clock }: CommandContext,
): readonly Section[] {
  const facts = [
    ...state,
    ...(proof?.known === true && proof.value.evidence !== null
      ? [
          {
            label: `Proof now: ${proof.value.verified}`,
            value: proof.value.evidence,
            source: proof.source,
            asOf: null,
          },
        ]
      : []),
  ];
  if (facts.length === 0) return [];
  const source = facts[0]?.source ?? 'Defender for Endpoint';
  const askedAt = clock.now().toISOString();
  return [{ title: 'Is it still so?', source, askedAt, facts, items: [], more: 0, folded: false }];
}

/** Verdict of the moment in a sentence; null = nothing was sent, so there is nothing to hold. */
function stateNow(
  request: ResponseRequest | null,
  proof: Asked<Verification> | null,
  actionsNow: Asked<readonly MachineAction[]> | null,
): string | null {
  if (actionsNow !== null) {
    const [held] = isolationFacts(actionsNow);
    return typeof held?.value === 'string' ? `Isolated now: ${held.value}.` : null;
  }
  if (request?.state !== 'succeeded') return null;
  if (proof === null) return 'Whether it is still so cannot be read: no API shows it.';
  if (!proof.known) return 'Whether it is still so is not known.';
  return {
    yes: 'It is still so.',
    no: 'It is no longer so.',
    pending: 'Whether it is still so is not proven.',
  }[proof.value.verified];
}

function foreign(actionsNow: Asked<readonly MachineAction[]> | null): readonly MachineAction[] {
  if (actionsNow?.known !== true) return [];
  return actionsNow.value.filter(
    ({ type, requestorComment }) =>
      (type === 'Isolate' || type === 'Unisolate') && !/^\[R-[0-9A-Z]+\] /.test(requestorComment ?? ''),
  );
}

function foreignReason(actionsNow: Asked<readonly MachineAction[]> | null): readonly string[] {
  return foreign(actionsNow).length === 0
    ? []
    : ['Somebody isolated or released it past Drawbridge too: see below.'];
}

function foreignSection(
  actionsNow: Asked<readonly MachineAction[]> | null,
  { clock }: CommandContext,
): readonly Section[] {
  const list = foreign(actionsNow);
  if (list.length === 0) return [];
  const items = list.slice(0, FOREIGN_SHOWN).map((action): ListItem => {
    const comment = action.requestorComment ?? '';
    return {
      title: `${action.type === 'Isolate' ? 'Isolated' : 'Released'} by ${action.requestor ?? 'somebody not named'}: ${action.status}`,
      ...(comment === '' ? {} : { detail: comment }),
      at: action.creationDateTimeUtc,
    };
  });
  return [
    {
      title: 'In Defender, not through Drawbridge',
      source: 'Defender for Endpoint',
      askedAt: clock.now().toISOString(),
      facts: [],
      items,
      more: Math.max(0, list.length - FOREIGN_SHOWN),
      folded: false,
    },
  ];
}

function offersOf(
  request: ResponseRequest | null,
  action: ActionDefinition,
  target: string,
): readonly Offer[] {
  const show: readonly Offer[] =
    request === null
      ? []
      : [{ title: `Show ${request.id}`, intent: 'approval.show', slots: { requestId: request.id } }];
  const undoable = request?.state === 'succeeded' && request.undoneBy === null;
  const release: readonly Offer[] =
    undoable && reversalOf(action) === 'release'
      ? [{ title: `Release ${target}`, intent: 'action.release', slots: { device: target } }]
      : [];
  return [...show, ...release];
}
