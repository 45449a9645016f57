import assert from 'node:assert/strict';
import { holdMinutes } from '../../src/commands/understanding/hold.ts';
import { wantsEvidenceFirst } from '../../src/commands/understanding/ordered.ts';
import { understand } from '../../src/commands/understanding/understand.ts';

describe('for how long an action is to hold', () => {
  for (const [text, minutes] of [
    ['isolate FIN-LT-042 for 4 h', 240],
    ['isolate FIN-LT-042 for 4h because of phishing', 240],
    ['please isolate FIN-LT-042 for two hours', 120],
    ['isolate FIN-LT-042 for half an hour', 30],
    ['restrict FIN-LT-042 for the next 90 minutes', 90],
    ['disable adele for 2 days', 2880],
    ['isolate FIN-LT-042', null],
  ] as const) {
    it(`is read from "${text}"`, () => {
      const { intent, slots } = understand(text);
      assert.match(intent, /^action\./);
      assert.equal(holdMinutes(text, slots['reason']), minutes);
    });
  }
  it('is not read from the reason', () => {
    const text = 'isolate FIN-LT-042 because it beaconed for 4 hours';
    const { intent, slots } = understand(text);
    assert.equal(intent, 'action.isolate');
    assert.equal(holdMinutes(text, slots['reason']), null);
  });
  it('is no part of an action that cannot be held', () => {
    assert.equal(understand('wipe FIN-LT-042 for 4 h').intent, 'none');
    assert.equal(understand('release FIN-LT-042 for 4 h').intent, 'none');
  });
  it('is no time of the past or of another day', () => {
    assert.equal(understand('isolate FIN-LT-042 for an hour ago').intent, 'none');
    assert.equal(understand('isolate FIN-LT-042 for tomorrow').intent, 'none');
  });
});

describe('evidence that is wanted first', () => {
  for (const text of [
    'collect evidence from FIN-LT-042, then isolate it',
    'collect, then isolate FIN-LT-042',
    'please collect evidence from FIN-LT-042 and then isolate it for 4 h because of ransomware',
    'isolate FIN-LT-042 after collecting evidence',
    'isolate FIN-LT-042, but collect evidence first',
    'colect evidence from FIN-LT-042, then isolate it',
  ]) {
    it(`is seen in "${text}"`, () => {
      const { intent, slots } = understand(text);
      assert.deepEqual([intent, slots['device']], ['action.isolate', 'FIN-LT-042']);
      assert.ok(wantsEvidenceFirst(text));
    });
  }
  for (const text of [
    'collect evidence from FIN-LT-042, then isolate FIN-LT-043',
    "don't collect evidence, then isolate FIN-LT-042",
    'collect evidence from FIN-LT-042, then wipe it',
    'he said collect evidence from FIN-LT-042, then isolate it',
    'collect evidence from FIN-LT-042, then isolate it if it is infected',
    'should we collect evidence from FIN-LT-042, then isolate it?',
  ]) {
    it(`makes no request of "${text}"`, () => {
      assert.ok(!understand(text).intent.startsWith('action.'));
    });
  }
  it('is not seen in a plain request', () => {
    assert.ok(!wantsEvidenceFirst('isolate FIN-LT-042'));
    assert.ok(!wantsEvidenceFirst('collect evidence from FIN-LT-042'));
  });
});
