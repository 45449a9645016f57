import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { sessionControlsOf } from '../../../src/domain/conditional-access/session-controls.ts';
import { sessionWords } from '../../../src/domain/questions/session-control-words.ts';
import type { Json } from '../../../src/domain/tenant/access-policies.ts';
import { outcomeOf, policy } from './builders.ts';

/** Each control twice, beside what it is not. */
const ROWS: readonly (readonly [session: Json, words: string])[] = [
  [null, ''],
  [{}, ''],
  [
    { signInFrequency: { isEnabled: true, type: 'hours', value: 4, frequencyInterval: 'timeBased' } },
    'a new sign-in every 4 hours',
  ],
  [{ signInFrequency: { isEnabled: false, type: 'hours', value: 4 } }, ''],
  [{ signInFrequency: { isEnabled: true, type: 'days', value: 1 } }, 'a new sign-in every day'],
  [
    { signInFrequency: { isEnabled: true, type: null, value: null, frequencyInterval: 'everyTime' } },
    'a new sign-in every time',
  ],
  [
    { signInFrequency: { isEnabled: true, type: 'weeks', value: 2 } },
    '"signInFrequency", which this version does not know',
  ],
  [{ signInFrequency: 'often' }, '"signInFrequency", which this version does not know'],
  [{ persistentBrowser: { isEnabled: true, mode: 'never' } }, 'no stay-signed-in in browsers'],
  [{ persistentBrowser: { isEnabled: true, mode: 'always' } }, 'stay-signed-in in browsers'],
  [
    { persistentBrowser: { isEnabled: true, mode: 'often' } },
    '"persistentBrowser", which this version does not know',
  ],
  [{ persistentBrowser: { isEnabled: false, mode: 'never' } }, ''],
  [{ applicationEnforcedRestrictions: { isEnabled: true } }, 'the restrictions of the app itself'],
  [{ applicationEnforcedRestrictions: { isEnabled: null } }, ''],
  [{ secureSignInSession: { isEnabled: true } }, 'tokens bound to the device'],
  [{ secureSignInSession: { isEnabled: false } }, ''],
  [
    { cloudAppSecurity: { isEnabled: true, cloudAppSecurityType: 'blockDownloads' } },
    'Defender for Cloud Apps (downloads blocked)',
  ],
  [
    { cloudAppSecurity: { isEnabled: true, cloudAppSecurityType: 'novel' } },
    'Defender for Cloud Apps (novel)',
  ],
  [{ cloudAppSecurity: { isEnabled: true } }, 'Defender for Cloud Apps (not said)'],
  [{ disableResilienceDefaults: true }, 'no session kept up in an outage'],
  [{ disableResilienceDefaults: false }, ''],
  [
    { continuousAccessEvaluation: { mode: 'strictLocation' } },
    '"continuousAccessEvaluation", which this version does not know',
  ],
  [{ continuousAccessEvaluation: null }, ''],
  ['everything', '"sessionControls", which this version does not know'],
  [
    { persistentBrowser: { isEnabled: true, mode: 'never' }, secureSignInSession: { isEnabled: true } },
    'tokens bound to the device and no stay-signed-in in browsers',
  ],
];

describe('what a policy asks of the session', () => {
  for (const [session, words] of ROWS) {
    it(`is "${words}" for ${JSON.stringify(session)}`, () => {
      assert.equal(sessionWords(sessionControlsOf(session)), words);
    });
  }

  it('never decides whether somebody gets in', () => {
    const only = {
      grantControls: null,
      sessionControls: { signInFrequency: { isEnabled: true, frequencyInterval: 'everyTime' } },
    };
    assert.deepEqual(outcomeOf([policy({}, only)]), ['allowed', [], []]);
  });
});
