import type { IncomingMessage } from 'node:http';
import type { SimRequest } from './exchange.ts';

/** Graph takes bodies of up to 4 MB. */
const LARGEST_BODY = 4 * 1024 * 1024;

export async function readRequest(message: IncomingMessage): Promise<SimRequest | 'too large'> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read to the end all the same, so that the answer is not lost in a reset connection.
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  if (size > LARGEST_BODY) return 'too large';
  const url = message.url ?? '/';
  const cut = url.indexOf('?');
  return {
    method: message.method ?? 'GET',
    url,
    path: cut < 0 ? url : url.slice(0, cut),
    query: cut < 0 ? '' : url.slice(cut + 1),
    headers: new Map(
      Object.entries(message.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    body: Buffer.concat(chunks).toString('utf8'),
    origin: originOf(message),
  };
}

/** Links point where the caller came in, as long as that is this machine. */
function originOf(message: IncomingMessage): string {
  const host = message.headers.host ?? '';
  const loopback = /^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(host);
  return `http://${loopback ? host : `127.0.0.1:${message.socket.localPort ?? 0}`}`;
}
