/**
 * What holds back requests that are approved: the stop switch, a freeze, a ceiling an hour. Looked at when a request is
 * taken up and again in the moment before its call leaves; what was sent already is followed to its end.
 */
import type { IsoTime } from '../tenant/evidence.ts';
import type { Turn } from './pacing.ts';
import { turnText } from './pacing.ts';
import type { Freeze, ResponsePolicy } from './policy.ts';
import type { Actor, ResponseRequest } from './request.ts';

/** Who last pulled or released it; null = nobody ever did. */
export interface StopSwitch {
  readonly pulled: boolean;
  readonly by: Actor | null;
  readonly reason: string | null;
  readonly at: IsoTime | null;
}

export type Guardrail =
  | { readonly kind: 'stopSwitch'; readonly by: string; readonly at: IsoTime; readonly reason: string | null }
  | { readonly kind: 'freeze'; readonly until: IsoTime }
  | ({ readonly kind: 'ceiling' } & Ceiling)
  /** Others were approved before it, and the service takes only so many. `approved` = its own approval. */
  | ({ readonly kind: 'turn'; readonly approved: IsoTime } & Turn);

/** What ceilings count in. */
export const CEILING_WINDOW_MS = 60 * 60_000;

export interface Ceiling {
  readonly limit: number;
  readonly of: 'action' | 'all' | 'person';
}

/** `since`: when it was first held back after its approval; null = it is not approved yet, and would be. */
export type HeldBack = Guardrail & { readonly since: IsoTime | null };

/** Requests of one hour: of the action, of all, of the person. */
export interface RecentCounts {
  readonly ofAction: number;
  readonly ofAll: number;
  readonly ofPerson: number;
}

export function stopGuardrail({ pulled, by, reason, at }: StopSwitch): Guardrail | null {
  return pulled ? { kind: 'stopSwitch', by: by?.name ?? 'somebody', at: at ?? '', reason } : null;
}

/** The freeze of the policy that holds now for this action. Its first instant belongs to it, its last does not. */
export function freezeAt(freezes: readonly Freeze[], action: string, now: Date): Freeze | null {
  const at = now.getTime();
  return (
    freezes.find(
      (one) => Date.parse(one.from) <= at && at < Date.parse(one.to) && !one.except.includes(action),
    ) ?? null
  );
}

export function freezeGuardrail(freezes: readonly Freeze[], action: string, now: Date): Guardrail | null {
  const freeze = freezeAt(freezes, action, now);
  return freeze === null ? null : { kind: 'freeze', until: freeze.to };
}

export function hasCeilings({ perHour, perPersonPerHour }: ResponsePolicy['limits']): boolean {
  return perPersonPerHour !== null || Object.keys(perHour).length > 0;
}

/** The first ceiling of the policy that these counts have reached. */
export function reachedCeiling(
  limits: ResponsePolicy['limits'],
  action: string,
  counts: RecentCounts,
): Ceiling | null {
  const ceilings = [
    { of: 'action', limit: limits.perHour[action], count: counts.ofAction },
    { of: 'all', limit: limits.perHour['*'], count: counts.ofAll },
    { of: 'person', limit: limits.perPersonPerHour ?? undefined, count: counts.ofPerson },
  ] as const;
  for (const { of, limit, count } of ceilings)
    if (limit !== undefined && count >= limit) return { of, limit };
  return null;
}

export function sameGuardrail(a: Guardrail, b: Guardrail): boolean {
  if (a.kind === 'stopSwitch') return b.kind === 'stopSwitch' && a.at === b.at;
  if (a.kind === 'freeze') return b.kind === 'freeze' && a.until === b.until;
  if (a.kind === 'turn') return b.kind === 'turn';
  return b.kind === 'ceiling' && a.of === b.of;
}

/** `Iris Ek pulled the stop switch: wrong tenant`; foreign text, no full stop. */
export function guardrailText(guardrail: Guardrail, action: string): string {
  switch (guardrail.kind) {
    case 'stopSwitch':
      return `${guardrail.by} pulled the stop switch: ${guardrail.reason ?? 'no reason given'}`;
    case 'freeze':
      return `the response policy freezes changes until ${minuteOf(guardrail.until)}`;
    case 'turn':
      return `it waits for its turn: ${turnText(guardrail)}`;
    case 'ceiling': {
      const what = guardrail.of === 'action' ? `"${action}" actions` : 'actions';
      const whose = guardrail.of === 'person' ? ' that this person asked for' : '';
      return `the ceiling of ${guardrail.limit} ${what}${whose} carried out in an hour is reached`;
    }
  }
}

export function minuteOf(time: IsoTime): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * Until when an approval that is held back may still be carried out: as long after it as people had to decide. What
 * another request's approval covers (a timed release) is never given up for waiting.
 */
export function holdsUntil(request: ResponseRequest): Date | null {
  if (request.coveredBy !== null) return null;
  return new Date(approvedAt(request) + Date.parse(request.expiresAt) - Date.parse(request.createdAt));
}

/** When the last approval came that it needed, in milliseconds; what another one's approval covers, when it was made. */
export function approvedAt({ createdAt, decisions, breakGlass }: ResponseRequest): number {
  return Math.max(
    Date.parse(createdAt),
    ...decisions.filter(({ verdict }) => verdict === 'approve').map(({ at }) => Date.parse(at)),
    ...(breakGlass === null ? [] : [Date.parse(breakGlass.at)]),
  );
}

/** It waited too long behind a guardrail. Waiting for its turn is none: its approval is as good as when it came. */
export function hasLapsed(request: ResponseRequest, now: Date): boolean {
  const until = holdsUntil(request);
  const { heldBack } = request;
  const waited = heldBack !== null && heldBack.kind !== 'turn' && heldBack.since !== null;
  return waited && until !== null && now.getTime() >= until.getTime();
}
