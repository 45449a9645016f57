import assert from 'node:assert/strict';
import { ROUTES } from '../../../src/simulator/route-table.ts';

describe('defender limits', () => {
  it('are 100 calls a minute and 1,500 an hour, with the exceptions that the pages name', () => {
    const exceptions = ROUTES.filter(({ service }) => service === 'defender').flatMap((route) => {
      const { limit } = route;
      assert.ok(typeof limit === 'object', route.path);
      const { perMinute, perHour } = limit;
      return perMinute === 100 && perHour === 1500
        ? []
        : [[route.path.split('/').at(-1), perMinute, perHour]];
    });
    assert.deepEqual(exceptions, [
      ['vulnerabilities', 50, 1500],
      ['getPackageUri', 2, 120],
      ['runliveresponse', 10, Infinity],
      ['startInvestigation', Infinity, 50],
      ['import', 30, Infinity],
      ['BatchDelete', 30, 1500],
    ]);
  });

  it('are counted for each endpoint by itself', () => {
    const limits = ROUTES.flatMap(({ limit }) => (typeof limit === 'object' ? [limit.defender] : []));
    assert.equal(new Set(limits).size, limits.length);
  });
});
