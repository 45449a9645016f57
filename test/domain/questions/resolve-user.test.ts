import assert from 'node:assert/strict';
import type { User } from '../../../src/domain/tenant/user.ts';
import type { UserResolution } from '../../../src/domain/questions/resolve-user.ts';
import { resolveUser } from '../../../src/domain/questions/resolve-user.ts';
import type { Overrides } from '../../fakes/tenant-ports.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { user } from '../../fakes/sample-device.ts';

const named = (id: string, displayName: string, part: Partial<User> = {}): User =>
  user({
    id,
    displayName,
    userPrincipalName: `${id}@contoso.example`,
    onPremisesSamAccountName: id,
    ...part,
  });

const PEOPLE = [
  named('adelev', 'Adele Vance'),
  named('adeleb', 'Adele Borg', { userType: 'Guest', accountEnabled: false, jobTitle: null, department: '' }),
  named('lee', 'Lee'),
];

const resolve = (
  typed: string,
  users: readonly User[] = PEOPLE,
  overrides: Overrides = {},
): Promise<UserResolution> =>
  resolveUser(fakePorts({ users }, overrides), fixedClock(), typed, {
    intent: 'user.devices',
    slots: { app: 'x' },
  });

describe('resolving a person', () => {
  for (const typed of ['adelev@contoso.example', 'CONTOSO\\adelev', 'Adele Vance', ' adele vance ']) {
    it(`finds "${typed}"`, async () => {
      const resolution = await resolve(typed);
      assert.ok(resolution.kind === 'found');
      assert.equal(resolution.user.id, 'adelev');
    });
  }

  it('asks which one is meant when several fit, and tells them apart', async () => {
    const resolution = await resolve('adele');
    assert.ok(resolution.kind === 'reply' && resolution.reply.kind === 'choice');
    assert.equal(resolution.reply.headline, '2 people are called "adele": which one?');
    assert.deepEqual(
      resolution.reply.candidates.map((one) => [one.title, one.detail, one.offer.slots]),
      [
        ['Adele Vance', 'adelev@contoso.example · Controller · Finance', { app: 'x', user: 'adelev' }],
        ['Adele Borg', 'adeleb@contoso.example · guest · account disabled', { app: 'x', user: 'adeleb' }],
      ],
    );
  });

  it('takes a full name for the one who has exactly that name', async () => {
    const both = {
      directory: {
        findUsers: () => Promise.resolve([named('a', 'Adele Vance Jr'), named('b', 'Adele Vance')]),
      },
    };
    const resolution = await resolve('adele vance', PEOPLE, both);
    assert.ok(resolution.kind === 'found');
    assert.equal(resolution.user.id, 'b');
  });

  it('still asks when two have exactly that name, or none has', async () => {
    const two = {
      directory: { findUsers: () => Promise.resolve([named('a', 'Adele Vance'), named('b', 'Adele Vance')]) },
    };
    assert.ok((await resolve('adele vance', PEOPLE, two)).kind === 'reply');
    const none = {
      directory: {
        findUsers: () => Promise.resolve([named('a', 'Adele M Vance'), named('b', 'Adele P Vance')]),
      },
    };
    assert.ok((await resolve('adele vance', PEOPLE, none)).kind === 'reply');
  });

  it('offers the nearest names when nobody has this one', async () => {
    const resolution = await resolve('adelle');
    assert.ok(resolution.kind === 'reply' && resolution.reply.kind === 'notice');
    assert.equal(resolution.reply.headline, 'No person "adelle" in Entra ID');
    assert.deepEqual(resolution.reply.lines, [
      'Nearest names: Adele Vance (adelev@contoso.example), Adele Borg (adeleb@contoso.example)',
    ]);
    assert.deepEqual(resolution.reply.offers[0], {
      title: 'Adele Vance',
      intent: 'user.devices',
      slots: { app: 'x', user: 'adelev' },
    });
  });

  it('says so without nearest names when there are none, or they cannot be learned', async () => {
    const nobody = await resolve('zzz');
    assert.ok(nobody.kind === 'reply' && nobody.reply.kind === 'notice');
    assert.deepEqual([nobody.reply.lines, nobody.reply.gaps], [[], []]);
    const silent = await resolve('zzz', PEOPLE, { directory: { suggestUsers: failing('upstream_timeout') } });
    assert.ok(silent.kind === 'reply');
    assert.deepEqual(
      silent.reply.gaps.map((gap) => gap.subject),
      ['similar names'],
    );
  });

  it('does not say "nobody" when Entra ID did not answer', async () => {
    const resolution = await resolve('adele', PEOPLE, {
      directory: { findUsers: failing('upstream_unreachable') },
    });
    assert.ok(resolution.kind === 'reply' && resolution.reply.kind === 'notice');
    assert.equal(resolution.reply.tone, 'unknown');
    assert.match(resolution.reply.headline, /^Who "adele" is could not be learned/);
    assert.equal(resolution.reply.gaps.length, 1);
  });

  it('offers the whole picture of a person unless something else was asked', async () => {
    const resolution = await resolveUser(fakePorts({ users: PEOPLE }), fixedClock(), 'adele');
    assert.ok(resolution.kind === 'reply' && resolution.reply.kind === 'choice');
    assert.equal(resolution.reply.candidates[0]?.offer.intent, 'user.posture');
  });
});
