import assert from 'node:assert/strict';
import { isAllowedServiceUrl } from '../../src/bot/service-url.ts';

describe('allowed service addresses', () => {
  const microsoft = [
    'https://smba.trafficmanager.net/emea/',
    'https://smba.infra.gcc.teams.microsoft.com/gcc',
    'https://smba.infra.gov.teams.microsoft.us/gcch',
  ];
  for (const url of microsoft) {
    it(`sends to ${url}`, () => {
      assert.equal(isAllowedServiceUrl(url, false), true);
    });
  }

  const foreign = [
    '',
    'smba.trafficmanager.net',
    'http://smba.trafficmanager.net/emea/',
    'https://evil.trafficmanager.net/',
    'https://smba.trafficmanager.net.evil.example/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://user:x@smba.trafficmanager.net/',
    'https://evilbotframework.com/',
    'https://smba.trafficmanager.net:8443/',
    'https://169.254.169.254/',
    'file:///etc/passwd',
  ];
  for (const url of foreign) {
    it(`sends nothing to “${url}”`, () => {
      assert.equal(isAllowedServiceUrl(url, false), false);
      assert.equal(isAllowedServiceUrl(url, true), false);
    });
  }

  it('sends to this machine in local mode only', () => {
    for (const url of ['http://localhost:56150/_connector', 'http://127.0.0.1:9', 'http://[::1]:9/']) {
      assert.equal(isAllowedServiceUrl(url, true), true);
      assert.equal(isAllowedServiceUrl(url, false), false);
    }
    assert.equal(isAllowedServiceUrl('http://localhost.evil.example/', true), false);
  });
});
