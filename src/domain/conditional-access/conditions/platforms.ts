/**
 * Device platforms, as the client claims them. A platform that was not recognised (null) is only reached by `all`,
 * and by no exclusion that names one. Source: reference sheet conditional-access, section 2.5.
 */
import type { SignInFacts } from '../facts.ts';
import { PLATFORMS } from '../facts.ts';
import type { Match } from '../match.ts';
import { NOT_UNDERSTOOD, NO_MATCH, assigned, either, matched, unsure } from '../match.ts';
import { bitOf } from '../signals.ts';
import type { TextList } from '../wire.ts';
import { isObject, isUnset, spelled, textList, unknownMembers, without } from '../wire.ts';
import type { ConditionModule } from './condition.ts';

const PLATFORM = bitOf('platform');
const SPELLINGS = [...PLATFORMS, 'all'];

export const platforms: ConditionModule = {
  members: ['platforms'],
  compile(conditions) {
    const raw = conditions['platforms'];
    if (isUnset(raw)) return null;
    if (!isObject(raw)) return () => assigned('devicePlatform', NOT_UNDERSTOOD, NO_MATCH);
    const unknown = unknownMembers(raw, ['includePlatforms', 'excludePlatforms']);
    const include = spelled(textList(raw['includePlatforms']), SPELLINGS);
    const exclude = spelled(textList(raw['excludePlatforms']), SPELLINGS);
    // Exclusions alone: what is included is not said, so it is not known.
    const noneIncluded = include.values.length === 0;
    const strangeIn = noneIncluded || unknown.some((member) => !member.startsWith('exclude'));
    const included = without(include, exclude);
    const strangeOut = unknown.some((member) => !member.startsWith('include'));
    return (facts) =>
      assigned(
        'devicePlatform',
        platformMatch(included, strangeIn, facts),
        platformMatch(exclude, strangeOut, facts),
      );
  },
};

function platformMatch(list: TextList, strange: boolean, facts: SignInFacts): Match {
  const { values } = list;
  if (values.includes('all')) return matched({ kind: 'value', id: 'all' });
  const known: readonly string[] = PLATFORMS;
  const unclear = strange || list.malformed || values.some((value) => !known.includes(value));
  const rest = unclear ? NOT_UNDERSTOOD : NO_MATCH;
  const { platform } = facts;
  if (platform === undefined)
    return values.some((v) => known.includes(v)) ? either(unsure(PLATFORM), rest) : rest;
  if (platform === null || !values.includes(platform)) return rest;
  return matched({ kind: 'value', id: platform });
}
