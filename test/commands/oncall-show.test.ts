import assert from 'node:assert/strict';
import { renderReply } from '../../src/cards/render-reply.ts';
import { oncallShowCommand } from '../../src/commands/oncall-show.ts';
import { understand } from '../../src/commands/understanding/understand.ts';
import type { ResponseService } from '../../src/domain/approvals/service.ts';
import type { Directory, TenantPorts } from '../../src/domain/ports/tenant.ts';
import type { Reply } from '../../src/domain/questions/answer.ts';
import type { User } from '../../src/domain/tenant/user.ts';
import { fakeLedger } from '../fakes/sign-in-ledger.ts';
import { notThere, upstreamError } from '../jobs/fake-defender.ts';

const now = new Date('2026-11-22T08:00:00.000Z');

function user(id: string, over: Partial<User> = {}): User {
  return { id, displayName: `Name of ${id}`, accountEnabled: true, ...over } as User;
}

async function ask(
  rota: readonly string[],
  over: {
    readonly shifts?: string;
    readonly user?: Directory['user'];
    readonly roleOf?: ResponseService['roleOf'];
  } = {},
): Promise<Exclude<Reply, { kind: 'request' }>> {
  const tenant = {
    directory: {
      ...notThere<Directory>('directory'),
      user: over.user ?? ((id) => Promise.resolve(user(id))),
    },
  } as TenantPorts;
  const reply = await oncallShowCommand.run({
    intent: { intent: 'oncall.show', slots: {}, confidence: 1 },
    actor: { id: 'iris', name: 'Iris Ek' },
    conversationId: 'conversation',
    correlationId: 'c',
    tenant,
    clock: { now: () => now },
    responses: {
      ...notThere<ResponseService>('responses'),
      onCall: () => ({ rota, shifts: over.shifts ?? null, source: 'policy.yaml' }),
      roleOf: over.roleOf ?? (() => Promise.resolve({ ok: true })),
    },
    signInLedger: fakeLedger(),
  });
  assert.ok(reply.kind !== 'request');
  renderReply(reply, { now });
  return reply;
}

describe('command oncall.show', () => {
  it('is understood by each of its examples', () => {
    for (const example of oncallShowCommand.examples) {
      assert.equal(understand(example).intent, 'oncall.show', example);
    }
  });

  it('names who is on duty and who comes next, from Entra ID, with source and age', async () => {
    const reply = await ask(['maya', 'tomas', 'ann']);
    assert.ok(reply.kind === 'answer');
    assert.equal(reply.headline, 'On duty: Name of maya; next: Name of tomas, then 1 more');
    const [section] = reply.sections;
    assert.deepEqual([section?.source, section?.askedAt], ['Entra ID', now.toISOString()]);
    assert.deepEqual(
      section?.items.map(({ title }) => title),
      ['1. Name of maya, on duty', '2. Name of tomas', '3. Name of ann'],
    );
    assert.match(reply.reasons.join(), /oncall\.rota in policy\.yaml/);
    assert.equal(reply.tone, 'neutral');
    const two = await ask(['maya', 'tomas']);
    assert.equal(two.headline, 'On duty: Name of maya; next: Name of tomas');
    assert.equal((await ask(['maya'])).headline, 'On duty: Name of maya; nobody comes next');
  });

  it('says of each what speaks against calling them', async () => {
    const reply = await ask(['gone', 'off', 'reader'], {
      user: (id) => Promise.resolve(id === 'gone' ? null : user(id, { accountEnabled: id !== 'off' })),
      roleOf: ({ id }) =>
        Promise.resolve(
          id === 'reader' ? { ok: false, code: 'notInRole', message: 'no', request: null } : { ok: true },
        ),
    });
    assert.ok(reply.kind === 'answer');
    assert.equal(reply.tone, 'warning');
    assert.match(reply.headline, /^On duty: gone/);
    assert.deepEqual(
      reply.sections[0]?.items.map(({ detail }) => detail),
      [
        'Entra ID knows nobody with this id',
        'the account is disabled',
        'may not approve: not called for decisions',
      ],
    );
  });

  it('shows what Entra ID did not say as a gap', async () => {
    const reply = await ask(['maya', 'tomas'], {
      user: () => Promise.reject(upstreamError('upstream_timeout')),
      roleOf: () => Promise.resolve({ ok: false, code: 'unavailable', message: 'no', request: null }),
    });
    assert.equal(reply.kind === 'answer' ? reply.tone : '', 'unknown');
    assert.match(reply.headline, /maya; next: tomas/);
    assert.deepEqual(
      reply.gaps.map(({ subject }) => subject),
      ['names of those on call', 'who of them may approve'],
    );
  });

  it('says that nobody is on call, and that shifts are not read', async () => {
    const nobody = await ask([]);
    assert.match(nobody.headline, /Nobody is on call/);
    assert.deepEqual(nobody.gaps, []);
    const shifts = await ask(['maya'], { shifts: 'team/oncall' });
    assert.match(shifts.gaps[0]?.message ?? '', /does not read/);
    assert.equal((await ask([], { shifts: 'x' })).gaps.length, 1);
  });
});
