import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ResponsePolicy } from '../../../src/domain/approvals/policy.ts';
import { DEFAULT_RULE, defaultPolicy, ruleFor } from '../../../src/domain/approvals/policy.ts';
import {
  freezeNow,
  isOverdue,
  judgeCancel,
  judgeDecision,
  judgeOwnAccount,
  judgeRelease,
  judgeRequest,
  judgeUndo,
  tally,
} from '../../../src/domain/approvals/rules.ts';
import { STATES } from '../../../src/domain/approvals/state-machine.ts';
import { decision, sampleRequest } from './sample-request.ts';

const NOW = new Date('2026-11-22T06:10:00.000Z');
const POLICY = defaultPolicy();
const QUIET = { ofAction: 0, ofAll: 0, ofPerson: 0 };

function codeOf(judgement: { ok: boolean; code?: string }): string {
  return judgement.ok ? 'ok' : (judgement.code ?? '');
}

describe('judgeDecision', () => {
  it('lets somebody else decide in time', () => {
    for (const verdict of ['approve', 'deny'] as const) {
      assert.equal(codeOf(judgeDecision(POLICY, sampleRequest(), 'tomas', verdict, NOW)), 'ok');
    }
  });

  it('refuses the person who asked, however the id is written', () => {
    assert.equal(codeOf(judgeDecision(POLICY, sampleRequest(), 'IRIS', 'approve', NOW)), 'ownRequest');
    assert.equal(codeOf(judgeDecision(POLICY, sampleRequest(), 'iris', 'deny', NOW)), 'ownRequest');
  });

  it('refuses the person whom it is about, whatever they want of it', () => {
    const target = { kind: 'user', id: 'adele', name: 'Adele Vance', aadDeviceId: null } as const;
    for (const verdict of ['approve', 'deny'] as const) {
      const code = codeOf(judgeDecision(POLICY, sampleRequest({ target }), 'ADELE', verdict, NOW));
      assert.equal(code, 'ownAccount');
    }
    assert.equal(codeOf(judgeDecision(POLICY, sampleRequest({ target }), 'tomas', 'deny', NOW)), 'ok');
    const device = { ...target, kind: 'device' } as const;
    const ofDevice = sampleRequest({ target: device });
    assert.equal(codeOf(judgeDecision(POLICY, ofDevice, 'adele', 'deny', NOW)), 'ok');
  });

  it('counts a person once', () => {
    const request = sampleRequest({ approvalsNeeded: 2, decisions: [decision('tomas')] });
    assert.equal(codeOf(judgeDecision(POLICY, request, 'TOMAS', 'approve', NOW)), 'alreadyVoted');
    assert.equal(codeOf(judgeDecision(POLICY, request, 'maya', 'approve', NOW)), 'ok');
  });

  it('is too late from the very instant of expiry', () => {
    const at = new Date(sampleRequest().expiresAt);
    assert.equal(codeOf(judgeDecision(POLICY, sampleRequest(), 'tomas', 'approve', at)), 'expired');
    const before = new Date(at.getTime() - 1);
    assert.equal(codeOf(judgeDecision(POLICY, sampleRequest(), 'tomas', 'approve', before)), 'ok');
  });

  for (const state of STATES.filter((one) => one !== 'requested')) {
    it(`refuses a request that is ${state}`, () => {
      const code = codeOf(judgeDecision(POLICY, sampleRequest({ state }), 'tomas', 'approve', NOW));
      assert.equal(code, state === 'expired' ? 'expired' : 'alreadyDecided');
    });
  }

  it('approves nothing in a freeze, but lets people deny', () => {
    const policy: ResponsePolicy = {
      ...POLICY,
      freeze: [{ from: '2026-11-22T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z', except: [] }],
    };
    assert.equal(codeOf(judgeDecision(policy, sampleRequest(), 'tomas', 'approve', NOW)), 'frozen');
    assert.equal(codeOf(judgeDecision(policy, sampleRequest(), 'tomas', 'deny', NOW)), 'ok');
  });
});

describe('judgeRelease', () => {
  const pulled = { pulled: true, by: { id: 'tomas', name: 'Tomas Ng' }, reason: null, at: NOW.toISOString() };
  it('lets whoever pulled it take it back, and nobody whose own action waits', () => {
    assert.equal(codeOf(judgeRelease(pulled, [], 'tomas')), 'ok');
    assert.equal(codeOf(judgeRelease(pulled, [sampleRequest()], 'tomas')), 'ok');
    assert.equal(codeOf(judgeRelease(pulled, [sampleRequest()], 'IRIS')), 'ownRequest');
    assert.equal(codeOf(judgeRelease({ ...pulled, pulled: false }, [], 'tomas')), 'alreadyDecided');
  });
});

describe('tally', () => {
  const people = fc.constantFrom('tomas', 'TOMAS', 'maya', 'ana', 'iris', 'Iris');
  const votes = fc.array(fc.record({ who: people, no: fc.boolean() }), { maxLength: 6 });

  it('lets a denial win whatever else was said', () => {
    fc.assert(
      fc.property(votes, fc.integer({ min: 1, max: 3 }), (all, approvalsNeeded) => {
        const decisions = all.map((vote) => decision(vote.who, vote.no ? 'deny' : 'approve'));
        const result = tally(sampleRequest({ approvalsNeeded, decisions }));
        assert.equal(
          result === 'denied',
          all.some((vote) => vote.no),
        );
      }),
    );
  });

  it('needs that many different people other than the requester', () => {
    fc.assert(
      fc.property(
        fc.array(people, { maxLength: 6 }),
        fc.integer({ min: 0, max: 3 }),
        (all, approvalsNeeded) => {
          const result = tally(
            sampleRequest({ approvalsNeeded, decisions: all.map((who) => decision(who)) }),
          );
          const others = new Set(all.map((who) => who.toLowerCase()).filter((who) => who !== 'iris'));
          assert.equal(result === 'approved', others.size >= Math.max(1, approvalsNeeded));
        },
      ),
    );
  });
});

describe('judgeOwnAccount', () => {
  const own = sampleRequest({
    target: { kind: 'user', id: 'IRIS', name: 'Iris Ek', aadDeviceId: null },
  });
  it('gives nobody access who asks for it themselves', () => {
    const access = { verb: 'enableUser', forOthersOnly: true } as const;
    assert.equal(codeOf(judgeOwnAccount(access, own)), 'ownAccount');
    assert.equal(codeOf(judgeOwnAccount(access, sampleRequest())), 'ok');
  });
  it('lets them ask for what takes access away', () => {
    assert.equal(codeOf(judgeOwnAccount({ verb: 'disableUser' }, own)), 'ok');
  });
});

describe('judgeRequest', () => {
  const order = { action: 'isolate', reason: null };
  const limited: ResponsePolicy = {
    ...POLICY,
    limits: { perHour: { isolate: 2, '*': 5 }, perPersonPerHour: 3 },
  };

  it('counts the action, everything and the person', () => {
    assert.equal(
      codeOf(judgeRequest(limited, DEFAULT_RULE, order, { ofAction: 1, ofAll: 4, ofPerson: 2 }, NOW)),
      'ok',
    );
    for (const over of [{ ofAction: 2 }, { ofAll: 5 }, { ofPerson: 3 }]) {
      assert.equal(codeOf(judgeRequest(limited, DEFAULT_RULE, order, { ...QUIET, ...over }, NOW)), 'limit');
    }
  });

  it('asks for a reason where the rule does, and blanks are none', () => {
    const rule = { ...DEFAULT_RULE, reasonRequired: true };
    assert.equal(
      codeOf(judgeRequest(POLICY, rule, { ...order, reason: '  ' }, QUIET, NOW)),
      'reasonRequired',
    );
    assert.equal(codeOf(judgeRequest(POLICY, rule, { ...order, reason: 'phishing' }, QUIET, NOW)), 'ok');
  });
});

describe('a refusal', () => {
  it('stops a request in a freeze before it looks at anything else', () => {
    const freeze = [{ from: '2026-11-22T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z', except: [] }];
    const rule = { ...DEFAULT_RULE, reasonRequired: true };
    const judged = judgeRequest({ ...POLICY, freeze }, rule, { action: 'isolate', reason: null }, QUIET, NOW);
    assert.deepEqual(judged, {
      ok: false,
      code: 'frozen',
      message: 'Changes are frozen until 2026-11-23 00:00 UTC by the response policy.',
    });
    assert.equal(
      codeOf(judgeRequest(POLICY, rule, { action: 'isolate', reason: null }, QUIET, NOW)),
      'reasonRequired',
    );
  });

  it('says who denied it, and that nothing was done', () => {
    const denied = sampleRequest({ state: 'denied', decisions: [decision('Maya', 'deny')] });
    const judged = judgeDecision(POLICY, denied, 'tomas', 'approve', NOW);
    assert.ok(!judged.ok);
    assert.equal(judged.message, 'R-7F3K2 was denied by Maya. Nothing was done.');
  });

  it('does not let the requester cancel what has expired, told of it or not', () => {
    for (const request of [
      sampleRequest({ state: 'expired' }),
      sampleRequest({ expiresAt: NOW.toISOString() }),
    ]) {
      const judged = judgeCancel(request, 'iris', NOW);
      assert.ok(!judged.ok);
      assert.equal(judged.code, 'expired');
      assert.match(judged.message, /expired already\. Nothing was done\.$/);
    }
  });
});

describe('freezeNow', () => {
  const freeze = [{ from: '2026-11-22T06:00:00.000Z', to: '2026-11-22T07:00:00.000Z', except: ['isolate'] }];
  it('holds from its first instant up to its last, except for what it names', () => {
    assert.notEqual(freezeNow(freeze, 'wipe', new Date('2026-11-22T06:00:00Z')), null);
    assert.equal(freezeNow(freeze, 'wipe', new Date('2026-11-22T07:00:00Z')), null);
    assert.equal(freezeNow(freeze, 'isolate', NOW), null);
  });
});

describe('judgeCancel and judgeUndo', () => {
  it('never says of an action that may yet take effect that there is nothing to undo', () => {
    const said = (state: 'submitted' | 'timedOut' | 'failed'): string => {
      const judged = judgeUndo(sampleRequest({ state }), 'release');
      return judged.ok ? '' : judged.message;
    };
    assert.match(said('submitted'), /may yet take effect/);
    assert.match(said('timedOut'), /has no known end/);
    assert.match(said('failed'), /changed nothing/);
  });

  it('lets only the requester cancel, and only what is undecided', () => {
    assert.equal(codeOf(judgeCancel(sampleRequest(), 'Iris', NOW)), 'ok');
    assert.equal(codeOf(judgeCancel(sampleRequest(), 'tomas', NOW)), 'notInRole');
    assert.equal(codeOf(judgeCancel(sampleRequest({ state: 'approved' }), 'iris', NOW)), 'alreadyDecided');
    assert.equal(isOverdue(sampleRequest({ state: 'approved' }), new Date('2027-01-01')), false);
  });

  it('undoes only what succeeded, once, where there is a way back', () => {
    assert.equal(codeOf(judgeUndo(sampleRequest({ state: 'succeeded' }), 'release')), 'ok');
    assert.equal(codeOf(judgeUndo(sampleRequest({ state: 'succeeded' }), null)), 'notReversible');
    assert.equal(codeOf(judgeUndo(sampleRequest({ state: 'submitted' }), 'release')), 'notReversible');
    assert.equal(
      codeOf(judgeUndo(sampleRequest({ state: 'succeeded', undoneBy: 'R-22222' }), 'release')),
      'notReversible',
    );
  });
});

describe('ruleFor', () => {
  it('is that of a scan for a scan by another way, unless there is one of its own', () => {
    const facts = { name: 'X', tags: [], deviceValue: null, groups: [] };
    const strict = { ...POLICY, actions: { scan: { approvals: 3 } } };
    assert.equal(ruleFor(strict, 'intuneScan', facts).approvals, 3);
    const own = { ...POLICY, actions: { scan: { approvals: 3 }, intuneScan: { approvals: 2 } } };
    assert.equal(ruleFor(own, 'intuneScan', facts).approvals, 2);
    assert.equal(ruleFor(strict, 'isolate', facts).approvals, POLICY.defaultRule.approvals);
  });

  const facts = { name: 'FIN-LT-042', tags: [], deviceValue: null, groups: [] };

  it('asks one approver for an ordinary isolation and two for Tier0 and for what cannot be undone', () => {
    assert.equal(ruleFor(POLICY, 'isolate', facts).approvals, 1);
    assert.equal(ruleFor(POLICY, 'isolate', { ...facts, tags: ['tier0'] }).approvals, 2);
    for (const action of ['wipe', 'retire', 'offboard', 'disableUser']) {
      assert.equal(ruleFor(POLICY, action, facts).approvals, 2);
    }
  });

  it('takes the strictest of all rules that fit, in every respect', () => {
    const none = { tags: [], names: [], groups: [], deviceValues: [] };
    const policy: ResponsePolicy = {
      ...POLICY,
      defaultRule: { ...DEFAULT_RULE, approve: ['approver', 'responder'] },
      actions: { isolate: { approvals: 2, eachOf: ['g1', 'g2'] } },
      protected: [
        { match: { ...none, names: ['srv-*'] }, approvals: 2, expiresMinutes: 10, eachOf: ['g2', 'g3'] },
        {
          match: { ...none, deviceValues: ['High'] },
          approvals: 1,
          reasonRequired: true,
          approve: ['approver'],
        },
      ],
    };
    const rule = ruleFor(policy, 'isolate', {
      ...facts,
      name: 'SRV-DC01.contoso.example',
      deviceValue: 'high',
    });
    assert.deepEqual(rule, {
      approvals: 3,
      ask: ['responder'],
      approve: ['approver'],
      expiresMinutes: 10,
      reasonRequired: true,
      reissue: 0,
      eachOf: ['g1', 'g2', 'g3'],
    });
  });

  it('lets a protected rule narrow who may ask, and add nobody', () => {
    const match = { tags: ['VIP'], names: [], groups: [], deviceValues: [] };
    const policy: ResponsePolicy = {
      ...POLICY,
      defaultRule: { ...DEFAULT_RULE, approvals: 2, ask: ['responder', 'approver'] },
      protected: [{ match, ask: ['approver', 'reader'], expiresMinutes: 600 }],
    };
    assert.deepEqual(ruleFor(policy, 'isolate', facts).ask, ['responder', 'approver']);
    const rule = ruleFor(policy, 'isolate', { ...facts, tags: ['vip'] });
    assert.deepEqual(
      [rule.ask, rule.approvals, rule.expiresMinutes],
      [['approver'], 2, DEFAULT_RULE.expiresMinutes],
    );
  });

  it('knows a person by the sign-in name too, and by what stands before its @', () => {
    const person = { ...facts, name: 'Joe Adm', names: ['adm-joe@contoso.example'] };
    for (const [pattern, approvals] of [
      ['adm-joe', 2],
      ['ADM-*', 2],
      ['*@contoso.example', 2],
      ['Joe Adm', 2],
      ['joe', 1],
    ] as const) {
      const match = { tags: [], names: [pattern], groups: [], deviceValues: [] };
      const policy: ResponsePolicy = { ...POLICY, protected: [{ match, approvals: 2 }] };
      assert.equal(ruleFor(policy, 'revokeSessions', person).approvals, approvals, pattern);
    }
  });

  it('reads nothing but the star in a name pattern', () => {
    const match = { tags: [], names: ['SRV.DC(1)*'], groups: [], deviceValues: [] };
    const policy: ResponsePolicy = { ...POLICY, protected: [{ match, approvals: 2 }] };
    assert.equal(ruleFor(policy, 'isolate', { ...facts, name: 'srvxdc1' }).approvals, 1);
    assert.equal(ruleFor(policy, 'isolate', { ...facts, name: 'SRV.dc(1)9' }).approvals, 2);
  });
});
