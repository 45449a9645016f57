/**
 * The approvals that a request needs, as places: one for each group that the policy names, the others for whoever holds
 * a role that may decide. A person takes one place at the most. Who takes which is worked out anew with each approval, so
 * that somebody who is in two groups never keeps a place from the only one who could take it. Pure.
 */
import type { Actor, ApprovingGroup, Decision, ResponseRequest, Standing } from './request.ts';

export interface Place {
  /** null = for whoever holds a role that may decide. */
  readonly group: ApprovingGroup | null;
  /** The approval that takes it; null = it is still free. */
  readonly by: Decision | null;
}

/** Of a group's name. */
const MOST_LETTERS = 60;

type Approvals = Pick<ResponseRequest, 'approvalsNeeded' | 'eachOf' | 'decisions' | 'requester'>;

/** Those of the groups first. As many approvals as possible have a place (a maximum matching, by augmenting paths). */
export function placesOf(request: Approvals): readonly Place[] {
  const count = Math.max(1, request.approvalsNeeded, request.eachOf.length);
  const groups = Array.from({ length: count }, (_, index) => request.eachOf[index] ?? null);
  const by = new Map<number, Decision>();
  const take = (vote: Decision, tried: Set<number>): boolean => {
    for (const [index, group] of groups.entries()) {
      if (tried.has(index) || !fits(vote.standing, group, request)) continue;
      tried.add(index);
      const sitting = by.get(index);
      if (sitting !== undefined && !take(sitting, tried)) continue;
      by.set(index, vote);
      return true;
    }
    return false;
  };
  for (const vote of approvalsOf(request)) take(vote, new Set());
  return groups.map((group, index) => ({ group, by: by.get(index) ?? null }));
}

/** Whether one approval more, by this person, takes a place that is still free. */
export function bringsFurther(request: Approvals, actor: Actor, standing: Standing | undefined): boolean {
  return taken(withApproval(request, actor, standing)) > taken(request);
}

/** As it would be if this person approved it. */
export function withApproval<R extends Approvals>(
  request: R,
  actor: Actor,
  standing: Standing | undefined,
): R {
  const known = standing === undefined ? {} : { standing };
  const vote = { actor, verdict: 'approve' as const, reason: null, at: '', ...known };
  return { ...request, decisions: [...request.decisions, vote] };
}

/** `1 of “Security Operations” and 1 more approver`: all that it needs; foreign names, no full stop. */
export function needsText(request: Approvals): string {
  return placesText(placesOf(request));
}

/** The same of what it still needs. */
export function missingText(request: Approvals): string {
  return placesText(placesOf(request).filter(({ by }) => by === null));
}

/** Of whose approval there is none yet. */
export function missingGroups(request: Approvals): readonly ApprovingGroup[] {
  return placesOf(request).flatMap(({ group, by }) => (group !== null && by === null ? [group] : []));
}

/** The group for which this approval counts for now; null = none, it is one of the approvers'. */
export function countsForNow(request: Approvals, decision: Decision): ApprovingGroup | null {
  return placesOf(request).find(({ by }) => by === decision)?.group ?? null;
}

/** What a person's approval could count for, as Entra ID said. */
export function countsForText(request: Approvals, standing: Standing | undefined): string {
  const groups = request.eachOf.filter((group) => fits(standing, group, request)).map(groupText);
  const one = groups.length === 0 || (standing?.role === true && hasOpenPlaces(request));
  return [...groups, ...(one ? ['one of the approvers'] : [])].join(' or ');
}

/** `“Security Operations”`; its id where the directory gave no name. In one line, whatever the name holds. */
export function groupText({ id, name }: ApprovingGroup): string {
  const letters = Array.from((name ?? '').replace(/[\p{C}\s]+/gu, ' ').trim());
  const short =
    letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS).join('')}…` : letters.join('');
  return `“${short === '' ? id : short}”`;
}

/** `“Security Operations” and “Finance”`. */
export function groupsText(groups: readonly ApprovingGroup[]): string {
  return listed(groups.map(groupText));
}

function hasOpenPlaces({ approvalsNeeded, eachOf }: Approvals): boolean {
  return approvalsNeeded > eachOf.length;
}

/** Of distinct people other than the requester. */
function approvalsOf({ decisions, requester }: Approvals): readonly Decision[] {
  const seen = new Set([requester.id.toLowerCase()]);
  return decisions.filter(({ actor, verdict }) => {
    const id = actor.id.toLowerCase();
    if (verdict !== 'approve' || seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

/** A vote without a standing was given where no group was asked for: it counts nowhere else. */
function fits(standing: Standing | undefined, group: ApprovingGroup | null, { eachOf }: Approvals): boolean {
  if (group === null) return eachOf.length === 0 || standing?.role === true;
  return standing?.groups.some((id) => id.toLowerCase() === group.id.toLowerCase()) ?? false;
}

function taken(request: Approvals): number {
  return placesOf(request).filter(({ by }) => by !== null).length;
}

function placesText(places: readonly Place[]): string {
  const groups = places.flatMap(({ group }) => (group === null ? [] : [`1 of ${groupText(group)}`]));
  const open = places.length - groups.length;
  const more = groups.length === 0 ? '' : ' more';
  return listed([
    ...groups,
    ...(open === 0 ? [] : [`${open}${more} ${open === 1 ? 'approver' : 'approvers'}`]),
  ]);
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? 'nothing';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
