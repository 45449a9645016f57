/**
 * Who is called when nobody decides: the person on duty, then the next of the rota, then approvers who use the bot.
 * Pure; who may approve and who can be reached is looked up by whoever calls.
 */
import type { Actor, ResponseRequest } from './request.ts';
import { sameId } from './rules.ts';

/** In the order in which they are asked; never somebody who asked for it or has decided already, nobody twice. */
export function whomToAsk(
  request: Pick<ResponseRequest, 'requester' | 'decisions'>,
  rota: readonly string[],
  others: readonly string[],
): readonly string[] {
  const out = [request.requester.id, ...request.decisions.map(({ actor }) => actor.id)];
  const order: string[] = [];
  for (const id of [...rota, ...others]) {
    if (![...out, ...order].some((one) => sameId(one, id))) order.push(id);
  }
  return order;
}

/** How many are called at once: as many as votes are missing, and one more who may be awake. */
export function howManyToCall(request: ResponseRequest): number {
  const agreed = request.decisions.filter(({ verdict }) => verdict === 'approve').length;
  return Math.max(1, request.approvalsNeeded - agreed) + 1;
}

/** When the next in line are called; null when the policy calls nobody, or they were called. */
export function escalationDueAt(
  request: Pick<ResponseRequest, 'state' | 'createdAt' | 'escalatedAt'>,
  afterMinutes: number | null,
): Date | null {
  if (afterMinutes === null || request.state !== 'requested' || request.escalatedAt !== null) return null;
  return new Date(Date.parse(request.createdAt) + afterMinutes * 60_000);
}

/** `Maya Roy, Tomas Ng and Iris Ek`; foreign text, not escaped. */
export function namesText(people: readonly Pick<Actor, 'name'>[]): string {
  const names = people.map(({ name }) => name);
  const last = names.pop();
  return last === undefined ? 'nobody' : names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}
