/** Authentication methods of a person; of those, Temporary Access Passes: at most one, its value shown once. */
import { randomInt, randomUUID } from 'node:crypto';
import type { Reply } from '../http/exchange.ts';
import { param, type Call, type Route } from '../http/route.ts';
import { isObject, objects, text, valueAt, type Json, type JsonObject } from '../json.ts';
import { collectionReply, entityReply } from './answer.ts';
import { checkEntity } from './check-body.ts';
import { invalidRequest, notFound } from './graph-errors.ts';
import type { CollectionRules } from './query-rules.ts';
import { checkOptions } from './read-options.ts';
import { requiredUser } from './users.ts';

const TYPE = 'temporaryAccessPassAuthenticationMethod';
const ANNOTATION = `#microsoft.graph.${TYPE}`;

const PASSES: CollectionRules = {
  type: TYPE,
  context: 'users/authentication/temporaryAccessPassMethods',
  dialect: 'directory',
};

const METHODS: CollectionRules = {
  type: 'authenticationMethod',
  context: 'authentication/methods',
  dialect: 'directory',
};

/** The tenant's method policy as Microsoft ships it; policies that say otherwise are not imitated. */
const POLICY = { minimumLifetime: 60, maximumLifetime: 480, defaultLifetime: 60, length: 8 };

const WRITABLE: ReadonlySet<string> = new Set([
  '@odata.type',
  'startDateTime',
  'lifetimeInMinutes',
  'isUsableOnce',
]);

/** The pass as it is now; any other method as it is. */
function methodNow(method: JsonObject, now: Date): JsonObject {
  if (method['@odata.type'] !== ANNOTATION) return method;
  const starts = Date.parse(text(method['startDateTime']) ?? '');
  const ends = starts + Number(method['lifetimeInMinutes']) * 60_000;
  const reason =
    now.getTime() < starts ? 'NotYetValid' : now.getTime() >= ends ? 'Expired' : 'EnabledByPolicy';
  return {
    ...method,
    temporaryAccessPass: null,
    isUsable: reason === 'EnabledByPolicy',
    methodUsabilityReason: reason,
  };
}

function methodsOf(user: JsonObject): JsonObject[] {
  return objects(valueAt(user, ['authentication', 'methods']));
}

function currentMethods(call: Call): JsonObject[] {
  const now = call.clock.now();
  return methodsOf(requiredUser(call)).map((method) => methodNow(method, now));
}

function passesOf(call: Call): JsonObject[] {
  return currentMethods(call).filter((method) => method['@odata.type'] === ANNOTATION);
}

function requiredPass(call: Call): JsonObject {
  const id = param(call, 'passId');
  const found = passesOf(call).find((pass) => pass['id'] === id);
  if (found === undefined) throw notFound('directory', id);
  return found;
}

function keepMethods(user: JsonObject, methods: Json[]): void {
  const kept = user['authentication'];
  user['authentication'] = { ...(isObject(kept) ? kept : {}), methods };
}

function readLifetime(body: JsonObject): number {
  const minutes = body['lifetimeInMinutes'] ?? POLICY.defaultLifetime;
  const allowed =
    typeof minutes === 'number' && minutes >= POLICY.minimumLifetime && minutes <= POLICY.maximumLifetime;
  if (allowed) return minutes;
  throw invalidRequest(
    'directory',
    `lifetimeInMinutes must be between ${POLICY.minimumLifetime} and ${POLICY.maximumLifetime}.`,
  );
}

/** Letters and digits without those that look alike. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789';

function newPass(): string {
  return Array.from({ length: POLICY.length }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('');
}

/** A new pass takes the place of the one before. */
function createPass(call: Call): Reply {
  const user = requiredUser(call);
  const body = call.body ?? {};
  checkEntity(body, TYPE);
  for (const name of Object.keys(body)) {
    if (!WRITABLE.has(name)) throw invalidRequest('directory', `Property '${name}' is read-only.`);
  }
  const now = call.clock.stamp();
  const pass: JsonObject = {
    '@odata.type': ANNOTATION,
    id: randomUUID(),
    createdDateTime: now,
    startDateTime: body['startDateTime'] ?? now,
    lifetimeInMinutes: readLifetime(body),
    isUsableOnce: body['isUsableOnce'] ?? false,
  };
  const others = methodsOf(user).filter((method) => method['@odata.type'] !== ANNOTATION);
  keepMethods(user, [...others, pass]);
  const shown = { ...methodNow(pass, call.clock.now()), temporaryAccessPass: newPass() };
  return { ...entityReply(call, PASSES, shown), status: 201 };
}

function deletePass(call: Call): Reply {
  checkOptions(call, []);
  const { id } = requiredPass(call);
  const user = requiredUser(call);
  keepMethods(
    user,
    methodsOf(user).filter((method) => method['id'] !== id),
  );
  return { status: 204 };
}

const WRITE = ['UserAuthMethod-TAP.ReadWrite.All', 'UserAuthenticationMethod.ReadWrite.All'];
const READ = ['UserAuthMethod-TAP.Read.All', 'UserAuthenticationMethod.Read.All', ...WRITE];
const path = '/users/{id}/authentication/temporaryAccessPassMethods';
const read = { service: 'graph', method: 'GET', limit: 'directory', permissions: READ } as const;
const write = { service: 'graph', limit: 'directoryWrite', permissions: WRITE } as const;

export const AUTHENTICATION_METHOD_ROUTES: readonly Route[] = [
  {
    ...read,
    path: '/users/{id}/authentication/methods',
    permissions: ['UserAuthenticationMethod.Read.All', 'UserAuthenticationMethod.ReadWrite.All'],
    note: 'Shows `authentication.methods` of the user in users.json.',
    handle: (call) => collectionReply(call, METHODS, currentMethods(call)),
  },
  {
    ...read,
    path,
    note: 'The pass itself is null here.',
    handle: (call) => collectionReply(call, PASSES, passesOf(call)),
  },
  {
    ...write,
    method: 'POST',
    path,
    note:
      'startDateTime, lifetimeInMinutes (60 to 480, 60 if left out) and isUsableOnce (false), as the policy is shipped. ' +
      '201 with the pass, this once; an earlier pass is replaced. Administrators and guests are served like everybody ' +
      '(UNCONFIRMED).',
    handle: createPass,
  },
  {
    ...read,
    path: `${path}/{passId}`,
    options: '$select',
    handle: (call) => entityReply(call, PASSES, requiredPass(call)),
  },
  { ...write, method: 'DELETE', path: `${path}/{passId}`, handle: deletePass },
];
