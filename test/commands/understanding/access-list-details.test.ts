import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { accessListDetails } from '../../../src/commands/understanding/access-list-details.ts';

describe('a list of access', () => {
  const CASES: readonly (readonly [text: string, details: ReturnType<typeof accessListDetails>])[] = [
    ['who with a non-compliant device still reaches mail', { app: 'mail' }],
    ['which risky devices still got into sharepoint in the last 3 days', { app: 'sharepoint', days: '3' }],
    [
      'noncompliant devices with access to exchange online, last 36 hours',
      { app: 'exchange online', days: '2' },
    ],
    ['who still has access from a noncompliant device in the past 30 minutes', { days: '1' }],
    ['which noncompliant devices still have access', {}],
    ['', {}],
  ];
  for (const [text, details] of CASES) {
    it(`is about ${JSON.stringify(details)} in "${text}"`, () => {
      assert.deepEqual(accessListDetails(text), details);
    });
  }
});
