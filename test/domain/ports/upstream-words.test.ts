import assert from 'node:assert/strict';
import { upstreamWords } from '../../../src/domain/ports/upstream-words.ts';
import { UpstreamError } from '../../../src/errors.ts';
import type { UpstreamDetails } from '../../../src/errors.ts';

type Code = ConstructorParameters<typeof UpstreamError>[0];

function words(code: Code, details: Partial<UpstreamDetails> = {}): string {
  const operation = 'GET /api/machineactions';
  return upstreamWords(
    new UpstreamError(code, `${operation} was not sent`, { service: 'defender', operation, ...details }),
  );
}

describe('the words for a failed call', () => {
  it('name the service and what happened, never the path', () => {
    const codes: readonly Code[] = [
      'upstream_unreachable',
      'upstream_timeout',
      'upstream_throttled',
      'upstream_forbidden',
      'upstream_unauthenticated',
      'upstream_malformed',
      'upstream_rejected',
      'upstream_failed',
      'upstream_not_configured',
      'credential_failed',
    ];
    const told = codes.map((code) => words(code));
    assert.equal(new Set(told).size, codes.length);
    for (const text of told) {
      assert.match(text, /^Defender for Endpoint \S/);
      assert.doesNotMatch(text, /\/api|GET/);
    }
  });

  it('tell being slowed down from waiting in our own queue', () => {
    assert.equal(
      words('upstream_throttled'),
      'Defender for Endpoint was not called: too many calls are waiting for their turn',
    );
    assert.equal(
      words('upstream_throttled', { status: 429 }),
      'Defender for Endpoint asked us to slow down (HTTP 429)',
    );
  });

  it('keep the code that Microsoft gave, and nothing that could be markup', () => {
    const details = { service: 'graph', status: 400, vendorCode: 'Bad<Request>' } as const;
    assert.equal(
      words('upstream_rejected', details),
      'Microsoft Graph refused the call (HTTP 400, BadRequest)',
    );
    assert.equal(words('upstream_failed', { vendorCode: '<>' }), 'Defender for Endpoint failed to answer');
  });
});
