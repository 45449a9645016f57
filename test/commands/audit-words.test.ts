import assert from 'node:assert/strict';
import { detailWords, eventWords } from '../../src/commands/audit-words.ts';

describe('the record in words', () => {
  it('does not say that whoever was refused is the one who refused', () => {
    assert.equal(eventWords({ event: 'request.refused', details: {} }), 'refused when it was asked for');
    assert.deepEqual(detailWords({ details: { code: 'severalTargets' } }), ['several targets at once']);
  });

  it('tells what was found of an action that succeeded', () => {
    assert.equal(
      eventWords({ event: 'execution.verified', details: { verified: 'no' } }),
      'checked: it is not in effect',
    );
    assert.equal(eventWords({ event: 'execution.verified', details: {} }), 'verified');
  });

  it('says what it has no words for as it stands', () => {
    assert.equal(eventWords({ event: 'later.version', details: {} }), 'later.version');
    assert.equal(eventWords({ event: 'toString', details: {} }), 'toString');
    assert.deepEqual(detailWords({ details: { code: 'hasOwnProperty', reason: 7, problem: '' } }), [
      'hasOwnProperty',
    ]);
  });
});
