import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Endpoints, Tenant, TenantPorts } from '../../src/domain/ports/tenant.ts';
import type { Machine, MachineAction } from '../../src/domain/tenant/device.ts';
import { MachinesTogether } from '../../src/jobs/machines-together.ts';
import { machine, machineAction, notThere, upstreamError } from './fake-defender.ts';

const NOW = Date.parse('2026-11-22T06:00:00.000Z');
const HOUR = 60 * 60_000;

type Fault = 'cut' | 'deaf' | 'foreign' | 'rejected' | 'malformed' | 'throttled' | 'timeout';

/** Machines and their actions, which change; every call is noted. */
class Defender {
  readonly calls: string[] = [];
  readonly machines = new Map<string, Machine>();
  actions: MachineAction[] = [];
  /** What goes wrong with the next lists. */
  faults: (Fault | null)[] = [];
  now = NOW;
  readonly clock = { now: () => new Date(this.now) };

  constructor(machines: readonly string[]) {
    for (const id of machines) this.machines.set(id, machine({ id }));
  }

  act(machineId: string, id: string, over: Partial<MachineAction> = {}): void {
    const at = new Date(this.now + this.actions.length).toISOString();
    this.actions.push(machineAction({ id, machineId, creationDateTimeUtc: at, ...over }));
  }

  of(machineId: string): readonly MachineAction[] {
    return this.actions
      .filter((action) => action.machineId === machineId)
      .reverse()
      .slice(0, 50);
  }

  ports(): TenantPorts {
    const endpoints: Endpoints = {
      ...notThere<Endpoints>('endpoints'),
      machine: (id) => this.#say(`machine ${id}`, () => this.machines.get(id) ?? null),
      machineActions: (id) => this.#say(`actions ${id}`, () => this.of(id)),
      machinesById: (ids) =>
        this.#list(`machines ${ids.join(' ')}`, (fault) =>
          fault === 'deaf' ? [] : ids.flatMap((id) => this.machines.get(id) ?? []),
        ),
      machineActionsOf: (ids, most) =>
        this.#list(`actions ${ids.join(' ')}`, (fault) => {
          const asked =
            fault === 'foreign' ? [...this.machines.keys()] : fault === 'deaf' ? ids.slice(0, 1) : ids;
          const found = this.actions.filter(({ machineId }) => asked.includes(machineId));
          return fault === 'cut'
            ? { list: found.slice(0, 1), complete: false }
            : { list: found.slice(0, most), complete: found.length <= most };
        }),
      machineActionsSince: (_since, most) =>
        this.#say('actions since', () => ({ list: this.actions.slice(0, most), complete: true })),
    };
    return { ...notThere<TenantPorts>('ports'), endpoints };
  }

  tenant(): Tenant {
    return { tenantId: 'tenant', open: () => this.ports() };
  }

  together(): MachinesTogether {
    return new MachinesTogether({ tenant: this.tenant(), clock: this.clock, newRunId: () => 'run' });
  }

  async #say<T>(call: string, answer: () => T): Promise<T> {
    this.calls.push(call);
    // As it is when the call arrives; the answer takes a while.
    const said = answer();
    await Promise.resolve();
    return said;
  }

  #list<T>(call: string, answer: (fault: Fault | null) => T): Promise<T> {
    const fault = this.faults.shift() ?? null;
    switch (fault) {
      case 'rejected':
      case 'malformed':
      case 'throttled':
      case 'timeout':
        this.calls.push(call);
        return Promise.reject(upstreamError(`upstream_${fault}`));
      default:
        return this.#say(call, () => answer(fault));
    }
  }
}

const names = (actions: readonly MachineAction[]): readonly string[] => actions.map(({ id }) => id);

describe('what orders ask about their machines', () => {
  let defender: Defender;
  let together: MachinesTogether;
  beforeEach(() => {
    defender = new Defender(['a', 'b', 'c', 'x', 'y', 'z']);
    defender.act('y', 'old-y');
    defender.act('z', 'old-z');
    defender.act('b', 'pending-b', { status: 'Pending' });
    defender.act('b', 'newer-b');
    defender.act('x', 'by-others');
    together = defender.together();
  });
  const actionsOf = (...ids: readonly string[]) =>
    Promise.all(
      ids.map(async (id) => names(await together.join(defender.ports()).endpoints.machineActions(id))),
    );
  const machinesOf = (...ids: readonly string[]) =>
    Promise.all(ids.map(async (id) => (await together.join(defender.ports()).endpoints.machine(id))?.id));
  const called = (): readonly string[] => defender.calls.splice(0);

  it('is asked by one call for all, and each gets what it would have got alone', async () => {
    assert.deepEqual(await actionsOf('a', 'b', 'c', 'b'), [
      [],
      ['newer-b', 'pending-b'],
      [],
      ['newer-b', 'pending-b'],
    ]);
    assert.deepEqual(called(), ['actions since', 'actions y a b c z']);
    assert.deepEqual(await actionsOf('z', 'a'), [['old-z'], []]);
    assert.deepEqual(called(), ['actions y a z']);
    assert.deepEqual(await machinesOf('a', 'b', 'c'), ['a', 'b', 'c']);
    assert.deepEqual(called(), ['machines a b c']);
  });

  it('is asked by itself where nobody else asks, in the documented form', async () => {
    assert.deepEqual([await actionsOf('b'), await machinesOf('b')], [[['newer-b', 'pending-b']], ['b']]);
    assert.deepEqual(called(), ['actions b', 'machine b']);
  });

  it('is read once in a run', async () => {
    const { endpoints } = together.join(defender.ports());
    const first = await endpoints.machineActions('b');
    defender.act('b', 'newest');
    assert.equal(await endpoints.machineActions('b'), first);
    assert.equal(await endpoints.machine('b'), await endpoints.machine('b'));
    assert.deepEqual(called(), ['actions b', 'machine b']);
    assert.deepEqual(await actionsOf('b'), [['newest', 'newer-b', 'pending-b']]);
  });

  it('leaves out what is older than the newest fifty of a machine', async () => {
    for (let n = 0; n < 60; n += 1) defender.act('c', `c-${n}`);
    const [, many] = await actionsOf('a', 'c');
    assert.deepEqual(many, names(defender.of('c')));
  });

  it('is asked of at most fifteen machines at a time, the two at the ends included', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `m${n}`);
    for (const id of ids) defender.machines.set(id, machine({ id }));
    await Promise.all([actionsOf(...ids), machinesOf(...ids)]);
    const sizes = called().map((call) => [call.split(' ')[0], call.split(' ').length - 1]);
    assert.deepEqual(sizes.filter(([, size]) => size !== 1).toSorted(), [
      ['actions', 15],
      ['actions', 9],
      ['machines', 15],
      ['machines', 5],
    ]);
  });

  it('proves nothing in a list that is cut short: each is asked for by itself', async () => {
    defender.faults = ['cut'];
    assert.deepEqual(await actionsOf('a', 'b'), [[], ['newer-b', 'pending-b']]);
    assert.deepEqual(called(), ['actions since', 'actions y a b z', 'actions a', 'actions b']);
    assert.ok(together.isServed);
    await actionsOf('a', 'b');
    assert.deepEqual(called(), ['actions y a b z']);
  });

  for (const [fault, words] of [
    ['deaf', 'does not show the machines at its ends'],
    ['foreign', 'shows what was not asked for'],
    ['rejected', 'is refused'],
  ] as const)
    it(`proves nothing in a list that ${words}, and none is asked for an hour`, async () => {
      defender.faults = [fault];
      assert.deepEqual(await actionsOf('a', 'b'), [[], ['newer-b', 'pending-b']]);
      assert.equal(together.isServed, false);
      called();
      assert.deepEqual(
        [await actionsOf('a', 'b'), await machinesOf('a', 'b')],
        [
          [[], ['newer-b', 'pending-b']],
          ['a', 'b'],
        ],
      );
      assert.deepEqual(called(), ['actions a', 'actions b', 'machine a', 'machine b']);
      defender.now += HOUR;
      assert.ok(together.isServed);
      await actionsOf('a', 'b');
      assert.deepEqual(called(), ['actions since', 'actions y a b z']);
    });

  it('is asked by itself where an answer for several cannot be read', async () => {
    defender.faults = ['malformed'];
    assert.deepEqual(await machinesOf('a', 'b'), ['a', 'b']);
    assert.deepEqual(called(), ['machines a b', 'machine a', 'machine b']);
    assert.ok(together.isServed);
  });

  it('has no answer for anybody when the service has none, and is not asked for each', async () => {
    for (const fault of ['throttled', 'timeout'] as const) {
      defender.faults = [fault];
      await assert.rejects(machinesOf('a', 'b'), { code: `upstream_${fault}` });
      assert.deepEqual(called(), ['machines a b']);
    }
    assert.ok(together.isServed);
  });

  it('is asked by itself while no two machines have any action', async () => {
    defender.actions = [];
    assert.deepEqual(await actionsOf('a', 'b'), [[], []]);
    defender.act('y', 'only');
    assert.deepEqual(await actionsOf('a', 'y'), [[], ['only']]);
    assert.deepEqual(called(), [
      'actions since',
      'actions a',
      'actions b',
      'actions since',
      'actions a',
      'actions y',
    ]);
    assert.ok(together.isServed);
  });

  it('asks for a machine that a list does not show by itself before it is said not to be there', async () => {
    assert.deepEqual(await machinesOf('a', 'gone'), ['a', undefined]);
    assert.deepEqual(called(), ['machines a gone', 'machine gone']);
  });

  it('is true as of the question, whoever else asks and whatever goes wrong', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'y', 'z'];
    const fault = fc.constantFrom<Fault | null>(
      null,
      null,
      null,
      'cut',
      'deaf',
      'foreign',
      'rejected',
      'malformed',
      'throttled',
      'timeout',
    );
    const step = fc.oneof(
      fc.record({
        asks: fc.array(fc.constantFrom(...ids), { minLength: 1, maxLength: 6 }),
        waits: fc.boolean(),
      }),
      fc.record({ acts: fc.constantFrom(...ids) }),
      fc.record({ passes: fc.constantFrom(1_000, HOUR) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30 }),
        fc.array(fault, { maxLength: 20 }),
        async (steps, faults) => {
          const upstream = new Defender(ids);
          upstream.faults = [...faults];
          const shared = upstream.together();
          const answers: Promise<void>[] = [];
          for (const [n, one] of steps.entries()) {
            if ('acts' in one) upstream.act(one.acts, `action-${n}`);
            else if ('passes' in one) upstream.now += one.passes;
            else {
              const asked = one.asks.map(async (id) => {
                const before = names(upstream.of(id));
                const told = await shared
                  .join(upstream.ports())
                  .endpoints.machineActions(id)
                  .catch((error: unknown) => {
                    assert.match(String(error), /it failed/);
                    return null;
                  });
                if (told === null) return;
                // Whatever was there when it asked is there, and nothing of other machines.
                for (const name of before) assert.ok(names(told).includes(name), `${id} lacks ${name}`);
                assert.ok(told.every(({ machineId }) => machineId === id));
              });
              answers.push(...asked);
              if (one.waits) await Promise.all(asked);
            }
          }
          await Promise.all(answers);
        },
      ),
    );
  });
});
