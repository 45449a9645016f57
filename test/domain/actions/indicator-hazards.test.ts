import assert from 'node:assert/strict';
import { indicatorHazards } from '../../../src/domain/actions/indicator-hazards.ts';
import type { IndicatorKind } from '../../../src/domain/tenant/indicator.ts';

const OWN = ['contoso.example', 'Contosodemo.onmicrosoft.com'];

describe('what blocking would break', () => {
  const refused: readonly (readonly [IndicatorKind, string, RegExp])[] = [
    ['ip', '168.63.129.16', /Azure platform itself/],
    ['domain', 'microsoft.com', /Microsoft's own services/],
    ['domain', 'login.microsoftonline.com', /Microsoft's own services/],
    ['domain', 'winatp-gw-eus.microsoft.com', /Microsoft's own services/],
    ['domain', 'core.windows.net', /Microsoft's own services/],
    ['domain', 'windows.net', /Microsoft's own services/],
    ['domain', 'sharepoint.com', /Microsoft's own services/],
    ['url', 'https://login.microsoftonline.com/', /Microsoft's own services/],
    ['domain', 'contoso.example', /domain of the organization itself/],
    ['domain', 'contosodemo.onmicrosoft.com', /domain of the organization itself/],
    ['domain', 'onmicrosoft.com', /domain of the organization itself/],
    ['domain', 'co.uk', /whole country/],
  ];
  for (const [kind, value, why] of refused) {
    it(`is refused: ${value}`, () => {
      const { blockers } = indicatorHazards(kind, value, OWN);
      assert.match(blockers[0]?.message ?? '', why);
    });
  }

  const warned: readonly (readonly [IndicatorKind, string, RegExp])[] = [
    ['ip', '8.8.8.8', /public name server/],
    ['ip', '2606:4700:4700::1111', /public name server/],
    ['ip', '203.0.113.77', /Many may share this address/],
    ['sha256', 'a'.repeat(64), /cannot be told from the hash/],
    ['sha1', 'a'.repeat(40), /cannot be told from the hash/],
    ['certificate', 'a'.repeat(40), /Everything that this certificate signed/],
    ['domain', 'evil.contoso.example', /lies in contoso\.example, a domain of the organization itself/],
    ['url', 'https://contoso.example/phish', /a domain of the organization itself/],
    ['domain', 'evil.blob.core.windows.net', /lies in core\.windows\.net, where every customer/],
    ['domain', 'evil-my.sharepoint.com', /lies in sharepoint\.com, where every customer/],
    ['url', 'https://forms.office.com/r/evil', /lies on office\.com.*only Edge tells paths apart/],
    ['domain', 'github.com', /very many sites/],
    ['url', 'https://raw.githubusercontent.com/evil/x', /very many sites/],
  ];
  for (const [kind, value, why] of warned) {
    it(`is warned of: ${value.slice(0, 40)}`, () => {
      const { blockers, warnings } = indicatorHazards(kind, value, OWN);
      assert.deepEqual(blockers, []);
      assert.match(warnings.join('\n'), why);
    });
  }

  it('is nothing for what nobody needs, near as it may look', () => {
    for (const value of [
      'evil.example',
      'microsoft.com.evil.example',
      'notmicrosoft.com',
      'xcontoso.example',
    ]) {
      assert.deepEqual(indicatorHazards('domain', value, OWN), { blockers: [], warnings: [] }, value);
    }
  });
  it('is said to be unknown where the own domains could not be read', () => {
    assert.match(indicatorHazards('domain', 'evil.example', null).warnings.join(), /could not be read/);
    assert.equal(indicatorHazards('ip', '203.0.113.77', null).warnings.length, 1);
  });
});
