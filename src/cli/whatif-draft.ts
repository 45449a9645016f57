/**
 * `drawbridge whatif --draft`: draft or changed policies against everybody in a tenant folder. One JSON line for each
 * person and app whose access changes, then one that sums up and says what was assumed.
 */
import { readFile } from 'node:fs/promises';
import { FileFaultError, UsageError } from '../errors.ts';
import type { Json, JsonObject } from '../domain/tenant/access-policies.ts';
import { accessDelta } from '../domain/conditional-access/delta/access-delta.ts';
import type { AccessChange, DeltaApp, DeltaTotals } from '../domain/conditional-access/delta/access-delta.ts';
import { withDrafts } from '../domain/conditional-access/delta/changed-policies.ts';
import type { Outcome } from '../domain/conditional-access/outcome.ts';
import { groupsNamedBy } from '../domain/conditional-access/population-facts.ts';
import { strangeMembers } from '../domain/conditional-access/strange-members.ts';
import { isObject, textOf } from '../domain/conditional-access/wire.ts';
import { accessApp } from '../domain/questions/access-app.ts';
import { EVERYDAY_APPS } from '../domain/questions/everyday-apps.ts';
import { jsonFaultLine } from './json-fault.ts';
import { populationOf } from './whatif-population.ts';
import { readWhatifTenant } from './whatif-tenant.ts';

export interface WhatifDraftOptions {
  readonly tenantDir: string;
  readonly draftFile: string;
  /** Application ids, or the names that a question may use; none = the everyday ones. */
  readonly apps: readonly string[];
  /** The file holds all the policies there will be. */
  readonly replaceAll: boolean;
}

/** Writes the lines (with their line ends). @throws FileFaultError for a draft that cannot be read */
export async function runWhatifDraft(
  options: WhatifDraftOptions,
  write: (line: string) => void,
  now = new Date(),
): Promise<void> {
  const apps = appsOf(options.apps);
  const drafts = readDrafts(options.draftFile, await draftText(options.draftFile));
  const tenant = await readWhatifTenant(options.tenantDir);
  const { namedLocations, policies: before } = tenant;
  const after = withDrafts(before, { drafts, replaceAll: options.replaceAll });
  const named = groupsNamedBy([...before, ...after]);
  const population = populationOf(tenant, named, now.toISOString());
  const owned = apps.map((appId): DeltaApp => ({ appId, owner: tenant.ownerOf(appId) }));
  const steps = accessDelta({ population, namedLocations, before, after, apps: owned });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) {
      write(`${JSON.stringify({ summary: summaryOf(step.value, before, after) })}\n`);
      return;
    }
    for (const change of step.value) write(`${JSON.stringify(lineOf(change))}\n`);
  }
}

function appsOf(given: readonly string[]): readonly string[] {
  const apps = given.map((typed) => {
    const app = accessApp(typed);
    if (app !== null) return app.appId;
    throw new UsageError(`there is no app \`${typed}\``, 'Give an application id, or a name such as email.');
  });
  return apps.length === 0 ? EVERYDAY_APPS.map((app) => app.appId) : [...new Set(apps)];
}

async function draftText(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\ufeff/, '');
  } catch (error) {
    throw new FileFaultError('tenant_invalid', file, undefined, 'the draft cannot be read', {
      cause: error,
      advice: 'Give a file with a policy, or an array of them: --draft FILE.',
    });
  }
}

/** One policy, an array of them, or a list as Graph answers it. */
function readDrafts(file: string, text: string): readonly JsonObject[] {
  const fault = (line: number | undefined, reason: string, cause?: unknown): FileFaultError =>
    new FileFaultError('tenant_invalid', file, line, reason, {
      cause,
      advice: 'Give a conditionalAccessPolicy as Microsoft Graph has it, or an array of them.',
    });
  let raw: Json;
  try {
    raw = JSON.parse(text) as Json;
  } catch (error) {
    throw fault(jsonFaultLine(text) ?? undefined, 'this is no JSON', error);
  }
  const list = isObject(raw) && Array.isArray(raw['value']) ? (raw['value'] as readonly Json[]) : raw;
  const entries = Array.isArray(list) ? (list as readonly Json[]) : [list];
  const ids = new Set<string>();
  return entries.map((entry, index) => {
    const which = entries.length === 1 ? 'the draft' : `draft ${index + 1}`;
    if (!isObject(entry)) throw fault(undefined, `${which} is no object`);
    if (!('conditions' in entry)) throw fault(undefined, `${which} has no \`conditions\`: it is no policy`);
    const id = textOf(entry['id'])?.toLowerCase();
    if (id !== undefined && ids.has(id)) throw fault(undefined, `two drafts have the id \`${id}\``);
    if (id !== undefined) ids.add(id);
    return entry;
  });
}

function lineOf({ person, appId, only, before, after, change, because }: AccessChange): object {
  const client = only?.client;
  return {
    user: person.id,
    userPrincipalName: person.userPrincipalName,
    app: appId,
    ...(only === null ? {} : { device: only.device?.device.deviceId ?? null }),
    ...(client === undefined
      ? {}
      : { clientAppType: client.clientAppType, platform: client.platform ?? null }),
    before: outcomeOf(before),
    after: outcomeOf(after),
    change,
    because,
  };
}

function outcomeOf({ verdict, requiredControls, missing }: Outcome): object {
  return { outcome: verdict, requiredControls, ...(missing.length === 0 ? {} : { missing }) };
}

function summaryOf(totals: DeltaTotals, before: readonly JsonObject[], after: readonly JsonObject[]): object {
  const { counts, people, disabledPeople, disabledDevices, assumptions } = totals;
  const drafted = after.filter((policy) => !before.includes(policy));
  return {
    apps: Object.fromEntries(counts),
    people,
    leftOut: { disabledAccounts: disabledPeople, disabledDevices },
    drafts: drafted.map((draft) => {
      const unknown = strangeMembers(draft);
      return {
        id: draft['id'],
        state: draft['state'] ?? null,
        ...(unknown.length === 0 ? {} : { notUnderstood: unknown }),
      };
    }),
    assumptions,
  };
}
