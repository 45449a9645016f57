/** How fast people were in a drill, from what is stored of it: first look, approval, and the way back. */
import type { IsoTime } from '../tenant/evidence.ts';
import type { ResponsePolicy } from './policy.ts';
import type { ResponseRequest } from './request.ts';

export interface Split {
  /** null = it did not happen (yet). */
  readonly ms: number | null;
  /** What the policy allows; null = nothing. */
  readonly allowedMs: number | null;
  readonly by: string | null;
}

export interface DrillScore {
  /** From the request to the first time that somebody who may decide had it before them, or decided. */
  readonly acknowledged: Split;
  /** From the request to the last approval that was needed. */
  readonly approved: Split;
  /** From asking for the way back to its end; null = nobody asked for it. */
  readonly released: Split | null;
}

/** `undo`: the drill that took it back. */
export function drillScore(
  request: ResponseRequest,
  undo: ResponseRequest | null,
  policy: Pick<ResponsePolicy, 'approvals'>,
): DrillScore {
  const minutes = policy.approvals.escalateAfterMinutes;
  const [first] = request.decisions;
  const looks = [
    ...(request.seen === null ? [] : [{ at: request.seen.at, by: request.seen.actor.name }]),
    ...(first === undefined ? [] : [{ at: first.at, by: first.actor.name }]),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const last = request.decisions.at(-1);
  const approvedAt = isApproved(request) ? (last ?? null) : null;
  return {
    acknowledged: {
      ms: sinceAsked(request, looks[0]?.at ?? null),
      allowedMs: minutes === null ? null : minutes * 60_000,
      by: looks[0]?.by ?? null,
    },
    approved: {
      ms: sinceAsked(request, approvedAt?.at ?? null),
      allowedMs: lifeOf(request),
      by: approvedAt?.actor.name ?? null,
    },
    released:
      undo === null
        ? null
        : {
            ms: undo.state === 'succeeded' ? sinceAsked(undo, undo.execution.endedAt) : null,
            allowedMs: lifeOf(undo),
            by: undo.requester.name,
          },
  };
}

/** `acknowledged after 2 min 5 s by Tomas Ng (10 min allowed)`; foreign names, no full stop. */
export function splitText(what: string, { ms, allowedMs, by }: Split): string {
  const allowed = allowedMs === null ? '' : ` (${spanText(allowedMs)} allowed)`;
  if (ms === null) return `not ${what}${allowed}`;
  const late = allowedMs !== null && ms > allowedMs ? ', too late' : '';
  return `${what} after ${spanText(ms)}${by === null ? '' : ` by ${by}`}${late}${allowed}`;
}

export function spanText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const parts = [
    ...(hours === 0 ? [] : [`${hours} h`]),
    ...(minutes === 0 ? [] : [`${minutes} min`]),
    ...(rest === 0 || hours > 0 ? [] : [`${rest} s`]),
  ];
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

function isApproved({ state }: ResponseRequest): boolean {
  return !['requested', 'denied', 'expired', 'cancelled'].includes(state);
}

function lifeOf(request: ResponseRequest): number {
  return Date.parse(request.expiresAt) - Date.parse(request.createdAt);
}

function sinceAsked(request: ResponseRequest, at: IsoTime | null): number | null {
  return at === null ? null : Math.max(0, Date.parse(at) - Date.parse(request.createdAt));
}
