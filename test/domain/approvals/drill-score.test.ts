import assert from 'node:assert/strict';
import { drillScore, spanText, splitText } from '../../../src/domain/approvals/drill-score.ts';
import { decision, sampleRequest } from './sample-request.ts';

const POLICY = { approvals: { channel: null, escalateAfterMinutes: 5, breakGlass: [] } };
const minute = (n: number): string => `2026-11-22T06:${String(n).padStart(2, '0')}:00.000Z`;
const seen = (n: number) => ({ actor: { id: 'maya', name: 'Maya Roy' }, at: minute(n) });

describe('the score of a drill', () => {
  it('has nothing while nobody looked', () => {
    const score = drillScore(sampleRequest(), null, POLICY);
    assert.deepEqual(score.acknowledged, { ms: null, allowedMs: 300_000, by: null });
    assert.deepEqual(score.approved, { ms: null, allowedMs: 1_800_000, by: null });
    assert.equal(score.released, null);
  });

  it('counts the first look, or the first decision when that came before', () => {
    const first = (over: Parameters<typeof sampleRequest>[0]) =>
      drillScore(sampleRequest(over), null, POLICY).acknowledged;
    const decided = { ...decision('tomas'), at: minute(3) };
    assert.deepEqual(first({ seen: seen(2) }), { ms: 120_000, allowedMs: 300_000, by: 'Maya Roy' });
    assert.equal(first({ seen: seen(2), decisions: [decided] }).by, 'Maya Roy');
    assert.equal(first({ seen: seen(4), decisions: [decided] }).by, 'tomas');
  });

  it('counts the last approval that was needed, and none while one is missing', () => {
    const decisions = [
      { ...decision('tomas'), at: minute(3) },
      { ...decision('maya'), at: minute(7) },
    ];
    const approved = (over: Parameters<typeof sampleRequest>[0]) =>
      drillScore(sampleRequest({ decisions, ...over }), null, POLICY).approved;
    assert.equal(approved({ state: 'requested', decisions: decisions.slice(0, 1) }).ms, null);
    assert.deepEqual(approved({ state: 'succeeded' }), { ms: 420_000, allowedMs: 1_800_000, by: 'maya' });
    assert.equal(approved({ state: 'denied' }).ms, null);
  });

  it('counts the way back from asking for it to its end', () => {
    const undo = sampleRequest({ action: 'release', createdAt: minute(10), expiresAt: minute(40) });
    const score = (over: Parameters<typeof sampleRequest>[0]) =>
      drillScore(sampleRequest({ state: 'succeeded' }), { ...undo, ...over }, POLICY).released;
    assert.equal(score({})?.ms, null);
    const execution = { ...undo.execution, endedAt: minute(14) };
    assert.equal(score({ state: 'succeeded', execution })?.ms, 240_000);
  });

  it('says nothing of an allowance that the policy does not have', () => {
    const approvals = { ...POLICY.approvals, escalateAfterMinutes: null };
    const { acknowledged } = drillScore(sampleRequest({ seen: seen(2) }), null, { approvals });
    assert.equal(splitText('acknowledged', acknowledged), 'acknowledged after 2 min by Maya Roy');
  });

  it('is told with what was allowed, and says when that was exceeded', () => {
    const split = { ms: 125_000, allowedMs: 600_000, by: 'Maya' };
    assert.equal(splitText('approved', split), 'approved after 2 min 5 s by Maya (10 min allowed)');
    assert.equal(
      splitText('approved', { ...split, ms: 700_000, by: null }),
      'approved after 11 min 40 s, too late (10 min allowed)',
    );
    assert.equal(splitText('approved', { ...split, ms: null }), 'not approved (10 min allowed)');
    assert.deepEqual([0, 900, 3_600_000, 3_725_000].map(spanText), ['0 s', '1 s', '1 h', '1 h 2 min']);
  });
});
