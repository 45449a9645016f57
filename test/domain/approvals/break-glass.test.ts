import assert from 'node:assert/strict';
import {
  isUnreviewed,
  judgeBreakGlass,
  judgeBreakable,
  judgeReview,
  judgeReviewer,
  reviewReminder,
} from '../../../src/domain/approvals/break-glass.ts';
import type { BreakGlass } from '../../../src/domain/approvals/request.ts';
import { STATES } from '../../../src/domain/approvals/state-machine.ts';
import { AT, sampleRequest } from './sample-request.ts';

const NOW = new Date('2026-11-22T06:10:00.000Z');
const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

function broken(over: Partial<BreakGlass> = {}): ReturnType<typeof sampleRequest> {
  const breakGlass = {
    actor: { id: 'maya', name: 'Maya Roy' },
    reason: 'nobody is awake',
    at: AT,
    review: null,
    ...over,
  };
  return sampleRequest({ state: 'approved', breakGlass });
}

function codeOf(judgement: { ok: boolean; code?: string }): string {
  return judgement.ok ? 'ok' : (judgement.code ?? '');
}

describe('judgeBreakGlass', () => {
  const judge = (
    request = sampleRequest(),
    reason: string | null = 'nobody is awake',
    freeze: Parameters<typeof judgeBreakGlass>[0] = [],
    risk: Parameters<typeof judgeBreakGlass>[2]['risk'] = 'disruptive',
    now = NOW,
  ): string => codeOf(judgeBreakGlass(freeze, request, { actorId: 'maya', risk, reason }, now));

  it('lets nobody through about their own account, nor review it', () => {
    const target = { kind: 'user', id: 'MAYA', name: 'Maya Roy', aadDeviceId: null } as const;
    assert.equal(judge(sampleRequest({ target })), 'ownAccount');
    const adele = { ...target, id: 'adele' } as const;
    assert.equal(judge(sampleRequest({ target: adele })), 'ok');
    assert.equal(codeOf(judgeReviewer({ ...broken(), target: adele }, 'adele')), 'ownAccount');
  });

  it('lets one person through with a reason, whoever asked', () => {
    assert.equal(judge(), 'ok');
    assert.equal(judge(sampleRequest({ approvalsNeeded: 2 })), 'ok');
  });

  it('wants a reason', () => {
    for (const reason of [null, '', '  \n ']) assert.equal(judge(sampleRequest(), reason), 'reasonRequired');
  });

  it('lets nobody in by a secret', () => {
    const by = { actorId: 'maya', risk: 'disruptive', yieldsSecret: true, reason: 'why' } as const;
    assert.equal(codeOf(judgeBreakGlass([], sampleRequest(), by, NOW)), 'blocked');
    assert.equal(codeOf(judgeBreakable(sampleRequest(), 'disruptive', NOW, true)), 'blocked');
  });

  it('stays away from what cannot be taken back, and from what this version does not know', () => {
    assert.equal(judge(sampleRequest(), 'why', [], 'destructive'), 'blocked');
    assert.equal(judge(sampleRequest(), 'why', [], null), 'blocked');
  });

  it('stays away from what the policy gives three people', () => {
    assert.equal(judge(sampleRequest({ approvalsNeeded: 3 })), 'blocked');
  });

  it('holds to a freeze, and to what it excepts', () => {
    const freeze = { from: '2026-11-22T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z', except: [] };
    assert.equal(judge(sampleRequest(), 'why', [freeze]), 'frozen');
    assert.equal(judge(sampleRequest(), 'why', [{ ...freeze, except: ['isolate'] }]), 'ok');
  });

  it('is too late from the very instant of expiry', () => {
    const at = new Date(sampleRequest().expiresAt);
    assert.equal(judge(sampleRequest(), 'why', [], 'disruptive', at), 'expired');
    assert.equal(judge(sampleRequest(), 'why', [], 'disruptive', new Date(at.getTime() - 1)), 'ok');
  });

  for (const state of STATES.filter((one) => one !== 'requested')) {
    it(`is refused for a request that is ${state}`, () => {
      assert.equal(judge(sampleRequest({ state })), state === 'expired' ? 'expired' : 'alreadyDecided');
      assert.equal(judgeBreakable(sampleRequest({ state }), 'disruptive', NOW).ok, false);
    });
  }
});

describe('judgeReview', () => {
  const judge = (
    request = broken(),
    actor = 'tomas',
    verdict: 'agreed' | 'objected' = 'agreed',
    note: string | null = null,
  ): string => codeOf(judgeReview(request, actor, verdict, note));

  it('is for somebody who neither asked for it nor let it through, however the id is written', () => {
    assert.equal(judge(), 'ok');
    for (const actor of ['maya', 'MAYA', 'iris', 'Iris']) assert.equal(judge(broken(), actor), 'ownRequest');
    assert.equal(judgeReviewer(broken(), 'tomas').ok, true);
  });

  it('wants a note from whoever objects', () => {
    assert.equal(judge(broken(), 'tomas', 'objected'), 'reasonRequired');
    assert.equal(judge(broken(), 'tomas', 'objected', ' '), 'reasonRequired');
    assert.equal(judge(broken(), 'tomas', 'objected', 'the device was not the one'), 'ok');
  });

  it('is refused where nothing was let through alone, and a second time', () => {
    assert.equal(judge(sampleRequest()), 'blocked');
    const review = {
      actor: { id: 'tomas', name: 'Tomas Ng' },
      verdict: 'agreed',
      note: null,
      at: AT,
    } as const;
    assert.equal(judge(broken({ review }), 'ann'), 'alreadyDecided');
    assert.deepEqual(
      [isUnreviewed(sampleRequest()), isUnreviewed(broken()), isUnreviewed(broken({ review }))],
      [false, true, false],
    );
  });
});

describe('reviewReminder', () => {
  const at = Date.parse(AT);
  const cases: readonly (readonly [string, number, number, number | null])[] = [
    ['at once', 0, 0, DAY],
    ['before the first day is over', DAY - 1, 0, 1],
    ['when it is over', DAY, 1, DAY],
    ['in the middle of the third', 2.5 * DAY, 2, DAY / 2],
    ['after a week', 7 * DAY, 7, null],
    ['long after', 40 * DAY, 7, null],
    ['by a clock that goes behind', -HOUR, 0, DAY + HOUR],
  ];
  for (const [what, after, due, nextIn] of cases) {
    it(`counts the days: ${what}`, () => {
      assert.deepEqual(reviewReminder(broken(), new Date(at + after)), { due, nextIn });
    });
  }

  it('is over once somebody looked', () => {
    const review = { actor: { id: 'tomas', name: 'T' }, verdict: 'agreed', note: null, at: AT } as const;
    assert.equal(reviewReminder(broken({ review }), NOW), null);
    assert.equal(reviewReminder(sampleRequest(), NOW), null);
  });
});
