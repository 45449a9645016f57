import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { accessPolicyChange } from '../../../src/domain/questions/access-policy-change.ts';
import type { Answer, Reply } from '../../../src/domain/questions/answer.ts';
import type { Person, Population } from '../../../src/domain/tenant/population.ts';
import { ADELE_ID, signIn } from '../../fakes/sample-device.ts';
import type { Overrides, TenantData } from '../../fakes/tenant-ports.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { aDevice, aPerson, aPopulation } from '../conditional-access/delta/random-population.ts';
import { MFA, asAnswer, itemsOf, factOf, notCompliant, policy, snapshot, tenant } from './access-cases.ts';

const EITHER = policy('CA05 MFA or compliant device', ['mfa', 'compliantDevice']);
const BLOCK = policy('CA01 Block all', ['block'], { state: 'disabled' });
const REPORT = policy('CA04 Compliant device', ['compliantDevice', 'mfa'], {
  state: 'enabledForReportingButNotEnforced',
});

const named = (id: string, changes: Partial<Person> = {}) =>
  aPerson(id, { displayName: `${id.slice(0, 1).toUpperCase()}${id.slice(1)}`, ...changes });
const PEOPLE = aPopulation({
  people: [named('adele'), named('diego'), named('eva', { accountEnabled: false })],
  devices: [
    [aDevice('good'), 'adele'],
    [aDevice('bad', { isCompliant: false }), 'diego'],
  ],
});

let pauses = 0;
function ask(
  slots: Readonly<Record<string, string>>,
  data: TenantData = { snapshot: snapshot([EITHER, BLOCK, REPORT]), population: PEOPLE },
  overrides: Overrides = {},
): Promise<Reply> {
  const pause = () => {
    pauses += 1;
    return Promise.resolve();
  };
  return accessPolicyChange(fakePorts(data, overrides), fixedClock(), slots, pause);
}
const answer = async (...given: Parameters<typeof ask>): Promise<Answer> => asAnswer(await ask(...given));
const AND = { policy: 'mfa-or-compliant', change: 'AND' };

describe('a policy imagined otherwise', () => {
  it('says who loses, who has more to do, and that nobody gains', async () => {
    const said = await answer(AND);
    assert.equal(
      said.headline,
      'If CA05 MFA or compliant device were AND: 2 people would lose email, Teams and SharePoint and OneDrive in some sign-ins, 1 of them altogether; 1 person would have more to do for email, Teams and SharePoint and OneDrive; nobody gains'.replaceAll(
        'email, Teams and SharePoint and OneDrive',
        'email and 2 other apps',
      ),
    );
    assert.equal(said.tone, 'bad');
    assert.deepEqual(itemsOf(said, 'Would be kept out: 2 people'), [
      'Diego: email, Teams and SharePoint and OneDrive · now: gets in with multifactor authentication; then: is kept out',
      'Adele: email, Teams and SharePoint and OneDrive · without a registered device · now: gets in with multifactor authentication; then: is kept out',
    ]);
    assert.deepEqual(itemsOf(said, 'Would have more to do: 1 person'), [
      'Adele: email, Teams and SharePoint and OneDrive · with GOOD · now: gets in; then: gets in with multifactor authentication',
    ]);
    assert.ok(said.reasons.some((reason) => reason.startsWith('Evaluated for 2 people')));
    assert.ok(said.reasons.includes('1 disabled account left out.'));
    assert.equal(factOf(said, 'Country'), 'SE');
    assert.equal(factOf(said, 'Policy now'), 'on');
    assert.equal(said.table?.rows.length, 9);
    assert.deepEqual(said.table.rows[0]?.slice(0, 2), ['Adele', 'adele@contoso.example']);
  });

  it('keeps to the app that is asked about', async () => {
    const said = await answer({ ...AND, app: 'email' });
    assert.match(said.headline, /: 2 people would lose email in some sign-ins, 1 of them altogether; /);
  });

  it('says who gains, and who does for the first time', async () => {
    const blocking = { ...BLOCK, state: 'enabled' };
    const said = await answer(
      { policy: 'CA01', change: 'off', app: 'email' },
      { snapshot: snapshot([blocking]), population: PEOPLE },
    );
    assert.equal(said.headline, 'If CA01 Block all were off: 2 people would get into email');
    assert.equal(said.tone, 'warning');
  });

  it('says that nothing changes while the policy is not on', async () => {
    const said = await answer({ policy: 'CA04', change: 'AND' });
    assert.match(said.headline, /: nothing would change for anybody$/);
    assert.equal(said.tone, 'neutral');
    assert.ok(said.reasons.some((reason) => reason.startsWith('It is report-only: ')));
    assert.equal(said.table, undefined);
  });

  it('says less to do and something else to do', async () => {
    const said = await answer(
      { policy: 'strict', change: 'OR', app: 'email' },
      { snapshot: snapshot([policy('Strict', ['mfa', 'passwordChange'], {}, 'AND')]), population: PEOPLE },
    );
    assert.equal(said.headline, 'If Strict were OR: 2 people would have less to do for email; nobody gains');
    assert.ok(said.reasons.some((reason) => reason.startsWith('OR: ')));
    assert.equal(said.tone, 'warning');
  });

  it('lists ten of many and says how many more there are, pausing now and then', async () => {
    const people = Array.from({ length: 230 }, (_, index) => named(`p${String(index).padStart(3, '0')}`));
    pauses = 0;
    const said = await answer(
      { policy: 'CA01', change: 'on', app: 'email' },
      { snapshot: snapshot([BLOCK]), population: aPopulation({ people }) },
    );
    const section = said.sections.find(({ title }) => title === 'Would be kept out: 230 people');
    assert.deepEqual([section?.items.length, section?.more, said.table?.rows.length], [10, 220, 230]);
    assert.equal(pauses, 2);
  });

  it('says "at least", and what could not be read', async () => {
    const partial: Population = {
      ...PEOPLE,
      complete: { people: false, groups: false, roles: false, devices: false },
      gaps: [{ source: 'Entra ID', subject: 'all devices', reason: 'timeout', message: 'too late' }],
    };
    const said = await answer(
      { ...AND, app: 'email' },
      { snapshot: snapshot([EITHER]), population: partial },
    );
    assert.match(said.headline, /: at least 2 people would lose email/);
    assert.ok(said.reasons.includes('There are more people than are looked at.'));
    assert.ok(
      said.reasons.some((reason) => reason.startsWith('Not all devices, groups and roles could be read')),
    );
    assert.equal(said.gaps.length, 1);
    const nobody = await answer(
      { policy: 'CA04', change: 'off' },
      { snapshot: snapshot([REPORT]), population: partial },
    );
    assert.match(nobody.headline, /nothing would change for anybody who is known of$/);
    assert.equal(nobody.tone, 'unknown');
  });

  it('says for whom it is not known', async () => {
    const away = policy('Away', ['block'], { state: 'disabled', locations: { includeLocations: ['home'] } });
    const said = await answer(
      { policy: 'away', change: 'on', app: 'email' },
      { snapshot: snapshot([away]), population: { ...PEOPLE, country: null } },
    );
    assert.equal(said.headline, 'If Away were on: for 2 people and email it is not known');
    assert.equal(said.tone, 'unknown');
    assert.equal(factOf(said, 'Country'), 'not known');
  });

  it('is about the country that is asked about, and says what it does not look at', async () => {
    const home = policy('Home', ['block'], { state: 'disabled', locations: { includeLocations: ['home'] } });
    const data = { snapshot: snapshot([home]), population: PEOPLE };
    const abroad = await answer({ policy: 'home', change: 'on', app: 'email' }, data);
    assert.match(abroad.headline, /nothing would change for anybody$/);
    const there = await answer(
      { policy: 'home', change: 'on', app: 'email', country: 'NO', platform: 'iOS' },
      data,
    );
    assert.match(there.headline, /2 people would lose email/);
    assert.equal(factOf(there, 'Country'), 'NO');
    assert.ok(there.reasons.some((reason) => reason.endsWith('for one person only: name one.')));
  });

  it('tells apart what differs from app to app', async () => {
    const mail = policy('Mail', ['block'], {
      state: 'disabled',
      applications: { includeApplications: ['00000002-0000-0ff1-ce00-000000000000'] },
    });
    const said = await answer(
      { policy: 'mail', change: 'on' },
      { snapshot: snapshot([mail]), population: PEOPLE },
    );
    assert.equal(said.headline, 'If Mail were on: 2 people would lose email; nobody gains');
  });

  it('tells clients and platforms apart', async () => {
    const phones = policy('Phones', ['block'], {
      state: 'disabled',
      platforms: { includePlatforms: ['iOS'] },
      clientAppTypes: ['browser'],
    });
    const said = await answer(
      { policy: 'phones', change: 'on', app: 'email' },
      { snapshot: snapshot([phones]), population: aPopulation({ people: [named('adele')] }) },
    );
    assert.match(
      itemsOf(said, 'Would be kept out: 1 person')[0] ?? '',
      /without a registered device, in a browser on iOS/,
    );
  });

  it('offers the other changes that the policy can have', async () => {
    const { offers } = await answer(AND);
    assert.deepEqual(
      offers.map(({ title, slots }) => [title, slots['change']]),
      [
        ['And if it were off?', 'off'],
        ['And if it were report-only?', 'reportOnly'],
        ['And if it blocked?', 'block'],
      ],
    );
  });

  describe('when it cannot be answered', () => {
    const replied = async (...given: Parameters<typeof ask>) => {
      const reply = await ask(...given);
      assert.ok(reply.kind === 'notice');
      return reply;
    };

    it('lets the person choose among several policies', async () => {
      const reply = await ask({ policy: 'compliant device', change: 'off' });
      assert.ok(reply.kind === 'choice');
      assert.deepEqual(
        reply.candidates.map(({ title, detail }) => [title, detail]),
        [
          ['CA05 MFA or compliant device', 'on'],
          ['CA04 Compliant device', 'report-only'],
        ],
      );
      assert.deepEqual(reply.candidates[0]?.offer.slots, {
        policy: 'CA05 MFA or compliant device',
        change: 'off',
      });
    });

    it('names the nearest policies when none is called so', async () => {
      const reply = await replied({ policy: 'complaint device', change: 'off' });
      assert.equal(reply.headline, 'No Conditional Access policy is called "complaint device"');
      assert.equal(reply.offers[0]?.title, 'CA04 Compliant device');
      const empty = await replied(AND, { snapshot: snapshot([]), population: PEOPLE });
      assert.deepEqual(empty.lines, ['The tenant has no policies.']);
    });

    it('says that it is so already, or cannot be so, and what can be imagined', async () => {
      const rows = [
        ['CA05', 'on', 'CA05 MFA or compliant device is on already: nothing would change'],
        [
          'CA01',
          'AND',
          'CA01 Block all asks for no more than one control: AND and OR are the same: nothing would change',
        ],
        ['CA05', 'sideways', 'How CA05 MFA or compliant device is to be imagined is not understood'],
      ] as const;
      for (const [policyName, change, headline] of rows) {
        const reply = await replied({ policy: policyName, change });
        assert.equal(reply.headline, headline);
        assert.ok(reply.offers.length > 0);
        assert.ok(reply.offers.every(({ slots }) => slots['change'] !== change));
      }
    });

    it('asks for an app that is known', async () => {
      const reply = await replied({ ...AND, app: 'the moon' });
      assert.match(reply.headline, /"the moon" is, is not known/);
      assert.deepEqual(reply.offers[0]?.slots['policy'], AND.policy);
    });

    it('does not guess when the policies or the people could not be read', async () => {
      const blind = { accessPolicies: { snapshot: failing('upstream_forbidden') } };
      const policies = await replied(AND, undefined, blind);
      assert.match(policies.headline, /is not known: the policies could not be read/);
      assert.equal(policies.gaps.length, 1);
      const people = await replied(AND, { snapshot: snapshot([EITHER]) });
      assert.match(people.headline, /is not known: the people of the tenant are not read yet/);
      assert.equal(people.tone, 'unknown');
      assert.deepEqual(people.offers[0]?.slots, AND);
    });
  });

  describe('for one person', () => {
    const adele = (
      slots: Readonly<Record<string, string>>,
      more: TenantData = {},
      overrides: Overrides = {},
    ) => answer({ user: 'adele', app: 'email', ...slots }, tenant([EITHER, BLOCK], more), overrides);

    it('says that they could no longer get in', async () => {
      const said = await adele(AND, notCompliant());
      assert.equal(
        said.headline,
        'If CA05 MFA or compliant device were AND: Adele Vance could no longer reach email',
      );
      assert.equal(said.tone, 'bad');
      assert.deepEqual(itemsOf(said, 'Now, and then'), [
        'email, in a mobile or desktop app: no longer: now: gets in with multifactor authentication; then: is kept out',
      ]);
      assert.deepEqual(said.offers[0]?.slots, AND);
      assert.deepEqual(said.subject, { kind: 'user', name: 'Adele Vance', reference: ADELE_ID });
    });

    it('says that there would be more or less to do, or nothing new', async () => {
      assert.match((await adele(AND)).headline, /Adele Vance would still reach email, with more to do$/);
      assert.match(
        (await adele({ policy: 'CA05', change: 'off' })).headline,
        /nothing would change for Adele Vance and email$/,
      );
      const strict = tenant([policy('Strict', ['mfa', 'passwordChange'], {}, 'AND')]);
      const less = await answer({ user: 'adele', policy: 'strict', change: 'OR' }, strict);
      assert.match(less.headline, /would still reach email, with less to do$/);
      const stronger = tenant([policy('Strict', ['block']), MFA]);
      const let_in = await answer({ user: 'adele', policy: 'strict', change: 'off' }, stronger);
      assert.match(let_in.headline, /Adele Vance could reach email$/);
      assert.equal(let_in.tone, 'warning');
    });

    it('says when it is not known', async () => {
      const groups = policy('Some', ['block'], { state: 'disabled', users: { includeGroups: ['g'] } });
      const said = await answer({ user: 'adele', policy: 'some', change: 'on' }, tenant([groups]), {
        directory: { memberships: failing('upstream_timeout') },
      });
      assert.match(said.headline, /what Adele Vance would meet at email is not known$/);
      assert.equal(said.tone, 'unknown');
      assert.equal(said.gaps.length, 1);
    });

    it('tells the clients apart when it depends on them', async () => {
      const browsers = policy('Browsers', ['block'], { state: 'disabled', clientAppTypes: ['browser'] });
      const said = await answer(
        { user: 'adele', policy: 'browsers', change: 'on' },
        tenant([browsers], { signIns: [signIn({ clientAppUsed: null })] }),
      );
      assert.match(
        said.headline,
        /it depends on the client: in a mobile or desktop app nothing changes, in a browser no longer$/,
      );
    });

    it('asks back who is meant', async () => {
      const reply = await ask({ user: 'nobody', ...AND }, tenant([EITHER]));
      assert.equal(reply.kind, 'notice');
    });
  });
});
