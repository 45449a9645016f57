import assert from 'node:assert/strict';
import { isolationState } from '../../../src/domain/questions/isolation.ts';
import { action, ago } from '../../fakes/sample-device.ts';

const isolate = action({ id: 'i', creationDateTimeUtc: ago({ hours: 5 }) });
const release = action({ id: 'u', type: 'Unisolate', scope: null, creationDateTimeUtc: ago({ hours: 2 }) });

describe('isolation state', () => {
  it('is not isolated when no isolation is on record', () => {
    assert.deepEqual(isolationState([action({ type: 'RunAntiVirusScan' })]), {
      state: 'notIsolated',
      last: null,
      failed: null,
    });
  });

  it('is isolated after an isolation that succeeded', () => {
    assert.equal(isolationState([isolate]).state, 'isolated');
  });

  it('is not isolated by a containment: others break off contact with it', () => {
    const contained = { ...isolate, scope: 'UnManagedDevice' };
    assert.equal(isolationState([contained]).state, 'notIsolated');
    assert.equal(isolationState([{ ...contained, status: 'Pending' }, isolate]).state, 'isolated');
  });

  it('is isolating while the isolation waits for the device', () => {
    assert.equal(isolationState([{ ...isolate, status: 'Pending' }]).state, 'isolating');
    assert.equal(isolationState([{ ...isolate, status: 'InProgress' }]).state, 'isolating');
  });

  it('is releasing until the release is confirmed', () => {
    const state = isolationState([{ ...release, status: 'Pending' }, isolate]);
    assert.equal(state.state, 'releasing');
  });

  it('is not isolated after a release, in whatever order the actions come', () => {
    const state = isolationState([isolate, release]);
    assert.equal(state.state, 'notIsolated');
    assert.equal(state.last?.id, 'u');
  });

  for (const status of ['Failed', 'TimeOut', 'Cancelled'] as const) {
    it(`keeps the state before an action that ended as ${status}`, () => {
      const kept = isolationState([{ ...release, status }, isolate]);
      assert.equal(kept.state, 'isolated');
      assert.equal(kept.failed?.status, status);
      assert.equal(isolationState([{ ...isolate, status }]).state, 'notIsolated');
    });
  }

  it('is not known when a status is not known', () => {
    assert.equal(isolationState([{ ...release, status: 'unknown' }, isolate]).state, 'unknown');
  });

  it('is not known when an isolation outlived the release', () => {
    assert.equal(isolationState([release, { ...isolate, status: 'Pending' }]).state, 'unknown');
  });

  it('is not known when a release failed and its isolation is not on record', () => {
    assert.equal(isolationState([{ ...release, status: 'Failed' }]).state, 'unknown');
  });

  it('is not known when the full list holds no isolation', () => {
    const scans = Array.from({ length: 50 }, (_, n) => action({ id: `s${n}`, type: 'RunAntiVirusScan' }));
    assert.equal(isolationState(scans).state, 'unknown');
    assert.equal(isolationState([...scans.slice(1), isolate]).state, 'isolated');
  });
});
