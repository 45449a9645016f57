import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SignInFacts } from '../../../src/domain/conditional-access/facts.ts';
import { firstUnmet } from '../../../src/simulator/graph/what-if/conditions.ts';
import type { SignIn } from '../../../src/simulator/graph/what-if/sign-in.ts';
import type { JsonObject } from '../../../src/simulator/json.ts';
import { whatIfRequest } from '../../../src/microsoft/conditional-access/what-if-request.ts';
import { run } from './builders.ts';
import { LOCATIONS, anyPolicy, known } from './random-policies.ts';

const PLACES = LOCATIONS as unknown as readonly JsonObject[];

/** The same sign-in as the simulated What If sees it. */
function seen(facts: SignInFacts): SignIn {
  const { user, target, device } = facts;
  const { signInConditions } = whatIfRequest({ signIn: facts, device: undefined }).body as {
    signInConditions: { ipAddress?: string };
  };
  const values = [...(device?.values ?? [])].filter(([, value]) => value !== null);
  return {
    userId: user.id,
    groups: new Set(user.groups?.keys()),
    roles: user.roles ?? new Set(),
    guest: user.guestType === null || user.guestType === undefined ? [] : [user.guestType],
    externalTenantId: facts.externalTenantId ?? undefined,
    target: { kind: 'apps', ids: target.kind === 'app' ? [target.appId] : [] },
    platform: facts.platform ?? 'all',
    client: facts.clientAppType ?? 'all',
    ip: signInConditions.ipAddress,
    country: facts.country ?? undefined,
    signInRisk: facts.signInRisk ?? 'none',
    userRisk: facts.userRisk ?? 'none',
    insiderRisk: facts.insiderRisk ?? 'none',
    transferMethod: facts.authFlow ?? 'none',
    device: Object.fromEntries(values) as JsonObject,
  };
}

/** What the imitation cannot be told, or knows less of than the evaluator (docs/simulator.md). */
function isSayable(raw: unknown, facts: SignInFacts): boolean {
  return (
    facts.country !== null &&
    facts.clientAppType !== 'exchangeActiveSync' &&
    facts.clientAppType !== 'easSupported' &&
    !/extensionAttribute/.test(JSON.stringify(raw))
  );
}

describe('an evaluator that shares no code with ours', () => {
  it('finds the same policies to apply, and no reason against one that ours does not name', () => {
    fc.assert(
      fc.property(anyPolicy, known, (raw, facts) => {
        fc.pre(isSayable(raw, facts));
        const [ours] = run([raw], facts, LOCATIONS).results;
        const unmet = firstUnmet(raw as unknown as JsonObject, seen(facts), PLACES);
        assert.equal(unmet === undefined, ours?.matches);
        const named = ours?.unmet.map(({ condition }): string => condition) ?? [];
        assert.ok(unmet === undefined || named.includes(unmet), `${String(unmet)}: ${named.join(', ')}`);
      }),
      { numRuns: 3000 },
    );
  });
});
