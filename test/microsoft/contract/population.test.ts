import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'mocha';
import { populationOf } from '../../../src/cli/whatif-population.ts';
import { readWhatifTenant } from '../../../src/cli/whatif-tenant.ts';
import { deviceSignalsOf, groupsNamedBy } from '../../../src/domain/conditional-access/population-facts.ts';
import type { Population } from '../../../src/domain/tenant/population.ts';
import type { TenantOptions } from '../../../src/microsoft/tenant.ts';
import { simulatedTenant } from './simulated-tenant.ts';
import type { SimulatedTenant } from './simulated-tenant.ts';

const demo = (file: string): readonly Record<string, string>[] =>
  JSON.parse(readFileSync(`tenants/demo/${file}.json`, 'utf8')) as readonly Record<string, string>[];
/** Held for a part of the directory only. */
const USER_ADMINISTRATOR = 'fe930be7-5e62-47db-91af-98c3a49a38b1';
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

describe('the population of the demo tenant', () => {
  let tenant: SimulatedTenant;
  before(async () => {
    tenant = await simulatedTenant();
  });
  after(() => tenant.close());
  afterEach(() => tenant.calm());
  const read = (options: Partial<TenantOptions> = {}): Promise<Population> =>
    tenant.open(options).ports.populations.read();
  const fault = (path: string, more: object = {}) =>
    tenant.fault({
      match: { path },
      status: 403,
      body: { error: { code: 'Authorization_RequestDenied', message: 'x' } },
      ...more,
    });

  it('holds everybody, every device with its owners, and where they are', async () => {
    const population = await read();
    assert.equal(population.people.length, demo('users').length);
    assert.equal(population.devices.length, demo('devices').length);
    const owners = demo('deviceOwners') as unknown as Record<string, readonly string[]>;
    for (const { device, owners: found } of population.devices) {
      assert.deepEqual(found, owners[device.id] ?? [], device.id);
    }
    const [organization] = demo('organization');
    assert.equal(population.country, organization?.['countryLetterCode']);
    assert.deepEqual(population.complete, { people: true, groups: true, roles: true, devices: true });
    assert.deepEqual(population.gaps, []);
  });

  it('holds the members of the groups that policies name, and of no others', async () => {
    const population = await read();
    const named = JSON.stringify(demo('conditionalAccessPolicies'));
    const groups = demo('groups').filter(({ id = '' }) => named.includes(id));
    const there = [...population.groups].filter(([, group]) => group !== null).map(([id]) => id);
    assert.deepEqual(there.sort(), groups.map((group) => group['id']).sort());
    const { ports } = tenant.open();
    for (const { id = '', displayName } of groups) {
      const group = population.groups.get(id);
      assert.deepEqual([group?.displayName, group?.complete], [displayName, true]);
      for (const person of population.people) {
        const inside = (await ports.directory.memberships(person.id)).groups.some((one) => one.id === id);
        assert.equal(group?.members.has(person.id), inside, `${displayName}: ${person.displayName}`);
      }
    }
  });

  it('holds who has a role, as the memberships of each person say it', async () => {
    const population = await read();
    assert.ok((population.roles.get(GLOBAL_ADMINISTRATOR)?.size ?? 0) > 0);
    const { ports } = tenant.open();
    for (const person of population.people) {
      const held = (await ports.directory.memberships(person.id)).roleTemplateIds;
      const found = [...population.roles].filter(([, people]) => people.has(person.id)).map(([role]) => role);
      assert.deepEqual(found.sort(), [...held].sort(), person.displayName);
    }
  });

  it('asks for many groups at once', async () => {
    await read();
    const urls = (await tenant.exchanges()).map(({ url }) => url);
    assert.equal(urls.filter((url) => url.includes('/users?')).length, 1);
    assert.equal(urls.filter((url) => url.includes('$batch')).length, 1);
  });

  it('is the same as the folder says it', async () => {
    const { scopedRoles, ...live } = await read();
    assert.deepEqual([...(scopedRoles?.keys() ?? [])], [USER_ADMINISTRATOR]);
    const folder = await readWhatifTenant('tenants/demo');
    const named = groupsNamedBy(folder.policies);
    // As policies see the devices: times are shifted, and attributes without a value may be left out.
    const seen = ({ devices, ...rest }: Population) => ({
      ...rest,
      devices: devices.map((one) => [one.device.id, deviceSignalsOf(one), one.owners]),
    });
    assert.deepEqual(seen(populationOf(folder, named, live.takenAt)), seen(live));
  });

  it('says where its ceilings cut it off', async () => {
    const { people, devices, groups, complete } = await read({
      ceilings: { people: 5, devices: 6, groups: 2 },
    });
    assert.deepEqual([people.length, devices.length, groups.size], [5, 6, 2]);
    assert.deepEqual(complete, { people: false, groups: false, roles: true, devices: false });
    assert.ok([...groups.values()].every((group) => group !== null && group.members.size <= 5));
  });

  it('leaves a gap for each list that cannot be read', async () => {
    await fault('^/v1\\.0/devices');
    await fault('roleAssignments');
    await fault('transitiveMembers');
    await fault('^/v1\\.0/organization');
    const { complete, gaps, groups, country, devices, people } = await read();
    assert.deepEqual(complete, { people: true, groups: false, roles: false, devices: false });
    assert.deepEqual([country, devices, people.length > 0], [null, [], true]);
    const there = [...groups.values()].filter((group) => group !== null);
    assert.ok(there.length > 0 && there.every((group) => !group.complete && group.members.size === 0));
    const subjects = gaps.map(({ subject }) => subject).join('; ');
    for (const subject of ['all devices', 'members of groups', 'which role', 'country']) {
      assert.ok(subjects.includes(subject), subjects);
    }
  });

  it('has no groups to read when the policies cannot be read', async () => {
    await fault('conditionalAccess/policies');
    const { complete, groups } = await read();
    assert.deepEqual([complete.groups, groups.size], [false, 0]);
  });

  it('takes what cannot be the id of a group for none', async () => {
    const [policy] = demo('conditionalAccessPolicies');
    const users = { includeGroups: ['', '.', '../users', 'Finance'] };
    await tenant.fault({
      match: { path: 'conditionalAccess/policies' },
      status: 200,
      body: { value: [{ ...policy, conditions: { users } }] },
    });
    const { groups, complete } = await read();
    assert.deepEqual(
      [...groups],
      users.includeGroups.map((id) => [id.toLowerCase(), null]),
    );
    assert.equal(complete.groups, true);
  });

  it('is not there at all when nobody can be read', async () => {
    await fault('^/v1\\.0/users');
    await assert.rejects(read(), { code: 'upstream_forbidden' });
  });

  it('knows a group that is no longer there, although a policy still names it', async () => {
    const { groups } = await read();
    assert.equal(groups.get('af4da072-0182-48d0-977e-0ae6ab68c2e5'), null);
  });

  it('is not waited for longer than the question may take, and goes on for the next', async () => {
    const { tenant: one } = tenant.open();
    const controller = new AbortController();
    const late = one.open({ correlationId: 'c', signal: controller.signal }).populations.read();
    controller.abort();
    await assert.rejects(late, { code: 'upstream_timeout' });
    assert.ok((await one.open({ correlationId: 'd' }).populations.read()).people.length > 0);
    const users = (await tenant.exchanges()).filter(({ url }) => url.includes('/users?'));
    assert.equal(users.length, 1);
  });

  it('ends with the program', async () => {
    await fault('^/v1\\.0/users', { delayMs: 600_000 });
    const { tenant: one, ports } = tenant.open();
    const late = assert.rejects(ports.populations.read(), { code: 'upstream_timeout' });
    one.close();
    await late;
  });

  it('ends with the program while it warms up, and that is no failure', async () => {
    await fault('^/v1\\.0/users', { delayMs: 600_000 });
    const { tenant: one } = tenant.open();
    const warming = one.warmUp();
    one.close();
    await warming;
  });

  it('is read after the policies when the program warms up', async () => {
    const { tenant: one, ports } = tenant.open();
    assert.equal(ports.populations.held(), null);
    await one.warmUp();
    assert.ok((ports.populations.held()?.people.length ?? 0) > 0);
  });
});
