/** Ten people at three processes: their sentences and clicks, repeated as people and Teams do until somebody answers. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { cardText } from '../../src/cards/card-text.ts';
import type { JsonObject } from '../../src/domain/tenant/access-policies.ts';
import type { TeamsConnector } from '../fakes/teams-connector.ts';
import type { Place } from '../scenarios/chat.ts';
import { idOf } from './fleet-tenant.ts';
import type { PlannedRequest, Verb } from './plan.ts';

const ANSWER_WITHIN_MS = 20_000;
const PAUSE_MS = 100;

/** One click as it was answered in the end. */
export interface Answered {
  readonly requestId: string;
  readonly by: string;
  readonly verb: Verb | 'refresh';
  /** A card says that it was done; a sentence that it was refused or goes on; an error that something broke. */
  readonly kind: 'card' | 'sentence' | 'error';
  readonly text: string;
  /** Deliveries of the activity, those that nobody answered included. */
  readonly deliveries: number;
}

export interface CrowdParts {
  readonly connector: TeamsConnector;
  readonly tenantId: string;
  /** Null = no process takes work for the moment. */
  readonly url: () => string | null;
  /** Before each delivery. */
  readonly delivering: () => Promise<void>;
}

export class Crowd {
  readonly answers: Answered[] = [];
  /** By device and conversation: how often the action was asked for. */
  readonly sentences = new Map<string, number>();
  readonly #parts: CrowdParts;
  constructor(parts: CrowdParts) {
    this.#parts = parts;
  }

  /** Delivered once; true when a process took it. */
  async say(person: string, text: string, place: Place): Promise<boolean> {
    const activity = { ...this.#activity(person, place), type: 'message', text, textFormat: 'plain' };
    const response = await this.#deliver(activity);
    await response?.arrayBuffer().catch(() => undefined);
    return response?.status === 200;
  }

  async ask(request: PlannedRequest): Promise<void> {
    const place = placeOf(request);
    const key = sentenceKey(request.device, place.id);
    this.sentences.set(key, (this.sentences.get(key) ?? 0) + 1);
    await this.say(request.requester, request.sentence, place);
  }

  /** Teams delivers an invoke that nobody answered again, as the same activity; `twice` at once to two processes. */
  async click(
    requestId: string,
    by: string,
    verb: Answered['verb'],
    at: { readonly place: Place; readonly message: string | undefined; readonly twice?: boolean },
  ): Promise<void> {
    const activity = {
      ...this.#activity(by, at.place),
      type: 'invoke',
      name: 'adaptiveCard/action',
      ...(at.message === undefined ? {} : { replyToId: at.message }),
      value: {
        action: { type: 'Action.Execute', verb: `request.${verb}`, data: { requestId } },
        trigger: verb === 'refresh' ? 'automatic' : 'manual',
      },
    };
    const ways = at.twice === true ? 2 : 1;
    const answers = await Promise.all(Array.from({ length: ways }, () => this.#untilAnswered(activity)));
    for (const answer of answers) {
      this.answers.push({ ...answer, deliveries: answer.deliveries + ways - 1, requestId, by, verb });
    }
  }

  async #untilAnswered(activity: object): Promise<Pick<Answered, 'kind' | 'text' | 'deliveries'>> {
    for (let deliveries = 1; ; deliveries += 1) {
      const response = await this.#deliver(activity);
      // A process that dies while it answers breaks the answer off.
      const body = response === null ? null : await response.json().catch(() => null);
      if (response === null || body === null) {
        await pause(PAUSE_MS);
        continue;
      }
      const { type = '', value } = body as { type?: string; value?: unknown };
      if (type === 'application/vnd.microsoft.card.adaptive') {
        return { kind: 'card', text: cardText(value as JsonObject), deliveries };
      }
      const kind = type === 'application/vnd.microsoft.activity.message' ? 'sentence' : 'error';
      return { kind, text: typeof value === 'string' ? value : JSON.stringify(value), deliveries };
    }
  }

  async #deliver(activity: object): Promise<Response | null> {
    const url = this.#parts.url();
    if (url === null) return null;
    await this.#parts.delivering();
    return fetch(`${url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    }).catch(() => null);
  }

  #activity(person: string, place: Place): object {
    const id = idOf(person);
    return {
      id: randomUUID(),
      timestamp: new Date().toISOString(),
      channelId: 'msteams',
      serviceUrl: this.#parts.connector.serviceUrl,
      from: { id: `29:${id}`, name: person, aadObjectId: id },
      recipient: { id: '28:drawbridge', name: 'Drawbridge' },
      conversation: {
        id: place.id,
        conversationType: place.kind,
        tenantId: this.#parts.tenantId,
        ...(place.kind === 'personal' ? {} : { isGroup: true }),
      },
      channelData: { tenant: { id: this.#parts.tenantId } },
      locale: 'en-US',
    };
  }
}

export function placeOf({ group, requester }: PlannedRequest): Place {
  return group === null ? ownChat(requester) : { kind: 'groupChat', id: group };
}

export function ownChat(person: string): Place {
  return { kind: 'personal', id: `a:${idOf(person)}` };
}

export function sentenceKey(device: string, conversationId: string): string {
  return `${device} in ${conversationId}`;
}
