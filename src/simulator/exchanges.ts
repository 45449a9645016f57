import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Json } from './json.ts';

/** One request and its answer. Bodies are JSON where they parse as such, else text; a lost answer has status null. */
interface Exchange {
  readonly at: string;
  readonly ms: number;
  readonly method: string;
  readonly url: string;
  readonly requestBody: Json;
  readonly status: number | null;
  readonly responseBody: Json;
}

/** In memory only the newest exchanges are kept, so that a long run does not grow. */
const LARGEST_BYTES = 32_000_000;

export interface ExchangeLog {
  add(exchange: Exchange): void;
  /** JSON lines, oldest first. */
  lines(): string;
  clear(): void;
  close(): Promise<void>;
}

/** Keeps exchanges and appends them to `recordFile` as well. Rejects when the file cannot be written. */
export async function exchangeLog(recordFile?: string): Promise<ExchangeLog> {
  if (recordFile !== undefined) await (await open(recordFile, 'a')).close();
  const file = recordFile === undefined ? undefined : createWriteStream(recordFile, { flags: 'a' });
  let lines: Buffer[] = [];
  let bytes = 0;
  return {
    add(exchange) {
      const line = Buffer.from(`${JSON.stringify(exchange)}\n`);
      file?.write(line);
      lines.push(line);
      bytes += line.length;
      if (bytes <= LARGEST_BYTES) return;
      const dropped = lines.splice(0, Math.ceil(lines.length / 4));
      bytes -= dropped.reduce((sum, old) => sum + old.length, 0);
    },
    lines: () => Buffer.concat(lines).toString('utf8'),
    clear() {
      lines = [];
      bytes = 0;
    },
    async close() {
      if (file === undefined) return;
      file.end();
      await finished(file);
    },
  };
}
