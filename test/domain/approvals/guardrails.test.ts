import assert from 'node:assert/strict';
import type { Guardrail } from '../../../src/domain/approvals/guardrails.ts';
import {
  freezeGuardrail,
  guardrailText,
  hasCeilings,
  hasLapsed,
  holdsUntil,
  reachedCeiling,
  sameGuardrail,
  stopGuardrail,
} from '../../../src/domain/approvals/guardrails.ts';
import { AT, decision, sampleRequest } from './sample-request.ts';

const LATER = '2026-11-22T07:00:00.000Z';
const STOP = { kind: 'stopSwitch', by: 'Iris Ek', at: AT, reason: 'why' } as const;
const FREEZE = { kind: 'freeze', until: LATER } as const;
const CEILING = { kind: 'ceiling', of: 'action', limit: 5 } as const;

describe('a guardrail', () => {
  it('is the stop switch while it is pulled', () => {
    const by = { id: 'iris', name: 'Iris Ek' };
    assert.deepEqual(stopGuardrail({ pulled: true, by, reason: 'why', at: AT }), STOP);
    assert.equal(stopGuardrail({ pulled: false, by, reason: 'why', at: AT }), null);
    assert.equal(
      guardrailText(stopGuardrail({ pulled: true, by: null, reason: null, at: null }) ?? STOP, ''),
      'somebody pulled the stop switch: no reason given',
    );
  });

  it('is a freeze from its first instant to just before its last, except for what it excepts', () => {
    const freezes = [{ from: AT, to: LATER, except: ['release'] }];
    const at = (action: string, time: string): Guardrail | null =>
      freezeGuardrail(freezes, action, new Date(time));
    assert.deepEqual(at('isolate', AT), FREEZE);
    assert.deepEqual(at('isolate', '2026-11-22T06:59:59.999Z'), FREEZE);
    assert.equal(at('isolate', LATER), null);
    assert.equal(at('isolate', '2026-11-22T05:59:59.999Z'), null);
    assert.equal(at('release', AT), null);
  });

  it('is the first ceiling that is reached', () => {
    const limits = { perHour: { isolate: 2, '*': 4 }, perPersonPerHour: 3 };
    const reached = (ofAction: number, ofAll: number, ofPerson: number) =>
      reachedCeiling(limits, 'isolate', { ofAction, ofAll, ofPerson })?.of ?? null;
    assert.equal(reached(1, 3, 2), null);
    assert.equal(reached(2, 3, 2), 'action');
    assert.equal(reached(1, 4, 2), 'all');
    assert.equal(reached(1, 3, 3), 'person');
    const release = reachedCeiling(limits, 'release', { ofAction: 9, ofAll: 0, ofPerson: 0 });
    assert.equal(release, null);
    assert.equal(hasCeilings(limits), true);
    assert.equal(hasCeilings({ perHour: {}, perPersonPerHour: 1 }), true);
    assert.equal(hasCeilings({ perHour: {}, perPersonPerHour: null }), false);
  });

  it('is told in words', () => {
    assert.equal(guardrailText(STOP, 'isolate'), 'Iris Ek pulled the stop switch: why');
    assert.match(guardrailText(FREEZE, 'isolate'), /until 2026-11-22 07:00 UTC/);
    assert.match(guardrailText(CEILING, 'isolate'), /5 "isolate" actions carried out/);
    assert.match(guardrailText({ ...CEILING, of: 'all' }, 'isolate'), /5 actions carried out/);
    assert.match(guardrailText({ ...CEILING, of: 'person' }, 'isolate'), /this person/);
  });

  it('is the same only if it holds for the same reason', () => {
    const all = [STOP, FREEZE, CEILING];
    for (const a of all) for (const b of all) assert.equal(sameGuardrail(a, b), a === b);
    assert.equal(sameGuardrail(STOP, { ...STOP, at: LATER }), false);
    assert.equal(sameGuardrail(FREEZE, { ...FREEZE, until: AT }), false);
    assert.equal(sameGuardrail(CEILING, { ...CEILING, of: 'all' }), false);
  });
});

describe('an approval that is held back', () => {
  const approved = sampleRequest({
    state: 'approved',
    decisions: [decision('tomas'), { ...decision('maya'), at: '2026-11-22T06:10:00.000Z' }],
    heldBack: { ...STOP, since: '2026-11-22T06:11:00.000Z' },
  });
  const at = (time: string): Date => new Date(`2026-11-22T${time}Z`);

  it('holds as long after the last approval as there was to decide', () => {
    assert.deepEqual(holdsUntil(approved), at('06:40:00'));
    assert.equal(hasLapsed(approved, at('06:39:59')), false);
    assert.equal(hasLapsed(approved, at('06:40:00')), true);
  });

  it('counts from the one who let it through alone', () => {
    const breakGlass = {
      actor: { id: 'x', name: 'X' },
      reason: 'r',
      at: '2026-11-22T06:20:00.000Z',
      review: null,
    };
    assert.deepEqual(holdsUntil({ ...approved, breakGlass }), at('06:50:00'));
  });

  it('does not lapse when it was never held back, is not approved yet, or another approval covers it', () => {
    const late = at('09:00:00');
    assert.equal(hasLapsed({ ...approved, heldBack: null }, late), false);
    assert.equal(hasLapsed({ ...approved, heldBack: { ...STOP, since: null } }, late), false);
    assert.equal(hasLapsed({ ...approved, coveredBy: 'R-22222' }, late), false);
  });
});
