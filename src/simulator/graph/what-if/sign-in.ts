import type { Call } from '../../http/route.ts';
import { isObject, strings, text, type Json, type JsonObject } from '../../json.ts';
import { checkParameters } from '../check-body.ts';
import { badRequest } from '../graph-errors.ts';
import { roleTemplatesOf, transitiveGroupIds } from '../memberships.ts';

/** The sign-in that is asked about, as policies look at it. An input that was not sent is undefined. */
export interface SignIn {
  readonly userId: string;
  readonly groups: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  /** Kinds of guest that the account is; empty for a member. */
  readonly guest: readonly string[];
  readonly externalTenantId: string | undefined;
  readonly target: Target;
  readonly platform: string;
  readonly client: string;
  readonly ip: string | undefined;
  readonly country: string | undefined;
  readonly signInRisk: string;
  readonly userRisk: string;
  readonly insiderRisk: string;
  readonly transferMethod: string;
  readonly device: JsonObject | undefined;
}

export type Target =
  | { readonly kind: 'apps'; readonly ids: readonly string[] }
  | { readonly kind: 'action'; readonly urn: string }
  | { readonly kind: 'context'; readonly value: string };

const PARAMETERS = {
  signInIdentity: 'signInIdentity',
  signInContext: 'signInContext',
  signInConditions: 'signInConditions',
  appliedPoliciesOnly: 'bool',
};

const URNS: Readonly<Record<string, string>> = {
  registerSecurityInformation: 'urn:user:registersecurityinfo',
  registerOrJoinDevices: 'urn:user:registerdevice',
};

/** Spellings of device rules; the metadata has plain text (that others are refused is UNCONFIRMED). */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  trustType: ['AzureAD', 'ServerAD', 'Workplace'],
  ownership: ['Company', 'Personal'],
};

/** Reads the body of `evaluate`; whatever the metadata does not describe is refused. */
export function readSignIn(call: Call): SignIn {
  const body = call.body ?? {};
  checkParameters(body, PARAMETERS);
  const identity = required(body, 'signInIdentity');
  const conditions = required(body, 'signInConditions');
  return {
    ...readIdentity(call, identity),
    target: readTarget(required(body, 'signInContext')),
    platform: requiredText(conditions, 'devicePlatform'),
    client: requiredText(conditions, 'clientAppType'),
    ip: text(conditions['ipAddress']),
    country: readCountry(conditions['country']),
    signInRisk: text(conditions['signInRiskLevel']) ?? 'none',
    userRisk: text(conditions['userRiskLevel']) ?? 'none',
    insiderRisk: text(conditions['insiderRiskLevel']) ?? 'none',
    transferMethod: text(objectOf(conditions['authenticationFlow'])?.['transferMethod']) ?? 'none',
    device: readDevice(conditions['deviceInfo']),
  };
}

function readIdentity(
  { store }: Call,
  identity: JsonObject,
): Pick<SignIn, 'userId' | 'groups' | 'roles' | 'guest' | 'externalTenantId'> {
  if (identity['@odata.type'] !== '#microsoft.graph.userSignIn') {
    throw badRequest('Sign-ins of service principals are not imitated.');
  }
  const userId = requiredText(identity, 'userId');
  const user = store.find('users', userId);
  if (user === undefined) throw badRequest(`The user '${userId}' does not exist.`);
  const given = text(identity['externalUserType'])?.split(',') ?? [];
  const named = given.map((one) => one.trim()).filter((one) => one !== 'none');
  return {
    userId,
    groups: transitiveGroupIds(store, userId),
    roles: new Set(roleTemplatesOf(store, userId)),
    guest: named.length > 0 ? named : guestKinds(user),
    externalTenantId: text(identity['externalTenantId']),
  };
}

/** Which guest an account is, by how it came into the tenant. */
function guestKinds(user: JsonObject): string[] {
  const invited =
    user['creationType'] === 'Invitation' || /#EXT#/i.test(text(user['userPrincipalName']) ?? '');
  if (user['userType'] === 'Guest') return [invited ? 'b2bCollaborationGuest' : 'internalGuest'];
  return invited ? ['b2bCollaborationMember'] : [];
}

function readTarget(context: JsonObject): Target {
  switch (context['@odata.type']) {
    case '#microsoft.graph.userActionContext':
      return { kind: 'action', urn: URNS[requiredText(context, 'userAction')] ?? '' };
    case '#microsoft.graph.authContext':
      return { kind: 'context', value: requiredText(context, 'authenticationContextValue') };
    default: {
      const ids = strings(context['includeApplications']);
      if (ids.length === 0) throw badRequest("'includeApplications' names no application.");
      return { kind: 'apps', ids };
    }
  }
}

function readCountry(value: Json | undefined): string | undefined {
  const country = text(value);
  if (country === undefined || /^[A-Z]{2}$/.test(country)) return country;
  throw badRequest("'country' must be a two-letter country code.");
}

function readDevice(value: Json | undefined): JsonObject | undefined {
  const device = objectOf(value);
  for (const [name, spellings] of Object.entries(SPELLINGS)) {
    const given = text(device?.[name]);
    if (given !== undefined && !spellings.includes(given)) {
      throw badRequest(`'deviceInfo.${name}' must be one of ${spellings.join(', ')}.`);
    }
  }
  return device;
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

function required(body: JsonObject, name: string): JsonObject {
  const value = objectOf(body[name]);
  if (value === undefined) throw badRequest(`The parameter '${name}' is required.`);
  return value;
}

function requiredText(object: JsonObject, name: string): string {
  const value = text(object[name]);
  if (value === undefined || value === '') throw badRequest(`'${name}' is required.`);
  return value;
}
