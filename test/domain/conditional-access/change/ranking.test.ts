import assert from 'node:assert/strict';
import type { Change } from '../../../../src/domain/conditional-access/change/change.ts';
import type { Ranked } from '../../../../src/domain/conditional-access/change/ranking.ts';
import { bySize } from '../../../../src/domain/conditional-access/change/ranking.ts';
import type { Reach } from '../../../../src/domain/conditional-access/change/reach.ts';

const DEVICE: Change = { on: 'device', kind: 'compliant', to: true };
const JOIN: Change = { on: 'user', kind: 'joinGroup', group: 'g' };
const ROLE: Change = { on: 'user', kind: 'giveUpRole', role: 'r' };
const STATE: Change = { on: 'policy', index: 0, edit: { kind: 'state', to: 'enabled' } };
const OPERATOR: Change = { on: 'policy', index: 0, edit: { kind: 'operator', to: 'AND' } };

const reach = (people: number, devices = 0, exact = true): Reach => ({
  people: { loses: people, gains: 0, more: 0, less: 0, unclear: 0 },
  onlyUnregistered: 0,
  devices,
  exact,
});
const ranked = (
  change: Change | readonly Change[],
  counted: Reach | null = reach(0),
  cost: Partial<Ranked['cost']> = {},
): Ranked => ({
  changes: 'on' in change ? [change] : change,
  reach: counted,
  cost: { lost: [], dangers: [], ...cost },
});

describe('the smaller of two changes', () => {
  const pairs: readonly (readonly [why: string, smaller: Ranked, larger: Ranked])[] = [
    ['touches fewer people', ranked(STATE, reach(1, 9)), ranked(DEVICE, reach(2))],
    ['touches fewer devices of as many people', ranked(STATE, reach(1, 1)), ranked(DEVICE, reach(1, 2))],
    ['is counted to its end', ranked(STATE, reach(9)), ranked(DEVICE, reach(1, 0, false))],
    ['is counted at least', ranked(STATE, reach(9, 0, false)), ranked(DEVICE, null)],
    ['weakens nothing', ranked(STATE), ranked(JOIN, reach(0), { lost: ['A'] })],
    [
      'is not dangerous, even if it weakens something',
      ranked(STATE, reach(0), { lost: ['A'] }),
      ranked(ROLE, reach(0), { dangers: ['role'] }),
    ],
    ['is nearer to the person: the device', ranked(DEVICE), ranked(JOIN)],
    ['is nearer to the person: the person', ranked(JOIN), ranked(STATE)],
    [
      'costs fewer protections',
      ranked(OPERATOR, reach(0), { lost: ['A'] }),
      ranked(STATE, reach(0), { lost: ['A', 'B'] }),
    ],
    ['is the plainer edit', ranked(STATE), ranked(OPERATOR)],
    ['is one instead of two', ranked(STATE, reach(9)), ranked([DEVICE, JOIN])],
    [
      'leaves the accounts for emergencies alone, even as two',
      ranked([DEVICE, STATE], reach(9), { lost: ['A'] }),
      ranked(JOIN, reach(0), { dangers: ['emergency'] }),
    ],
  ];
  for (const [why, smaller, larger] of pairs) {
    it(why, () => {
      assert.ok(bySize(smaller, larger) < 0);
      assert.ok(bySize(larger, smaller) > 0);
    });
  }

  it('is the same whatever the order in which they were found', () => {
    const other: Change = { on: 'user', kind: 'joinGroup', group: 'h' };
    assert.deepEqual([ranked(other), ranked(JOIN)].sort(bySize), [ranked(JOIN), ranked(other)]);
    assert.equal(bySize(ranked(JOIN), ranked(JOIN)), 0);
  });
});
