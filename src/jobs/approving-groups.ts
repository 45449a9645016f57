/** The groups and people of whom a rule wants an approval, with the names by which the card of a request calls them. */
import { UpstreamError } from '../errors.ts';
import type { ActionRule } from '../domain/approvals/policy.ts';
import type { ApprovingGroup } from '../domain/approvals/request.ts';
import type { Directory } from '../domain/ports/tenant.ts';

/** Names only help: where Entra ID gives none, or no answer, the ids stand. Asks nothing where the rule names none. */
export async function approvingGroups(
  { eachOf }: ActionRule,
  directory: Pick<Directory, 'groupNames' | 'user'>,
): Promise<readonly ApprovingGroup[]> {
  if (eachOf.length === 0) return [];
  const groups = await orNone(directory.groupNames(eachOf));
  return Promise.all(
    eachOf.map(async (id) => ({
      id,
      name: groups?.get(id) ?? (groups === null ? null : await personName(id, directory)),
    })),
  );
}

async function personName(id: string, directory: Pick<Directory, 'user'>): Promise<string | null> {
  return (await orNone(directory.user(id)))?.displayName ?? null;
}

async function orNone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof UpstreamError) return null;
    throw error;
  }
}
