import assert from 'node:assert/strict';
import { accessWhatif } from '../../../src/domain/questions/access-explain.ts';
import { fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { policy, tenant, asAnswer } from './access-cases.ts';

describe('the what-if answer', () => {
  const abroad = policy('CA06 Countries', ['block'], {
    locations: { includeLocations: ['All'], excludeLocations: ['home'] },
  });

  it('takes the place that is asked about', async () => {
    const ports = fakePorts(tenant([abroad]));
    const brazil = asAnswer(
      await accessWhatif(ports, fixedClock(), { user: 'adele', app: 'email', country: 'BR' }),
    );
    assert.equal(brazil.headline, 'Adele Vance cannot reach email on FIN-LT-042: "CA06 Countries" blocks it');
    assert.ok(brazil.reasons.includes('The address is taken to be in none of the named networks.'));
    const norway = asAnswer(
      await accessWhatif(ports, fixedClock(), { user: 'adele', app: 'email', country: 'NO' }),
    );
    assert.match(norway.headline, /^Adele Vance can reach email/);
  });

  it('does not guess the country of an address', async () => {
    const ports = fakePorts(tenant([abroad]));
    const answer = asAnswer(
      await accessWhatif(ports, fixedClock(), { user: 'adele', app: 'email', ip: '203.0.113.7' }),
    );
    assert.match(answer.headline, /is not known: it depends on the country it comes from$/);
  });

  it("takes the person's device on the platform that is asked about, or none", async () => {
    const phone = policy('Phones', ['compliantDevice'], {
      platforms: { includePlatforms: ['iOS'], excludePlatforms: [] },
    });
    const answer = asAnswer(
      await accessWhatif(fakePorts(tenant([phone])), fixedClock(), {
        user: 'adele',
        app: 'email',
        platform: 'iOS',
      }),
    );
    assert.match(
      answer.headline,
      /^Adele Vance cannot reach email: "Phones" asks for a compliant device, and the device is not registered$/,
    );
  });
});
