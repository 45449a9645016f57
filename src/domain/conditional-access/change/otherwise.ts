/**
 * What would let somebody in without changing anything: the same person signing in otherwise. Each is evaluated; two
 * together only where no single one is enough.
 */
import type { Platform, SignInFacts } from '../facts.ts';
import type { IpAddress } from '../ip-address.ts';
import type { NamedLocation } from '../named-locations.ts';
import type { OwnDevice } from './change.ts';
import { factsAfter } from './change.ts';
import type { Ground } from './scene.ts';
import { isReached, sceneOf } from './scene.ts';

/** One thing about the sign-in that is otherwise. */
export type Otherwise =
  | { readonly kind: 'client'; readonly client: 'browser' | 'mobileAppsAndDesktopClients' }
  /** Any device of that platform, registered or not. */
  | { readonly kind: 'platform'; readonly platform: Platform }
  | { readonly kind: 'country'; readonly country: string }
  /** From within a named network. */
  | { readonly kind: 'network'; readonly location: NamedLocation }
  /** Neither device code flow nor a transfer. */
  | { readonly kind: 'ordinaryFlow' }
  /** A sign-in that Entra sees no risk in. */
  | { readonly kind: 'noRisk' }
  | { readonly kind: 'device'; readonly other: OwnDevice };

export interface OtherwiseAsked {
  /** The sign-ins that must all succeed, the app's own first. */
  readonly signIns: readonly SignInFacts[];
  readonly otherDevices: readonly OwnDevice[];
  /** The organization's; null = not known. */
  readonly country: string | null;
}

/** Sets of circumstances of the same size, each enough; empty = none is. */
export function waysIn(ground: Ground, asked: OtherwiseAsked): readonly (readonly Otherwise[])[] {
  const [first] = asked.signIns;
  if (first === undefined) return [];
  const single = optionsFor(first, asked, [...ground.compiled.locations.values()]);
  const isEnough = (set: readonly Otherwise[]): boolean => {
    const way = asked.signIns.map((facts) => sceneOf(ground, set.reduce(signedInOtherwise, facts)));
    return isReached(way, 'in');
  };
  const enough = single.map((one) => [one]).filter(isEnough);
  if (enough.length > 0) return enough;
  // Another device alone is a change of its own; with another client or place it belongs here.
  const all = [...single, ...asked.otherDevices.map((other) => ({ kind: 'device', other }) as const)];
  return all
    .flatMap((a, index) => all.slice(index + 1).map((b) => [a, b]))
    .filter(([a, b]) => a?.kind !== b?.kind)
    .filter(isEnough);
}

const EVERYDAY: readonly Platform[] = ['windows', 'macOS', 'iOS', 'android'];

function optionsFor(
  facts: SignInFacts,
  { country }: OtherwiseAsked,
  locations: readonly NamedLocation[],
): readonly Otherwise[] {
  const { clientAppType, authFlow, signInRisk, platform } = facts;
  const clients = ['mobileAppsAndDesktopClients', 'browser'] as const;
  // One network that is trusted stands for all of them.
  const trusted = locations.filter((one) => one.trusted && addressIn(one) !== null).slice(0, 1);
  return [
    ...clients
      .filter((client) => client !== clientAppType)
      .map((client) => ({ kind: 'client', client }) as const),
    ...EVERYDAY.filter((one) => one !== platform).map(
      (one) => ({ kind: 'platform', platform: one }) as const,
    ),
    ...(country === null || country === facts.country ? [] : [{ kind: 'country', country } as const]),
    ...trusted.map((location) => ({ kind: 'network', location }) as const),
    ...(authFlow === null || authFlow === undefined ? [] : [{ kind: 'ordinaryFlow' } as const]),
    ...(signInRisk === 'none' || signInRisk === undefined ? [] : [{ kind: 'noRisk' } as const]),
  ];
}

function addressIn({ place }: NamedLocation): IpAddress | null {
  const [range] = place?.kind === 'ip' ? place.ranges : [];
  return range === undefined ? null : { family: range.family, value: range.first };
}

function signedInOtherwise(facts: SignInFacts, one: Otherwise): SignInFacts {
  switch (one.kind) {
    case 'client':
      return { ...facts, clientAppType: one.client };
    case 'platform':
      // Another platform is another device: of that one nothing is known, and none is counted on.
      return { ...facts, platform: one.platform, device: null, intuneManaged: false };
    case 'country':
      return { ...facts, ip: null, country: one.country, gpsCountry: one.country };
    case 'network':
      return { ...facts, ip: addressIn(one.location) };
    case 'ordinaryFlow':
      return { ...facts, authFlow: null };
    case 'noRisk':
      return { ...facts, signInRisk: 'none' };
    case 'device':
      return factsAfter({ on: 'device', kind: 'other', other: one.other }, facts);
  }
}
