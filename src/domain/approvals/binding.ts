/**
 * What an approval covers: the exact upstream call, and the facts and evidence that its approvers saw. Made when the
 * request is made, and again before anything is sent: another call is never sent, and other facts are asked about anew.
 */
import type { Facts, UpstreamCall } from '../actions/action.ts';
import type { EvidenceLine, MadeRequest } from './request.ts';

export interface Binding {
  readonly call: UpstreamCall;
  readonly facts: Facts;
  /** SHA-256 of `bindingText`, in hexadecimal. */
  readonly hash: string;
}

/** What people agree to, beside the facts: what is sent, what they read, for how long, and after what. */
export type Agreed = Pick<MadeRequest, 'hold' | 'first'> & {
  readonly evidence: readonly EvidenceLine[];
};

/** The one text of all that, whatever the order in which the facts were collected. */
export function bindingText(call: UpstreamCall, facts: Facts, { evidence, hold, first }: Agreed): string {
  return JSON.stringify([
    callText(call),
    sorted(facts),
    hold?.minutes ?? null,
    first?.action ?? null,
    evidence.map(({ label, value }) => [storedText(label), storedText(value)]),
  ]);
}

/** As the database gives it back: what it cannot hold is left out. */
function storedText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

export function sameCall(a: UpstreamCall, b: UpstreamCall): boolean {
  return callText(a) === callText(b);
}

export interface ChangedFact {
  readonly name: string;
  readonly before: string;
  readonly now: string;
}

/** What is not as it was. A fact that nobody knew when it was asked is nothing to compare with. */
export function compareFacts(
  before: Facts,
  now: Facts,
): { readonly changed: readonly ChangedFact[]; readonly unreadable: readonly string[] } {
  const known = Object.entries(before).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
  return {
    changed: known.flatMap(({ name, value }) => {
      const current = now[name] ?? null;
      return current === null || storedText(current) === value ? [] : [{ name, before: value, now: current }];
    }),
    unreadable: known.filter(({ name }) => (now[name] ?? null) === null).map(({ name }) => name),
  };
}

/** `Risk score: Medium → High`. */
export function changeText({ name, before, now }: ChangedFact): string {
  return `${name}: ${before} → ${now}`;
}

function callText({ operation, input }: UpstreamCall): string {
  return JSON.stringify([operation, sorted(input)]);
}

function sorted<T>(values: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
