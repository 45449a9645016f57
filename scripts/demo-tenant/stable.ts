/**
 * Everything that looks random in the demo tenant comes from here and from a name, so that two runs write the same
 * bytes: ids are hashes of what they stand for, times hang on one fixed moment.
 */
import { createHash } from 'node:crypto';

const digest = (algorithm: string, parts: readonly string[]): string =>
  createHash(algorithm)
    .update(['drawbridge-demo', ...parts].join('\u0000'))
    .digest('hex');

/** A version 4 GUID made from a name. */
export function guid(...parts: readonly string[]): string {
  const hex = digest('sha256', parts);
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** 40 hexadecimal characters: a Defender machine id or a SHA-1. */
export const hex40 = (...parts: readonly string[]): string => digest('sha1', parts);

/** 64 hexadecimal characters: a SHA-256. */
export const hex64 = (...parts: readonly string[]): string => digest('sha256', parts);

/** A whole number from 0 up to, and without, `below`. */
export const numberFrom = (below: number, ...parts: readonly string[]): number =>
  Number.parseInt(digest('sha256', parts).slice(0, 12), 16) % below;

export function pick<T>(choices: readonly T[], ...parts: readonly string[]): T {
  return must(choices[numberFrom(choices.length, ...parts)], parts.join(' '));
}

/** The moment at which the demo tenant stands: a Friday morning. The simulator shifts it to the start of the run. */
export const NOW = Date.parse('2026-11-20T09:00:00Z');

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** As Microsoft prints it: whole seconds, UTC. */
export const iso = (at: number): string =>
  new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z');

export const ago = (milliseconds: number): string => iso(NOW - milliseconds);

/** How Intune and Graph write "never" and "no end". */
export const NEVER = '0001-01-01T00:00:00Z';
export const NO_END = '9999-12-31T23:59:59Z';

export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`the demo tenant has no ${what}`);
  return value;
}
