import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { DrawbridgeError } from '../../../src/errors.ts';
import { TokenSource } from '../../../src/microsoft/credentials.ts';
import type { Call } from '../../../src/microsoft/http/call.ts';
import { signing } from '../../../src/microsoft/http/signing.ts';

const ENDPOINT = { origin: 'https://graph.microsoft.com', scope: 'https://graph.microsoft.com/.default' };

function call(url: string): Call {
  return {
    service: 'graph',
    method: 'GET',
    url,
    template: '/x',
    headers: {},
    body: undefined,
    repeatable: true,
    permissions: [],
    limits: [],
    context: { correlationId: 'c' },
  };
}

describe('signing', () => {
  const asked: string[] = [];
  const credential = {
    getToken: (scope: string) => {
      asked.push(scope);
      return Promise.resolve({ token: 't', expiresOnTimestamp: 1e15 });
    },
  };
  const layer = signing(new TokenSource(credential, { now: () => new Date(0) }), ENDPOINT);

  for (const url of [
    'https://evil.example/v1.0/x',
    'http://graph.microsoft.com/v1.0/x',
    'https://graph.microsoft.com:8443/v1.0/x',
    'https://graph.microsoft.com.evil.example/v1.0/x',
    'https://graph.microsoft.com@evil.example/v1.0/x',
  ]) {
    it(`sends no token to ${url}`, async () => {
      const next = () => assert.fail('it was sent');
      await assert.rejects(layer(next)(call(url)), DrawbridgeError);
      assert.deepEqual(asked, []);
    });
  }
});
