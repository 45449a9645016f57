/**
 * Who is called when nobody decides: those on duty in their order (on-duty.ts), then approvers who use the bot.
 * Pure; who may approve and who can be reached is looked up by whoever calls.
 */
import { bringsFurther, placesOf, withApproval } from './places.ts';
import type { Actor, Escalation, ResponseRequest, Standing } from './request.ts';
import { sameId } from './rules.ts';

/** In the order in which they are asked; never somebody who asked for it or has decided already, nobody twice. */
export function whomToAsk(
  request: Pick<ResponseRequest, 'requester' | 'decisions'>,
  onDuty: readonly string[],
  others: readonly string[],
): readonly string[] {
  const out = [request.requester.id, ...request.decisions.map(({ actor }) => actor.id)];
  const order: string[] = [];
  for (const id of [...onDuty, ...others]) {
    if (![...out, ...order].some((one) => sameId(one, id))) order.push(id);
  }
  return order;
}

/** How many are called at once: as many as votes are missing, and one more who may be awake. */
export function howManyToCall(request: ResponseRequest): number {
  return Math.max(1, placesOf(request).filter(({ by }) => by === null).length) + 1;
}

/** Somebody who could be called; `standing`: null = Entra ID gave no answer, so that their click has to tell. */
export interface Callable extends Actor {
  readonly standing: Standing | undefined | null;
}

/**
 * Whom of these people to call: those who together bring the request furthest if they approve, then others whose
 * approval counts; at most so many, in their order.
 */
export function whomToCall(
  request: ResponseRequest,
  people: readonly Callable[],
  most: number,
): readonly Actor[] {
  const useful = people.filter((one) => one.standing === null || bringsFurther(request, one, one.standing));
  const chosen = [...new Set([...together(request, useful).helping, ...useful])].slice(0, most);
  return useful.filter((one) => chosen.includes(one)).map(({ id, name }) => ({ id, name }));
}

/** Whether these people could see it through. */
export function bringThrough(request: ResponseRequest, people: readonly Callable[]): boolean {
  return placesOf(together(request, people).voted).every(({ by }) => by !== null);
}

/** Who of them, one after the other, brings it further, and how it stood then. */
function together(
  request: ResponseRequest,
  people: readonly Callable[],
): { readonly helping: readonly Callable[]; readonly voted: ResponseRequest } {
  let voted = request;
  const helping: Callable[] = [];
  for (const one of people) {
    const { standing, ...actor } = one;
    if (standing === null || !bringsFurther(voted, actor, standing)) continue;
    helping.push(one);
    voted = withApproval(voted, actor, standing);
  }
  return { helping, voted };
}

/** When the next in line are called; null when the policy calls nobody, or they were called. */
export function escalationDueAt(
  request: Pick<ResponseRequest, 'state' | 'createdAt' | 'escalatedAt'>,
  afterMinutes: number | null,
): Date | null {
  if (afterMinutes === null || request.state !== 'requested' || request.escalatedAt !== null) return null;
  return new Date(Date.parse(request.createdAt) + afterMinutes * 60_000);
}

/** Says that only the rota counted, and why; empty where the shifts were known. */
export function shiftsUnreadText({ shiftsUnread }: Escalation): string {
  return shiftsUnread === undefined
    ? ''
    : `The shifts could not be read, only the rota counted: ${shiftsUnread}`;
}

/** `Maya Roy, Tomas Ng and Iris Ek`; foreign text, not escaped. */
export function namesText(people: readonly Pick<Actor, 'name'>[]): string {
  const names = people.map(({ name }) => name);
  const last = names.pop();
  return last === undefined ? 'nobody' : names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}
