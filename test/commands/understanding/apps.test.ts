import assert from 'node:assert/strict';
import { countryCode, platformNamed } from '../../../src/commands/understanding/apps.ts';

describe('countryCode', () => {
  it('knows countries by their names in any case', () => {
    assert.deepEqual(['Germany', 'north korea', 'UK'].map(countryCode), ['DE', 'KP', 'GB']);
  });

  it('leaves codes and unknown names as they were typed', () => {
    assert.deepEqual(['se', 'Atlantis', 'constructor'].map(countryCode), ['se', 'Atlantis', 'constructor']);
  });
});

describe('platformNamed', () => {
  it('spells platforms as Conditional Access does', () => {
    assert.deepEqual(['Windows', 'ios', 'MacOS', 'BeOS'].map(platformNamed), [
      'windows',
      'iOS',
      'macOS',
      'BeOS',
    ]);
  });
});
