import assert from 'node:assert/strict';
import { renderReply } from '../../src/cards/render-reply.ts';
import { oncallShowCommand } from '../../src/commands/oncall-show.ts';
import { understand } from '../../src/commands/understanding/understand.ts';
import type { ResponseService } from '../../src/domain/approvals/service.ts';
import type { Directory, TenantPorts } from '../../src/domain/ports/tenant.ts';
import type { Reply } from '../../src/domain/questions/answer.ts';
import type { Shift } from '../../src/domain/tenant/shift.ts';
import type { User } from '../../src/domain/tenant/user.ts';
import { fakeLedger } from '../fakes/sign-in-ledger.ts';
import { notThere, upstreamError } from '../jobs/fake-defender.ts';

const TEAM = 'a0000000-0000-4000-8000-00000000000a';
const now = new Date('2026-11-22T08:00:00.000Z');

function user(id: string, over: Partial<User> = {}): User {
  return { id, displayName: `Name of ${id}`, accountEnabled: true, ...over } as User;
}

async function ask(
  rota: readonly string[],
  over: {
    readonly shifts?: TenantPorts['shiftSchedules']['shiftsAround'];
    readonly user?: Directory['user'];
    readonly roleOf?: ResponseService['roleOf'];
  } = {},
): Promise<Exclude<Reply, { kind: 'request' }>> {
  const tenant = {
    shiftSchedules: {
      ...notThere<TenantPorts['shiftSchedules']>('shiftSchedules'),
      ...(over.shifts === undefined ? {} : { shiftsAround: over.shifts }),
    },
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
      onCall: () => ({ rota, shifts: over.shifts === undefined ? null : TEAM, source: 'policy.yaml' }),
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

  it('says that nobody is on call where no rota is set', async () => {
    const nobody = await ask([]);
    assert.match(nobody.headline, /Nobody is on call: no rota is set/);
    assert.deepEqual(nobody.gaps, []);
  });

  describe('with a team whose schedule says who is on shift', () => {
    const until = '2026-11-22T14:00:00.000Z';
    const shift = (userId: string, from = '2026-11-22T06:00:00.000Z', to = until): Shift => ({
      userId,
      from,
      to,
    });
    const listed =
      (...shifts: readonly Shift[]) =>
      () =>
        Promise.resolve(shifts);

    it('names who is on shift, until when, and then the rota, each from its source', async () => {
      const asked: unknown[] = [];
      const reply = await ask(['tomas', 'maya'], {
        shifts: (team, at) => {
          asked.push(team, at);
          return listed(shift('maya'), shift('ann', '2026-11-22T08:00:00.001Z'))();
        },
      });
      assert.deepEqual(asked, [TEAM, now]);
      assert.ok(reply.kind === 'answer');
      assert.equal(reply.headline, 'On duty: Name of maya; next: Name of tomas');
      assert.deepEqual(
        reply.sections.map(({ title, source, items }) => [
          title,
          source,
          items.map((item) => [item.title, item.detail, item.at]),
        ]),
        [
          ['On shift', 'Microsoft Teams', [['1. Name of maya, on duty', 'the shift ends', until]]],
          ['Rota, without those on shift', 'Entra ID', [['2. Name of tomas', undefined, undefined]]],
        ],
      );
      assert.equal(reply.tone, 'neutral');
      const alone = await ask([], { shifts: listed(shift('maya')) });
      assert.equal(alone.headline, 'On duty: Name of maya; nobody comes next');
      assert.equal(alone.kind === 'answer' ? alone.sections.length : 0, 1);
    });

    it('names several on shift, and what speaks against calling them', async () => {
      const late = shift('ann', '2026-11-22T07:45:00.000Z', '2026-11-22T16:00:00.000Z');
      const reply = await ask(['tomas'], {
        shifts: listed(shift('maya'), late),
        roleOf: ({ id }) =>
          Promise.resolve(
            id === 'ann' ? { ok: false, code: 'notInRole', message: 'no', request: null } : { ok: true },
          ),
      });
      assert.ok(reply.kind === 'answer');
      assert.equal(reply.headline, 'On duty: Name of ann and Name of maya; next: Name of tomas');
      assert.deepEqual(
        reply.sections[0]?.items.map(({ title, detail }) => [title, detail]),
        [
          ['1. Name of ann, on duty', 'may not approve: not called for decisions; the shift ends'],
          ['2. Name of maya, on duty', 'the shift ends'],
        ],
      );
      assert.equal(reply.tone, 'warning');
    });

    it('looks up no whole site, and says how many more there are', async () => {
      const site = Array.from({ length: 25 }, (_, i) => shift(`p${String(i).padStart(2, '0')}`));
      const reply = await ask(['tomas'], { shifts: listed(...site) });
      assert.ok(reply.kind === 'answer');
      assert.match(
        reply.headline,
        /^On duty: Name of p00, Name of p01, Name of p02 and 22 more; then 1 more$/,
      );
      assert.deepEqual(
        reply.sections.map(({ items, more }) => [items.length, more]),
        [
          [20, 5],
          [0, 1],
        ],
      );
    });

    it('says when nobody is on shift, and that the rota counts', async () => {
      const ended = listed(shift('maya', '2026-11-22T00:00:00.000Z', now.toISOString()));
      const reply = await ask(['tomas'], { shifts: ended });
      assert.ok(reply.kind === 'answer');
      assert.equal(reply.headline, 'On duty: Name of tomas; nobody comes next');
      assert.match(reply.reasons.join(), /Nobody is on shift in Microsoft Teams now/);
      assert.equal(reply.sections[0]?.title, 'Rota');
      const nobody = await ask([], { shifts: ended });
      assert.match(nobody.headline, /nobody is on shift in Microsoft Teams, and no rota is set/);
    });

    it('never takes a schedule that could not be read for an empty one', async () => {
      const broken = () => Promise.reject(upstreamError('upstream_timeout'));
      const reply = await ask(['tomas'], { shifts: broken });
      assert.ok(reply.kind === 'answer');
      assert.equal(
        reply.headline,
        'Who is on shift is not known; called first: Name of tomas; nobody comes next',
      );
      assert.equal(reply.sections[0]?.items[0]?.title, '1. Name of tomas, called first');
      assert.equal(reply.tone, 'unknown');
      assert.deepEqual(
        reply.gaps.map(({ source, subject, reason }) => [source, subject, reason]),
        [['Microsoft Teams', 'who is on shift', 'timeout']],
      );
      const nobody = await ask([], { shifts: broken });
      assert.match(nobody.headline, /Who is on call is not known/);
      assert.equal(nobody.kind === 'notice' ? nobody.tone : '', 'unknown');
      assert.equal(nobody.gaps.length, 1);
    });
  });
});
