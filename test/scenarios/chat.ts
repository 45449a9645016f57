/** People of the demo tenant talking to a bot over HTTP, and what they then see through the Teams connector. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { cardText } from '../../src/cards/card-text.ts';
import { findPerson } from '../../src/cli/tenant-folder.ts';
import type { DemoPerson, DemoTenant } from '../../src/cli/tenant-folder.ts';
import type { JsonObject } from '../../src/domain/tenant/access-policies.ts';
import type { TeamsConnector } from '../fakes/teams-connector.ts';
import { oneLine } from './card-words.ts';

export const DEMO_DIR = path.join(import.meta.dirname, '..', '..', 'tenants', 'demo');

export interface Place {
  readonly kind: 'personal' | 'groupChat' | 'channel';
  readonly id: string;
}

export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  readonly requestBody: unknown;
  readonly responseBody?: unknown;
}

export interface ClickAt {
  readonly place?: Place;
  readonly activityId?: string;
  readonly trigger?: 'manual' | 'automatic';
}

/** What the clicker is answered: the HTTP status, the type of the answer, its text. */
export interface Clicked {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

export class Chat {
  readonly tenant: DemoTenant;
  readonly connector: TeamsConnector;
  readonly #url: () => string;

  constructor(parts: { tenant: DemoTenant; connector: TeamsConnector; url: () => string }) {
    this.tenant = parts.tenant;
    this.connector = parts.connector;
    this.#url = parts.url;
  }

  /** By UPN, or by the part before the @ in the demo tenant. */
  person(upn: string): DemoPerson {
    return findPerson(this.tenant.members, upn.includes('@') ? upn : `${upn}@contoso.example`);
  }

  personal(upn: string): Place {
    return { kind: 'personal', id: `a:${this.person(upn).id}` };
  }

  send(upn: string, text: string, place: Place = this.personal(upn)): Promise<Response> {
    return this.deliver({ ...this.activity(upn, place), type: 'message', text, textFormat: 'plain' });
  }

  async click(upn: string, verb: string, data: Record<string, unknown>, at: ClickAt = {}): Promise<Clicked> {
    const where = at.place ?? this.personal(upn);
    const copy =
      at.activityId ?? this.connector.sent.findLast((sent) => sent.conversationId === where.id)?.activityId;
    const response = await this.deliver({
      ...this.activity(upn, where),
      type: 'invoke',
      name: 'adaptiveCard/action',
      ...(copy === undefined ? {} : { replyToId: copy }),
      value: { action: { type: 'Action.Execute', verb, data }, trigger: at.trigger ?? 'manual' },
    });
    const { type = '', value } = (await response.json()) as { type?: string; value?: unknown };
    const card = type === 'application/vnd.microsoft.card.adaptive';
    const text = card
      ? cardText(value as JsonObject)
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);
    return { status: response.status, type, text };
  }

  deliver(activity: Record<string, unknown>): Promise<Response> {
    return fetch(`${this.#url()}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    });
  }

  /** The newest card in somebody's personal chat once it says what is wanted. The test's time limit is the only one. */
  async untilCard(upn: string, wanted: RegExp): Promise<string> {
    const { id } = this.personal(upn);
    for (;;) {
      const last = this.connector.cardsIn(id).at(-1);
      const text = last === undefined ? '' : cardText(last as JsonObject);
      if (wanted.test(text)) return text;
      await this.connector.arrived(this.connector.sent.length + 1);
    }
  }

  /** Any card in somebody's personal chat once it says all that is wanted, however its lines are wrapped. */
  async untilAnyCard(upn: string, ...wanted: readonly RegExp[]): Promise<string> {
    const { id } = this.personal(upn);
    for (;;) {
      const texts = this.connector.cardsIn(id).map((card) => cardText(card as JsonObject));
      const found = texts.findLast((text) =>
        wanted.every((one) => one.test(text) || one.test(oneLine(text))),
      );
      if (found !== undefined) return found;
      await this.connector.arrived(this.connector.sent.length + 1);
    }
  }

  /** An activity as Teams sends it, without its type. */
  activity(upn: string, place: Place): Record<string, unknown> {
    const person = this.person(upn);
    return {
      id: randomUUID(),
      timestamp: new Date().toISOString(),
      channelId: 'msteams',
      serviceUrl: this.connector.serviceUrl,
      from: { id: `29:${person.id}`, name: person.displayName, aadObjectId: person.id },
      recipient: { id: '28:drawbridge', name: 'Drawbridge' },
      conversation: {
        id: place.id,
        conversationType: place.kind,
        tenantId: this.tenant.tenantId,
        ...(place.kind === 'personal' ? {} : { isGroup: true }),
      },
      channelData: { tenant: { id: this.tenant.tenantId } },
      locale: 'en-US',
    };
  }

  async exchanges(simulator: string): Promise<readonly Exchange[]> {
    const response = await fetch(`${simulator}/_sim/exchanges`);
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Exchange);
  }
}

/** Something that the simulator is told (docs/simulator.md). */
export async function control(
  simulator: string,
  what: string,
  body?: unknown,
  method = 'POST',
): Promise<void> {
  const response = await fetch(`${simulator}/_sim/${what}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`_sim/${what}: ${response.status} ${await response.text()}`);
}
