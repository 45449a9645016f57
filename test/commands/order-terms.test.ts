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
  for (const [text, minutes] of [
    ['isolate for 4 hours FIN-LT-042', 240],
    ['for 4 hours please isolate FIN-LT-042', 240],
    ['disable for 8 h adele.vance@contoso.com because it beaconed', 480],
    ['isolate FIN-LT-042 for 2h because it beaconed for 3 days', 120],
  ] as const) {
    it(`is read wherever it stands: "${text}"`, () => {
      const { intent, slots } = understand(text);
      assert.match(intent, /^action\./);
      assert.equal(holdMinutes(text, slots['reason']), minutes);
    });
  }
  for (const time of [
    'until tomorrow 8',
    'for a while',
    'for the night',
    'for a few hours',
    'for 2-4 hours',
    'for about 4 hours',
    'for 4 h for 8 h',
    'for my shift',
    'for christmas',
    'for as long as needed',
    '- 4 hours',
    '(4h)',
    '- temporarily, phishing',
    'because of c2 for 4 hours',
    'because of c2 for 4 hours (incident 1042)',
    'because of c2, 4h max',
    'because of c2, release it in 4h',
    'because of c2, auto-release tomorrow morning',
    'because of c2 till noon',
    'because of c2 as long as needed',
    'because of c2 - 2h should do',
    'because of c2 for the rest of my shift',
  ]) {
    it(`is asked back when it cannot be read: "${time}"`, () => {
      assert.equal(understand(`isolate FIN-LT-042 ${time}`).intent, 'none');
    });
  }
  for (const reason of [
    'it has been beaconing for 2 days',
    'he was away overnight',
    'overnight alerts fired',
    'mimikatz was seen 3 hours ago',
    'it was seen in the last 4 hours',
    'the user reported it this morning',
    'he logged on at 3am',
  ]) {
    it(`is no part of a reason that tells what was: "${reason}"`, () => {
      const text = `isolate FIN-LT-042 because ${reason}`;
      assert.deepEqual(understand(text).slots['reason'], reason);
      assert.equal(holdMinutes(text, reason), null);
    });
  }
  it('of two is neither', () => {
    assert.equal(understand('isolate for 4 h FIN-LT-042 for 8 h').intent, 'none');
  });
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
    'isolate FIN-LT-042, evidence first',
    'first collect, then isolate FIN-LT-042',
    'isolate FIN-LT-042 because of ransomware, evidence first',
    'isolate FIN-LT-042 because of ransomware, but collect evidence first',
    'isolate FIN-LT-042 because of ransomware after collecting evidence',
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
  it('is neither lost in a reason nor taken from one', () => {
    for (const text of [
      'isolate FIN-LT-042 (evidence first)',
      'isolate FIN-LT-042, reason: evidence first',
    ]) {
      assert.equal(understand(text).intent, 'none');
    }
    const text = 'isolate FIN-LT-042 because the user wanted to collect evidence first';
    assert.equal(understand(text).intent, 'action.isolate');
    assert.ok(!wantsEvidenceFirst(text));
  });
  it('is not seen in a plain request', () => {
    assert.ok(!wantsEvidenceFirst('isolate FIN-LT-042'));
    assert.ok(!wantsEvidenceFirst('collect evidence from FIN-LT-042'));
  });
});

describe('a reason that asks for more', () => {
  for (const more of [
    'but ask kim first',
    'and lift it after lunch',
    'in case kim agrees',
    'when kim agrees',
    'provided kim agrees',
    'at 6pm',
    'actually no',
  ]) {
    it(`makes no request: "${more}"`, () => {
      assert.equal(understand(`isolate FIN-LT-042 because of malware, ${more}`).intent, 'none');
      assert.equal(understand(`isolate FIN-LT-042 because of malware ${more}`).intent, 'none');
    });
  }
});

describe('a request that is taken back by what follows it', () => {
  for (const words of [
    '- wrong chat',
    '- false alarm',
    '(drill)',
    ', this is a drill',
    '- dry run',
    ', wrong device',
  ]) {
    it(`is none: "${words}"`, () => {
      assert.equal(understand(`isolate FIN-LT-042 ${words}`).intent, 'none');
    });
  }
  it('is one when the same words are why something is undone', () => {
    assert.equal(understand('release FIN-LT-042, false positive').slots['reason'], 'false positive');
    assert.equal(understand('release FIN-LT-042 - wrong device').intent, 'action.release');
  });
  for (const words of [
    ': if it gets worse',
    ', tomorrow',
    ' - just kidding',
    ' because he said so?',
    ', this is a drill',
  ]) {
    it(`stops nothing: "${words}"`, () => {
      assert.equal(understand(`pull the stop switch${words}`).intent, 'none');
    });
  }
});
