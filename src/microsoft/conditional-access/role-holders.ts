/**
 * Who holds which directory role: active, tenant-wide, built-in ones, as Conditional Access honours them. Reference
 * sheets entra-api (sections 2 and 4) and conditional-access (section 2.2).
 */
import { z } from 'zod/v4';
import { READ_GROUPS, READ_ROLES } from '../entra/entra-permissions.ts';
import { saysNotFound } from '../http/answering.ts';
import type { GraphRead } from '../http/graph-client.ts';
import { chunks, route } from '../http/odata.ts';
import { readList, valueAs } from '../http/read-many.ts';
import { flag, id, text } from '../http/wire.ts';
import { LOW_PRIORITY } from './population-reading.ts';
import type { PopulationReading } from './population-reading.ts';

const assignment = z.object({
  principalId: id,
  roleDefinitionId: id,
  directoryScopeId: text,
  roleDefinition: z.object({ isBuiltIn: flag }).nullish(),
});

const ASSIGNMENTS: GraphRead = {
  ...LOW_PRIORITY,
  route: route`/roleManagement/directory/roleAssignments`,
  query: { $expand: 'roleDefinition' },
  permissions: READ_ROLES,
  list: true,
};

const BATCH = 20;

export interface RoleHolders {
  /** Role template id → ids of its holders, in lower case. */
  readonly roles: ReadonlyMap<string, ReadonlySet<string>>;
  /** People who were given a role for a part of the directory only. */
  readonly scopedRoles: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * @param people ids of the people that are known
 * @throws UpstreamError when a part could not be read: an incomplete answer would say "not an administrator"
 */
export async function readRoles(
  reading: PopulationReading,
  people: ReadonlySet<string>,
): Promise<RoleHolders> {
  const all = await readList(reading.graph, reading.context, assignment, ASSIGNMENTS);
  const honoured = all.filter(
    (one) => one.directoryScopeId === '/' && one.roleDefinition?.isBuiltIn !== false,
  );
  const principals = new Set(honoured.map((one) => one.principalId.toLowerCase()));
  const groups = await membersOf(
    reading,
    [...principals].filter((principal) => !people.has(principal)),
  );
  const roles = new Map<string, Set<string>>();
  for (const one of honoured) {
    const role = one.roleDefinitionId.toLowerCase();
    const principal = one.principalId.toLowerCase();
    const holders = roles.get(role) ?? new Set();
    for (const holder of groups.get(principal) ?? [principal]) holders.add(holder);
    roles.set(role, holders);
  }
  const scopedRoles = new Map<string, Set<string>>();
  for (const one of all) {
    const principal = one.principalId.toLowerCase();
    if (one.directoryScopeId === '/' || !people.has(principal)) continue;
    const role = one.roleDefinitionId.toLowerCase();
    scopedRoles.set(role, (scopedRoles.get(role) ?? new Set()).add(principal));
  }
  return { roles, scopedRoles };
}

/** Of those that are groups; groups that carry a role cannot be nested. Others are applications, or no longer there. */
async function membersOf(
  { graph, context }: PopulationReading,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const members = new Map<string, readonly string[]>();
  for (const some of chunks(ids, BATCH)) {
    const reads = some.map(membersRead);
    const answers = await graph.readTogether(context, reads);
    for (const [index, groupId] of some.entries()) {
      const answer = answers[index];
      if (answer !== undefined && 'error' in answer && saysNotFound(answer.error)) continue;
      const found = valueAs(z.array(z.object({ id })), answer, graph.call(context, membersRead(groupId)));
      members.set(
        groupId,
        found.map((member) => member.id.toLowerCase()),
      );
    }
  }
  return members;
}

function membersRead(groupId: string): GraphRead {
  return {
    ...LOW_PRIORITY,
    route: route`/groups/${groupId}/members/microsoft.graph.user`,
    query: { $select: 'id', $top: 999 },
    permissions: READ_GROUPS,
    list: true,
  };
}
