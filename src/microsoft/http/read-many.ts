/** Several reads of the same kind of thing in one round trip; what is not there is left out, what fails fails all. */
import type { z } from 'zod/v4';
import type { CallContext } from '../../domain/ports/tenant.ts';
import { saysNotFound } from './answering.ts';
import type { Call } from './call.ts';
import type { Answer, GraphClient, GraphRead } from './graph-client.ts';
import { listOf, readAs } from './wire.ts';

export async function readMany<T>(
  graph: GraphClient,
  context: CallContext,
  schema: z.ZodType<T>,
  reads: readonly GraphRead[],
): Promise<readonly T[]> {
  const answers = await graph.readTogether(context, reads);
  return reads.flatMap((read, index) => {
    const answer = answers[index];
    if (answer === undefined) return [];
    if ('error' in answer) {
      if (read.list !== true && saysNotFound(answer.error)) return [];
      throw answer.error;
    }
    const items = read.list === true ? answer.value : [answer.value];
    return readAs(listOf(schema), items, graph.call(context, read));
  });
}

/** Null when the service says that there is no such object. */
export async function readOrNull<T>(
  graph: GraphClient,
  context: CallContext,
  schema: z.ZodType<T>,
  read: GraphRead,
  /** A question that is asked with a POST. */
  body?: unknown,
): Promise<T | null> {
  try {
    const value = await (body === undefined ? graph.read(context, read) : graph.ask(context, read, body));
    return readAs(schema, value, graph.call(context, read));
  } catch (error) {
    if (saysNotFound(error)) return null;
    throw error;
  }
}

/** All items of a list. */
export async function readList<T>(
  graph: GraphClient,
  context: CallContext,
  schema: z.ZodType<T>,
  read: GraphRead,
): Promise<readonly T[]> {
  return readAs(listOf(schema), await graph.read(context, read), graph.call(context, read));
}

export function uniqueById<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

/** One answer of several. */
export function valueAs<T>(schema: z.ZodType<T>, answer: Answer | undefined, call: Call): T {
  if (answer !== undefined && 'error' in answer) throw answer.error;
  return readAs(schema, answer?.value, call);
}
