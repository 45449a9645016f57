import assert from 'node:assert/strict';
import { parseQuery } from '../../../../src/simulator/graph/hunting/parse-query.ts';
import { narrow, openWindow } from '../../../../src/simulator/graph/hunting/row-window.ts';
import { Refusal } from '../../../../src/simulator/refusal.ts';

const NOW = Date.parse('2026-11-22T04:00:00Z');
const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');

function span(timespan: string | undefined): string {
  const { from, to } = openWindow(timespan, NOW);
  return `${iso(from)} ${iso(to)}`;
}

describe('the window of a hunting query', () => {
  const spans: readonly (readonly [string | undefined, string])[] = [
    [undefined, '2026-10-23T04:00:00Z 2026-11-22T04:00:00Z'],
    ['P7D', '2026-11-15T04:00:00Z 2026-11-22T04:00:00Z'],
    ['P1DT2H3M4S', '2026-11-21T01:56:56Z 2026-11-22T04:00:00Z'],
    ['PT30M', '2026-11-22T03:30:00Z 2026-11-22T04:00:00Z'],
    ['P90D', '2026-10-23T04:00:00Z 2026-11-22T04:00:00Z'],
    ['2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z 2026-11-22T04:00:00Z'],
    ['2026-11-20/2026-11-21', '2026-11-20T00:00:00Z 2026-11-21T00:00:00Z'],
    ['P1D/2026-11-21T00:00:00Z', '2026-11-20T00:00:00Z 2026-11-21T00:00:00Z'],
    ['2026-11-20T00:00:00Z/PT1H', '2026-11-20T00:00:00Z 2026-11-20T01:00:00Z'],
    ['2026-11-20T00:00:00Z/2027-01-01', '2026-11-20T00:00:00Z 2026-11-22T04:00:00Z'],
  ];
  for (const [timespan, expected] of spans) {
    it(`is read from ${timespan ?? 'nothing'}`, () => {
      assert.equal(span(timespan), expected);
    });
  }

  const wrong = [
    '',
    'P',
    'PT',
    'P1W',
    'P1M',
    '7d',
    'yesterday',
    'P1D/P1D',
    'a/b/c',
    '2026-11-21/2026-11-20',
    '/',
  ];
  for (const timespan of wrong) {
    it(`is not read from '${timespan}'`, () => {
      assert.throws(() => span(timespan), Refusal);
    });
  }

  function narrowed(steps: string): string {
    const { from, to, devices } = narrow(openWindow('PT1H', NOW), parseQuery(`T ${steps}`, NOW).steps);
    return `${iso(from)} ${iso(to)} ${devices === undefined ? 'all' : [...devices].join(',')}`;
  }
  const WHOLE = '2026-11-22T03:00:00Z 2026-11-22T04:00:00Z all';
  const filters: readonly (readonly [string, string])[] = [
    ['', WHOLE],
    ['| where Timestamp > ago(30m)', '2026-11-22T03:30:00Z 2026-11-22T04:00:00Z all'],
    [
      '| where Timestamp >= ago(2h) and Timestamp < ago(10m)',
      '2026-11-22T03:00:00Z 2026-11-22T03:50:00Z all',
    ],
    ['| where Timestamp > ago(30m) or true', WHOLE],
    ['| where not(Timestamp > ago(30m))', WHOLE],
    ['| where Timestamp == ago(30m)', WHOLE],
    ['| take 5 | where Timestamp > ago(30m)', WHOLE],
    ['| where DeviceId == "a"', '2026-11-22T03:00:00Z 2026-11-22T04:00:00Z a'],
    [
      '| where DeviceId in ("a", "b") | where DeviceId in ("b", "c")',
      '2026-11-22T03:00:00Z 2026-11-22T04:00:00Z b',
    ],
    ['| where DeviceId !in ("a")', WHOLE],
    ['| where DeviceId in~ ("a")', WHOLE],
    ['| where DeviceId != "a"', WHOLE],
    ['| where DeviceName == "a"', WHOLE],
    ['| where DeviceId == DeviceName', WHOLE],
  ];
  for (const [steps, expected] of filters) {
    it(`is narrowed by no more than the first filters say: ${steps}`, () => {
      assert.equal(narrowed(steps), expected);
    });
  }
});
