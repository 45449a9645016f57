/**
 * Where the sign-in comes from: named locations by IP range, by country or by GPS, `All`, `AllTrusted`. A location id
 * that the tenant does not have stays unknown. Source: reference sheet conditional-access, sections 2.6 and 5.
 */
import type { SignInFacts } from '../facts.ts';
import type { Match } from '../match.ts';
import { NOT_UNDERSTOOD, NO_MATCH, assigned, either, matched } from '../match.ts';
import type { NamedLocation } from '../named-locations.ts';
import { isAt, isTrusted } from '../named-locations.ts';
import type { TextList } from '../wire.ts';
import { isObject, isUnset, spelled, textList, unknownMembers, without } from '../wire.ts';
import type { CompileContext, ConditionModule, Mentions } from './condition.ts';

interface Places {
  readonly all: boolean;
  readonly trusted: boolean;
  readonly named: readonly NamedLocation[];
  readonly incomplete: boolean;
}

const LITERALS = ['All', 'AllTrusted'];

export const locations: ConditionModule = {
  members: ['locations'],
  compile(conditions, context, mentions) {
    const raw = conditions['locations'];
    if (isUnset(raw)) return null;
    if (!isObject(raw)) return () => assigned('location', NOT_UNDERSTOOD, NO_MATCH);
    const unknown = unknownMembers(raw, ['includeLocations', 'excludeLocations']);
    const include = spelled(textList(raw['includeLocations']), LITERALS);
    const exclude = spelled(textList(raw['excludeLocations']), LITERALS);
    const strangeIn = include.values.length === 0 || unknown.some((member) => !member.startsWith('exclude'));
    const strangeOut = unknown.some((member) => !member.startsWith('include'));
    const excluded = placesOf(exclude, strangeOut, context, mentions);
    const places = placesOf(without(include, exclude), strangeIn, context, mentions);
    const included = excluded.trusted ? { ...places, named: places.named.filter((p) => !p.trusted) } : places;
    return (facts) =>
      assigned('location', placeMatch(included, context, facts), placeMatch(excluded, context, facts));
  },
};

function placesOf(list: TextList, strange: boolean, context: CompileContext, mentions: Mentions): Places {
  const ids = list.values.filter((value) => value !== 'All' && value !== 'AllTrusted');
  const named = ids
    .map((id) => context.locations.get(id.toLowerCase()))
    .filter((place) => place !== undefined);
  for (const place of named) mentions.places.add(place);
  if (list.values.includes('AllTrusted')) {
    for (const place of context.locations.values()) if (place.trusted) mentions.places.add(place);
  }
  return {
    all: list.values.includes('All'),
    trusted: list.values.includes('AllTrusted'),
    named,
    incomplete: strange || list.malformed || named.length !== ids.length,
  };
}

function placeMatch(places: Places, context: CompileContext, facts: SignInFacts): Match {
  if (places.all) return ANYWHERE;
  let match = NO_MATCH;
  for (const location of places.named) match = either(match, isAt(location, facts));
  if (places.trusted && match.truth !== true) match = either(match, isTrusted(context.locations, facts));
  return places.incomplete ? either(match, NOT_UNDERSTOOD) : match;
}

const ANYWHERE = matched({ kind: 'everyone', id: 'All' });
