import assert from 'node:assert/strict';
import { unknownInPolicy, unknownText } from '../../src/cli/policy-people.ts';
import { defaultPolicy } from '../../src/domain/approvals/policy.ts';
import type { ResponsePolicy } from '../../src/domain/approvals/policy.ts';
import type { User } from '../../src/domain/tenant/user.ts';

/** Groups begin with g, people with p; everything else is unknown. */
const directory = {
  groupNames: (ids: readonly string[]) =>
    Promise.resolve(new Map(ids.filter((id) => id.startsWith('g')).map((id) => [id, id]))),
  user: (id: string) => Promise.resolve(id.startsWith('p') ? ({ id } as User) : null),
};

describe('unknownInPolicy', () => {
  const base = defaultPolicy({ reader: ['g1'], responder: ['p1', 'x1'], approver: [] });
  const match = { tags: [], names: [], groups: ['x1', 'g2'], deviceValues: [] };

  it('names every place of what the directory does not have, and whether approvals depend on it', async () => {
    const policy: ResponsePolicy = {
      ...base,
      defaultRule: { ...base.defaultRule, eachOf: ['g3', 'x2'] },
      actions: { wipe: { eachOf: ['x2', 'p2'] }, scan: {} },
      protected: [{ match, eachOf: ['x3'] }],
      approvals: { ...base.approvals, breakGlass: ['x4'] },
      oncall: { rota: ['p3', 'x4'], shifts: null },
    };
    const found = await unknownInPolicy(policy, directory);
    assert.deepEqual(found.map(unknownText), [
      'x1 (roles.responder, protected[0].match.groups)',
      'x2 (actions.default.eachOf, actions.wipe.eachOf)',
      'x3 (protected[0].eachOf)',
      'x4 (approvals.breakGlass, oncall.rota)',
    ]);
    assert.deepEqual(
      found.map(({ blocks }) => blocks),
      [false, true, true, false],
    );
  });

  it('asks nothing where the policy names nobody', async () => {
    const refuse = () => Promise.reject(new TypeError('asked'));
    assert.deepEqual(await unknownInPolicy(defaultPolicy(), { groupNames: refuse, user: refuse }), []);
  });
});
