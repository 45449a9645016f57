import assert from 'node:assert/strict';
import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import {
  isInRange,
  parseCidr,
  parseIp,
  parseSpan,
} from '../../../src/domain/conditional-access/ip-address.ts';

describe('IP addresses', () => {
  const bad = [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.4/24',
    ':::',
    '1::2::3',
    '12345::',
    'g::',
    '1:2:3:4:5:6:7',
    '1.2.3.4::',
  ];
  for (const text of bad) {
    it(`refuses "${text}"`, () => {
      assert.equal(parseIp(text), null);
    });
  }

  it('reads the forms of IPv6 alike', () => {
    assert.deepEqual(parseIp('2001:DB8::1'), parseIp('2001:0db8:0:0:0:0:0:1'));
    assert.deepEqual(parseIp('::'), { family: 6, value: 0n });
    assert.deepEqual(parseIp('64:ff9b::192.0.2.1'), parseIp('64:ff9b::c000:201'));
  });

  it('takes an IPv4 address written as IPv6 for the IPv4 address', () => {
    assert.deepEqual(parseIp('::ffff:192.0.2.1'), parseIp('192.0.2.1'));
  });

  it('refuses a prefix that is too long or missing', () => {
    for (const text of ['10.0.0.0/33', '2001:db8::/129', '10.0.0.0', '10.0.0.0/', '10.0.0.0/a']) {
      assert.equal(parseCidr(text), null, text);
    }
  });

  it('ignores the bits beyond the prefix', () => {
    assert.deepEqual(parseCidr('10.1.2.3/8'), parseCidr('10.0.0.0/8'));
  });

  it('reads a span, and refuses one that runs backwards or changes family', () => {
    assert.deepEqual(parseSpan('10.0.0.0', '10.255.255.255'), parseCidr('10.0.0.0/8'));
    assert.equal(parseSpan('10.0.0.2', '10.0.0.1'), null);
    assert.equal(parseSpan('10.0.0.1', '2001:db8::'), null);
  });

  it('agrees with the platform on every IPv4 and IPv6 range', () => {
    const cases = fc.oneof(
      fc.tuple(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), fc.constant('ipv4' as const)),
      fc.tuple(fc.ipV6(), fc.ipV6(), fc.integer({ min: 0, max: 128 }), fc.constant('ipv6' as const)),
    );
    fc.assert(
      fc.property(cases, fc.boolean(), ([base, other, prefix, family], near) => {
        fc.pre(isIP(base) !== 0 && isIP(other) !== 0);
        const list = new BlockList();
        list.addSubnet(base, prefix, family);
        const text = near ? base : other;
        const ip = parseIp(text);
        const range = parseCidr(`${base}/${prefix}`);
        assert.ok(ip !== null && range !== null);
        // An IPv4 address written as IPv6 is IPv4 here, which the platform keeps apart.
        fc.pre(ip.family === (family === 'ipv4' ? 4 : 6) && ip.family === range.family);
        assert.equal(isInRange(ip, range), list.check(text, family));
      }),
      { numRuns: 1000 },
    );
  });
});
