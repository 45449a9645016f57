/** Entra ID with its Temporary Access Passes in memory, over the roles of the harness's directory. */
import type { Directory, TenantPorts } from '../../src/domain/ports/tenant.ts';
import type { AccessPass } from '../../src/domain/tenant/user.ts';
import { ADELE_ID, user } from '../fakes/sample-device.ts';
import type { TenantData } from '../fakes/tenant-ports.ts';
import { fakePorts } from '../fakes/tenant-ports.ts';
import type { Harness } from './harness.ts';

type Made = Parameters<Directory['createAccessPass']>[0];

export class FakePasses {
  passes: AccessPass[] = [];
  readonly orders: Made[] = [];
  readonly deleted: string[] = [];
  data: TenantData = { users: [user()] };
  /** Thrown instead of an answer; after `act` the pass was made although the caller sees a failure. */
  fault: { readonly error: unknown; readonly act?: true } | null = null;
  deletion: (() => Promise<never>) | null = null;
  listing: (() => Promise<never>) | null = null;
  /** What the last pass was; in the way of the real one no reading shows it. */
  secret = '';
  /** Awaited when the pass is made and not yet told. */
  beforeAnswer: (() => Promise<void>) | null = null;
  readonly #harness: Harness;

  constructor(harness: Harness) {
    this.#harness = harness;
    const roles = harness.defender.open().directory;
    harness.defender.open = (): TenantPorts =>
      fakePorts(this.data, {
        directory: {
          memberOfAny: (userId, ids) => roles.memberOfAny(userId, ids),
          groupNames: (ids) => roles.groupNames(ids),
          accessPasses: () => this.listing?.() ?? Promise.resolve([...this.passes]),
          createAccessPass: (order) => this.#create(order),
          deleteAccessPass: ({ passId }) => this.#delete(passId),
        },
      });
  }

  pass(over: Partial<AccessPass> = {}): AccessPass {
    const now = this.#harness.clock.now().toISOString();
    return {
      id: `pass-${this.orders.length}`,
      createdDateTime: now,
      startDateTime: now,
      lifetimeInMinutes: 60,
      isUsableOnce: true,
      isUsable: true,
      ...over,
    };
  }

  async #create(order: Made): ReturnType<Directory['createAccessPass']> {
    this.orders.push(order);
    const { fault } = this;
    if (fault !== null && fault.act !== true) throw fault.error;
    const pass = this.pass();
    this.passes = [pass];
    this.secret = `SECRET+${this.orders.length}+${ADELE_ID.slice(0, 4)}`;
    await this.beforeAnswer?.();
    if (fault !== null) throw fault.error;
    return { pass, secret: this.secret };
  }

  async #delete(passId: string): Promise<void> {
    await this.deletion?.();
    this.deleted.push(passId);
    this.passes = this.passes.filter(({ id }) => id !== passId);
  }
}
