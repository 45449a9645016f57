/** Which Conditional Access policy somebody means: by its id, its name, or a part of the name. Pure. */
import type { JsonObject } from '../tenant/access-policies.ts';
import { textOf } from '../conditional-access/wire.ts';

export type PolicyNaming =
  | { readonly kind: 'found'; readonly policy: JsonObject }
  | { readonly kind: 'several'; readonly policies: readonly JsonObject[] }
  | { readonly kind: 'none'; readonly nearest: readonly JsonObject[] };

const MOST_NEAREST = 5;

/** `mfa-or-compliant` means `CA05 MFA or compliant device`: case and what stands between the words do not count. */
export function policyNamed(typed: string, policies: readonly JsonObject[]): PolicyNaming {
  const wanted = wordsIn(typed);
  const ways: readonly ((policy: JsonObject) => boolean)[] = [
    (policy) => textOf(policy['id'])?.toLowerCase() === typed.trim().toLowerCase(),
    (policy) => wordsIn(policyName(policy)) === wanted,
    (policy) => ` ${wordsIn(policyName(policy))} `.includes(` ${wanted} `),
    (policy) => isWithin(wanted, wordsIn(policyName(policy))),
  ];
  for (const fits of wanted === '' ? [] : ways) {
    const [first, ...others] = policies.filter(fits);
    if (first === undefined) continue;
    return others.length === 0
      ? { kind: 'found', policy: first }
      : { kind: 'several', policies: [first, ...others] };
  }
  const nearest = policies
    .map((policy) => ({ policy, likeness: likeness(wanted, wordsIn(policyName(policy))) }))
    .sort((a, b) => b.likeness - a.likeness);
  return { kind: 'none', nearest: nearest.slice(0, MOST_NEAREST).map(({ policy }) => policy) };
}

export function policyName(policy: JsonObject): string {
  return textOf(policy['displayName']) ?? textOf(policy['id']) ?? 'a policy without a name';
}

function wordsIn(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function isWithin(wanted: string, name: string): boolean {
  const words = new Set(name.split(' '));
  return wanted.split(' ').every((word) => words.has(word));
}

/** Share of pairs of letters that two texts have in common. */
function likeness(a: string, b: string): number {
  const first = pairsOf(a);
  const second = pairsOf(b);
  const shared = [...first].filter((pair) => second.has(pair)).length;
  return (2 * shared) / Math.max(1, first.size + second.size);
}

function pairsOf(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));
}
