import assert from 'node:assert/strict';
import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import type { Others } from '../../../../src/domain/conditional-access/change/others.ts';
import {
  circumstancesFor,
  othersOf,
  signInOf,
} from '../../../../src/domain/conditional-access/change/others.ts';
import { groundOf } from '../../../../src/domain/conditional-access/change/scene.ts';
import { EXCHANGE, device, policy, signIn } from '../builders.ts';
import { UNKNOWABLE, without } from '../random-policies.ts';
import type { Somebody } from './populations.ts';
import { population } from './populations.ts';

const fold = (people: readonly Somebody[], policies: readonly JsonObject[]): Others =>
  othersOf(population(people), groundOf({ policies, namedLocations: [] }));
const sizes = ({ kinds }: Others): readonly number[] => kinds.map(({ holders }) => holders.length);

describe('everybody else, folded', () => {
  it('puts people together whom no policy tells apart', () => {
    const people = [
      { id: 'a', groups: ['g'] },
      { id: 'b', groups: ['g'] },
      { id: 'c', groups: ['h'] },
      { id: 'd', enabled: false },
    ];
    assert.deepEqual(sizes(fold(people, [policy()])), [3]);
    assert.deepEqual(sizes(fold(people, [policy({ users: { includeGroups: ['g'] } })])), [2, 1]);
    assert.deepEqual(
      sizes(fold(people, [policy({ users: { includeUsers: ['All'], excludeUsers: ['B'] } })])),
      [2, 1],
    );
  });

  it('puts devices together that no policy tells apart', () => {
    const people = [
      { id: 'a', devices: [{ model: 'X' }, { model: 'Y' }, { isCompliant: false }, { isCompliant: null }] },
    ];
    const byModel = policy({ devices: { deviceFilter: { mode: 'include', rule: 'device.model -eq "X"' } } });
    // Without a registered device; compliant; not compliant; never reported.
    assert.deepEqual(sizes(fold(people, [policy()])), [2, 1, 1, 1]);
    assert.deepEqual(sizes(fold(people, [byModel])), [1, 1, 1, 1, 1]);
  });

  it('takes policies that cannot be read as they are', () => {
    assert.deepEqual(
      sizes(fold([{ id: 'a' }, { id: 'b', guest: true }], [{ conditions: 'none' }, {}])),
      [1, 1],
    );
  });

  it('is done once for the same population and policies', () => {
    const held = population([{ id: 'a' }]);
    const ground = groundOf({ policies: [policy()], namedLocations: [] });
    assert.equal(othersOf(held, ground), othersOf(held, ground));
    assert.notEqual(
      othersOf(held, ground),
      othersOf(held, groundOf({ policies: [policy()], namedLocations: [] })),
    );
  });
});

describe('the sign-ins of others', () => {
  it('are ordinary ones, and one in the same circumstances', () => {
    const circumstances = circumstancesFor(
      [signIn({ clientAppType: 'other', country: 'BR', userRisk: 'high' })],
      'NO',
    );
    assert.deepEqual(
      circumstances.map(({ clientAppType, country, userRisk }) => [clientAppType, country, userRisk]),
      [
        ['mobileAppsAndDesktopClients', 'NO', 'none'],
        ['browser', 'NO', 'none'],
        ['other', 'BR', 'high'],
      ],
    );
  });

  it('are ordinary in what is not known of the sign-in in question', () => {
    const [ordinary, , alike] = circumstancesFor([without(signIn(), UNKNOWABLE)], 'NO');
    assert.deepEqual({ ...alike, gpsCountry: 'NO' }, ordinary);
    assert.equal(circumstancesFor([signIn({ country: 'DK' })], null)[0]?.country, 'DK');
    assert.equal(circumstancesFor([], null)[0]?.country, null);
  });

  it('have the platform of the device, and that of the circumstances without one', () => {
    const [like] = circumstancesFor([signIn()], 'SE');
    const target = { kind: 'app', appId: EXCHANGE, owner: undefined, authContext: null } as const;
    const user = { id: '', guestType: null, groups: new Map(), roles: new Set<string>() };
    const phone = { device: device(), intuneManaged: true, platform: 'iOS' } as const;
    assert.ok(like !== undefined);
    assert.equal(signInOf({ user, device: phone }, like, target).platform, 'iOS');
    assert.equal(signInOf({ user, device: null }, like, target).platform, 'windows');
    assert.equal(signInOf({ user, device: null }, like, target).externalTenantId, null);
    const guest = { ...user, guestType: 'internalGuest' } as const;
    assert.equal(signInOf({ user: guest, device: null }, like, target).externalTenantId, undefined);
  });
});
