import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ConnectorHostError,
  ConnectorUnreachableError,
  connectorHttpClient,
} from '../../src/bot/connector-http.ts';

type Client = ReturnType<typeof connectorHttpClient>;
type WebRequest = Parameters<Client['sendRequest']>[0];

/** As much of the SDK's request as the client reads. */
function request(url: string): WebRequest {
  return {
    url,
    method: 'POST',
    body: '{}',
    headers: { toJson: () => ({ authorization: 'Bearer t' }) },
  } as unknown as WebRequest;
}

describe('the connector’s wire', () => {
  it('sends a token to no other host, not even at the SDK’s request', async () => {
    await assert.rejects(
      connectorHttpClient(false).sendRequest(request('https://evil.example/v3/x')),
      ConnectorHostError,
    );
    await assert.rejects(
      connectorHttpClient(false).sendRequest(request('http://127.0.0.1:8080/')),
      ConnectorHostError,
    );
  });

  it('does not follow a redirect', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(307, { location: '/elsewhere' });
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const sent = connectorHttpClient(true).sendRequest(request(`http://127.0.0.1:${port}/v3/x`));
    await assert.rejects(sent, ConnectorUnreachableError);
    assert.equal(asked, 1);
    server.close();
    server.closeAllConnections();
  });

  it('knows a request that cannot have arrived from one that may have', () => {
    const wrapped = (code: string): ConnectorUnreachableError =>
      new ConnectorUnreachableError(
        new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) }),
      );
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']) {
      assert.equal(wrapped(code).neverLeft, true, code);
    }
    for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'ETIMEDOUT']) {
      assert.equal(wrapped(code).neverLeft, false, code);
    }
    assert.equal(new ConnectorUnreachableError(new DOMException('late', 'TimeoutError')).neverLeft, false);
  });
});
