/** `drawbridge parse`: sentences in, what they were understood to mean out; needs no tenant and no configuration. */
import type { ConversationContext } from '../domain/intents.ts';
import { understand } from '../commands/understanding/understand.ts';

/**
 * Reads JSON lines `{"text", "context"?}` and writes JSON lines `{"intent", "slots", "confidence"}` in order; a line that
 * is no such object yields `{"error"}` in its place. Blank lines are skipped. The exit code is 1 if any line was faulty.
 */
export async function parseLines(
  input: AsyncIterable<string | Uint8Array>,
  write: (line: string) => void,
): Promise<0 | 1> {
  let code: 0 | 1 = 0;
  for await (const line of lines(input)) {
    if (line.trim() === '') continue;
    const asked = question(line);
    if ('error' in asked) code = 1;
    write(JSON.stringify('error' in asked ? asked : understand(asked.text, asked.context)));
  }
  return code;
}

/** The command: standard input to standard output. */
export function parseStdin(): Promise<0 | 1> {
  return parseLines(process.stdin, (line) => {
    process.stdout.write(`${line}\n`);
  });
}

/** Lines of a stream, wherever its chunks are cut. */
async function* lines(input: AsyncIterable<string | Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of input) {
    pending += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const complete = pending.split('\n');
    pending = complete.pop() ?? '';
    yield* complete;
  }
  pending += decoder.decode();
  if (pending !== '') yield pending;
}

type Question = { readonly text: string; readonly context: ConversationContext } | { readonly error: string };

function question(line: string): Question {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { error: 'not a line of JSON' };
  }
  if (!isRecord(value)) return { error: 'expected an object with `text`' };
  if (typeof value['text'] !== 'string') return { error: '`text` must be a string' };
  const context = value['context'] ?? {};
  if (!isRecord(context)) return { error: '`context` must be an object' };
  const { device, user } = context;
  if (!isOptionalText(device) || !isOptionalText(user)) {
    return { error: '`context.device` and `context.user` must be strings' };
  }
  return {
    text: value['text'],
    context: {
      ...(typeof device === 'string' ? { device } : {}),
      ...(typeof user === 'string' ? { user } : {}),
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}
