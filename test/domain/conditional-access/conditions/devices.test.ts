import assert from 'node:assert/strict';
import type { JsonObject } from '../../../../src/domain/tenant/access-policies.ts';
import type { SignInFacts } from '../../../../src/domain/conditional-access/facts.ts';
import { deviceFactsFromWire } from '../../../../src/domain/conditional-access/device-facts.ts';
import { device, fateOf, policy, run, signIn } from '../builders.ts';

const filter = (rule: string, mode = 'include'): JsonObject => ({
  devices: { deviceFilter: { mode, rule } },
});

/** `holds`, `fails` or `unknown` for a device that is registered, managed and compliant unless changed. */
function truthOf(rule: string, changes: JsonObject | null = {}, more: Partial<SignInFacts> = {}): string {
  const fate = fateOf(policy(filter(rule)), {
    device: changes === null ? null : device(changes),
    intuneManaged: changes !== null,
    ...more,
  });
  return { applied: 'holds', devices: 'fails', notEnoughInformation: 'unknown' }[fate] ?? fate;
}

describe('the device filter', () => {
  const byValue: readonly (readonly [rule: string, truth: string])[] = [
    ['device.model -eq "Surface Laptop"', 'holds'],
    ['device.model -eq "surface laptop"', 'holds'],
    ['device.model -eq "Surface"', 'fails'],
    ['device.model -ne "Surface"', 'holds'],
    ['device.model -startsWith "Surf"', 'holds'],
    ['device.model -startsWith "Laptop"', 'fails'],
    ['device.model -notStartsWith "Laptop"', 'holds'],
    ['device.model -endsWith "Laptop"', 'holds'],
    ['device.model -notEndsWith "Laptop"', 'fails'],
    ['device.model -contains "face"', 'holds'],
    ['device.model -notContains "face"', 'fails'],
    ['device.model -in ["ThinkPad", "Surface Laptop"]', 'holds'],
    ['device.model -in ["ThinkPad", "Surface"]', 'fails'],
    ['device.model -notIn ["ThinkPad", "Surface"]', 'holds'],
    ['device.isCompliant -eq True', 'holds'],
    ['device.isCompliant -eq "True"', 'holds'],
    ['device.isCompliant -ne True', 'fails'],
    ['device.trustType -eq "AzureAD"', 'holds'],
    ['device.trustType -eq "ServerAD"', 'fails'],
    ['device.deviceOwnership -eq "Company"', 'holds'],
    ['device.deviceId -eq "D1-REGISTRATION"', 'holds'],
    // A whole element of a list, a part of a text.
    ['device.physicalIds -contains "[OrderId]:blue"', 'holds'],
    ['device.physicalIds -contains "[OrderId]"', 'fails'],
    ['device.physicalIds -notContains "[OrderId]"', 'holds'],
    ['device.systemLabels -contains "x"', 'fails'],
    // Registered, but without a value.
    ['device.manufacturer -eq "LENOVO"', 'fails'],
    ['device.manufacturer -ne "LENOVO"', 'holds'],
    ['device.manufacturer -notContains "LENOVO"', 'holds'],
    ['device.manufacturer -eq null', 'holds'],
    ['device.model -ne null', 'holds'],
    // Joining.
    ['device.model -eq "x" -or device.isCompliant -eq True', 'holds'],
    ['device.model -eq "x" -and device.isCompliant -eq True', 'fails'],
    ['device.model -eq "x" -and device.model -eq "y" -or device.isCompliant -eq True', 'holds'],
    ['device.isCompliant -eq True -or device.model -eq "x" -and device.model -eq "y"', 'holds'],
    ['(device.isCompliant -eq True -or device.model -eq "x") -and device.model -eq "y"', 'fails'],
    ['-not device.model -eq "x" -and device.isCompliant -eq True', 'holds'],
    ['-not (device.model -eq "x" -or device.isCompliant -eq True)', 'fails'],
    ['DEVICE.MODEL -EQ "Surface Laptop" -AND device.isCompliant -Eq "true"', 'holds'],
    ['device.model eq "Surface Laptop" and not (device.isCompliant eq "False")', 'holds'],
    ["device.displayName -startsWith 'FIN-'", 'holds'],
    // What this version does not know stays unknown, unless the rest decides.
    ['device.colour -eq "blue"', 'unknown'],
    ['device.colour -ne "blue"', 'unknown'],
    ['device.colour -eq "blue" -or device.isCompliant -eq True', 'holds'],
    ['device.colour -eq "blue" -and device.isCompliant -ne True', 'fails'],
    ['device.model -match "^Surface"', 'unknown'],
    ['device.isCompliant -contains "True"', 'unknown'],
    ['device.deviceId -startsWith "d1"', 'unknown'],
    ['device.physicalIds -eq "x"', 'unknown'],
  ];
  for (const [rule, truth] of byValue) {
    it(`${truth} by value: ${rule}`, () => {
      assert.equal(truthOf(rule), truth);
    });
  }

  const unregistered: readonly (readonly [rule: string, truth: string])[] = [
    ['device.isCompliant -eq True', 'fails'],
    ['device.isCompliant -ne True', 'holds'],
    ['device.model -startsWith "S"', 'fails'],
    ['device.model -notStartsWith "S"', 'holds'],
    ['device.model -in ["a"]', 'fails'],
    ['device.model -notIn ["a"]', 'holds'],
    ['device.extensionAttribute1 -eq "SAW"', 'fails'],
    ['device.extensionAttribute1 -ne "SAW"', 'holds'],
    ['device.physicalIds -contains "x"', 'fails'],
    ['device.physicalIds -notContains "x"', 'holds'],
    ['device.colour -eq "blue"', 'unknown'],
  ];
  for (const [rule, truth] of unregistered) {
    it(`${truth} for an unregistered device: ${rule}`, () => {
      assert.equal(truthOf(rule, null), truth);
    });
  }

  it('exempts every unregistered device by excluding with a negative operator', () => {
    const rule = filter('device.isCompliant -ne True', 'exclude');
    assert.equal(fateOf(policy(rule), { device: null }), 'devices');
    assert.equal(fateOf(policy(rule), { device: device({ isCompliant: true }) }), 'applied');
  });

  it('applies to unregistered devices by excluding with a positive operator', () => {
    const rule = filter('device.isCompliant -eq True', 'exclude');
    assert.equal(fateOf(policy(rule), { device: null }), 'applied');
    assert.equal(fateOf(policy(rule), { device: device({ isCompliant: true }) }), 'devices');
  });

  describe('on extension attributes', () => {
    const rule = 'device.extensionAttribute1 -eq "SAW"';
    const plain = { isCompliant: false, trustType: 'AzureAd' };

    it('sees them when Intune manages the device', () => {
      assert.equal(truthOf(rule, plain, { intuneManaged: true }), 'holds');
    });
    it('does not see them when Intune does not', () => {
      assert.equal(truthOf(rule, plain, { intuneManaged: false }), 'fails');
      assert.equal(truthOf('device.extensionAttribute1 -ne "SAW"', plain, { intuneManaged: false }), 'holds');
    });
    it('sees them on a compliant device', () => {
      assert.equal(truthOf(rule, { isCompliant: true }, { intuneManaged: false }), 'holds');
    });
    it('sees them on a hybrid joined device', () => {
      assert.equal(
        truthOf(rule, { isCompliant: false, trustType: 'ServerAd' }, { intuneManaged: false }),
        'holds',
      );
    });
    it('cannot tell when it is not known who manages the device', () => {
      assert.equal(truthOf(rule, plain, { intuneManaged: undefined }), 'unknown');
    });
    it('does not need to know who manages it when there is no value to see', () => {
      assert.equal(
        truthOf(rule, { ...plain, extensionAttributes: {} }, { intuneManaged: undefined }),
        'fails',
      );
    });
    it('does not mind who manages it for other attributes', () => {
      assert.equal(truthOf('device.model -startsWith "Surf"', plain, { intuneManaged: false }), 'holds');
    });
  });

  it('cannot tell while the device is not known', () => {
    assert.equal(truthOf('device.model -eq "x"', {}, { device: undefined }), 'unknown');
  });

  it('does not take an absent compliance state for "not compliant" unless the record is complete', () => {
    const partial = { device: deviceFactsFromWire({ trustType: 'AzureAd' }, false) };
    assert.equal(truthOf('device.isCompliant -eq True', {}, partial), 'unknown');
    const complete = { device: deviceFactsFromWire({ trustType: 'AzureAd' }, true) };
    assert.equal(truthOf('device.isCompliant -eq True', {}, complete), 'fails');
  });

  it('takes what a partial record leaves out for unknown, and null for none', () => {
    const partial = (device: JsonObject): Partial<SignInFacts> => ({
      device: deviceFactsFromWire({ isCompliant: true, ...device }, false),
    });
    assert.equal(truthOf('device.model -ne "SAW"', {}, partial({})), 'unknown');
    assert.equal(truthOf('device.model -ne "SAW"', {}, partial({ model: null })), 'holds');
    assert.equal(truthOf('device.systemLabels -contains "x"', {}, partial({})), 'unknown');
    assert.equal(truthOf('device.systemLabels -contains "x"', {}, partial({ systemLabels: [] })), 'fails');
    const extension = 'device.extensionAttribute2 -eq "x"';
    assert.equal(truthOf(extension, {}, partial({})), 'unknown');
    assert.equal(
      truthOf(extension, {}, partial({ extensionAttributes: { extensionAttribute1: 'x' } })),
      'unknown',
    );
    assert.equal(truthOf(extension, {}, partial({ extensionAttributes: null })), 'fails');
  });

  it('sees what holds or fails for every device', () => {
    const any = { device: undefined };
    assert.equal(
      truthOf('device.model -startsWith "A" -or device.model -notStartsWith "A"', {}, any),
      'holds',
    );
    assert.equal(truthOf('device.model -eq "A" -and device.model -eq "B"', {}, any), 'fails');
    assert.equal(truthOf('device.model -eq "A" -or device.model -eq "B"', {}, any), 'unknown');
  });

  it('does not understand an unknown mode, old device states, or a filter without a rule', () => {
    assert.equal(fateOf(policy(filter('device.model -eq "x"', 'audit'))), 'notEnoughInformation');
    assert.equal(fateOf(policy({ devices: { includeDevices: ['All'] } })), 'notEnoughInformation');
    assert.equal(
      fateOf(policy({ devices: { deviceFilter: { mode: 'include', rule: '' } } })),
      'notEnoughInformation',
    );
    assert.equal(fateOf(policy({ devices: { deviceFilter: null } })), 'applied');
  });

  it('names the place of a fault', () => {
    const raw = policy(filter('device.model -eq "Surface" -and device.isCompliant -eq'));
    const { results } = run([raw], signIn());
    assert.deepEqual(results[0]?.unmet[0]?.because, {
      kind: 'notUnderstood',
      what: 'device rule: expected a value after "-eq"',
      position: 54,
    });
  });
});
