// Sign-ins that are not the newest ones of their people: legacy mail, a platform that nobody recognises.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BadCase, factsOf } from '../../src/cli/whatif-case.ts';
import { populationOf } from '../../src/cli/whatif-population.ts';
import type { WhatifTenant } from '../../src/cli/whatif-tenant.ts';
import { readWhatifTenant } from '../../src/cli/whatif-tenant.ts';
import type { OwnDevice } from '../../src/domain/conditional-access/change/change.ts';
import type { Alternative } from '../../src/domain/conditional-access/change/least-change.ts';
import { leastChange } from '../../src/domain/conditional-access/change/least-change.ts';
import { waysIn } from '../../src/domain/conditional-access/change/otherwise.ts';
import { groundOf } from '../../src/domain/conditional-access/change/scene.ts';
import type { SignInFacts } from '../../src/domain/conditional-access/facts.ts';
import { deviceSignalsOf, groupsNamedBy } from '../../src/domain/conditional-access/population-facts.ts';
import type { Json } from '../../src/domain/tenant/access-policies.ts';
import type { Population } from '../../src/domain/tenant/population.ts';

const CASES = JSON.parse(
  readFileSync(new URL('../../docs/demo-access-cases.json', import.meta.url), 'utf8'),
) as readonly { readonly id: string; readonly given: Json }[];

describe('demo tenant least changes of other sign-ins', () => {
  let tenant: WhatifTenant;
  let population: Population;
  before(async () => {
    tenant = await readWhatifTenant(fileURLToPath(new URL('../../tenants/demo', import.meta.url)));
    population = populationOf(tenant, groupsNamedBy(tenant.policies), '2026-11-20T09:00:00Z');
  });

  function signInOf(id: string): SignInFacts {
    const facts = factsOf(CASES.find((one) => one.id === id)?.given, tenant);
    assert.ok(!(facts instanceof BadCase));
    return facts;
  }

  function devicesOf({ user }: SignInFacts): readonly OwnDevice[] {
    return population.devices
      .filter(({ owners }) => owners.includes(user.id))
      .map((owned) => ({
        deviceId: owned.device.deviceId.toLowerCase(),
        name: owned.device.displayName ?? '',
        ...deviceSignalsOf(owned),
      }));
  }

  function alternatives(facts: SignInFacts, goal: 'in' | 'out'): readonly Alternative[] {
    return leastChange({
      configuration: tenant,
      ways: [[facts]],
      goal,
      before: [],
      deviceId: null,
      otherDevices: devicesOf(facts),
      population,
      otherApps: [],
    }).alternatives;
  }

  const groupName = (id: string): string => population.groups.get(id)?.displayName ?? id;
  const told = ({ changes }: Alternative): readonly string[] =>
    changes.map((change) => {
      if (change.on === 'device') return change.kind === 'other' ? change.other.name : change.kind;
      if (change.on === 'policy') return `${change.edit.kind} in policy ${change.index + 1}`;
      return 'group' in change ? `${change.kind} ${groupName(change.group)}` : change.kind;
    });

  it('let the old mail program in by two groups, not by the one that is kept for emergencies', () => {
    // CA01, CA02 and CA09 leave Legacy mail devices out; CA03 is for Finance. Break-glass would open all four.
    const [first] = alternatives(signInOf('isaiah-imap'), 'in');
    assert.ok(first !== undefined);
    assert.deepEqual(told(first).toSorted(), ['joinGroup Legacy mail devices', 'leaveGroup Finance']);
    assert.deepEqual(first.cost.lost.map((name) => name.slice(0, 4)).toSorted(), ['CA01', 'CA02', 'CA03', 'CA09']);
    assert.deepEqual(first.cost.dangers, []);
  });

  it('let the old mail program be: a modern client on his laptop needs no change', () => {
    const facts = signInOf('isaiah-imap');
    const ways = waysIn(groundOf(tenant), { signIns: [facts], otherDevices: devicesOf(facts), country: 'SE' });
    const laptop = ways.map((set) => set.map((one) => (one.kind === 'device' ? one.other.name : one.kind)));
    assert.deepEqual(laptop, [
      ['client', 'FIN-LT-043'],
      ['client', 'FIN-LT-043'],
    ]);
  });

  it('let an unknown platform be another device of his', () => {
    const found = alternatives(signInOf('grady-mail-unknown-platform'), 'in');
    assert.deepEqual(found.slice(0, 2).map(told), [['ENG-MAC-003'], ['ENG-WS-002']]);
  });

  it('keep the printer out by the group that lets it in', () => {
    const [first] = alternatives(signInOf('scanner-smtp'), 'out');
    assert.ok(first !== undefined);
    assert.deepEqual(told(first), ['leaveGroup Legacy mail devices']);
  });
});
