/** Readers for Microsoft's JSON: what is missing becomes null, what is not known becomes `unknown`, the rest a fault. */
import { z } from 'zod/v4';
import { UpstreamError } from '../../errors.ts';
import type { IsoTime } from '../../domain/tenant/evidence.ts';
import { operationOf } from './call.ts';
import type { Call } from './call.ts';

export const id = z.string().min(1);
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
/** Text that some services leave empty when they mean nothing. */
export const filledText = text.transform((value) => (value === '' ? null : value));
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null);
export const number = z
  .number()
  .nullish()
  .transform((value) => value ?? null);
export const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

/** Intune and Entra write "no device" as the empty GUID. */
export const guid = text.transform((value) =>
  value === null || /^[0-]*$/.test(value) ? null : value.toLowerCase(),
);

/** An instant in UTC; null for absent and for the ends of time that stand for "never" (0001, 1601, 9999). */
export const time = z
  .string()
  .nullish()
  .transform((value, context): IsoTime | null => {
    if (value === null || value === undefined || value === '') return null;
    const at = new Date(value);
    if (Number.isNaN(at.getTime())) {
      context.addIssue({ code: 'custom', message: 'not a time' });
      return z.NEVER;
    }
    const year = at.getUTCFullYear();
    return year <= 1601 || year >= 9999 ? null : at.toISOString();
  });

/** An instant that must be there. */
export const instant = z.iso
  // Without it the reader below would see what is no time.
  .datetime({ offset: true, abort: true })
  .transform((value): IsoTime => new Date(value).toISOString());

/** One of the values that this version knows; anything else, null included, becomes `otherwise`. */
export function oneOf<const T extends string, const F extends string>(known: readonly T[], otherwise: F) {
  return z.unknown().transform((value): T | F => known.find((one) => one === value) ?? otherwise);
}

const lists = new WeakMap<z.ZodType, z.ZodType>();

/** A list of them. Making a schema takes longer than reading with it (zod compiles each): it is made once for each. */
export function listOf<T>(schema: z.ZodType<T>): z.ZodType<T[]> {
  const made = (lists.get(schema) as z.ZodType<T[]> | undefined) ?? z.array(schema);
  lists.set(schema, made);
  return made;
}

/** @throws UpstreamError `upstream_malformed`, naming the place but never the value. */
export function readAs<T>(schema: z.ZodType<T>, value: unknown, call: Call): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.map((key) => String(key)).join('.') ?? '';
  throw malformed(call, where === '' ? 'not the expected shape' : `unexpected \`${where}\``);
}

/** The body of a success as JSON. */
export async function readJson(response: Response, call: Call): Promise<unknown> {
  const body = await response.text();
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw malformed(call, 'not JSON', error);
  }
}

export function malformed(call: Call, why: string, cause?: unknown): UpstreamError {
  return new UpstreamError(
    'upstream_malformed',
    `${operationOf(call)} answered with something unreadable: ${why}`,
    { service: call.service, operation: operationOf(call), mayHaveArrived: !call.repeatable },
    // A parser's message quotes what it read.
    cause instanceof Error ? { cause: cause.name } : {},
  );
}
