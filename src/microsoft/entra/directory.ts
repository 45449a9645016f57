/** Entra ID through Graph: people, groups, devices, sign-ins, risk. Reference sheet entra-api. */
import { z } from 'zod/v4';
import type { CallContext, Directory, SignInPage, SuccessfulSignIns } from '../../domain/ports/tenant.ts';
import type { Memberships } from '../../domain/tenant/user.ts';
import type { AskOnce } from '../http/ask-once.ts';
import type { GraphClient, GraphRead } from '../http/graph-client.ts';
import { chunks, odata, route } from '../http/odata.ts';
import { readList, readMany, readOrNull, uniqueById, valueAs } from '../http/read-many.ts';
import { id, listOf, text } from '../http/wire.ts';
import { beginnings, nearest } from '../nearest.ts';
import { createAccessPasses } from './access-passes.ts';
import * as may from './entra-permissions.ts';
import { createDirectoryOrders, noIdentityProtection } from './directory-orders.ts';
import { findDevicesReads, ownDevicesReads, ownersRead, similarDevicesRead } from './device-reads.ts';
import { findUsersRead, rankUsers, suggestUsersReads } from './find-users.ts';
import {
  device,
  directoryObject,
  isKind,
  namedSignIn,
  riskyUser,
  sessionsValidFrom,
  signIn,
  SIGN_IN_SELECT,
  user,
  USER_SELECT,
} from './wire-entra.ts';

/** One check takes at most 20 groups, one `in` at most 15 values. */
const IDS_PER_CHECK = 20;
const IDS_PER_FILTER = 15;

const named = z.object({ displayName: text });
const withId = z.object({ id });
const groupIdList = z.array(z.string());
const devicesOnly = ofKind('device', device);
const usersOnly = ofKind('user', user);

export interface DirectoryOptions {
  readonly graph: GraphClient;
  readonly context: CallContext;
  readonly once: AskOnce;
  /** False in clouds that have no Identity Protection. */
  readonly identityProtection: boolean;
}

const domains = z.object({ verifiedDomains: z.array(z.object({ name: id })) });

export function createDirectory(options: DirectoryOptions): Directory {
  const { graph, context, once } = options;
  const oneUser = (idOrUpn: string) => readOrNull(graph, context, user, userRead(idOrUpn));
  return {
    ...createDirectoryOrders(options),
    ...createAccessPasses(options),
    findUsers: (name) =>
      once.ask(['findUsers', name], async () => {
        if (name.kind === 'id') return [await oneUser(name.text)].filter((found) => found !== null);
        return rankUsers(name, await readList(graph, context, user, findUsersRead(name)));
      }),
    suggestUsers: (name) =>
      once.ask(['suggestUsers', name], async () => {
        const typed = name.kind === 'sam' ? name.account : name.text;
        const similar = await readMany(graph, context, user, suggestUsersReads(typed));
        return nearest(typed, uniqueById(similar), (one) => [
          one.displayName,
          ...one.displayName.split(/[\s,]+/),
          one.userPrincipalName,
          one.userPrincipalName.split('@')[0] ?? null,
          one.onPremisesSamAccountName,
        ]);
      }),
    user: (idOrUpn) => once.ask(['user', idOrUpn], () => oneUser(idOrUpn)),
    memberships: (userId) => once.ask(['memberships', userId], () => memberships(options, userId)),
    memberOfAny: (userId, groupIds) => memberOfAny(options, userId, groupIds),
    groupNames: (groupIds) =>
      once.ask(['groupNames', groupIds], async () => {
        const reads = chunks([...new Set(groupIds)], IDS_PER_FILTER).map((ids) => groupsRead(ids));
        const groups = await readMany(graph, context, z.object({ id, displayName: text }), reads);
        return new Map(groups.map((group) => [group.id, group.displayName ?? group.id]));
      }),
    ownDomains: () =>
      once.ask(['ownDomains'], async () => {
        const [organization] = await readList(graph, context, domains, {
          route: route`/organization`,
          query: { $select: 'verifiedDomains' },
          permissions: may.READ_ORGANIZATION,
          list: true,
        });
        return (organization?.verifiedDomains ?? []).map(({ name }) => name.toLowerCase());
      }),
    findDevices: (name) =>
      once.ask(['findDevices', name], async () =>
        uniqueById(await readMany(graph, context, device, findDevicesReads(name))),
      ),
    suggestDevices: (name) =>
      once.ask(['suggestDevices', name], async () => {
        const typed = name.kind === 'fqdn' ? name.host : name.text;
        const reads = beginnings(typed).map((start) => similarDevicesRead(start));
        const found = await readMany(graph, context, named, reads);
        return nearest(typed, [...new Set(found.flatMap((one) => one.displayName ?? []))], (one) => [one]);
      }),
    deviceNamesFrom: (start) =>
      once.ask(['deviceNamesFrom', start], async () => {
        const found = await readMany(graph, context, named, [similarDevicesRead(start)]);
        return [...new Set(found.flatMap((one) => one.displayName ?? []))];
      }),
    devicesOf: (userId) =>
      once.ask(['devicesOf', userId], async () => {
        const found = await readMany(graph, context, devicesOnly, ownDevicesReads(userId));
        return uniqueById(found.filter((one) => one !== null));
      }),
    ownersOf: (deviceObjectId) =>
      once.ask(['ownersOf', deviceObjectId], async () => {
        const found = await readList(graph, context, usersOnly, ownersRead(deviceObjectId));
        return found.filter((one) => one !== null);
      }),
    signIns: (query) =>
      once.ask(['signIns', query], () => readList(graph, context, signIn, signInsRead(query))),
    // A page is asked for once, and thousands of sign-ins need not be remembered.
    successfulSignIns: (query) => successfulSignIns(options, query),
    riskyUser: (userId) =>
      once.ask(['riskyUser', userId], async () => {
        const of = route`/identityProtection/riskyUsers/${userId}`;
        if (!options.identityProtection) throw noIdentityProtection(`GET ${of.template}`);
        return await readOrNull(graph, context, riskyUser, {
          route: of,
          permissions: may.READ_RISKY_USERS,
          limits: ['identityProtection'],
        });
      }),
    sessionsValidFrom: (userId) =>
      once.ask(['sessionsValidFrom', userId], () =>
        readOrNull(graph, context, sessionsValidFrom, {
          route: route`/users/${userId}`,
          query: { $select: 'id,signInSessionsValidFromDateTime' },
          permissions: may.READ_USERS,
        }),
      ),
  };
}

/** Lists of directory objects mix kinds: what is of another kind becomes null. */
function ofKind<T>(kind: string, schema: z.ZodType<T>): z.ZodType<T | null> {
  const other = z.object({ '@odata.type': z.string() }).refine((one) => !isKind(kind)(one));
  return z.union([other.transform(() => null), schema]);
}

function userRead(idOrUpn: string): GraphRead {
  return { route: route`/users/${idOrUpn}`, query: { $select: USER_SELECT }, permissions: may.READ_USERS };
}

/** Groups and active, tenant-wide roles, nested groups included; beside it what the person is in directly. */
async function memberships(options: DirectoryOptions, userId: string): Promise<Memberships> {
  const { graph, context } = options;
  const all: GraphRead = {
    route: route`/users/${userId}/transitiveMemberOf`,
    query: { $select: 'id,displayName,roleTemplateId', $top: 999 },
    permissions: may.READ_MEMBERSHIPS,
    list: true,
  };
  const near: GraphRead = {
    ...all,
    route: route`/users/${userId}/memberOf`,
    query: { $select: 'id', $top: 999 },
  };
  const [everything, direct] = await graph.readTogether(context, [all, near]);
  const objects = valueAs(listOf(directoryObject), everything, graph.call(context, all));
  const directly = valueAs(listOf(withId), direct, graph.call(context, near));
  const nearIds = new Set(directly.map((one) => one.id));
  return {
    groups: objects
      .filter(isKind('group'))
      .map((one) => ({ id: one.id, displayName: one.displayName, direct: nearIds.has(one.id) })),
    roleTemplateIds: [
      ...new Set(objects.filter(isKind('directoryRole')).flatMap((one) => one.roleTemplateId ?? [])),
    ],
  };
}

/** Guards decisions, so nothing is remembered. A person who is not in the directory is in no group. */
async function memberOfAny(
  options: DirectoryOptions,
  userId: string,
  groupIds: readonly string[],
): Promise<readonly string[]> {
  const { graph, context } = options;
  const read: GraphRead = {
    route: route`/users/${userId}/checkMemberGroups`,
    permissions: may.READ_GROUPS,
    list: true,
  };
  const checks = chunks([...new Set(groupIds)], IDS_PER_CHECK).map(
    async (ids) => (await readOrNull(graph, context, groupIdList, read, { groupIds: ids })) ?? [],
  );
  return (await Promise.all(checks)).flat();
}

function groupsRead(ids: readonly string[]): GraphRead {
  return {
    route: route`/groups`,
    query: {
      $filter: `id in (${ids.map((one) => odata`${one}`).join(',')})`,
      $select: 'id,displayName',
    },
    permissions: may.READ_GROUPS,
    list: true,
  };
}

/** Without this, the results of report-only policies read `unknownFutureValue` (section 0.5). */
const WITH_REPORT_ONLY_RESULTS = { Prefer: 'include-unknown-enum-members' };

function signInsRead(query: Parameters<Directory['signIns']>[0]): GraphRead {
  const conditions = [
    odata`userId eq ${query.userId}`,
    ...(query.appId === undefined ? [] : [odata`appId eq ${query.appId}`]),
    // Times stand bare in a filter.
    ...(query.since === undefined ? [] : [`createdDateTime ge ${new Date(query.since).toISOString()}`]),
  ];
  return {
    route: route`/auditLogs/signIns`,
    query: { $filter: conditions.join(' and '), $orderby: 'createdDateTime desc', $top: query.top },
    headers: WITH_REPORT_ONLY_RESULTS,
    permissions: may.READ_SIGN_INS,
    limits: ['signIns'],
    list: true,
    enough: query.top,
  };
}

/** A page of the log holds at most so many (section 3). */
const SIGN_INS_PER_PAGE = 1_000;

async function successfulSignIns(
  { graph, context }: DirectoryOptions,
  query: SuccessfulSignIns,
): Promise<SignInPage> {
  const read: GraphRead = {
    route: route`/auditLogs/signIns`,
    query: {
      // Whole seconds, outwards: the log holds finer times than it is sure to compare.
      $filter: [
        `createdDateTime ge ${wholeSecond(query.from, Math.floor)}`,
        `createdDateTime le ${wholeSecond(query.to, Math.ceil)}`,
        'status/errorCode eq 0',
      ].join(' and '),
      $orderby: query.order === 'newestFirst' ? 'createdDateTime desc' : 'createdDateTime',
      $select: SIGN_IN_SELECT,
      $top: Math.min(query.most, SIGN_INS_PER_PAGE),
    },
    headers: WITH_REPORT_ONLY_RESULTS,
    permissions: may.READ_SIGN_INS,
    limits: query.background ? ['signIns', 'signInLedger'] : ['signIns'],
    list: true,
    enough: query.most,
  };
  const signIns = await readList(graph, context, namedSignIn, read);
  return { signIns, more: signIns.length >= query.most };
}

function wholeSecond(date: Date, round: (seconds: number) => number): string {
  return new Date(round(date.getTime() / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}
