/**
 * Puts a file where Teams said that it may go: an upload session in the OneDrive of the person who accepted. The
 * address comes from an activity, so it is believed only when it is SharePoint's (or, in local mode, this machine); it
 * carries its own key, so no token goes with it. (Which hosts Teams uses is not written down: UNCONFIRMED.)
 */
import { DrawbridgeError } from '../errors.ts';
import { isLoopbackHost } from './service-url.ts';

const TIMEOUT_MS = 30_000;
const SHAREPOINT = /^[a-z0-9-]+\.sharepoint\.com$/;

export function isAllowedUpload(address: string, local: boolean): boolean {
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '') return false;
  if (local && isLoopbackHost(url.hostname)) return true;
  return url.protocol === 'https:' && url.port === '' && SHAREPOINT.test(url.hostname);
}

/** The whole file in one range. @throws `upstream_failed`, `upstream_unreachable` */
export async function uploadFile(address: string, content: string, local: boolean): Promise<void> {
  if (!isAllowedUpload(address, local)) {
    throw new DrawbridgeError('upstream_failed', 'the upload address is not an allowed host');
  }
  const body = Buffer.from(content, 'utf8');
  const response = await put(address, body);
  await response.body?.cancel();
  if (!response.ok) {
    throw new DrawbridgeError('upstream_failed', `OneDrive answered ${response.status} to the upload`);
  }
}

async function put(address: string, body: Buffer<ArrayBuffer>): Promise<Response> {
  try {
    return await fetch(address, {
      method: 'PUT',
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `bytes 0-${body.length - 1}/${body.length}`,
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new DrawbridgeError('upstream_unreachable', 'OneDrive did not take the upload', { cause: error });
  }
}
