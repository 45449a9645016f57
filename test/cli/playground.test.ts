import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../../src/errors.ts';
import { playgroundConfiguration, startPlayground } from '../../src/cli/playground.ts';

const person = (n: number): { id: string; displayName: string; userPrincipalName: string } => ({
  id: `${n}${n}${n}${n}${n}${n}${n}${n}-1111-4111-8111-111111111111`,
  displayName: `Person ${n}`,
  userPrincipalName: `person${n}@contoso.example`,
});

interface Configuration {
  readonly tenantId: string;
  readonly currentUser: { readonly aadObjectId: string; readonly name: string };
  readonly users: readonly { readonly aadObjectId: string }[];
  readonly personalChat: { readonly id: string };
  readonly team: { readonly id: string };
}

describe('Agents Playground', () => {
  it('gives people the object ids that they have in the tenant', () => {
    const made = playgroundConfiguration({
      tenantId: 'T',
      person: person(1),
      others: [1, 2, 3, 4, 5, 6, 7].map(person),
    }) as Configuration;
    assert.equal(made.tenantId, 'T');
    assert.equal(made.currentUser.aadObjectId, person(1).id);
    assert.deepEqual(
      made.users.map((user) => user.aadObjectId),
      [2, 3, 4, 5, 6].map((n) => person(n).id),
    );
  });

  it('fills the five seats that the Playground insists on', () => {
    const made = playgroundConfiguration({
      tenantId: 'T',
      person: person(1),
      others: [person(2)],
    }) as Configuration;
    assert.equal(made.users.length, 5);
  });

  it('gives every window conversations of its own', () => {
    const [a, b] = [1, 2].map(
      (n) => playgroundConfiguration({ tenantId: 'T', person: person(n), others: [] }) as Configuration,
    );
    assert.notEqual(a?.personalChat.id, b?.personalChat.id);
    assert.notEqual(a?.team.id, b?.team.id);
  });

  it('says so when its port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, resolve));
    const { port } = taken.address() as AddressInfo;
    const options = {
      tenantId: 'T',
      person: person(1),
      others: [],
      botUrl: 'http://127.0.0.1:9/api/messages',
      port,
    };
    await assert.rejects(startPlayground({ ...options, environment: process.env }), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /is taken/);
      return true;
    });
    taken.close();
  });
});
