import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { UpstreamError } from '../../src/errors.ts';
import type { Gap } from '../../src/domain/tenant/evidence.ts';
import type { Population } from '../../src/domain/tenant/population.ts';
import {
  DEFAULT_POPULATION_AGES,
  PopulationCache,
} from '../../src/microsoft/conditional-access/population-cache.ts';

const MINUTE = 60_000;
const GAP: Gap = { source: 'Entra ID', subject: 'all devices', reason: 'timeout', message: 'too late' };

describe('the population that is held', () => {
  let now: number;
  let warned: string[];
  let readings: PromiseWithResolvers<Population>[];
  let cache: PopulationCache;
  beforeEach(() => {
    now = Date.parse('2026-11-22T06:00:00Z');
    warned = [];
    readings = [];
    cache = new PopulationCache({
      ...DEFAULT_POPULATION_AGES,
      clock: { now: () => new Date(now) },
      log: { warn: (event) => warned.push(event) },
      read: () => {
        const reading = Promise.withResolvers<Population>();
        readings.push(reading);
        return reading.promise;
      },
    });
  });
  const taken = (...gaps: readonly Gap[]): Population => ({
    takenAt: new Date(now).toISOString(),
    people: [],
    groups: new Map(),
    roles: new Map(),
    devices: [],
    country: null,
    complete: { people: true, groups: true, roles: true, devices: gaps.length === 0 },
    gaps,
  });
  /** The newest reading comes to this, and whatever waits for it goes on. */
  const comesTo = async (population: Population | Error): Promise<void> => {
    const reading = readings.at(-1)!;
    if (population instanceof Error) reading.reject(population);
    else reading.resolve(population);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const failure = new UpstreamError('upstream_timeout', 'late', {
    service: 'graph',
    operation: 'GET /users',
    mayHaveArrived: false,
  });

  it('is not there at first, and whoever looks begins the reading', async () => {
    assert.equal(cache.held(), null);
    assert.equal(cache.held(), null);
    assert.equal(readings.length, 1);
    const population = taken();
    await comesTo(population);
    assert.equal(cache.held(), population);
  });

  it('is read once for all who wait', async () => {
    const waiting = [cache.read(), cache.read()];
    const population = taken();
    await comesTo(population);
    assert.deepEqual(await Promise.all(waiting), [population, population]);
    assert.equal(readings.length, 1);
  });

  it('is served while it is renewed, and the new one after that', async () => {
    cache.held();
    const first = taken();
    await comesTo(first);
    now += 14 * MINUTE;
    assert.equal(cache.held(), first);
    assert.equal(readings.length, 1);
    now += 2 * MINUTE;
    assert.equal(cache.held(), first);
    assert.equal(readings.length, 2);
    const second = taken();
    await comesTo(second);
    assert.equal(cache.held(), second);
  });

  it('is no longer served after six hours', async () => {
    cache.held();
    await comesTo(taken());
    now += 6 * 60 * MINUTE + 1;
    assert.equal(cache.held(), null);
    const late = assert.rejects(cache.read(), { code: 'upstream_timeout' });
    await comesTo(failure);
    await late;
  });

  it('is tried again a while after a failure, not at every look', async () => {
    cache.held();
    await comesTo(failure);
    assert.deepEqual(warned, ['the population could not be read']);
    cache.held();
    assert.equal(readings.length, 1);
    now += 3 * MINUTE;
    cache.held();
    assert.equal(readings.length, 2);
    await comesTo(new TypeError('a fault of ours'));
    assert.equal(warned.length, 2);
  });

  it('is served with its gaps, and read again soon', async () => {
    cache.held();
    const partial = taken(GAP);
    await comesTo(partial);
    assert.equal(cache.held(), partial);
    now += 3 * MINUTE;
    cache.held();
    assert.equal(readings.length, 2);
  });

  it('does not give up a whole reading for one with gaps while it is usable', async () => {
    cache.held();
    const whole = taken();
    await comesTo(whole);
    now += 16 * MINUTE;
    cache.held();
    await comesTo(taken(GAP));
    assert.equal(cache.held(), whole);
    assert.deepEqual(warned, ['the population could not be read whole']);
    now += 6 * 60 * MINUTE;
    cache.held();
    const partial = taken(GAP);
    await comesTo(partial);
    assert.equal(cache.held(), partial);
  });
});
