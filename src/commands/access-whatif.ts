import { setImmediate } from 'node:timers/promises';
import type { Command } from '../domain/commands.ts';
import { countryCode, platformNamed } from './understanding/apps.ts';
import { accessWhatif } from '../domain/questions/access-explain.ts';
import { accessPolicyChange } from '../domain/questions/access-policy-change.ts';

export const accessWhatifCommand: Command = {
  intent: 'access.whatif',
  role: 'reader',
  summary: 'What would happen in another sign-in, or to everybody with a policy changed',
  examples: [
    'what if adele opens email from brazil',
    'could diego use teams on an iphone',
    'what if megan signs in to sharepoint from 203.0.113.7',
    'would lee gu be blocked from email on android',
    'what if adele reads mail on FIN-LT-042 from thailand',
    'what happens if adele opens outlook on a mac',
    'what if mfa-or-compliant were AND',
  ],
  run: ({ tenant, clock, intent }) => {
    const slots = asConditionalAccessNamesThem(intent.slots);
    return intent.slots['policy'] === undefined
      ? accessWhatif(tenant, clock, slots)
      : accessPolicyChange(tenant, clock, slots, () => setImmediate());
  },
};

/** "Germany" and "Android" as they were typed → the code and the platform that policies know. */
function asConditionalAccessNamesThem(
  slots: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { country, platform } = slots;
  return {
    ...slots,
    ...(country === undefined ? {} : { country: countryCode(country) }),
    ...(platform === undefined ? {} : { platform: platformNamed(platform) }),
  };
}
