import assert from 'node:assert/strict';
import { cardText } from '../../src/cards/card-text.ts';
import { requestCard } from '../../src/cards/request-card.ts';
import type { Rights } from '../../src/domain/approvals/service.ts';
import type { ResponseRequest } from '../../src/domain/approvals/request.ts';
import { AT, decision, sampleRequest } from '../domain/approvals/sample-request.ts';
import { schemaFaults } from './card-schema.ts';

const NOW = new Date('2026-11-22T06:10:00.000Z');
const OPS = { id: 'ops', name: 'Security *Operations*' };
const OWNERS = { id: 'owners', name: '[Finance](https://evil.example)' };

function show(request: ResponseRequest, rights?: Rights): string {
  const viewer = rights === undefined ? null : { id: 'tomas', name: 'Tomas Ng', rights };
  const { card } = requestCard(request, { now: NOW, viewer, refreshFor: null });
  assert.deepEqual(schemaFaults(card), []);
  return cardText(card);
}

describe('the card of a request that needs approvals of groups', () => {
  const request = sampleRequest({ approvalsNeeded: 3, eachOf: [OPS, OWNERS] });
  const nadia = { ...decision('Nadia'), standing: { groups: ['ops'], role: true } };

  it('says what is needed, and once somebody has approved what is missing', () => {
    const fresh = show(request);
    assert.match(fresh, /Approvals +0 of 3; never by the person who asked/);
    assert.match(
      fresh,
      /Needed +1 of “Security \*Operations\*”, 1 of “\[Finance\]\(https:\/\/evil\.example\)” and 1 more\s+approver/,
    );
    assert.doesNotMatch(fresh, /Still missing/);
    assert.match(
      show({ ...request, decisions: [nadia] }),
      /Still missing +1 of “\[Finance\].*” and 1 more approver/,
    );
  });

  it('says for whom each approval counts, also when it is over', () => {
    const tomas = { ...decision('Tomas'), standing: { groups: [], role: true } };
    const adele = { ...decision('Adele'), standing: { groups: ['owners'], role: false } };
    const done = show({ ...request, state: 'approved', decisions: [nadia, tomas, adele] });
    assert.match(done, /Nadia approved for “Security \*Operations\*”, /);
    assert.match(done, /Tomas approved, /);
    assert.match(done, /Adele approved for “\[Finance\]/);
    assert.doesNotMatch(done, /Needed|Still missing/);
  });

  it('never makes a link or a heading of the name of a group', () => {
    const { card } = requestCard(request, { now: NOW, viewer: null, refreshFor: null });
    const text = JSON.stringify(card);
    assert.ok(!text.includes('](https://evil.example)'));
    assert.ok(!text.includes('*Operations*'.replaceAll('*', ' *')));
  });

  it('names the groups that were not heard when the glass was broken', () => {
    const actor = { id: 'eve', name: 'Eve' };
    const breakGlass = { actor, reason: 'alone', at: AT, review: null };
    const broke = show({ ...request, state: 'approved', decisions: [nadia], breakGlass });
    assert.match(
      broke,
      /Eve let this through alone, without an approval of\s+“\[Finance\].*”; not\s+reviewed yet/,
    );
  });
});

describe('the card of a request that can be asked for again', () => {
  const expired = sampleRequest({ state: 'expired' });
  const none: Rights = { decide: false, undo: false };

  it('offers that to all where many share it, and else to those who may, with a field for their reason', () => {
    assert.match(show(expired), /Your reason \(kept in the record\): ___[^]*\[Ask again\]/);
    assert.match(show(expired, { ...none, again: { reasonRequired: true } }), /Your reason \(needed, kept/);
    assert.match(
      show(expired, { ...none, again: { reasonRequired: false } }),
      /Your reason \(optional, kept/,
    );
    assert.doesNotMatch(show(expired, none), /Your reason|Ask again/);
  });

  it('stops offering it once somebody did, and names what took its place', () => {
    const followed = show({ ...expired, supersededBy: 'R-22222' });
    assert.match(followed, /Asked again as +R-22222/);
    assert.doesNotMatch(followed, /\[Ask again\]/);
    const timedOut = show({ ...expired, state: 'timedOut', supersededBy: 'R-22222' });
    assert.match(timedOut, /Followed by +R-22222/);
  });

  it('offers it for no action that this version does not know', () => {
    assert.doesNotMatch(show({ ...expired, action: 'later' }), /Ask again/);
  });
});
