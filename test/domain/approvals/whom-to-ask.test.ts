import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bringThrough,
  escalationDueAt,
  howManyToCall,
  namesText,
  whomToAsk,
  whomToCall,
} from '../../../src/domain/approvals/whom-to-ask.ts';
import { STATES } from '../../../src/domain/approvals/state-machine.ts';
import { AT, decision, sampleRequest } from './sample-request.ts';

describe('whomToAsk', () => {
  it('keeps the order of the rota, then those whom the bot knows, each once', () => {
    const order = whomToAsk(sampleRequest(), ['maya', 'tomas'], ['tomas', 'ann', 'MAYA', 'joe']);
    assert.deepEqual(order, ['maya', 'tomas', 'ann', 'joe']);
  });

  it('leaves out who asked and who decided, however the ids are written', () => {
    const request = sampleRequest({ decisions: [decision('tomas')] });
    assert.deepEqual(whomToAsk(request, ['IRIS', 'Tomas', 'maya'], ['iris', 'tomas']), ['maya']);
  });

  it('never names anybody twice, nor the requester, for any rota', () => {
    const ids = fc.array(fc.constantFrom('iris', 'IRIS', 'tomas', 'maya', 'Maya', 'ann'), { maxLength: 8 });
    fc.assert(
      fc.property(ids, ids, (rota, others) => {
        const order = whomToAsk(sampleRequest(), rota, others).map((id) => id.toLowerCase());
        assert.equal(new Set(order).size, order.length);
        assert.ok(!order.includes('iris'));
        const everybody = new Set([...rota, ...others].map((id) => id.toLowerCase()));
        everybody.delete('iris');
        assert.deepEqual(new Set(order), everybody);
      }),
    );
  });
});

describe('howManyToCall', () => {
  it('is one more than votes are missing', () => {
    assert.equal(howManyToCall(sampleRequest()), 2);
    assert.equal(howManyToCall(sampleRequest({ approvalsNeeded: 2 })), 3);
    assert.equal(howManyToCall(sampleRequest({ approvalsNeeded: 2, decisions: [decision('tomas')] })), 2);
  });
});

describe('whomToCall', () => {
  const request = sampleRequest({
    approvalsNeeded: 2,
    eachOf: [
      { id: 'ops', name: 'Ops' },
      { id: 'owners', name: 'Owners' },
    ],
  });
  const person = (id: string, groups: readonly string[], role = false) => ({
    id,
    name: id,
    standing: { groups, role },
  });
  const ids = (people: readonly { readonly id: string }[]): readonly string[] => people.map(({ id }) => id);

  it('calls those who together fulfil it before others whose approval counts, in the order of the rota', () => {
    const people = [
      person('a', ['ops']),
      person('b', ['ops']),
      person('c', ['ops']),
      person('d', ['owners']),
    ];
    assert.deepEqual(ids(whomToCall(request, people, 3)), ['a', 'b', 'd']);
    assert.ok(!bringThrough(request, people.slice(0, 3)));
    assert.ok(bringThrough(request, people));
  });

  it('leaves out whose approval counts for nothing, and takes in who could not be checked', () => {
    const people = [person('a', [], true), { ...person('b', []), standing: null }, person('c', ['owners'])];
    assert.deepEqual(ids(whomToCall(request, people, 5)), ['b', 'c']);
    assert.ok(!bringThrough(request, people));
  });

  it('calls as many as before where no group is asked for', () => {
    const people = ['a', 'b', 'c'].map((id) => ({ id, name: id, standing: undefined }));
    assert.deepEqual(ids(whomToCall(sampleRequest(), people, 2)), ['a', 'b']);
  });
});

describe('escalationDueAt', () => {
  it('is so many minutes after it was asked', () => {
    assert.equal(escalationDueAt(sampleRequest(), 10)?.toISOString(), '2026-11-22T06:10:00.000Z');
  });

  it('is never when the policy calls nobody, they were called, or it is decided', () => {
    assert.equal(escalationDueAt(sampleRequest(), null), null);
    assert.equal(escalationDueAt(sampleRequest({ escalatedAt: AT }), 10), null);
    for (const state of STATES.filter((one) => one !== 'requested')) {
      assert.equal(escalationDueAt(sampleRequest({ state }), 10), null, state);
    }
  });
});

describe('namesText', () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [[], 'nobody'],
    [['Maya'], 'Maya'],
    [['Maya', 'Tomas'], 'Maya and Tomas'],
    [['Maya', 'Tomas', 'Ann'], 'Maya, Tomas and Ann'],
  ];
  for (const [names, text] of cases) {
    it(`says ${text}`, () => {
      assert.equal(namesText(names.map((name) => ({ name }))), text);
    });
  }
});
