import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bringsFurther,
  countsForNow,
  countsForText,
  groupText,
  groupsText,
  missingGroups,
  missingText,
  needsText,
  placesOf,
} from '../../../src/domain/approvals/places.ts';
import type { Decision, ResponseRequest, Standing } from '../../../src/domain/approvals/request.ts';
import { judgeStanding, tally } from '../../../src/domain/approvals/rules.ts';
import { decision, sampleRequest } from './sample-request.ts';

const OPS = { id: 'ops', name: 'Security Operations' };
const OWNERS = { id: 'owners', name: 'Finance owners' };
const LEGAL = { id: 'legal', name: null };

function vote(id: string, groups: readonly string[], role = false): Decision {
  return { ...decision(id), standing: { groups, role } };
}

function needing(over: Partial<ResponseRequest> = {}): ResponseRequest {
  return sampleRequest({ approvalsNeeded: 2, eachOf: [OPS, OWNERS], ...over });
}

/** Every way of giving each approval a place or none. */
function mostPlaces(
  eachOf: readonly string[],
  count: number,
  votes: readonly Standing[],
  free = new Set(Array.from({ length: count }, (_, index) => index)),
): number {
  const [vote, ...others] = votes;
  if (vote === undefined) return 0;
  let best = mostPlaces(eachOf, count, others, free);
  for (const place of free) {
    const group = eachOf[place];
    if (group === undefined ? !vote.role : !vote.groups.includes(group)) continue;
    const rest = new Set([...free].filter((one) => one !== place));
    best = Math.max(best, 1 + mostPlaces(eachOf, count, others, rest));
  }
  return best;
}

describe('the places of the approvals', () => {
  const groups = ['g1', 'g2', 'g3'];
  const standing: fc.Arbitrary<Standing> = fc.record({
    groups: fc.subarray(groups),
    role: fc.boolean(),
  });
  const people = ['ann', 'bob', 'cay', 'dan', 'iris'];
  const votes = fc.array(
    fc.record({
      who: fc.constantFrom(...people),
      verdict: fc.constantFrom('approve' as const, 'approve' as const, 'approve' as const, 'deny' as const),
      standing,
    }),
    { maxLength: 6 },
  );
  const asked = fc.tuple(fc.subarray(groups, { minLength: 1 }), fc.integer({ min: 1, max: 4 }));

  it('are filled as well as any way of giving them out would, for any people, groups and votes', () => {
    fc.assert(
      fc.property(asked, votes, ([eachOf, approvals], given) => {
        const needed = Math.max(approvals, eachOf.length);
        const once = given.filter(({ who }, index) => given.findIndex((one) => one.who === who) === index);
        const request = sampleRequest({
          approvalsNeeded: needed,
          eachOf: eachOf.map((id) => ({ id, name: null })),
          decisions: once.map((one) => ({
            ...decision(one.who, one.verdict),
            standing: one.standing,
          })),
        });
        // Iris asked.
        const counted = once.filter(({ who, verdict }) => verdict === 'approve' && who !== 'iris');
        const most = mostPlaces(
          eachOf,
          needed,
          counted.map((one) => one.standing),
        );
        const filled = placesOf(request).filter(({ by }) => by !== null);
        assert.equal(filled.length, most);
        assert.equal(new Set(filled.map(({ by }) => by?.actor.id)).size, most);
        const denied = once.some(({ verdict }) => verdict === 'deny');
        assert.equal(tally(request), denied ? 'denied' : most === needed ? 'approved' : 'open');
      }),
    );
  });

  it('are filled by as many people as were let through one after the other, and by no fewer than a group asks for', () => {
    fc.assert(
      fc.property(asked, votes, ([eachOf, approvals], given) => {
        let request = sampleRequest({
          approvalsNeeded: Math.max(approvals, eachOf.length),
          eachOf: eachOf.map((id) => ({ id, name: null })),
        });
        for (const one of given) {
          const actor = { id: one.who, name: one.who };
          if (!bringsFurther(request, actor, one.standing)) continue;
          const next = { ...decision(one.who), standing: one.standing };
          request = { ...request, decisions: [...request.decisions, next] };
        }
        const people = new Set(request.decisions.map(({ actor }) => actor.id));
        assert.equal(people.size, request.decisions.length);
        assert.ok(!people.has('iris'));
        const approved = tally(request) === 'approved';
        assert.equal(approved, request.decisions.length === request.approvalsNeeded);
        if (approved) {
          for (const id of eachOf) {
            assert.ok(request.decisions.some((one) => one.standing?.groups.includes(id)));
          }
        }
      }),
    );
  });

  it('count heads where no group is named, as ever', () => {
    const request = sampleRequest({ approvalsNeeded: 2 });
    assert.equal(tally({ ...request, decisions: [decision('a')] }), 'open');
    assert.equal(tally({ ...request, decisions: [decision('a'), decision('A')] }), 'open');
    assert.equal(tally({ ...request, decisions: [decision('a'), decision('b')] }), 'approved');
    assert.equal(needsText(request), '2 approvers');
  });

  it('want two people, even of somebody who is in both groups', () => {
    const both = vote('ann', ['ops', 'owners']);
    assert.equal(tally(needing({ decisions: [both] })), 'open');
    assert.equal(tally(needing({ decisions: [both, both] })), 'open');
    assert.equal(tally(needing({ decisions: [both, vote('bob', ['ops', 'owners'])] })), 'approved');
  });

  it('change hands when that lets one more approval count', () => {
    const first = needing({ decisions: [vote('ann', ['ops', 'owners'])] });
    assert.deepEqual(missingGroups(first), [OWNERS]);
    const second = { ...first, decisions: [...first.decisions, vote('bob', ['ops'])] };
    assert.equal(tally(second), 'approved');
    const [ann, bob] = second.decisions;
    assert.ok(ann !== undefined && bob !== undefined);
    assert.deepEqual([countsForNow(second, ann), countsForNow(second, bob)], [OWNERS, OPS]);
  });

  it('that no group has are for those who hold a role, and for nobody else', () => {
    const request = needing({ approvalsNeeded: 3, decisions: [vote('ann', ['ops'])] });
    assert.ok(!bringsFurther(request, { id: 'bob', name: 'Bob' }, { groups: ['ops'], role: false }));
    assert.ok(bringsFurther(request, { id: 'bob', name: 'Bob' }, { groups: ['ops'], role: true }));
    assert.equal(missingText(request), '1 of “Finance owners” and 1 more approver');
  });

  it('are taken by no vote of which nobody knows for whom it counts', () => {
    const request = needing({
      approvalsNeeded: 3,
      decisions: [decision('ann'), decision('bob'), decision('cay')],
    });
    assert.equal(tally(request), 'open');
    assert.ok(placesOf(request).every(({ by }) => by === null));
  });
});

describe('judgeStanding', () => {
  const ann = { id: 'ann', name: 'Ann' };

  it('says what is missing and what the approval would have counted for', () => {
    const request = needing({ decisions: [vote('bob', ['ops'])] });
    const judged = judgeStanding(request, ann, { groups: ['ops'], role: true });
    assert.deepEqual(judged, {
      ok: false,
      code: 'notNeeded',
      message:
        'R-7F3K2 still needs 1 of “Finance owners”, and your approval counts for “Security Operations”. Nothing was recorded; you can still deny it.',
    });
    assert.ok(judgeStanding(request, ann, { groups: ['owners'], role: false }).ok);
  });

  it('calls whoever holds a role alone one of the approvers', () => {
    const request = needing();
    assert.match(
      messageOf(judgeStanding(request, ann, { groups: [], role: true })),
      /counts for one of the approvers/,
    );
    const third = needing({ approvalsNeeded: 3 });
    assert.equal(
      countsForText(third, { groups: ['ops'], role: true }),
      '“Security Operations” or one of the approvers',
    );
  });

  function messageOf(judged: ReturnType<typeof judgeStanding>): string {
    return judged.ok ? '' : judged.message;
  }
});

describe('the words for places', () => {
  it('name the groups, and the others by their number', () => {
    assert.equal(needsText(needing()), '1 of “Security Operations” and 1 of “Finance owners”');
    assert.equal(
      needsText(needing({ approvalsNeeded: 5, eachOf: [OPS, OWNERS, LEGAL] })),
      '1 of “Security Operations”, 1 of “Finance owners”, 1 of “legal” and 2 more approvers',
    );
    assert.equal(missingText(needing({ decisions: [vote('a', ['ops']), vote('b', ['owners'])] })), 'nothing');
    assert.equal(groupsText([OPS]), '“Security Operations”');
  });

  it('keep a hostile name in one short line', () => {
    const name = `Ops\n\u202E\u0007 ${'x'.repeat(200)}`;
    const text = groupText({ id: 'ops', name });
    assert.match(text, /^“Ops x+…”$/);
    assert.equal(Array.from(text).length, 63);
    assert.equal(groupText({ id: 'ops', name: '\u200B\n' }), '“ops”');
  });
});
