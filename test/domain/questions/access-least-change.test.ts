import assert from 'node:assert/strict';
import { accessExplain, accessWhatif } from '../../../src/domain/questions/access-explain.ts';
import type { Answer } from '../../../src/domain/questions/answer.ts';
import type { JsonObject } from '../../../src/domain/tenant/access-policies.ts';
import type { Population } from '../../../src/domain/tenant/population.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { ADELE_ID, OBJECT_ID, ago, directoryDevice, user } from '../../fakes/sample-device.ts';
import {
  COMPLIANT,
  EXCLUSIONS,
  FINANCE,
  MAILBOX,
  MFA,
  ON_LAPTOP,
  asAnswer,
  explain,
  notCompliant,
  policy,
  snapshot,
  tenant,
} from './access-cases.ts';

const FINANCE_PEOPLE: Population = {
  takenAt: ago({ minutes: 40 }),
  people: [ADELE_ID, 'bo', 'cy'].map((id) => ({
    id,
    displayName: id,
    userPrincipalName: `${id}@contoso.example`,
    userType: 'Member',
    accountEnabled: true,
    externalUserState: null,
    creationType: null,
  })),
  groups: new Map([
    [
      'g-finance',
      { id: 'g-finance', displayName: 'Finance', members: new Set([ADELE_ID, 'bo']), complete: true },
    ],
    ['g-other', { id: 'g-other', displayName: 'Pilot', members: new Set<string>(), complete: true }],
  ]),
  roles: new Map(),
  devices: [],
  country: 'NO',
  complete: { people: true, groups: true, roles: true, devices: true },
  gaps: [],
};

const IN_BRAZIL: TenantData = { signIns: [{ ...ON_LAPTOP, countryOrRegion: 'BR' }] };

const least = ({ reasons }: Answer): string | undefined =>
  reasons.find((reason) => /^(Smallest change|No (single )?change)/.test(reason));
const section = (answer: Answer): Answer['sections'][number] | undefined =>
  answer.sections.find(({ title }) => title === 'What would change it');
const counted = (answer: Answer): unknown =>
  section(answer)?.facts.find(({ label }) => label === 'Counted among');

describe('what would change an access answer', () => {
  it('names the device and what fails on it', async () => {
    const answer = await explain(tenant([COMPLIANT], notCompliant()), { polarity: 'cannot' });
    assert.match(
      least(answer) ?? '',
      /^Smallest change that would let Adele Vance in: make FIN-LT-042 compliant \(.+\); touches nobody else\.$/,
    );
  });

  it('uses what is held of everybody, with its age, and asks nobody for it', async () => {
    const off = policy('Finance', ['compliantDevice'], {
      users: { includeGroups: ['g-finance'] },
      state: 'disabled',
    });
    const data = tenant([MFA, off], { ...notCompliant(), population: FINANCE_PEOPLE });
    const ports = fakePorts(data);
    const answer = asAnswer(await accessExplain(ports, fixedClock(), { user: 'adele', polarity: 'can' }));
    assert.equal(
      least(answer),
      'Smallest change that would keep Adele Vance out: switch "Finance" from off to on; 1 other person would lose email too, only on a device that is not registered.',
    );
    assert.deepEqual(counted(answer), {
      label: 'Counted among',
      value: '3 people, 0 devices',
      source: 'Entra ID',
      asOf: FINANCE_PEOPLE.takenAt,
    });
    assert.ok(!ports.calls.includes('populations.read'));
  });

  it('says that nothing was counted where nothing is held yet, and where it ends', async () => {
    const off = policy('Off', ['compliantDevice'], { state: 'disabled' });
    const unread = await explain(tenant([MFA, off], notCompliant()));
    assert.match(
      least(unread) ?? '',
      /switch "Off" from off to on; whom else it would touch was not counted\.$/,
    );
    assert.deepEqual(
      (counted(unread) as { value: string }).value,
      'nobody: the directory has not been read yet',
    );
    const part = {
      ...FINANCE_PEOPLE,
      country: null,
      complete: { ...FINANCE_PEOPLE.complete, people: false, devices: false },
    };
    const some = await explain(tenant([MFA, off], { ...notCompliant(), population: part }));
    assert.match(least(some) ?? '', /at least 2 other people would lose email too/);
    assert.deepEqual((counted(some) as { value: string }).value, 'at least 3 people, at least 0 devices');
  });

  it('proposes another device of theirs, from the directory or from what is held where a device was named', async () => {
    const second = directoryDevice({ id: 'o2', deviceId: 'd-2', displayName: 'LT-2' });
    const unnamed = directoryDevice({ id: 'o3', deviceId: 'd-3', displayName: null });
    const disabled = directoryDevice({
      id: 'o4',
      deviceId: 'd-4',
      displayName: 'Old',
      accountEnabled: false,
    });
    const broken = notCompliant();
    const data = tenant([COMPLIANT], {
      ...broken,
      devices: [...(broken.devices ?? []), second, unnamed, disabled],
      owners: { [OBJECT_ID]: [ADELE_ID], o2: [ADELE_ID], o3: [ADELE_ID], o4: [ADELE_ID] },
    });
    const titles = (answer: Answer): readonly string[] =>
      section(answer)?.items.map(({ title }) => title) ?? [];
    const found = titles(await explain(data, { polarity: 'cannot' }));
    assert.deepEqual(found.filter((title) => title.startsWith('Use ')).sort(), [
      'Use LT-2 instead',
      'Use d-3 instead',
    ]);
    const held = {
      ...FINANCE_PEOPLE,
      devices: [
        { device: second, owners: [ADELE_ID] },
        { device: unnamed, owners: ['bo'] },
      ],
    };
    const named = await explain(tenant([COMPLIANT], { ...broken, population: held }), {
      device: 'FIN-LT-042',
      polarity: 'cannot',
    });
    assert.deepEqual(
      titles(named).filter((title) => title.startsWith('Use ')),
      ['Use LT-2 instead'],
    );
  });

  it('names a group of the policies by what is held, and what follows from joining it', async () => {
    const block = policy('Block', ['block'], {
      users: { includeUsers: ['All'], excludeGroups: ['g-other'] },
    });
    const answer = await explain(tenant([block], { population: FINANCE_PEOPLE }), { polarity: 'cannot' });
    const join = section(answer)?.items.find(({ title }) => title.startsWith('Add '));
    assert.equal(join?.title, 'Add Adele Vance to the group Pilot');
    assert.equal(
      join.detail,
      'touches nobody else · weakens protection: "Block" · changes Teams and SharePoint and OneDrive for them too · Pilot is named by "Block"'.replace(
        'Teams and SharePoint and OneDrive',
        'Teams, SharePoint and OneDrive and the Office 365 portal',
      ),
    );
    assert.equal(join.tone, 'warning');
  });

  it('says what would do without changing anything', async () => {
    const abroad = policy('Abroad', ['block'], {
      locations: { includeLocations: ['All'], excludeLocations: ['home'] },
    });
    const answer = await explain(tenant([abroad], { population: FINANCE_PEOPLE, ...IN_BRAZIL }), {
      polarity: 'cannot',
    });
    // The newest sign-in comes from elsewhere; the organization is in NO.
    assert.ok(
      answer.reasons.includes('Without changing anything, Adele Vance would get in from NO.'),
      answer.reasons.join('\n'),
    );
  });

  it('counts further ways that need no change', async () => {
    const windows = policy('Windows', ['block'], {
      platforms: { includePlatforms: ['windows'], excludePlatforms: [] },
      clientAppTypes: ['mobileAppsAndDesktopClients'],
      locations: { includeLocations: ['All'], excludeLocations: ['home'] },
    });
    const answer = await explain(tenant([windows], { population: FINANCE_PEOPLE, ...IN_BRAZIL }), {
      polarity: 'cannot',
    });
    assert.ok(
      answer.reasons.some((reason) => / or in 1 more way\.$/.test(reason)),
      answer.reasons.join('\n'),
    );
  });

  it('says what comes before any policy, and what is then still in the way', async () => {
    const gone = { users: [user({ accountEnabled: false, assignedPlans: [] })] };
    const answer = await explain(tenant([MFA], gone), { polarity: 'cannot' });
    assert.equal(
      least(answer),
      'No single change would let Adele Vance in; the smallest set: (1) enable the account of Adele Vance (2) assign an Exchange plan (mailbox) to Adele Vance; touches nobody else; dangerous: somebody disabled the account; find out why first; then still to do: multifactor authentication.',
    );
    assert.equal(section(answer)?.items[0]?.tone, 'bad');
  });

  it('makes certain what is not known, in the direction of the question', async () => {
    const abroad = policy('Abroad', ['block'], {
      locations: { includeLocations: ['All'], excludeLocations: ['home'] },
    });
    const data = tenant([abroad], { signIns: [] });
    assert.match(
      least(await explain(data, { polarity: 'cannot' })) ?? '',
      /^Smallest change that would let Adele Vance in for certain: /,
    );
    assert.match(least(await explain(data, { polarity: 'can' })) ?? '', /would keep Adele Vance out/);
  });

  it('says so where nothing was found', async () => {
    const four = ['A', 'B', 'C', 'D'].map((name) => policy(name, ['block']));
    assert.equal(
      least(await explain(tenant(four), { polarity: 'cannot' })),
      'No change of device, person or policy was found that would let Adele Vance in: "A", "B", "C" and "D" would stop them (up to three changes at once were tried).',
    );
    const none = await explain(tenant([]));
    assert.equal(
      least(none),
      'No change of device, person or policy was found that would keep Adele Vance out (up to three changes at once were tried).',
    );
    assert.equal(section(none), undefined);
  });

  it('says that the search was given up in a tenant that is too large', async () => {
    const many = (excluded: readonly string[]): readonly JsonObject[] =>
      Array.from({ length: 500 }, (_, index) =>
        policy(`P${index}`, ['compliantDevice', 'mfa'], {
          users: { includeUsers: ['All'], excludeUsers: [ADELE_ID], excludeGroups: excluded },
          state: 'disabled',
        }),
      );
    const some = await explain(tenant(many([]), notCompliant()));
    assert.match(
      least(some) ?? '',
      /There may be a smaller one: the search was given up after \d+ sets of changes\.$/,
    );
    const none = await explain(tenant(many(['g-finance']), notCompliant()));
    assert.match(least(none) ?? '', /^No change .* \(the search was given up after \d+ sets of changes\)\.$/);
  });

  it('says what is before any policy even where nothing was found', async () => {
    const four = ['A', 'B', 'C', 'D'].map((name) => policy(name, ['block']));
    const gone = { users: [user({ accountEnabled: false, assignedPlans: [MAILBOX] })] };
    assert.match(
      least(await explain(tenant(four, gone), { polarity: 'cannot' })) ?? '',
      /let Adele Vance in: the account is disabled and "A", "B", "C" and "D" would stop them/,
    );
  });

  it('names three other apps and counts the rest', async () => {
    const all = policy('Block', ['block'], {
      users: { includeGroups: ['g-finance'] },
      applications: { includeApplications: ['All'] },
    });
    const answer = await explain(tenant([all], { population: FINANCE_PEOPLE }), { polarity: 'cannot' });
    const leave = section(answer)?.items.find(({ title }) => title.startsWith('Take '));
    assert.match(
      leave?.detail ?? '',
      /changes Teams, SharePoint and OneDrive, the Office 365 portal and 5 more apps for them too/,
    );
  });

  it('counts on no membership that could not be read', async () => {
    const answer = await explain(
      tenant([policy('Finance', ['block'], { users: { includeGroups: ['g-finance'] } })]),
      { polarity: 'cannot' },
      { directory: { memberships: failing('upstream_forbidden') } },
    );
    assert.ok(!(section(answer)?.items ?? []).some(({ title }) => title.includes('group')));
    assert.match(least(answer) ?? '', /^Smallest change that would let Adele Vance in for certain: /);
  });

  it('is not told of a sign-in that never happened', async () => {
    const ports = fakePorts(tenant([COMPLIANT], notCompliant()));
    const answer = asAnswer(
      await accessWhatif(ports, fixedClock(), { user: 'adele', app: 'email', country: 'NO' }),
    );
    assert.deepEqual([least(answer), section(answer)], [undefined, undefined]);
    assert.ok(!ports.calls.includes('populations.held'));
  });

  it('keeps hostile names as plain text', async () => {
    const evil = policy('**[x](https://evil.example)**', ['compliantDevice'], {
      users: { includeGroups: ['g-finance'] },
    });
    const answer = await explain(tenant([evil], notCompliant()), { polarity: 'cannot' });
    assert.ok(section(answer)?.items.some(({ title }) => title.includes('"**[x](https://evil.example)**"')));
  });
});

describe('nested exclusions', () => {
  it('say through which groups a person may be in them', async () => {
    const abroad: JsonObject = policy('Abroad', ['block'], {
      users: { includeUsers: ['All'], excludeGroups: ['g-out'] },
    });
    const data: TenantData = tenant([abroad], {
      memberships: { [ADELE_ID]: { groups: [FINANCE, EXCLUSIONS], roleTemplateIds: [] } },
      snapshot: snapshot([abroad]),
    });
    assert.equal(
      least(await explain(data)),
      'Smallest change that would keep Adele Vance out: take Adele Vance out of the group CA exclusions (they are in it through another group: Finance); touches nobody else.',
    );
  });
});
