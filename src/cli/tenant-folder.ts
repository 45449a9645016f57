/** What the demo must know of a tenant folder before it can start: whose tenant it is and who plays whom. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod/v4';
import { FileFaultError, UsageError } from '../errors.ts';
import type { Role } from '../domain/approvals/service.ts';

const ids = z.array(z.string());
const demoFile = z.strictObject({
  people: z.strictObject({ responder: z.string(), approver: z.string() }),
  roles: z.strictObject({ reader: ids, responder: ids, approver: ids }),
});
const organizationFile = z.array(z.looseObject({ id: z.string(), displayName: z.string() }));
const appFile = z.looseObject({ tenantId: z.string().optional() });
/** A missing file is empty: a tenant need not say who it is. */
const NAMELESS_TENANT = '00000000-0000-4000-8000-000000000000';
const usersFile = z.array(
  z.looseObject({
    id: z.string(),
    displayName: z.string(),
    userPrincipalName: z.string(),
    accountEnabled: z.boolean().nullish(),
    userType: z.string().nullish(),
  }),
);

export interface DemoPerson {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
}

export interface DemoTenant {
  readonly tenantId: string;
  readonly displayName: string;
  readonly people: { readonly responder: DemoPerson; readonly approver: DemoPerson };
  /** Entra group or user object ids. */
  readonly roles: Readonly<Record<Role, readonly string[]>>;
  /** Everybody who may speak: enabled members. */
  readonly members: readonly DemoPerson[];
}

/**
 * Without `demo.json` nobody was given a role: in a simulated tenant, which holds nothing real, its enabled members
 * then have them all, and the first two of them play responder and approver.
 */
export async function readDemoTenant(folder: string): Promise<DemoTenant> {
  const [organizations, app, users, demo] = await Promise.all([
    readJson(folder, 'organization.json', organizationFile),
    readJson(folder, 'app.json', appFile),
    readJson(folder, 'users.json', usersFile),
    readJson(folder, 'demo.json', demoFile),
  ]);
  const organization = organizations?.[0];
  const members = (users ?? [])
    .filter((user) => user.accountEnabled !== false && user.userType !== 'Guest')
    .map(({ id, displayName, userPrincipalName }) => ({ id, displayName, userPrincipalName }));
  const everybody = members.map((member) => member.id);
  const people = demo?.people ?? {
    responder: members[0]?.userPrincipalName ?? '',
    approver: (members[1] ?? members[0])?.userPrincipalName ?? '',
  };
  return {
    tenantId: organization?.id ?? app?.tenantId ?? NAMELESS_TENANT,
    displayName: organization?.displayName ?? 'a tenant without a name',
    people: {
      responder: findPerson(members, people.responder),
      approver: findPerson(members, people.approver),
    },
    roles: demo?.roles ?? { reader: everybody, responder: everybody, approver: everybody },
    members,
  };
}

/** By UPN, whatever its case. */
export function findPerson(members: readonly DemoPerson[], upn: string): DemoPerson {
  const found = members.find((member) => member.userPrincipalName.toLowerCase() === upn.toLowerCase());
  if (found === undefined) {
    throw new UsageError(`nobody in this tenant signs in as \`${upn}\``, 'give the UPN of an enabled member');
  }
  return found;
}

async function readJson<T>(folder: string, name: string, shape: z.ZodType<T>): Promise<T | null> {
  let text: string;
  try {
    text = await readFile(path.join(folder, name), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const parsed = shape.safeParse(parseJson(name, text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`;
  throw new FileFaultError('tenant_invalid', name, undefined, where);
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FileFaultError('tenant_invalid', name, undefined, 'is not JSON', { cause: error });
  }
}
