import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  INDICATOR_KINDS,
  harmless,
  hostOf,
  isIndicatorKind,
  readAnyIndicatorValue,
  readIndicatorValue,
} from '../../../src/domain/actions/indicator-value.ts';
import type { IndicatorKind } from '../../../src/domain/tenant/indicator.ts';

const KINDS = Object.keys(INDICATOR_KINDS).filter(isIndicatorKind);

describe('the value of an indicator', () => {
  const read: readonly (readonly [IndicatorKind, string, string])[] = [
    ['sha256', ` ${'A'.repeat(64)}`, 'a'.repeat(64)],
    ['sha1', 'B'.repeat(40), 'b'.repeat(40)],
    ['certificate', 'C'.repeat(40), 'c'.repeat(40)],
    ['ip', '203.0.113.77', '203.0.113.77'],
    ['ip', '198[.]51[.]100[.]7', '198.51.100.7'],
    ['ip', '198(dot)51.100.7', '198.51.100.7'],
    ['ip', '2001:DB8:0::0001', '2001:db8::1'],
    ['ip', '::ffff:203.0.113.77', '203.0.113.77'],
    ['domain', 'Evil[.]Example', 'evil.example'],
    ['domain', 'evil.example.', 'evil.example'],
    ['domain', 'bücher.example', 'xn--bcher-kva.example'],
    ['domain', 'аpple.example', 'xn--pple-43d.example'],
    ['domain', '_dmarc.a-b.example', '_dmarc.a-b.example'],
    ['url', 'hxxps://evil[.]example/Login?x=1#top', 'https://evil.example/Login?x=1'],
    ['url', 'hxxp[:]//evil.example', 'http://evil.example/'],
    ['url', 'https[://]EVIL.example/a', 'https://evil.example/a'],
    ['url', 'http://203.0.113.77:8080/x', 'http://203.0.113.77:8080/x'],
  ];
  for (const [kind, typed, value] of read) {
    it(`is read: ${kind} ${typed.slice(0, 40)}`, () => {
      assert.deepEqual(readIndicatorValue(kind, typed), { value });
      assert.deepEqual(readIndicatorValue(kind, value), { value });
    });
  }

  const refused: readonly (readonly [IndicatorKind, string, RegExp])[] = [
    ['sha256', 'a'.repeat(63), /64 hexadecimal digits/],
    ['sha256', 'g'.repeat(64), /64 hexadecimal digits/],
    ['sha1', 'a'.repeat(64), /40 hexadecimal digits/],
    ['certificate', '', /40 hexadecimal digits/],
    ['ip', '10.0.0.1', /a private address: .*public IP addresses only/],
    ['ip', '172.31.255.255', /private/],
    ['ip', '192[.]168[.]1[.]1', /private/],
    ['ip', 'fd00::1', /private/],
    ['ip', '127.0.0.1', /the device itself/],
    ['ip', '::1', /the device itself/],
    ['ip', '::ffff:10.0.0.1', /private/],
    ['ip', '100.64.0.1', /shared within a provider/],
    ['ip', '169.254.169.254', /link-local/],
    ['ip', 'fe80::1', /link-local/],
    ['ip', '224.0.0.1', /multicast/],
    ['ip', '255.255.255.255', /reserved/],
    ['ip', '0.0.0.0', /no address of a host/],
    ['ip', '203.0.113.0/24', /no networks/],
    ['ip', '203.0.113.256', /no IP address/],
    ['ip', "203.0.113.7' or 1 eq 1", /no IP address/],
    ['domain', '*.evil.example', /no wildcards/],
    ['domain', 'localhost', /no domain name/],
    ['domain', '10.0.0.1', /no domain name/],
    ['domain', '0x7f.1', /no domain name/],
    ['domain', 'evil.example/login', /no domain name/],
    ['domain', 'user@evil.example', /no domain name/],
    ['domain', 'evil.example:8080', /no domain name/],
    ['domain', 'evil .example', /no domain name/],
    ['domain', `${'a'.repeat(64)}.example`, /no domain name/],
    ['domain', '', /no domain name/],
    ['url', 'evil.example/login', /with http/],
    ['url', 'ftp://evil.example/', /with http/],
    ['url', 'javascript:alert(1)', /with http/],
    ['url', 'https://*.evil.example/', /no wildcards/],
    ['url', 'https://a:b@evil.example/', /carries a sign-in/],
    ['url', 'http://10.0.0.1/x', /host of the URL is a private address/],
    ['url', 'http://0x7f.1/', /host of the URL is the device itself/],
    ['url', 'http://[fd00::1]/', /private/],
    ['url', 'http://localhost/', /names no host/],
    ['url', 'https://', /no URL/],
    ['url', 'https://evil.example/a b', /no URL/],
    ['url', `https://evil.example/${'a'.repeat(2000)}`, /no URL/],
  ];
  for (const [kind, typed, why] of refused) {
    it(`is refused: ${kind} ${typed.slice(0, 40)}`, () => {
      const found = readIndicatorValue(kind, typed);
      assert.match('why' in found ? found.why : found.value, why);
    });
  }

  for (const [typed, value] of [
    ['A'.repeat(64), 'a'.repeat(64)],
    ['A'.repeat(40), 'a'.repeat(40)],
    ['203[.]0[.]113[.]77', '203.0.113.77'],
    ['2001:db8::1', '2001:db8::1'],
    ['evil[.]example', 'evil.example'],
    ['hxxps://evil.example/x', 'https://evil.example/x'],
  ] as const) {
    it(`is told by its form: ${typed.slice(0, 20)}`, () => {
      assert.deepEqual(readAnyIndicatorValue(typed), { value });
    });
  }
  it('is refused where no form fits', () => {
    for (const typed of ['', 'a b', '10.0.0.1', 'evil.example/x', '--']) {
      assert.ok('why' in readAnyIndicatorValue(typed), typed);
    }
  });

  for (const [value, shown] of [
    ['evil.example', 'evil[.]example'],
    ['https://a.evil.example/x.html', 'hxxps://a.evil[.]example/x.html'],
    ['203.0.113.77', '203.0.113.77'],
    ['a'.repeat(40), 'a'.repeat(40)],
    ['Evil?', 'Evil?'],
  ] as const) {
    it(`is shown so that nothing makes a link of it: ${value.slice(0, 30)}`, () => {
      assert.equal(harmless(value), shown);
    });
  }
  it('is shown in a form that is understood again', () => {
    assert.deepEqual(readIndicatorValue('url', harmless('https://evil.example/x')), {
      value: 'https://evil.example/x',
    });
    assert.equal(hostOf('https://x y/'), null);
  });

  it('is kept in one form, whatever is typed, and never throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.oneof(fc.string(), fc.webUrl(), fc.domain(), fc.ipV4(), fc.ipV6()),
        (kind, typed) => {
          const found = readIndicatorValue(kind, typed);
          if ('value' in found) assert.deepEqual(readIndicatorValue(kind, found.value), found);
          assert.doesNotThrow(() => readAnyIndicatorValue(typed));
          assert.doesNotThrow(() => harmless(typed));
        },
      ),
    );
  });
});
