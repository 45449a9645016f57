/**
 * Kinds of client. `easSupported` is Exchange ActiveSync on a platform that Conditional Access knows. Source:
 * reference sheet conditional-access, section 2.4.
 */
import type { SignInFacts } from '../facts.ts';
import { CLIENT_APP_TYPES, CLIENT_KINDS } from '../facts.ts';
import type { Match } from '../match.ts';
import { NOT_UNDERSTOOD, NO_MATCH, decided, either, matched, unsure } from '../match.ts';
import { NOTHING_MISSING, bitOf } from '../signals.ts';
import { spelled, textList } from '../wire.ts';
import type { ConditionModule } from './condition.ts';

const CLIENT = bitOf('clientAppType');
const PLATFORM = bitOf('platform');

export const clientAppTypes: ConditionModule = {
  members: ['clientAppTypes'],
  compile(conditions) {
    const list = spelled(textList(conditions['clientAppTypes']), [...CLIENT_APP_TYPES, 'all']);
    const { values } = list;
    if (values.length === 0 && !list.malformed) return null;
    // A list of every kind leaves nobody out.
    if (values.includes('all') || CLIENT_KINDS.every((kind) => values.includes(kind))) return null;
    const strange =
      list.malformed || values.some((v) => !(CLIENT_APP_TYPES as readonly string[]).includes(v));
    const rest = strange ? NOT_UNDERSTOOD : NO_MATCH;
    return (facts) => decided('clientApps', either(clientMatch(values, facts), rest));
  },
};

function clientMatch(listed: readonly string[], facts: SignInFacts): Match {
  const { clientAppType, platform } = facts;
  const easOnly = listed.includes('easSupported') && !listed.includes('exchangeActiveSync');
  if (clientAppType === undefined) {
    return unsure(CLIENT | (easOnly && platform === undefined ? PLATFORM : NOTHING_MISSING));
  }
  const named = matched({ kind: 'value', id: clientAppType });
  if (listed.includes(clientAppType)) return named;
  if (clientAppType === 'easSupported') return listed.includes('exchangeActiveSync') ? named : NO_MATCH;
  if (clientAppType !== 'exchangeActiveSync' || !easOnly) return NO_MATCH;
  if (platform === undefined) return unsure(PLATFORM);
  return platform === null ? NO_MATCH : named;
}
