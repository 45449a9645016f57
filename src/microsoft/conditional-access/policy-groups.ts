/** The people in the groups that policies name, nested groups included. Reference sheet entra-api, section 2. */
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod/v4';
import { UpstreamError } from '../../errors.ts';
import type { Asked } from '../../domain/tenant/evidence.ts';
import type { PolicyGroup } from '../../domain/tenant/population.ts';
import { READ_GROUPS } from '../entra/entra-permissions.ts';
import { saysNotFound } from '../http/answering.ts';
import type { Answer, GraphRead } from '../http/graph-client.ts';
import { chunks, route } from '../http/odata.ts';
import { valueAs } from '../http/read-many.ts';
import { id, text } from '../http/wire.ts';
import { LOW_PRIORITY, notRead } from './population-reading.ts';
import type { PopulationReading } from './population-reading.ts';

/** Two reads each: what fits into one batch. */
const GROUPS_TOGETHER = 10;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface ReadGroups {
  /** A group whose members could not be read is there, without any and not complete. */
  readonly groups: ReadonlyMap<string, PolicyGroup | null>;
  readonly gaps: readonly Asked<never>[];
}

/** @param same the one text that is kept for an id */
export async function readGroups(
  reading: PopulationReading,
  ids: readonly string[],
  same: (id: string) => string,
): Promise<ReadGroups> {
  const groups = new Map<string, PolicyGroup | null>();
  const gaps: Asked<never>[] = [];
  // What policies hold is written by hand at times: no group is called so.
  for (const groupId of ids) if (!GUID.test(groupId)) groups.set(groupId, null);
  const readable = ids.filter((groupId) => GUID.test(groupId));
  for (const some of chunks(readable, GROUPS_TOGETHER)) {
    const reads = some.flatMap((groupId) => [groupRead(groupId), membersRead(reading, groupId)]);
    const answers = await reading.graph.readTogether(reading.context, reads);
    for (const [index, groupId] of some.entries()) {
      // Tens of thousands of members each: whoever waits for an answer goes first.
      await setImmediate();
      try {
        groups.set(groupId, groupOf(reading, groupId, answers.slice(2 * index, 2 * index + 2), same));
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        groups.set(groupId, { id: groupId, displayName: groupId, members: new Set(), complete: false });
        gaps.push(notRead('members of groups that policies name', error));
      }
    }
  }
  return { groups, gaps };
}

/** @throws UpstreamError when it cannot be told who is in it. */
function groupOf(
  reading: PopulationReading,
  groupId: string,
  [entity, members]: readonly Answer[],
  same: (id: string) => string,
): PolicyGroup | null {
  const { graph, context, ceilings } = reading;
  if (
    [entity, members].some(
      (answer) => answer !== undefined && 'error' in answer && saysNotFound(answer.error),
    )
  )
    return null;
  const { displayName } = valueAs(
    z.object({ displayName: text }),
    entity,
    graph.call(context, groupRead(groupId)),
  );
  const found = valueAs(
    z.array(z.object({ id })),
    members,
    graph.call(context, membersRead(reading, groupId)),
  );
  return {
    id: groupId,
    displayName: displayName ?? groupId,
    members: new Set(found.slice(0, ceilings.people).map((member) => same(member.id))),
    complete: found.length <= ceilings.people,
  };
}

function groupRead(groupId: string): GraphRead {
  return {
    ...LOW_PRIORITY,
    route: route`/groups/${groupId}`,
    query: { $select: 'id,displayName' },
    permissions: READ_GROUPS,
  };
}

function membersRead({ ceilings }: PopulationReading, groupId: string): GraphRead {
  return {
    ...LOW_PRIORITY,
    // A cast alone is no advanced query; with a `$filter` it would be.
    route: route`/groups/${groupId}/transitiveMembers/microsoft.graph.user`,
    query: { $select: 'id', $top: 999 },
    permissions: READ_GROUPS,
    list: true,
    enough: ceilings.people + 1,
  };
}
