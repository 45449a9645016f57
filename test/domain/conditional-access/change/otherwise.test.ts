import assert from 'node:assert/strict';
import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../../src/domain/conditional-access/facts.ts';
import type { OtherwiseAsked } from '../../../../src/domain/conditional-access/change/otherwise.ts';
import { waysIn } from '../../../../src/domain/conditional-access/change/otherwise.ts';
import { groundOf } from '../../../../src/domain/conditional-access/change/scene.ts';
import { device, granting, policy, signIn } from '../builders.ts';
import { LOCATIONS } from '../random-policies.ts';

function ways(
  policies: readonly JsonObject[],
  facts: Partial<SignInFacts>,
  more: Partial<OtherwiseAsked> = {},
): readonly string[] {
  const ground = groundOf({ policies, namedLocations: LOCATIONS });
  const found = waysIn(ground, { signIns: [signIn(facts)], otherDevices: [], country: 'SE', ...more });
  return found.map((set) =>
    set
      .map((one) => {
        const { kind, ...value } = one;
        const [what] = Object.values(value) as readonly (
          string | { readonly name?: string; readonly id?: string }
        )[];
        return `${kind} ${typeof what === 'object' ? (what.name ?? what.id ?? '') : (what ?? '')}`.trim();
      })
      .join(' + '),
  );
}

const LEGACY = policy({ clientAppTypes: ['other'] });
const LAPTOP = {
  deviceId: 'd2',
  name: 'LT-2',
  device: device(),
  intuneManaged: true,
  platform: 'windows',
} as const;

describe('signing in otherwise', () => {
  it('finds a modern client in place of a legacy one', () => {
    assert.deepEqual(ways([LEGACY], { clientAppType: 'other' }), [
      'client mobileAppsAndDesktopClients',
      'client browser',
    ]);
  });

  it('finds home and the trusted network in place of another country', () => {
    const abroad = policy({
      locations: { includeLocations: ['All'], excludeLocations: ['north', 'AllTrusted'] },
    });
    assert.deepEqual(ways([abroad], { country: 'BR', ip: null }), ['country SE', 'network office']);
    assert.deepEqual(ways([abroad], { country: 'BR', ip: null }, { country: null }), ['network office']);
  });

  it('finds other platforms, an ordinary flow, and a sign-in without risk', () => {
    const iphones = policy({ platforms: { includePlatforms: ['iOS'], excludePlatforms: [] } });
    assert.deepEqual(ways([iphones], { platform: 'iOS' }), [
      'platform windows',
      'platform macOS',
      'platform android',
    ]);
    const codes = policy({ authenticationFlows: { transferMethods: 'deviceCodeFlow' } });
    assert.deepEqual(ways([codes], { authFlow: 'deviceCodeFlow' }), ['ordinaryFlow']);
    assert.deepEqual(ways([policy({ signInRiskLevels: ['high'] })], { signInRisk: 'high' }), ['noRisk']);
  });

  it('counts on nothing of a device that is not known', () => {
    const compliant = policy(
      { platforms: { includePlatforms: ['windows', 'iOS', 'android', 'macOS'], excludePlatforms: [] } },
      granting('OR', ['compliantDevice']),
    );
    assert.deepEqual(ways([compliant], { device: device({ isCompliant: false }) }), []);
    // Compliant is the one on Windows: on another platform it would be another device.
    const noWindows = policy(
      { platforms: { includePlatforms: ['windows'], excludePlatforms: [] } },
      { id: 'p2' },
    );
    assert.deepEqual(ways([compliant, noWindows], { device: device() }), []);
  });

  it('takes two together only where no single one is enough', () => {
    const compliant = policy({}, { id: 'p2', ...granting('OR', ['compliantDevice']) });
    assert.deepEqual(ways([LEGACY, compliant], { clientAppType: 'other' }, { otherDevices: [LAPTOP] }), [
      'client mobileAppsAndDesktopClients + device LT-2',
      'client browser + device LT-2',
    ]);
  });

  it('is nothing without a sign-in', () => {
    assert.deepEqual(ways([LEGACY], {}, { signIns: [] }), []);
  });
});
