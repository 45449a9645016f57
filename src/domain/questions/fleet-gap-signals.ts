/** A sign-in of the ledger as the evaluator takes it: as the log has it, with a device that is not compliant. Pure. */
import type { DeviceFacts } from '../conditional-access/device-facts.ts';
import {
  deviceFactsFromDirectory,
  deviceFactsFromWire,
  withValues,
} from '../conditional-access/device-facts.ts';
import type { SignInFacts, UserFacts } from '../conditional-access/facts.ts';
import { RISK_LEVELS } from '../conditional-access/facts.ts';
import { guestTypeOfUser } from '../conditional-access/guest-type.ts';
import { parseIp } from '../conditional-access/ip-address.ts';
import { platformOfSystem } from '../conditional-access/platform-of-system.ts';
import { groupsNamedBy, userFactsOf } from '../conditional-access/population-facts.ts';
import type { JsonObject } from '../tenant/access-policies.ts';
import type { OwnedDevice, Person } from '../tenant/population.ts';
import type { LedgerEntry } from '../tenant/sign-in-ledger.ts';
import { clientTypeOf } from './access-platform.ts';
import { membershipFacts } from '../conditional-access/membership-facts.ts';
import type { GapFacts, KnownPerson } from './fleet-gap-facts.ts';

/** @param policies the policies that are evaluated: only the groups that they name have to be known */
export function gapSignals(
  gaps: GapFacts,
  policies: readonly JsonObject[],
): (entry: LedgerEntry) => SignInFacts {
  const userOf = users(gaps, policies);
  const owned = new Map(
    (gaps.population?.devices ?? []).map((one) => [one.device.deviceId.toLowerCase(), one]),
  );
  return (entry) => {
    const country = entry.country?.toUpperCase() ?? '';
    const device = owned.get(entry.deviceId);
    return {
      user: userOf(entry.userId),
      target: { kind: 'app', appId: entry.appId, owner: undefined, authContext: null },
      device: notCompliant(entry, device),
      intuneManaged:
        gaps.devices.get(entry.deviceId)?.noncompliant === true
          ? true
          : device === undefined
            ? undefined
            : device.device.isManaged === true,
      ip: parseIp(entry.ip ?? '') ?? undefined,
      country: /^[A-Z]{2}$/.test(country) ? country : undefined,
      gpsCountry: undefined,
      platform: platformOfSystem(entry.operatingSystem),
      clientAppType: clientTypeOf(entry.client),
      signInRisk: RISK_LEVELS.find((level) => level === entry.risk),
      // What the log does not hold of that moment is not known.
      userRisk: undefined,
      insiderRisk: undefined,
      authFlow: undefined,
      externalTenantId: undefined,
    };
  };
}

function users(gaps: GapFacts, policies: readonly JsonObject[]): (userId: string) => UserFacts {
  const { population } = gaps;
  const named = groupsNamedBy(policies);
  const people = new Map<string, Person>(
    (population?.people ?? []).map((person) => [person.id.toLowerCase(), person]),
  );
  const found = new Map<string, UserFacts>();
  return (userId) => {
    const before = found.get(userId);
    if (before !== undefined) return before;
    const person = people.get(userId);
    const asked = gaps.people.get(userId);
    const facts =
      population !== null && person !== undefined
        ? userFactsOf(person, population, named)
        : asked?.known === true
          ? knownFacts(userId, asked.value)
          : { id: userId, guestType: undefined, groups: undefined, roles: undefined };
    found.set(userId, facts);
    return facts;
  };
}

function knownFacts(id: string, { user, memberships }: KnownPerson): UserFacts {
  return {
    id,
    guestType: user === null ? undefined : guestTypeOfUser(user),
    ...membershipFacts(memberships),
  };
}

function notCompliant(entry: LedgerEntry, owned: OwnedDevice | undefined): DeviceFacts {
  const trustType = trustOf(entry.trustType);
  const facts =
    owned === undefined
      ? deviceFactsFromWire(
          {
            deviceId: entry.deviceId,
            ...(entry.deviceName === null ? {} : { displayName: entry.deviceName }),
            ...(trustType === null ? {} : { trustType }),
          },
          false,
        )
      : deviceFactsFromDirectory(owned.device);
  return withValues(facts, { iscompliant: 'false' });
}

/** The log has words for people, whose list is not published: reference sheet entra-api, section 0.2. */
function trustOf(words: string | null): string | null {
  if (/hybrid/i.test(words ?? '')) return 'ServerAd';
  if (/\bjoined\b/i.test(words ?? '')) return 'AzureAd';
  return /\bregistered\b/i.test(words ?? '') ? 'Workplace' : null;
}
