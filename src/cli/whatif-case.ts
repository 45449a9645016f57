/**
 * One case of `whatif` (product contract, section 8): what is given of a sign-in, turned into facts. Absent = not
 * known, null = known to be none. Whatever cannot be meant that way makes it a bad case, said in one line.
 */
import { UsageError } from '../errors.ts';
import type { Json, JsonObject } from '../domain/tenant/access-policies.ts';
import { deviceFactsFromWire } from '../domain/conditional-access/device-facts.ts';
import type { DeviceFacts } from '../domain/conditional-access/device-facts.ts';
import type { SignInFacts, SignInTarget } from '../domain/conditional-access/facts.ts';
import {
  AUTH_FLOWS,
  CLIENT_APP_TYPES,
  INSIDER_RISK_LEVELS,
  PLATFORMS,
  RISK_LEVELS,
} from '../domain/conditional-access/facts.ts';
import type { IpAddress } from '../domain/conditional-access/ip-address.ts';
import { parseIp } from '../domain/conditional-access/ip-address.ts';
import { isObject, textOf } from '../domain/conditional-access/wire.ts';
import type { WhatifTenant } from './whatif-tenant.ts';

/** A case that cannot be evaluated; the others still are. The message is its `error`. */
export class BadCase extends UsageError {}

const GIVEN = [
  'user',
  'app',
  'device',
  'managedDevice',
  'ip',
  'country',
  'gpsCountry',
  'platform',
  'clientAppType',
  'signInRisk',
  'userRisk',
  'insiderRisk',
  'authFlow',
  'userAction',
  'authContext',
  'externalTenantId',
];

/** App groups are what policies name; a sign-in is to one app. */
const APP_GROUPS = ['all', 'none', 'office365', 'microsoftadminportals'];

export function factsOf(given: Json | undefined, tenant: WhatifTenant): SignInFacts | BadCase {
  try {
    return readFacts(given, tenant);
  } catch (error) {
    if (error instanceof BadCase) return error;
    throw error;
  }
}

function readFacts(given: Json | undefined, tenant: WhatifTenant): SignInFacts {
  if (!isObject(given)) throw new BadCase('`given` must be an object');
  const strange = Object.keys(given).find((name) => !GIVEN.includes(name));
  if (strange !== undefined)
    throw new BadCase(`\`given.${strange}\` is not a signal; known: ${GIVEN.join(', ')}`);
  const name = required(given, 'user');
  const user = tenant.user(name);
  if (user === null) throw new BadCase(`there is no user \`${name}\` in the tenant`);
  const device = deviceOf(given['device'], tenant);
  return {
    user,
    target: targetOf(given, tenant),
    device: device.facts,
    intuneManaged: managedOf(given['managedDevice'], device, tenant),
    ip: ipOf(given['ip']),
    country: countryOf(given, 'country'),
    gpsCountry: countryOf(given, 'gpsCountry'),
    platform: oneOf(given, 'platform', PLATFORMS),
    clientAppType: notNull('clientAppType', oneOf(given, 'clientAppType', CLIENT_APP_TYPES)),
    signInRisk: riskOf(given, 'signInRisk', RISK_LEVELS),
    userRisk: riskOf(given, 'userRisk', RISK_LEVELS),
    insiderRisk: riskOf(given, 'insiderRisk', INSIDER_RISK_LEVELS),
    authFlow: given['authFlow'] === 'none' ? null : oneOf(given, 'authFlow', AUTH_FLOWS),
    externalTenantId:
      optionalText(given, 'externalTenantId')?.toLowerCase() ?? absentOrNull(given, 'externalTenantId'),
  };
}

function targetOf(given: JsonObject, tenant: WhatifTenant): SignInTarget {
  const action = optionalText(given, 'userAction');
  if (typeof action === 'string') {
    if (!/^urn:user:\w+$/i.test(action))
      throw new BadCase(`\`given.userAction\`: \`${action}\` is no user action`);
    return { kind: 'userAction', action: action.toLowerCase() };
  }
  const appId = required(given, 'app').toLowerCase();
  if (APP_GROUPS.includes(appId)) throw new BadCase(`\`given.app\` must be an appId, not \`${appId}\``);
  const context = optionalText(given, 'authContext')?.toLowerCase() ?? null;
  if (context !== null && !/^c\d{1,2}$/.test(context)) {
    throw new BadCase('`given.authContext` must be one of c1 to c99');
  }
  return { kind: 'app', appId, owner: tenant.ownerOf(appId), authContext: context };
}

interface GivenDevice {
  readonly facts: DeviceFacts | null | undefined;
  readonly raw: JsonObject | null;
  /** From the tenant's own files: what it leaves out is known to be nothing. */
  readonly complete: boolean;
}

function deviceOf(given: Json | undefined, tenant: WhatifTenant): GivenDevice {
  if (given === undefined || given === null) return { facts: given, raw: null, complete: true };
  if (isObject(given)) return { facts: deviceFactsFromWire(given, false), raw: given, complete: false };
  if (typeof given !== 'string') throw new BadCase('`given.device` must be an id, a device object or null');
  const device = tenant.device(given);
  if (device === null) throw new BadCase(`there is no device \`${given}\` in the tenant`);
  return { facts: deviceFactsFromWire(device, true), raw: device, complete: true };
}

/** Whether Intune manages the device: as given, else as Intune's or Entra's record says. */
function managedOf(given: Json | undefined, device: GivenDevice, tenant: WhatifTenant): boolean | undefined {
  if (given === null) return false;
  if (isObject(given)) return true;
  if (typeof given === 'string') {
    if (!tenant.hasManagedDevice(given))
      throw new BadCase(`there is no managed device \`${given}\` in the tenant`);
    return true;
  }
  if (given !== undefined)
    throw new BadCase('`given.managedDevice` must be an id, a managed device object or null');
  if (device.raw === null) return undefined;
  if (tenant.isInIntune(textOf(device.raw['deviceId']) ?? '')) return true;
  const managed = device.raw['isManaged'];
  if (typeof managed === 'boolean') return managed;
  return managed === null || device.complete ? false : undefined;
}

function ipOf(given: Json | undefined): IpAddress | null | undefined {
  if (given === undefined || given === null) return given;
  const ip = typeof given === 'string' ? parseIp(given.trim()) : null;
  if (ip === null) throw new BadCase(`\`given.ip\`: ${shown(given)} is no IP address`);
  return ip;
}

function countryOf(given: JsonObject, name: string): string | null | undefined {
  const value = given[name];
  if (value === undefined || value === null) return value;
  if (typeof value !== 'string' || !/^[a-z]{2}$/i.test(value)) {
    throw new BadCase(`\`given.${name}\`: ${shown(value)} is no two-letter country code`);
  }
  return value.toUpperCase();
}

/** `hidden` = Entra does not say: not known. */
function riskOf<T extends string>(given: JsonObject, name: string, levels: readonly T[]): T | undefined {
  if (given[name] === 'hidden') return undefined;
  const level = oneOf(given, name, levels);
  return level ?? (level === null ? levels[0] : undefined);
}

function oneOf<T extends string>(
  given: JsonObject,
  name: string,
  values: readonly T[],
): T | null | undefined {
  const value = given[name];
  if (value === undefined || value === null) return value;
  const known = values.find((v) => typeof value === 'string' && v.toLowerCase() === value.toLowerCase());
  if (known === undefined) {
    throw new BadCase(`\`given.${name}\`: ${shown(value)} is none of ${values.join(', ')}`);
  }
  return known;
}

function notNull<T>(name: string, value: T | null | undefined): T | undefined {
  if (value === null) throw new BadCase(`\`given.${name}\` cannot be null: leave it out if it is not known`);
  return value;
}

function required(given: JsonObject, name: string): string {
  const value = given[name];
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new BadCase(
    value === undefined ? `\`given.${name}\` is missing` : `\`given.${name}\` must be a text`,
  );
}

function optionalText(given: JsonObject, name: string): string | undefined {
  const value = given[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new BadCase(`\`given.${name}\` must be a text or null`);
}

function absentOrNull(given: JsonObject, name: string): null | undefined {
  return given[name] === null ? null : undefined;
}

function shown(value: Json): string {
  return `\`${JSON.stringify(value).slice(0, 60)}\``;
}
